//! The arithmetic of Digest (RFC 7616, section 3.4): a challenge and a request in, the value of `Authorization` out.

use std::fmt::Write as _;

use md5::Md5;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::zeroize::{Zeroize as _, Zeroizing};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::challenge::{Algorithm, Challenge};

/// Who answers.
#[derive(Clone, Copy)]
pub(super) struct Account<'a> {
    pub(super) user_name: &'a str,
    pub(super) password: &'a SecretString,
}

/// What is answered.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// The request's target: path and query.
    pub(super) target: &'a str,
    /// How many requests there were with this nonce, with this one.
    pub(super) count: u32,
    /// The client's own nonce.
    pub(super) cnonce: &'a str,
}

/// The value of `Authorization`.
pub(super) fn response(
    account: Account<'_>,
    challenge: &Challenge,
    request: &Request<'_>,
) -> String {
    let Challenge {
        realm,
        nonce,
        opaque,
        algorithm,
        is_session,
        algorithm_name,
        is_stale: _,
        hashes_user_name,
    } = challenge;
    let Request {
        method,
        target,
        count,
        cnonce,
    } = request;
    let Account {
        user_name,
        password,
    } = account;
    let hash = |parts: &[&str]| algorithm.hash(parts);
    let mut key = hash(&[user_name, realm, password.expose_secret()]);
    if *is_session {
        key = hash(&[&key, nonce, cnonce]);
    }
    let count = format!("{count:08x}");
    let response = hash(&[
        &key,
        nonce,
        &count,
        cnonce,
        "auth",
        &hash(&[method, target]),
    ]);
    let mut text = "Digest ".to_owned();
    if *hashes_user_name {
        quote(&mut text, "username", &hash(&[user_name, realm]));
    } else if user_name.is_ascii() {
        quote(&mut text, "username", user_name);
    } else {
        // Section 3.4 with RFC 8187: a quoted string holds no other script.
        let encoded = utf8_percent_encode(user_name, NON_ALPHANUMERIC);
        write!(text, "username*=UTF-8''{encoded}, ").ok();
    }
    quote(&mut text, "realm", realm);
    quote(&mut text, "uri", target);
    if let Some(name) = algorithm_name {
        write!(text, "algorithm={name}, ").ok();
    }
    quote(&mut text, "nonce", nonce);
    write!(text, "nc={count}, ").ok();
    quote(&mut text, "cnonce", cnonce);
    text.push_str("qop=auth, ");
    if let Some(opaque) = opaque {
        quote(&mut text, "opaque", opaque);
    }
    if *hashes_user_name {
        text.push_str("userhash=true, ");
    }
    write!(text, "response=\"{}\"", *response).ok();
    text
}

/// A parameter as a quoted string.
fn quote(text: &mut String, name: &str, value: &str) {
    write!(text, "{name}=\"").ok();
    for character in value.chars() {
        if matches!(character, '"' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text.push_str("\", ");
}

impl Algorithm {
    /// The hash of the parts with colons between them, in lower-case hex.
    fn hash(self, parts: &[&str]) -> Zeroizing<String> {
        match self {
            Self::Md5 => over::<Md5>(parts),
            Self::Sha256 => over::<Sha256>(parts),
        }
    }
}

/// Feeds the parts one by one: joined, a password would be copied to where nobody wipes it.
fn over<H: Digest>(parts: &[&str]) -> Zeroizing<String> {
    let mut hasher = H::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            hasher.update(":");
        }
        hasher.update(part);
    }
    let mut hash = hasher.finalize();
    let text = Zeroizing::new(hex(&hash));
    // That of a password serves as the password does.
    hash.as_mut_slice().zeroize();
    text
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7616, section 3.9.1.
    fn of_the_rfc(algorithm: Algorithm, name: &str) -> String {
        let challenge = Challenge {
            realm: "http-auth@example.org".to_owned(),
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v".to_owned(),
            opaque: Some("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS".to_owned()),
            algorithm,
            is_session: false,
            algorithm_name: Some(name.to_owned()),
            is_stale: false,
            hashes_user_name: false,
        };
        let request = Request {
            method: "GET",
            target: "/dir/index.html",
            count: 1,
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        };
        let account = Account {
            user_name: "Mufasa",
            password: &SecretString::from("Circle of Life"),
        };
        response(account, &challenge, &request)
    }

    #[test]
    fn the_examples_of_rfc_7616_give_its_responses() {
        let md5 = of_the_rfc(Algorithm::Md5, "MD5");
        assert_eq!(
            md5,
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=MD5, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
             cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", \
             response=\"8ca523f5e9506fed4657c9700eebdbec\""
        );
        let sha = of_the_rfc(Algorithm::Sha256, "SHA-256");
        let expected = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert!(sha.ends_with(&format!("response=\"{expected}\"")), "{sha}");
        assert!(sha.contains("algorithm=SHA-256,"), "{sha}");
    }

    /// No RFC has an example of a session's key and of a hashed user name that is right; these numbers are those of Python's
    /// `hashlib`.
    #[test]
    fn user_names_are_hashed_quoted_or_encoded() {
        let challenge = |hashes_user_name| Challenge {
            realm: "a\"b".to_owned(),
            nonce: "n".to_owned(),
            opaque: None,
            algorithm: Algorithm::Sha256,
            is_session: true,
            algorithm_name: None,
            is_stale: false,
            hashes_user_name,
        };
        let request = Request {
            method: "POST",
            target: "/x?y=z",
            count: 0xab,
            cnonce: "c",
        };
        let with = |user_name, hashes| {
            let account = Account {
                user_name,
                password: &SecretString::from("p"),
            };
            response(account, &challenge(hashes), &request)
        };
        let quoted = with("u\\v", false);
        assert!(quoted.starts_with(
            r#"Digest username="u\\v", realm="a\"b", uri="/x?y=z", nonce="n", nc=000000ab, "#
        ));
        assert!(with("ü x", false).starts_with("Digest username*=UTF-8''%C3%BC%20x, "));
        let hashed = with("ü x", true);
        assert!(hashed.contains("userhash=true"), "{hashed}");
        assert!(
            hashed.starts_with(&format!("Digest username=\"{USER}\", ")),
            "{hashed}"
        );
        assert!(
            hashed.ends_with(&format!("response=\"{RESPONSE}\"")),
            "{hashed}"
        );
    }

    const USER: &str = "f67d8f0a7b3af241752f6f722069abe0ca90d05df4f3375b9157cb2f06dfcde0";
    const RESPONSE: &str = "f0cb6933f072e11130c8cbce474ec8fe9321fcca2889c58a3421c8f7f550730c";
}
