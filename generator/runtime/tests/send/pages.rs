//! Lists in pages: which pages are asked for, where, and how they end.

use futures_util::{FutureExt as _, StreamExt as _};
use specwright_runtime::{
    Answer, ApiKey, ApiKeyPlace, Call, CallOptions, Client, Deprecation, DeprecationPolicy, Error,
    LinkProblem, Method, NextPage, Operation, Pages, Parameter, Response, RetryPolicy,
    SecurityRequirement, SecurityScheme, SecuritySchemeKind, Value,
};

use crate::support::{Act, CREATE, Ear, LIST, OLD, Server, builder, operation};

const LINKS: NextPage = NextPage::Links("/links");
const URL: NextPage = NextPage::Url("/paging/next");
const NUMBER: NextPage = NextPage::Number {
    parameter: "page num",
    first: 1,
    items: "/results",
    total: "/meta/total",
};
const PAGE_NUM: Parameter = Parameter::query("page num");

fn read(answer: Answer) -> Result<Response<Value>, Error> {
    match answer.status().as_u16() {
        200 => answer.json("application/json"),
        _ => Err(answer.undocumented()),
    }
}

fn client(server: &Server) -> Client {
    builder(server).bearer_token("t0ken").build().unwrap()
}

fn list(server: &Server, next: NextPage) -> Pages<Value, Error> {
    Pages::new(Call::new(&client(server), &LIST), next, read)
}

/// A page that leads there, in the form of [`LINKS`].
fn linked(href: &str) -> Act {
    page(&format!(
        r#"{{"links":[{{"rel":"self","href":"https://h/?self"}},{{"rel":"next","href":"{href}"}}]}}"#
    ))
}

fn page(body: &str) -> Act {
    Act::json("200 OK", body)
}

fn last() -> Act {
    page(r#"{"links":[{"rel":"self","href":"https://h/?self"}]}"#)
}

/// The target of each request.
fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let target = |it: &String| it.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.iter().map(target).collect()
}

/// All pages, and that there is nothing behind them.
async fn all(mut pages: Pages<Value, Error>) -> Result<Vec<Response<Value>>, Error> {
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => all.push(page),
            Err(error) => {
                assert!(pages.next().await.is_none(), "an error ends the pages");
                return Err(error);
            }
        }
    }
    assert!(pages.next().await.is_none());
    Ok(all)
}

