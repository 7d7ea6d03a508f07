//! Path templates (`OpenAPI` 3.0.4, section 4.7): which parameters stand in a path, and in which order.

/// The names in braces, in the order of the path.
pub(super) fn template(path: &str) -> Result<Vec<&str>, &'static str> {
    let mut names = Vec::new();
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
        if names.contains(&name) {
            return Err("one parameter twice");
        }
        names.push(name);
        rest = after;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn names_come_in_the_order_of_the_path() {
        assert_eq!(template("/a/{b}/c:{d}"), Ok(vec!["b", "d"]));
        assert_eq!(template("/a"), Ok(vec![]));
    }

    #[test]
    fn unbalanced_braces_are_told() {
        for path in ["/{a", "/a}", "/{}", "/{a}/{a}", "/{a{b}}"] {
            assert!(template(path).is_err(), "{path}");
        }
    }
}
