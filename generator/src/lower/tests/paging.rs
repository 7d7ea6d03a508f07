//! Which operations give lists in pages, and where their pages say which one comes next.

use super::{document, lower};

/// How the list at `/things` is paged, by its parameters, its headers and the schema of its answer; nothing where it is not.
fn paged(parameters: &str, headers: &str, schema: &str) -> String {
    of_operation(&format!(
        "get: {{parameters: [{parameters}], responses: {{'200': {{description: '', headers: {{{headers}}}, content: \
         {{application/json: {{schema: {schema}}}}}}}}}}}"
    ))
}

fn of_operation(operation: &str) -> String {
    let paths = format!("/things:\n  {operation}\n");
    let components = format!("schemas:\n  Link: {LINK}\n  Loop: {LOOP}\n");
    let lowered = lower(&document(&paths, &components));
    assert_eq!(lowered.api.operations.len(), 1, "{operation}");
    let mut lines = lowered.text.lines();
    let line = lines.find_map(|line| line.strip_prefix("  paged by "));
    line.unwrap_or_default().to_owned()
}

const LINK: &str = "{type: object, properties: {rel: {type: string}, href: {type: string}}}";
/// A union that holds itself, beside a list.
const LOOP: &str = "{anyOf: [{type: array, items: {type: string}}, {type: object, properties: {more: {$ref: '#/components/schemas/Loop'}}}]}";
const LINKS: &str = "links: {type: array, items: {$ref: '#/components/schemas/Link'}}";
const RESULTS: &str = "results: {type: array, items: {type: string}}";
const NUMBERED: &str = "{name: pageNum, in: query, schema: {type: integer, default: 1}}";
const TOTAL: &str = "totalCount: {type: integer}";
const HEADER: &str = "Link: {schema: {type: string}}";

fn object(properties: &[&str]) -> String {
    format!(
        "{{type: object, properties: {{{}}}}}",
        properties.join(", ")
    )
}

#[test]
fn links_lead_on_where_a_parameter_says_where_a_page_begins() {
    let page = object(&[LINKS, RESULTS, TOTAL]);
    let expected = "the links at /links, lists property 1";
    for name in [
        "pageNum",
        "page",
        "page_number",
        "pageToken",
        "offset",
        "cursor",
        "marker",
        "after",
    ] {
        let parameter = format!("{{name: {name}, in: query, schema: {{type: string}}}}");
        assert_eq!(paged(&parameter, "", &page), expected, "{name}");
    }
    // An object has links of its own, and lists that are no pages.
    assert_eq!(paged("", "", &page), "");
    assert_eq!(
        paged(
            "{name: limit, in: query, schema: {type: string}}",
            "",
            &page
        ),
        ""
    );
    assert_eq!(
        paged(
            "{name: page, in: header, schema: {type: string}}",
            "",
            &page
        ),
        ""
    );
    // Links alone are no list.
    assert_eq!(paged(NUMBERED, "", &object(&[LINKS])), "");
    // What has no relation leads nowhere.
    let nameless =
        "links: {type: array, items: {type: object, properties: {href: {type: string}}}}";
    assert_eq!(paged(NUMBERED, "", &object(&[nameless, RESULTS])), "");
    let homeless = "links: {type: array, items: {type: object, properties: {rel: {type: string}}}}";
    assert_eq!(paged(NUMBERED, "", &object(&[homeless, RESULTS])), "");
}

#[test]
fn a_url_leads_on() {
    let url = "{type: string}";
    for (property, pointer) in [
        (format!("next_page_uri: {url}"), "/next_page_uri"),
        (
            "next_page_uri: {type: string, format: uri, nullable: true}".to_owned(),
            "/next_page_uri",
        ),
        (
            format!("links: {{type: object, properties: {{next: {url}}}}}"),
            "/links/next",
        ),
        (
            format!(
                "links: {{type: object, properties: {{pages: {{type: object, properties: {{next: {url}}}}}}}}}"
            ),
            "/links/pages/next",
        ),
        (
            format!(
                "_links: {{type: object, properties: {{next: {{type: object, properties: {{href: {url}}}}}}}}}"
            ),
            "/_links/next/href",
        ),
    ] {
        let expected = format!("the URL at {pointer}, lists property 0");
        assert_eq!(paged("", "", &object(&[RESULTS, &property])), expected);
    }
    assert_eq!(
        paged(
            "",
            "",
            &object(&[RESULTS, "next_page_uri: {type: integer}"])
        ),
        ""
    );
    assert_eq!(
        paged("", "", &object(&["next_page_uri: {type: string}"])),
        ""
    );
}

#[test]
fn a_header_leads_on_where_there_is_a_list() {
    let list = "{type: array, items: {type: string}}";
    let by_header = "the header `Link`, lists the body";
    assert_eq!(paged("", HEADER, list), by_header);
    assert_eq!(paged("", "link: {schema: {type: string}}", list), by_header);
    assert_eq!(paged("", "X-Link: {schema: {type: string}}", list), "");
    assert_eq!(
        paged("", HEADER, &object(&[RESULTS])),
        "the header `Link`, lists property 0"
    );
    assert_eq!(paged("", HEADER, &object(&[TOTAL])), "");
    assert_eq!(paged("", HEADER, "{type: string}"), "");
}

