//! How parameters are written: `style` and what goes with it (`OpenAPI` 3.0.4, section 4.8.12.3).

use crate::ir::{ParameterPlace, ParameterStyle};

/// The style that `written` names at `place`, where that place has it.
pub(super) fn style(place: ParameterPlace, written: &str) -> Option<ParameterStyle> {
    match (place, written) {
        (ParameterPlace::Path, "matrix") => Some(ParameterStyle::Matrix),
        (ParameterPlace::Path, "label") => Some(ParameterStyle::Label),
        (ParameterPlace::Path | ParameterPlace::Header, "simple") => Some(ParameterStyle::Simple),
        (ParameterPlace::Query, written) => query_style(written),
        (ParameterPlace::Cookie, "form") => Some(ParameterStyle::Form),
        _ => None,
    }
}

/// The same for what is written as a query is.
pub(super) fn query_style(written: &str) -> Option<ParameterStyle> {
    match written {
        "form" => Some(ParameterStyle::Form),
        "spaceDelimited" => Some(ParameterStyle::SpaceDelimited),
        "pipeDelimited" => Some(ParameterStyle::PipeDelimited),
        "deepObject" => Some(ParameterStyle::DeepObject),
        _ => None,
    }
}

/// Section 4.8.12.2.1: "Default values (based on value of in): for 'query' - 'form'; for 'path' - 'simple'; for 'header' -
/// 'simple'; for 'cookie' - 'form'."
pub(super) fn default_style(place: ParameterPlace) -> ParameterStyle {
    match place {
        ParameterPlace::Path | ParameterPlace::Header => ParameterStyle::Simple,
        ParameterPlace::Query | ParameterPlace::Cookie => ParameterStyle::Form,
    }
}

#[cfg(test)]
mod tests {
    use super::{default_style, style};
    use crate::ir::{ParameterPlace, ParameterStyle};

    /// The table "Style Values" of section 4.8.12.3.
    #[test]
    fn each_place_has_its_styles() {
        use ParameterPlace::{Cookie, Header, Path, Query};
        for (written, meant, places) in [
            ("matrix", ParameterStyle::Matrix, &[Path][..]),
            ("label", ParameterStyle::Label, &[Path]),
            ("simple", ParameterStyle::Simple, &[Path, Header]),
            ("form", ParameterStyle::Form, &[Query, Cookie]),
            ("spaceDelimited", ParameterStyle::SpaceDelimited, &[Query]),
            ("pipeDelimited", ParameterStyle::PipeDelimited, &[Query]),
            ("deepObject", ParameterStyle::DeepObject, &[Query]),
        ] {
            for place in [Path, Query, Header, Cookie] {
                let expected = places.contains(&place).then_some(meant);
                assert_eq!(style(place, written), expected, "{written} {place:?}");
            }
        }
        assert_eq!(default_style(Cookie), ParameterStyle::Form);
    }
}
