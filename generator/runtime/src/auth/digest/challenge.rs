//! What a server asks for: the `WWW-Authenticate` fields of a 401 in, the Digest challenge to answer out.
//!
//! A stranger wrote those fields, so what is read of them is limited.

use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

/// How long all fields may be together. Atlas' has 130 bytes; one that carries a Kerberos ticket beside has some thousands.
const MAX_BYTES: usize = 16 * 1024;

/// A challenge that can be answered (RFC 7616, section 3.3).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Challenge {
    pub(super) realm: String,
    pub(super) nonce: String,
    pub(super) opaque: Option<String>,
    pub(super) algorithm: Algorithm,
    /// Whether the hash makes a key of the session, `-sess`.
    pub(super) is_session: bool,
    /// The algorithm as the server wrote it; `None`: not at all.
    pub(super) algorithm_name: Option<String>,
    pub(super) is_stale: bool,
    pub(super) hashes_user_name: bool,
}

/// The hash; the later in this list the stronger.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Algorithm {
    Md5,
    Sha256,
}

/// Why none of the Digest challenges can be answered; completes "the server's Digest challenge …".
pub(super) type Unanswerable = &'static str;

/// The strongest Digest challenge that can be answered; `None` where there is no Digest challenge at all.
pub(super) fn challenge(headers: &HeaderMap) -> Result<Option<Challenge>, Unanswerable> {
    let fields = headers.get_all(WWW_AUTHENTICATE);
    let size: usize = fields.iter().map(HeaderValue::len).sum();
    if size > MAX_BYTES {
        return Err("is larger than 16 KiB, more than this client reads");
    }
    let mut best: Option<Challenge> = None;
    let mut problem = None;
    for asked in fields.iter().flat_map(|field| split(field.as_bytes())) {
        if !asked.scheme.eq_ignore_ascii_case("digest") {
            continue;
        }
        match asked.read() {
            // Of equals the first, which is the one that the server likes best (section 3.7).
            Ok(it)
                if best
                    .as_ref()
                    .is_none_or(|best| best.algorithm < it.algorithm) =>
            {
                best = Some(it);
            }
            Ok(_) => {}
            Err(unanswerable) => problem = problem.or(Some(unanswerable)),
        }
    }
    match (best, problem) {
        (None, Some(problem)) => Err(problem),
        (best, _) => Ok(best),
    }
}

/// The parameter of that name in a field that is nothing but parameters, such as `Authentication-Info`.
pub(super) fn parameter(field: &HeaderValue, name: &str) -> Option<String> {
    if field.len() > MAX_BYTES {
        return None;
    }
    let mut scanner = Scanner(field.as_bytes());
    loop {
        scanner.skip(b" \t,");
        let (key, value) = scanner.parameter()?;
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
    }
}

/// One challenge of any scheme.
#[derive(Debug, Default)]
struct Asked {
    scheme: String,
    parameters: Vec<(String, String)>,
    is_broken: bool,
}

impl Asked {
    fn read(&self) -> Result<Challenge, Unanswerable> {
        if self.is_broken {
            return Err("can't be read");
        }
        let is_true = |name| {
            self.get(name)
                .is_some_and(|value: &str| value.eq_ignore_ascii_case("true"))
        };
        let (algorithm, is_session) = match self.get("algorithm").map(str::to_ascii_lowercase) {
            None => (Algorithm::Md5, false),
            Some(name) => match name.as_str() {
                "md5" => (Algorithm::Md5, false),
                "md5-sess" => (Algorithm::Md5, true),
                "sha-256" => (Algorithm::Sha256, false),
                "sha-256-sess" => (Algorithm::Sha256, true),
                _ => return Err("asks for an algorithm other than MD5 and SHA-256"),
            },
        };
        let mut qualities = self.get("qop").unwrap_or_default().split(',');
        if !qualities.any(|quality| quality.trim().eq_ignore_ascii_case("auth")) {
            // Without it nothing would count the requests, and `auth-int` needs the whole body beforehand.
            return Err("does not offer the quality of protection `auth`");
        }
        let nonce = self.get("nonce").unwrap_or_default();
        if nonce.is_empty() {
            return Err("has no nonce");
        }
        Ok(Challenge {
            realm: self.get("realm").ok_or("has no realm")?.to_owned(),
            nonce: nonce.to_owned(),
            opaque: self.get("opaque").map(str::to_owned),
            algorithm,
            is_session,
            algorithm_name: self.get("algorithm").map(str::to_owned),
            is_stale: is_true("stale"),
            hashes_user_name: is_true("userhash"),
            // `domain` names other places for the same credentials. They are sent only where they were asked for.
        })
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let (_, value) = parameters.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

/// The challenges of one field. They are divided by commas, as their parameters are (RFC 9110, section 11.6.1): a word
/// without `=` behind it begins the next.
fn split(field: &[u8]) -> Vec<Asked> {
    let mut scanner = Scanner(field);
    let mut challenges: Vec<Asked> = Vec::new();
    loop {
        scanner.skip(b" \t,");
        if scanner.0.is_empty() {
            return challenges;
        }
        let before = scanner;
        if let Some(parameter) = scanner.parameter()
            && let Some(last) = challenges.last_mut()
        {
            last.parameters.push(parameter);
            continue;
        }
        scanner = before;
        let scheme = scanner.token().to_owned();
        if scheme.is_empty() || !matches!(scanner.0, [] | [b' ' | b'\t' | b',', ..]) {
            break;
        }
        scanner.skip(b" \t");
        let before = scanner;
        if scanner.parameter().is_none() {
            // Such as `Negotiate YII…==`.
            scanner.skip_until_comma();
        } else {
            scanner = before;
        }
        challenges.push(Asked {
            scheme,
            ..Asked::default()
        });
    }
    // What follows can't be told apart from what was read.
    if let Some(last) = challenges.last_mut() {
        last.is_broken = true;
    }
    challenges
}

/// What is left of a field.
#[derive(Clone, Copy)]
struct Scanner<'a>(&'a [u8]);

impl<'a> Scanner<'a> {
    fn skip(&mut self, bytes: &[u8]) {
        while let [first, rest @ ..] = self.0
            && bytes.contains(first)
        {
            self.0 = rest;
        }
    }

