//! What the forms of one body are called: `Json`, `Csv`, `Png`.

use super::Ident;
use super::scope::{Member, Scope};
use super::words::Case;
use crate::ir::{Body, BodyContent, MediaType, Response, ResponseContent};

/// The variants of an enum, one for each form of a body.
const FORMS: Scope = Scope {
    case: Case::Camel,
    prefix: "Form",
    reserved: &["Self"],
    suffix: "Body",
};

/// The names of the forms that a request's body has.
pub(super) fn of_body(body: &Body) -> Vec<Ident> {
    let forms = body.representations.iter().map(|it| {
        let kind = match it.content {
            BodyContent::Json(_) => "json",
            BodyContent::Form { .. } => "form",
            BodyContent::Multipart(_) => "multipart",
            BodyContent::Text => "text",
            BodyContent::Bytes => "bytes",
        };
        member(kind, &it.media_type)
    });
    FORMS.resolve(&forms.collect::<Vec<_>>())
}

/// The names of the forms that an answer's body has.
pub(super) fn of_response(response: &Response) -> Vec<Ident> {
    let forms = response.representations.iter().filter_map(|it| {
        let kind = match it.content {
            ResponseContent::Json(_) => "json",
            ResponseContent::Text => "text",
            ResponseContent::Bytes | ResponseContent::Stream => "bytes",
            ResponseContent::Events(_) => "events",
            ResponseContent::JsonLines(_) => "json lines",
        };
        Some(member(kind, it.media_types.first()?))
    });
    FORMS.resolve(&forms.collect::<Vec<_>>())
}

/// The usual media types are called by their kind, others by their subtype; what is usual keeps its name.
fn member(kind: &str, media_type: &MediaType) -> Member {
    let full = media_type.0.to_ascii_lowercase();
    let (essence, parameters) = full.split_once(';').unwrap_or((&full, ""));
    let essence = essence.trim();
    let (family, subtype) = essence.split_once('/').unwrap_or(("", essence));
    let short = ["vnd.", "x-", "prs."]
        .iter()
        .find_map(|prefix| subtype.strip_prefix(prefix))
        .unwrap_or(subtype);
    let is_usual = matches!(
        essence,
        "application/json"
            | "text/plain"
            | "text/event-stream"
            | "application/octet-stream"
            | "*/*"
            | "application/x-www-form-urlencoded"
            | "multipart/form-data"
    );
    let is_kind = is_usual
        || matches!(
            kind,
            "json" | "form" | "multipart" | "events" | "json lines"
        );
    let named = match short {
        "*" => family.to_owned(),
        short => short.to_owned(),
    };
    let mut candidates = if is_kind {
        vec![kind.to_owned(), named.clone()]
    } else {
        vec![named.clone()]
    };
    candidates.extend([format!("{named} {parameters}"), full.clone()]);
    Member {
        is_firm: is_usual && parameters.is_empty(),
        ..Member::of_texts(candidates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_called_as_people_call_them() {
        let names = |forms: &[(&str, &str)]| {
            let members: Vec<_> = forms
                .iter()
                .map(|(kind, media_type)| member(kind, &MediaType((*media_type).to_owned())))
                .collect();
            let names = FORMS.resolve(&members);
            names.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(
            names(&[
                ("json", "application/json"),
                ("json", "application/merge-patch+json"),
                ("form", "application/x-www-form-urlencoded"),
                ("text", "text/csv; charset=utf-8"),
                ("text", "application/xml"),
                ("bytes", "application/octet-stream"),
                ("bytes", "image/png"),
                ("bytes", "image/*"),
            ]),
            [
                "Json",
                "MergePatchJson",
                "Form",
                "Csv",
                "Xml",
                "Bytes",
                "Png",
                "Image"
            ]
        );
        assert_eq!(
            names(&[
                ("json", "application/vnd.github.v3.star+json"),
                ("json", "application/json; version=2"),
                ("json", "application/json"),
                ("text", "text/html"),
            ]),
            ["GithubV3StarJson", "JsonVersion2", "Json", "Html"]
        );
        assert_eq!(
            names(&[("json", "application/vnd.api+json"), ("text", "text/csv")]),
            ["Json", "Csv"]
        );
    }
}
