//! Path templates (`OpenAPI` 3.0.4, section 4.7): which parameters stand in a path, and in which order.

/// A key of the Paths Object, taken apart.
#[derive(Debug, PartialEq)]
pub(super) struct Template {
    /// What a request can send: the key without what only tells two keys apart.
    pub(super) path: String,
    /// The names in braces, in the order of the path, each once.
    pub(super) names: Vec<String>,
    /// The fragment. RFC 9110, section 7.1: it is never part of a request, so that people use it to describe one path by
    /// several Path Item Objects.
    pub(super) fragment: Option<String>,
}

/// Takes a key of the Paths Object apart. The error completes "the path has …".
pub(super) fn template(key: &str) -> Result<Template, &'static str> {
    let (path, fragment) = match key.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment.to_owned())),
        None => (key, None),
    };
    let (path, query) = path.split_once('?').map_or((path, ""), |(path, query)| {
        // `{?page,limit}` (RFC 6570, section 3.2.8) begins with the brace.
        path.strip_suffix('{')
            .map_or((path, query), |path| (path, ""))
    });
    let names = names(path)?;
    let mut path = path.to_owned();
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    // A pair with a variable is a query parameter, which is declared by itself; the others are part of the path.
    let fixed: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.contains('{'))
        .collect();
    if !fixed.is_empty() {
        path.push('?');
        path.push_str(&fixed.join("&"));
    }
    Ok(Template {
        path,
        names,
        fragment,
    })
}

fn names(path: &str) -> Result<Vec<String>, &'static str> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = path;
    while let Some(brace) = rest.find(['{', '}']) {
        let Some(after) = rest.get(brace..).and_then(|text| text.strip_prefix('{')) else {
            return Err("a `}` without its `{`");
        };
        let Some((name, after)) = after.split_once('}') else {
            return Err("a `{` without its `}`");
        };
        if name.is_empty() || name.contains('{') {
            return Err("braces that hold no name");
        }
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::{Template, template};

    fn parts(key: &str) -> (String, String, Option<String>) {
        let Template {
            path,
            names,
            fragment,
        } = template(key).expect(key);
        (path, names.join(","), fragment)
    }

    #[test]
    fn names_come_in_the_order_of_the_path() {
        for (key, path, names, fragment) in [
            ("/a/{b}/c:{d}", "/a/{b}/c:{d}", "b,d", None),
            ("/a", "/a", "", None),
            ("/a/", "/a/", "", None),
            ("/", "/", "", None),
            ("/{a}{b}/{a}.{c}", "/{a}{b}/{a}.{c}", "a,b,c", None),
            ("/{a}:cancel", "/{a}:cancel", "a", None),
            ("a/{b}", "/a/{b}", "b", None),
            ("/a/{b}#add", "/a/{b}", "b", Some("add")),
            ("/a?do=x&id={id}&with=y#z", "/a?do=x&with=y", "", Some("z")),
            ("/a?id={id}", "/a", "", None),
            ("/a/{b}{?page,limit}", "/a/{b}", "b", None),
        ] {
            let expected = (
                path.to_owned(),
                names.to_owned(),
                fragment.map(str::to_owned),
            );
            assert_eq!(parts(key), expected, "{key}");
        }
    }

    #[test]
    fn unbalanced_braces_are_told() {
        for path in ["/{a", "/a}", "/{}", "/{a{b}}"] {
            assert!(template(path).is_err(), "{path}");
        }
    }
}