#[tokio::test]
async fn links_lead_from_page_to_page() {
    let server = Server::start([
        linked("https://h/?a=%2B&b=c%20d#e"),
        page(r#"{"links":[{"rel":"NEXT","href":"?p=3"},{"rel":"next","href":"?p=4"}],"x":2}"#),
        last(),
    ])
    .await;
    let pages = all(list(&server, LINKS)).await.unwrap();
    assert_eq!(
        targets(&server),
        ["/jobs", "/jobs?a=%2b&b=c%20d", "/jobs?p=3"]
    );
    assert_eq!(pages.len(), 3);
    assert_eq!(pages[1]["x"], 2);
    assert_eq!(pages[1].answer().operation().id, "listJobs");
}

#[tokio::test]
async fn a_page_without_a_link_to_the_next_is_the_last() {
    for (next, body) in [
        (LINKS, "{}"),
        (LINKS, r#"{"links":null}"#),
        (LINKS, r#"{"links":[]}"#),
        (
            LINKS,
            r#"{"links":[1,null,{"rel":2},{"href":"?p=2"},{"rel":"previous","href":"?p=2"}]}"#,
        ),
        (LINKS, "[]"),
        (URL, "{}"),
        (URL, r#"{"paging":{"next":null}}"#),
        (URL, r#"{"paging":{"next":""}}"#),
        (NextPage::Header, "{}"),
    ] {
        let server = Server::start([page(body)]).await;
        assert_eq!(all(list(&server, next)).await.unwrap().len(), 1, "{body}");
        assert_eq!(server.connections(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_url_leads_on_also_where_it_is_relative() {
    let to = |url: &str| page(&format!(r#"{{"paging":{{"next":"{url}"}}}}"#));
    let server = Server::start([to("/other.json?page=1&token=x"), to("?page=2"), page("{}")]).await;
    assert_eq!(all(list(&server, URL)).await.unwrap().len(), 3);
    assert_eq!(
        targets(&server),
        ["/jobs", "/jobs?page=1&token=x", "/jobs?page=2"]
    );
}

#[tokio::test]
async fn the_header_leads_on() {
    let to = |header: &str| {
        Act::answer(
            "200 OK",
            &format!("content-type: application/json\r\n{header}"),
            "1",
        )
    };
    let server = Server::start([
        to("link: <https://h/?p=0>; rel=\"prev\", <https://h/repositories/1/x?p=2>; rel=next\r\n"),
        to("link: <?p=9>; rel=last\r\nlink: <?p=3>; title=\"a, b\"; rel=\"last Next\"\r\n"),
        to("link: <?p=0>; rel=prev\r\n"),
    ])
    .await;
    assert_eq!(all(list(&server, NextPage::Header)).await.unwrap().len(), 3);
    assert_eq!(targets(&server), ["/jobs", "/jobs?p=2", "/jobs?p=3"]);
}

#[tokio::test]
async fn no_link_leads_a_call_away() {
    static SECURED: Operation = operation(Method::GET, "/groups/{groupId}/jobs", CREATE.security);
    let server = Server::start([linked("https://elsewhere.invalid:7/other?p=2"), last()]).await;
    let call = Call::new(&client(&server), &SECURED)
        .with(Parameter::path("groupId"), "a/b")
        .with(Parameter::header("X-Kind"), "k")
        .with(Parameter::cookie("c"), "v")
        .with(Parameter::query("own"), "q");
    all(Pages::new(call, LINKS, read)).await.unwrap();
    let [first, second] = server.requests().try_into().unwrap();
    assert!(first.contains("authorization: bearer t0ken"), "{first}");
    assert!(
        first.contains("x-kind: k\r\n") && first.contains("cookie: c=v\r\n"),
        "{first}"
    );
    assert_eq!(first.replace("?own=q ", "?p=2 "), second);
}

#[tokio::test]
async fn numbers_lead_on_until_as_many_items_came_as_there_are() {
    let some = |items: &str| page(&format!(r#"{{"results":[{items}],"meta":{{"total":5}}}}"#));
    let server = Server::start([some("1,2"), some("3,4"), some("5")]).await;
    assert_eq!(all(list(&server, NUMBER)).await.unwrap().len(), 3);
    assert_eq!(
        targets(&server),
        ["/jobs", "/jobs?page%20num=2", "/jobs?page%20num=3"]
    );
}

#[tokio::test]
async fn numbers_lead_on_from_where_the_caller_begins_to_an_empty_page() {
    let some = |items: &str| page(&format!(r#"{{"results":[{items}],"meta":{{"total":12}}}}"#));
    let server = Server::start([some("7,8"), some("9"), some("")]).await;
    let call = Call::new(&client(&server), &LIST)
        .with(PAGE_NUM, &9)
        .with(Parameter::query("size"), &2);
    let pages = all(Pages::new(call, NUMBER, read)).await.unwrap();
    assert_eq!(pages.len(), 3);
    assert_eq!(
        targets(&server),
        [
            "/jobs?page%20num=9&size=2",
            "/jobs?size=2&page%20num=10",
            "/jobs?size=2&page%20num=11"
        ]
    );
}

#[tokio::test]
async fn numbers_lead_on_where_nobody_says_how_many_items_there_are() {
    for total in ["", r#","meta":{"total":null}"#, r#","meta":{"total":-1}"#] {
        let some = |items: &str| page(&format!(r#"{{"results":[{items}]{total}}}"#));
        let server = Server::start([some("1"), some("2"), page("{}")]).await;
        assert_eq!(
            all(list(&server, NUMBER)).await.unwrap().len(),
            3,
            "{total}"
        );
    }
}

#[tokio::test]
async fn numbers_lead_on_no_more_where_the_server_does_not_look_at_them() {
    let one = |items: &str| page(&format!(r#"{{"results":{items}}}"#));
    let server = Server::start([one("[1]"), one("[2]"), one("[2]")]).await;
    let mut pages = list(&server, NUMBER);
    for _ in 0..3 {
        assert!(pages.next().await.unwrap().is_ok());
    }
    let Some(Err(Error::NextPage(error))) = pages.next().await else {
        panic!("a circle")
    };
    assert_eq!(error.problem(), LinkProblem::Loop);
    assert!(pages.next().await.is_none());
    assert_eq!(server.requests().len(), 3);

    // How many there are says enough.
    let two = page(r#"{"results":[1],"meta":{"total":2}}"#);
    let server = Server::start([two]).await;
    assert_eq!(all(list(&server, NUMBER)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_link_that_can_not_be_followed_ends_the_pages_in_one_clear_error() {
    let ill = |header: &str| {
        Act::answer(
            "200 OK",
            &format!("content-type: application/json\r\nlink: {header}\r\n"),
            "1",
        )
    };
    let number = |next: &str| page(&format!(r#"{{"paging":{{"next":{next}}}}}"#));
    for (next, act, problem, message) in [
        (
            LINKS,
            linked("https://[/?s3cret=1"),
            LinkProblem::NotUrl,
            "its link to the next page is no URL",
        ),
        (
            URL,
            number("7"),
            LinkProblem::NotUrl,
            "its link to the next page is no URL",
        ),
        (
            LINKS,
            page(r#"{"links":[{"rel":"next","href":{}}]}"#),
            LinkProblem::NotUrl,
            "its link to the next page is no URL",
        ),
        (
            LINKS,
            page(r#"{"links":[{"rel":"next"}]}"#),
            LinkProblem::NotUrl,
            "its link to the next page is no URL",
        ),
        (
            LINKS,
            page(r#"{"links":[{"rel":"next","href":""}]}"#),
            LinkProblem::NotUrl,
            "its link to the next page is no URL",
        ),
        (
            LINKS,
            linked("https://h/p"),
            LinkProblem::NoQuery,
            "its link to the next page has no query, which would say which page that is",
        ),
        (
            URL,
            number("\"/p?\""),
            LinkProblem::NoQuery,
            "its link to the next page has no query, which would say which page that is",
        ),
        (
            LINKS,
            linked("https://h/?own=s3cret"),
            LinkProblem::Loop,
            "what it names as the next page is one that was read already",
        ),
        (
            NextPage::Header,
            ill("<?p=2>; rel=prev, nonsense"),
            LinkProblem::IllFormed,
            "its header `Link`, which may name a next page, can't be read",
        ),
    ] {
        let server = Server::start([act]).await;
        let call = Call::new(&client(&server), &LIST).with(Parameter::query("own"), "s3cret");
        let mut pages = Pages::new(call, next, read);
        assert!(
            pages.next().await.unwrap().is_ok(),
            "the page itself is fine"
        );
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(pages.next().await.is_none());
        assert_eq!(server.connections(), 1);
        assert_eq!(
            error.to_string(),
            format!("`listJobs` was answered 200 OK, but {message}")
        );
        assert!(!format!("{error:?}{pages:?}").contains("s3cret"));
        assert!(!error.is_retryable() && error.maybe_executed());
        assert_eq!((error.attempts(), error.operation().id), (1, "listJobs"));
        assert!(std::error::Error::source(&error).is_none());
        let Error::NextPage(link) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(
            (link.problem(), link.answer().status().as_u16()),
            (problem, 200)
        );
    }
}

#[tokio::test]
async fn a_header_before_whose_flaw_the_next_page_is_named_leads_on() {
    let head = "content-type: application/json\r\nlink: <?p=2>; rel=next, nonsense\r\n";
    let server = Server::start([Act::answer("200 OK", head, "1"), page("1")]).await;
    assert_eq!(all(list(&server, NextPage::Header)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_circle_of_any_length_ends() {
    let server = Server::start([linked("?p=2"), linked("?p=3"), linked("?p=2")]).await;
    let mut pages = list(&server, LINKS);
    for _ in 0..3 {
        assert!(pages.next().await.unwrap().is_ok());
    }
    assert!(matches!(pages.next().await, Some(Err(Error::NextPage(_)))));
    assert!(pages.next().await.is_none());
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let server = Server::start([linked("?p=2"), Act::json("404 Not Found", "{}"), last()]).await;
    let mut pages = list(&server, LINKS);
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(format!("{pages:?}"), PAGES_UNDER_WAY);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    assert!(pages.next().await.is_none());
    assert_eq!(server.connections(), 2);
    assert_eq!(
        format!("{pages:?}"),
        PAGES_UNDER_WAY.replace("false", "true")
    );
}

const PAGES_UNDER_WAY: &str = "Pages { call: Call { operation: \"listJobs\", options: CallOptions { timeout: None, attempt_timeout: None, retries: \
                               None, deprecation: None, .. }, .. }, ended: false, .. }";

#[tokio::test]
async fn input_that_breaks_a_rule_is_refused_once() {
    let server = Server::start([last()]).await;
    let call = Call::new(&client(&server), &LIST).with(Parameter::header("X-Kind"), "a\nb");
    let error = all(Pages::new(call, LINKS, read)).await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn each_page_is_a_call_of_its_own_with_the_options_of_the_first() {
    let unavailable = || Act::json("503 Service Unavailable", "{}");
    let server = Server::start([
        unavailable(),
        linked("?p=2"),
        unavailable(),
        unavailable(),
        last(),
    ])
    .await;
    let elsewhere = Server::start([last()]).await;
    let policy = RetryPolicy::new().backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let mut call = Call::new(&client(&elsewhere), &LIST);
    call.set_options(CallOptions::new().base_url(server.url()).retries(policy));
    let pages = all(Pages::new(call, LINKS, read)).await.unwrap();
    let attempts: Vec<u32> = pages.iter().map(Response::attempts).collect();
    assert_eq!(attempts, [2, 3]);
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_deprecated_list_is_warned_of_once() {
    let ear = Ear::open();
    let server = Server::start([linked("?p=2"), last()]).await;
    let pages = Pages::new(Call::new(&client(&server), &OLD), LINKS, read);
    assert_eq!(all(pages).await.unwrap().len(), 2);
    assert_eq!(ear.warnings().len(), 1, "{:?}", ear.warnings());
}

#[tokio::test]
async fn a_deprecated_parameter_of_a_list_is_refused_where_the_policy_says_so() {
    static PLAIN: Deprecation = Deprecation::PLAIN;
    let server = Server::start([last()]).await;
    let before = Parameter::query("before").deprecated(&PLAIN);
    let mut call = Call::new(&client(&server), &LIST).with(before, "x");
    call.set_options(CallOptions::new().deprecation(DeprecationPolicy::Deny));
    let error = all(Pages::new(call, LINKS, read)).await.unwrap_err();
    assert!(matches!(error, Error::Deprecated(_)), "{error:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_page_that_was_not_awaited_to_its_end_goes_on() {
    let server = Server::start([linked("?p=2"), last()]).await;
    let mut pages = list(&server, LINKS);
    assert!(pages.next().now_or_never().is_none());
    assert_eq!(all(pages).await.unwrap().len(), 2);
    assert_eq!(targets(&server), ["/jobs", "/jobs?p=2"]);
}

#[tokio::test]
async fn pages_and_items_are_streams() {
    let acts = || [linked("?p=2"), last()];
    let server = Server::start(acts()).await;
    let pages: Vec<_> = list(&server, LINKS).collect().await;
    assert_eq!(pages.len(), 2);
    let server = Server::start(acts()).await;
    let items = list(&server, LINKS).items(|page| vec![page["links"].clone()]);
    let items: Vec<_> = items.collect().await;
    assert_eq!(items.len(), 2);
}

#[tokio::test]
async fn items_come_one_by_one_from_page_to_page() {
    let some = |items: &str, next: &str| {
        page(&format!(
            r#"{{"results":[{items}],"paging":{{"next":"{next}"}}}}"#
        ))
    };
    let server = Server::start([some("1,2", "?p=2"), some("", "?p=3"), some("3", "?p=3")]).await;
    let of = |page: Value| page["results"].as_array().cloned().unwrap_or_default();
    let mut items = list(&server, URL).items(of);
    assert_eq!(
        server.connections(),
        0,
        "nothing is asked for before it is awaited"
    );
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    let debug = format!("{items:?}");
    assert!(
        debug.starts_with("Items { pages: Pages {") && debug.ends_with("at_hand: 1, .. }"),
        "{debug}"
    );
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert_eq!(
        server.connections(),
        1,
        "a page is asked for when the one before was used up"
    );
    assert_eq!(items.next().await.unwrap().unwrap(), 3);
    assert!(matches!(items.next().await, Some(Err(Error::NextPage(_)))));
    assert!(items.next().await.is_none());
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn what_the_path_has_of_a_query_does_not_stand_there_twice() {
    static OWN: Operation = operation(Method::GET, "/jobs?beta=true&x", &[]);
    let server = Server::start([linked("?beta=true&p=2&x"), linked("?p=3"), last()]).await;
    all(Pages::new(Call::new(&client(&server), &OWN), LINKS, read))
        .await
        .unwrap();
    assert_eq!(
        targets(&server),
        [
            "/jobs?beta=true&x",
            "/jobs?beta=true&x&p=2",
            "/jobs?beta=true&x&p=3"
        ]
    );
}

#[tokio::test]
async fn a_key_that_a_link_repeats_stands_there_once() {
    static KEY: SecurityScheme = SecurityScheme {
        name: "Key",
        kind: SecuritySchemeKind::ApiKey {
            place: ApiKeyPlace::Query,
            name: "key",
        },
    };
    static KEYED: Operation = operation(
        Method::GET,
        "/jobs",
        &[&[SecurityRequirement {
            scheme: &KEY,
            scopes: &[],
        }]],
    );
    let server = Server::start([linked("?key=k3y&p=2&keys=1"), last()]).await;
    let key = ApiKey::new("Key", "k3y").unwrap();
    let client: Client = builder(&server).credentials(key).build().unwrap();
    all(Pages::new(Call::new(&client, &KEYED), LINKS, read))
        .await
        .unwrap();
    assert_eq!(
        targets(&server),
        ["/jobs?key=k3y", "/jobs?p=2&keys=1&key=k3y"]
    );
}

#[test]
fn pages_can_be_sent_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<Pages<Value, Error>>();
}