    fn skip_until_comma(&mut self) {
        while let [first, rest @ ..] = self.0
            && *first != b','
        {
            self.0 = rest;
        }
    }

    /// A token (RFC 9110, section 5.6.2); empty where there is none.
    fn token(&mut self) -> &'a str {
        let is_token =
            |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
        let end = self.0.iter().position(|byte| !is_token(byte));
        let (token, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        std::str::from_utf8(token).unwrap_or_default()
    }

    /// `name = value`, the value a token or a quoted string; `None` where there is none.
    fn parameter(&mut self) -> Option<(String, String)> {
        let name = self.token();
        self.skip(b" \t");
        self.0 = self.0.strip_prefix(b"=")?;
        self.skip(b" \t");
        let value = match self.0.strip_prefix(b"\"") {
            Some(quoted) => {
                self.0 = quoted;
                self.quoted()?
            }
            None => self.token().to_owned(),
        };
        // A `token68`, such as `YII…==`, begins like a parameter.
        self.skip(b" \t");
        let is_whole = matches!(self.0, [] | [b',', ..]);
        (is_whole && !name.is_empty()).then(|| (name.to_owned(), value))
    }

    /// The rest of a quoted string, without its backslashes (section 5.6.4).
    fn quoted(&mut self) -> Option<String> {
        let mut text = Vec::new();
        loop {
            let (byte, rest) = match self.0 {
                [b'"', rest @ ..] => {
                    self.0 = rest;
                    return String::from_utf8(text).ok();
                }
                [b'\\', byte, rest @ ..] | [byte, rest @ ..] => (*byte, rest),
                [] => return None,
            };
            text.push(byte);
            self.0 = rest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(values: &[&str]) -> HeaderMap {
        let value = |text: &&str| HeaderValue::from_bytes(text.as_bytes()).unwrap();
        let fields = values.iter().map(|text| (WWW_AUTHENTICATE, value(text)));
        fields.collect()
    }

    #[test]
    fn the_strongest_of_several_challenges_is_taken_in_one_field_and_in_many() {
        const MD5: &str = r#"Digest realm="a", nonce="1", algorithm=MD5, qop="auth""#;
        const SHA: &str = r#"Digest realm="b", nonce="2", algorithm=SHA-256, qop="auth-int, auth""#;
        const NEW: &str = r#"Digest realm="c", nonce="3", algorithm=SHA-512-256, qop="auth""#;
        const BASIC: &str = r#"Basic realm="d""#;
        const NEGOTIATE: &str = "Negotiate YII==, NTLM";
        const EQUAL: &str = r#"Digest realm="e", nonce="5", algorithm=SHA-256, qop="auth""#;
        let together = [BASIC, MD5, NEGOTIATE, SHA, NEW, MD5].join(", ");
        for values in [
            vec![MD5, SHA],
            vec![SHA, MD5],
            vec![NEW, SHA, MD5],
            vec![BASIC, MD5, NEGOTIATE, SHA],
            vec![SHA, EQUAL],
            vec![together.as_str()],
        ] {
            let taken = challenge(&fields(&values)).unwrap().unwrap();
            assert_eq!((taken.realm.as_str(), taken.nonce.as_str()), ("b", "2"));
            assert_eq!(taken.algorithm, Algorithm::Sha256);
            assert!(!taken.is_session);
        }
        for values in [vec![], vec![BASIC], vec![NEGOTIATE, BASIC]] {
            assert_eq!(challenge(&fields(&values)), Ok(None));
        }
    }

    #[test]
    fn every_way_of_writing_a_challenge_is_read() {
        // The recorded one of Atlas.
        let atlas = r#"Digest realm="MMS Public API", domain="", nonce="SlgYP7Tv3FS/BuCj/x4WQRIV1bNKdpJg", algorithm=MD5, qop="auth", stale=false"#;
        let expected = Challenge {
            realm: "MMS Public API".to_owned(),
            nonce: "SlgYP7Tv3FS/BuCj/x4WQRIV1bNKdpJg".to_owned(),
            opaque: None,
            algorithm: Algorithm::Md5,
            is_session: false,
            algorithm_name: Some("MD5".to_owned()),
            is_stale: false,
            hashes_user_name: false,
        };
        assert_eq!(challenge(&fields(&[atlas])), Ok(Some(expected)));
        let odd = "dIGEST ,NONCE = \"a\\\"b\\\\c\" ,\tQop=auth,Stale=TRUE , userhash=true,realm=\"\u{fc}, x=\", opaque=\"\",algorithm=\"sha-256-SESS\",";
        let odd = challenge(&fields(&[odd])).unwrap().unwrap();
        assert_eq!(odd.nonce, "a\"b\\c");
        assert_eq!(odd.realm, "\u{fc}, x=");
        assert_eq!(odd.opaque.as_deref(), Some(""));
        assert!(odd.is_stale && odd.hashes_user_name && odd.is_session);
        assert_eq!(odd.algorithm, Algorithm::Sha256);
        let least = r#"Digest realm="", nonce="n", qop="auth""#;
        let least = challenge(&fields(&[least])).unwrap().unwrap();
        assert_eq!(least.algorithm, Algorithm::Md5);
        assert_eq!(least.algorithm_name, None);
    }

    /// A challenge of as many bytes.
    fn long(length: usize) -> String {
        let rest = r#"Digest realm="a", qop="auth", nonce="""#;
        rest.replace(
            r#"nonce="""#,
            &format!(r#"nonce="{}""#, "n".repeat(length - rest.len())),
        )
    }

    #[test]
    fn what_is_no_larger_than_the_limit_is_read() {
        assert!(challenge(&fields(&[&long(MAX_BYTES)])).is_ok());
        let field = |length| HeaderValue::from_str(&format!("a={}", "b".repeat(length - 2)));
        assert!(parameter(&field(MAX_BYTES).unwrap(), "a").is_some());
        assert!(parameter(&field(MAX_BYTES + 1).unwrap(), "a").is_none());
    }

    #[test]
    fn what_can_not_be_answered_says_why() {
        let long = long(MAX_BYTES + 1);
        for (value, words) in [
            (long.as_str(), "larger than 16 KiB"),
            (r#"Digest realm="a", qop="auth", nonce="n"#, "can't be read"),
            (
                r#"Digest realm="a", qop="auth", nonce="n" x=y, ?"#,
                "can't be read",
            ),
            (
                r#"Digest realm="a", qop="auth", nonce="n" x=y"#,
                "can't be read",
            ),
            (r#"Digest realm="a", qop="auth""#, "no nonce"),
            (r#"Digest realm="a", qop="auth", nonce="""#, "no nonce"),
            (r#"Digest nonce="n", qop="auth""#, "no realm"),
            (r#"Digest realm="a", nonce="n""#, "quality of protection"),
            (
                r#"Digest realm="a", nonce="n", qop="auth-int""#,
                "quality of protection",
            ),
            (
                r#"Digest realm="a", nonce="n", qop="auth", algorithm=TIGER"#,
                "algorithm",
            ),
            ("Digest", "quality of protection"),
            ("Digest , \u{ff}", "can't be read"),
        ] {
            let problem = challenge(&fields(&[value])).unwrap_err();
            assert!(problem.contains(words), "{value:.80}: {problem}");
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic() {
        let pieces = [
            "Digest", " ", ",", "=", "\"", "\\", "nonce", "a", "\t", "Basic",
        ];
        for number in 0..10_u32.pow(5) {
            let digit = |place: u32| pieces[(number / 10_u32.pow(place) % 10) as usize];
            let text: String = (0..5).map(digit).collect();
            let _ = challenge(&fields(&[&text]));
        }
    }

    #[test]
    fn a_parameter_of_another_field_is_found() {
        let field = HeaderValue::from_static(r#"rspauth="x", qop=auth, nextnonce="n,=", nc=1"#);
        assert_eq!(parameter(&field, "nextnonce").as_deref(), Some("n,="));
        assert_eq!(parameter(&field, "nc").as_deref(), Some("1"));
        assert_eq!(parameter(&field, "other"), None);
    }
}
