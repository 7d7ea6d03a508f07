use super::*;

fn join(base: &str, path: &str) -> Result<String, String> {
    let base = BaseUrl::parse(base, false).unwrap();
    base.join(path, &[], &[]).map(|url| url.to_string())
}

fn fill(template: &str, parameters: &[(&str, String)]) -> Result<String, String> {
    let mut url = "https://h/./..".to_owned();
    super::fill(template, parameters, &mut url)?;
    Ok(url.strip_prefix("https://h/./..").unwrap().to_owned())
}

fn pairs(texts: &[&'static str]) -> Vec<(&'static str, String)> {
    texts.iter().map(|text| ("", (*text).to_owned())).collect()
}

#[test]
fn a_path_in_the_base_url_stands_first() {
    for base in [
        "https://h/api/v1",
        "https://h/api/v1/",
        "HTTPS://H:443/api/v1//",
    ] {
        assert_eq!(join(base, "/x").unwrap(), "https://h/api/v1/x");
    }
    assert_eq!(join("https://h", "/x").unwrap(), "https://h/x");
}

#[test]
fn the_query_is_appended() {
    let base = BaseUrl::parse("https://h", false).unwrap();
    let url = base.join("/x", &[], &pairs(&["a=1&b=%26", "", "c=2"]));
    assert_eq!(url.unwrap().as_str(), "https://h/x?a=1&b=%26&c=2");
    let url = base.join("/x", &[], &pairs(&["", ""]));
    assert_eq!(url.unwrap().as_str(), "https://h/x");
}

#[test]
fn only_an_absolute_http_url_without_extras_is_a_base_url() {
    let problem = |text| BaseUrl::parse(text, false).unwrap_err();
    assert_eq!(problem(""), BaseUrlProblem::NotAbsolute);
    assert_eq!(problem("/v1"), BaseUrlProblem::NotAbsolute);
    assert_eq!(problem("https://"), BaseUrlProblem::NotAbsolute);
    assert_eq!(problem("https://{region}.h"), BaseUrlProblem::Variable);
    assert_eq!(problem("ftp://h"), BaseUrlProblem::NotHttp);
    assert_eq!(problem("mailto:a@h"), BaseUrlProblem::NotHttp);
    assert_eq!(problem("https://user@h"), BaseUrlProblem::UserInfo);
    assert_eq!(problem("https://:secret@h"), BaseUrlProblem::UserInfo);
    assert_eq!(problem("https://h?a"), BaseUrlProblem::QueryOrFragment);
    assert_eq!(problem("https://h#a"), BaseUrlProblem::QueryOrFragment);
}

#[test]
fn plaintext_goes_to_this_machine_only_unless_allowed() {
    for local in [
        "http://127.0.0.1:80",
        "http://127.9.9.9",
        "http://[::1]",
        "http://localhost",
    ] {
        assert!(
            BaseUrl::parse(local, false).unwrap().is_loopback(),
            "{local}"
        );
    }
    for remote in [
        "http://h",
        "http://10.0.0.1",
        "http://localhost.h",
        "http://127.0.0.1.h",
    ] {
        let problem = BaseUrl::parse(remote, false).unwrap_err();
        assert_eq!(problem, BaseUrlProblem::Plaintext, "{remote}");
        let allowed = BaseUrl::parse(remote, true).unwrap();
        assert!(!allowed.is_loopback(), "{remote}");
    }
}

#[test]
fn a_template_is_filled_and_its_own_text_encoded() {
    let values = [("b", "2".to_owned()), ("a", "%2F".to_owned())];
    assert_eq!(
        fill("/x/{a}/{b}:cancel", &values).unwrap(),
        "/x/%2F/2:cancel"
    );
    assert_eq!(fill("/a b#c/é", &[]).unwrap(), "/a%20b%23c/%C3%A9");
}

#[test]
fn pairs_of_the_template_stay_before_the_others() {
    let values = [("a", "1".to_owned())];
    let template = "/x/{a}?do='it'&really";
    assert_eq!(fill(template, &values).unwrap(), "/x/1?do=%27it%27&really");
    let base = BaseUrl::parse("https://api.example.com", false).unwrap();
    let with = |query| {
        let url = base.join(template, &values, &pairs(&[query]));
        url.map(|url| url.to_string())
    };
    assert_eq!(
        with("b=2").unwrap(),
        "https://api.example.com/x/1?do=%27it%27&really&b=2"
    );
    assert_eq!(
        with("").unwrap(),
        "https://api.example.com/x/1?do=%27it%27&really"
    );
}

#[test]
fn a_template_that_cannot_be_filled_is_refused() {
    assert!(fill("/{a}", &[]).unwrap_err().contains("`{a}`"));
    assert!(fill("/{a", &[]).unwrap_err().contains("open brace"));
    assert!(fill("x", &[]).unwrap_err().contains("begin with `/`"));
}

#[test]
fn dots_never_change_the_path() {
    for dots in [".", ".."] {
        assert!(fill("/a/{b}/c", &[("b", dots.to_owned())]).is_err());
    }
    assert!(fill("/{a}{b}", &[("a", ".".to_owned()), ("b", ".".to_owned())]).is_err());
    assert!(fill("/{a}.{b}", &[("a", "x".to_owned()), ("b", "y".to_owned())]).is_ok());
    // What the document itself wrote encoded, the URL parser would resolve.
    assert!(join("https://h", "/a/%2e%2e/b").is_err());
    assert!(join("https://h", "/a/.%2E/b").is_err());
}

#[test]
fn a_base_url_that_is_refused_is_told_by_its_problem() {
    for (text, words) in [("/api", "absolute"), ("ftp://h", "scheme")] {
        let problem = BaseUrl::parse(text, false).unwrap_err();
        assert!(problem.as_str().contains(words), "{text}");
    }
}
