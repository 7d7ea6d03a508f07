//! The name of a package, where nobody has chosen one.

use super::words::{is_keyword, words};

/// The longest name that crates.io takes.
const LONGEST: usize = 64;

/// Names that a package can't have, or had better not: crates of the toolchain, and what the package itself depends on.
const TAKEN: [&str; 9] = [
    "alloc",
    "build",
    "contract-tests",
    "core",
    "proc-macro",
    "specwright-runtime",
    "std",
    "test",
    "runtime",
];

/// A name for the package of the API that is called `title`: its words in lower case, a hyphen between two.
pub fn package(title: &str) -> String {
    // rustc takes no crate with letters outside of ASCII.
    let ascii: String = title
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let mut name = String::new();
    for word in words(&ascii) {
        if name.len() + word.len() >= LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word);
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(0, "api-");
    }
    if is_package(&name) {
        name
    } else if name.is_empty() {
        "api-client".to_owned()
    } else {
        format!("{name}-client")
    }
}

/// Whether a package can be called `name`: its crate can be named in Rust, and by that name only it is meant.
pub fn is_package(name: &str) -> bool {
    let hyphenated = name.replace('_', "-");
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= LONGEST
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && !TAKEN.contains(&hyphenated.as_str())
        && !is_keyword(name)
}

#[cfg(test)]
mod tests {
    use super::{is_package, package};

    #[test]
    fn a_title_becomes_a_name() {
        for (title, name) in [
            ("Swagger Petstore", "swagger-petstore"),
            (
                "MongoDB Atlas Administration API",
                "mongo-db-atlas-administration-api",
            ),
            ("GitHub v3 REST API", "git-hub-v3-rest-api"),
            ("3scale", "api-3scale"),
            ("match", "match-client"),
            ("Core", "core-client"),
            ("Zażółć", "za"),
            ("日本語", "api-client"),
            ("", "api-client"),
        ] {
            assert_eq!(package(title), name, "{title}");
            assert!(is_package(name), "{name}");
        }
        let long = package(&"word ".repeat(40));
        assert!(is_package(&long), "{long}");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for name in [
            "",
            "-a",
            "1a",
            "a b",
            "a/b",
            "ä",
            "fn",
            "std",
            "specwright_runtime",
        ] {
            assert!(!is_package(name), "{name}");
        }
    }
}
