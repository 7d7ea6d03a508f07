use super::*;

fn links(text: &str) -> Vec<(String, Vec<String>)> {
    let mut links = Vec::new();
    assert!(read(text, &mut links), "{text}");
    links
        .into_iter()
        .map(|link| (link.target, link.relations))
        .collect()
}

fn one(target: &str, relations: &[&str]) -> (String, Vec<String>) {
    (
        target.to_owned(),
        relations.iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn several_links_with_several_relations() {
    assert_eq!(
        links(
            r#"<https://a/?x=1,2;3>; rel="deprecation sunset"; type="text/html", </v2>;rel=Successor-Version"#
        ),
        [
            one("https://a/?x=1,2;3", &["deprecation", "sunset"]),
            one("/v2", &["successor-version"]),
        ]
    );
}

#[test]
fn quoted_strings_may_hold_anything() {
    assert_eq!(
        links(r#"<a>; title="x, <y>; rel=\"no\" \\"; rel="next""#),
        [one("a", &["next"])]
    );
}

#[test]
fn the_first_rel_counts_and_parameters_may_lack_values() {
    assert_eq!(
        links("<a> ; ; hreflang ; rel = next ; rel=prev"),
        [one("a", &["next"])]
    );
    assert_eq!(links("<a>"), [one("a", &[])]);
    assert_eq!(links("<>;rel=self"), [one("", &["self"])]);
    assert_eq!(links("< a\t>"), [one("a", &[])]);
}

#[test]
fn empty_elements_are_ignored() {
    assert_eq!(links(""), []);
    assert_eq!(links(" , ,<a>,, <b> ,"), [one("a", &[]), one("b", &[])]);
}

#[test]
fn a_flaw_is_reported_and_what_stands_before_it_is_kept() {
    for text in [
        "<a>; rel=x, b",
        "<a>; rel=x, <b",
        "<a>; rel=x, <b>; title=\"open",
        "<a>; rel=x <b>",
        "<a>; rel=x, <b>; rel=x=y",
    ] {
        let mut links = Vec::new();
        assert!(!read(text, &mut links), "{text}");
        assert!(links[0].has_relation("X"), "{text}");
    }
}