#[test]
fn what_is_listed_is_said_only_where_it_is_clear() {
    let by_header = |rest: &str| format!("the header `Link`{rest}");
    let other = "others: {type: array, items: {type: string}}";
    let third = "third: {type: array, items: {type: string}}";
    assert_eq!(
        paged("", HEADER, &object(&[TOTAL, other])),
        by_header(", lists property 1")
    );
    assert_eq!(paged("", HEADER, &object(&[other, third])), by_header(""));
    for name in ["results", "items", "data"] {
        let named = format!("{name}: {{type: array, items: {{type: string}}}}");
        assert_eq!(
            paged("", HEADER, &object(&[other, &named])),
            by_header(", lists property 1")
        );
    }
    // Whether there is a list must not be a question.
    let nullable = "results: {type: array, nullable: true, items: {type: string}}";
    assert_eq!(paged("", HEADER, &object(&[nullable])), by_header(""));
    let choice =
        "{oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}";
    assert_eq!(paged("", HEADER, choice), by_header(""));
    assert_eq!(
        paged("", HEADER, "{$ref: '#/components/schemas/Loop'}"),
        by_header("")
    );
}

#[test]
fn numbers_lead_on_where_their_beginning_and_their_end_are_known() {
    let numbered = |first: &str, items: &str, total: &str| {
        format!("the number pageNum from {first} on, with {items} of {total}, lists property 0")
    };
    let page = object(&[RESULTS, TOTAL]);
    assert_eq!(
        paged(NUMBERED, "", &page),
        numbered("1", "/results", "/totalCount")
    );
    let from_zero = NUMBERED.replace('1', "0");
    assert_eq!(
        paged(&from_zero, "", &page),
        numbered("0", "/results", "/totalCount")
    );
    for envelope in ["meta", "pagination", "paging"] {
        let total =
            format!("{envelope}: {{type: object, properties: {{total: {{type: integer}}}}}}");
        let expected = numbered("1", "/results", &format!("/{envelope}/total"));
        assert_eq!(paged(NUMBERED, "", &object(&[RESULTS, &total])), expected);
    }
    for name in [
        "total_count",
        "total",
        "totalItems",
        "itemsTotal",
        "total_results",
    ] {
        let total = format!("{name}: {{type: number, nullable: true}}");
        let expected = numbered("1", "/results", &format!("/{name}"));
        assert_eq!(paged(NUMBERED, "", &object(&[RESULTS, &total])), expected);
    }
    let odd = "'a/b~c': {type: array, items: {type: string}}";
    let expected = numbered("1", "/a~1b~0c", "/totalCount");
    assert_eq!(paged(NUMBERED, "", &object(&[odd, TOTAL])), expected);

    let without_default = "{name: pageNum, in: query, schema: {type: integer}}";
    assert_eq!(paged(without_default, "", &page), "");
    let text = "{name: pageNum, in: query, schema: {type: string, default: '1'}}";
    assert_eq!(paged(text, "", &page), "");
    let offset = "{name: offset, in: query, schema: {type: integer, default: 0}}";
    assert_eq!(paged(offset, "", &page), "");
    assert_eq!(paged(NUMBERED, "", &object(&[RESULTS])), "");
    assert_eq!(
        paged(
            NUMBERED,
            "",
            &object(&[RESULTS, "totalCount: {type: string}"])
        ),
        ""
    );
}

#[test]
fn only_the_one_json_answer_of_a_get_is_a_page() {
    let json = "content: {application/json: {schema: {type: array, items: {type: string}}}}";
    let answer = format!("{{description: '', headers: {{{HEADER}}}, {json}}}");
    let by_header = "the header `Link`, lists the body";
    assert_eq!(
        of_operation(&format!("get: {{responses: {{'200': {answer}}}}}")),
        by_header
    );
    assert_eq!(
        of_operation(&format!(
            "get: {{responses: {{2XX: {answer}, '404': {answer}}}}}"
        )),
        by_header
    );
    for other in [
        format!("post: {{responses: {{'200': {answer}}}}}"),
        format!("get: {{responses: {{'200': {answer}, '202': {answer}}}}}"),
        format!("get: {{responses: {{default: {answer}}}}}"),
        format!("get: {{requestBody: {{{json}}}, responses: {{'200': {answer}}}}}"),
        "get: {responses: {'200': {description: '', headers: {Link: {schema: {type: string}}}, content: {text/plain: {}}}}}".to_owned(),
        format!("get: {{responses: {{'200': {{description: '', headers: {{{HEADER}}}, content: {{application/json: {{schema: {{type: array, items: {{type: string}}}}}}, text/csv: {{schema: {{type: string}}}}}}}}}}}}"),
    ] {
        assert_eq!(of_operation(&other), "", "{other}");
    }
}
