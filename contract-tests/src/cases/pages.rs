//! Lists in pages: the client asks for the page that the one at hand names, of the server that it called, and for nothing
//! else; and it knows when it had the last.

use serde_json::{Value, json};

use super::{
    Case, Subject,
    answers::{End, Form, Reply},
};
use crate::{
    adapter::{Arguments, Kind},
    difference::{Difference, Failure, verdict},
    harness::{Answer, Exchange, Settings},
    mapping::Body,
    oracle::paging::{NextPage, next_page},
    received::Received,
    server::Script,
};

/// The query of the page behind the first. It is the server's, so nothing of it is for the client to understand.
const QUERY: &str = "cursor=a%2Bb%20c%3D%3D&contract=2&contract=3";

/// Every case of this part.
pub fn cases(subject: Subject) -> Vec<Case> {
    let Some(list) = List::of(subject) else {
        return Vec::new();
    };
    let list: &'static List = Box::leak(Box::new(list));
    let case = |name, run: fn(&List) -> Result<(), Failure>| {
        Case::new(subject.name("pages", name), move || run(list))
    };
    let mut cases = vec![
        case("the_next_is_what_the_first_names", List::next_is_asked_for),
        case("none_is_behind_the_last", List::ends_with_the_last),
    ];
    // Numbers grow, so that they never come back to a page.
    if !matches!(list.next, NextPage::Number { .. }) {
        cases.push(case("a_circle_ends", List::circle_ends));
    }
    cases
}

/// A list of which a client can ask for more than the first page.
struct List {
    subject: Subject,
    reply: Reply,
    next: NextPage,
    /// A page.
    page: Value,
}

impl List {
    fn of(subject: Subject) -> Option<Self> {
        let operation = subject.operation;
        let replies = Reply::all(subject);
        let mut successes = replies.iter().filter(|it| it.end == End::Success);
        let (Some(reply), None) = (successes.next(), successes.next()) else {
            return None;
        };
        let reads = operation.method == "GET" && operation.body.is_none();
        if !reads || reply.response.key == "default" || reply.form != Form::Json {
            return None;
        }
        let page = subject.filled(reply.schema()?, &reply.value().ok()?);
        Some(Self {
            subject,
            reply: *reply,
            next: next_page(operation, reply.response, &page)?,
            page,
        })
    }

    /// A page that names the one behind it, and the last.
    fn pages(&self) -> [(Answer, Value); 2] {
        [true, false].map(|has_next| {
            let mut page = self.page.clone();
            let url = |path| format!("https://elsewhere.invalid/{path}");
            let next = url(format!("another/path?{QUERY}#part"));
            let mut header = None;
            match &self.next {
                NextPage::Header => {
                    let own = format!("<{}>; rel=\"prev\"", url("?cursor=0".to_owned()));
                    let next = format!("{own}, <{next}>; title=\"a, b\"; rel=\"last next\"");
                    header = Some(if has_next { next } else { own });
                }
                NextPage::Links => {
                    let mut links = vec![json!({"rel": "self", "href": url(String::new())})];
                    links.extend(has_next.then(|| json!({"rel": "next", "href": next})));
                    set(&mut page, "/links", links.into());
                }
                NextPage::Url(at) => {
                    let next = if has_next { next } else { String::new() };
                    set(&mut page, at, next.into());
                }
                NextPage::Number { items, total, .. } => set(&mut page, total, (items * 2).into()),
            }
            let answer = self.reply.with_value(&page);
            let answer = header
                .iter()
                .fold(answer, |it, link| it.header("link", link));
            (answer, page)
        })
    }

    /// Asks for the page of this number, counted from 0.
    fn ask(&self, number: usize, pages: &[&Answer]) -> Result<Exchange, Failure> {
        let arguments = Arguments {
            page: Some(number),
            ..self.subject.arguments.clone()
        };
        let script = Script::Answers(pages.iter().map(|page| page.wire()).collect());
        let subject = self.subject;
        subject.call_script(&arguments, &Settings::default(), script)
    }

    fn next_is_asked_for(&self) -> Result<(), Failure> {
        let [(first, _), (last, page)] = self.pages();
        let exchange = self.ask(1, &[&first, &last])?;
        let [one, two] = exchange.received.as_slice() else {
            return self.requests(&exchange, 2);
        };
        let expected = Received {
            target: self.target(one),
            ..one.clone()
        };
        let place = || self.reply.place();
        let differs = |what: &str, expected: String, found: String| {
            (expected != found).then(|| Difference::new(what, expected, found).at(place()))
        };
        let differences = [
            differs("method", expected.method, two.method.clone()),
            differs("path and query", expected.target, two.target.clone()),
            differs(
                "headers",
                format!("{:?}", expected.headers),
                format!("{:?}", two.headers),
            ),
            differs(
                "body",
                format!("{:?}", expected.body),
                format!("{:?}", two.body),
            ),
        ];
        verdict(differences.into_iter().flatten().collect(), "")?;
        self.reply
            .fine(&last, Body::Is(page))
            .check(&exchange.outcome)
    }

    /// Path and query of the second page, by those of the first.
    fn target(&self, asked: &Received) -> String {
        let path = asked.raw_path();
        match &self.next {
            NextPage::Number {
                parameter, first, ..
            } => {
                let given = self.subject.arguments.query.get(parameter);
                let number = given.and_then(Value::as_u64).unwrap_or(*first) + 1;
                let own = format!("{parameter}=");
                let pairs = asked.raw_query().unwrap_or_default().split('&');
                let others = pairs.filter(|pair| !pair.is_empty() && !pair.starts_with(&own));
                let mut pairs: Vec<String> = others.map(str::to_owned).collect();
                pairs.push(format!("{own}{number}"));
                format!("{path}?{}", pairs.join("&"))
            }
            _ => format!("{path}?{QUERY}"),
        }
    }

    fn ends_with_the_last(&self) -> Result<(), Failure> {
        let [(first, _), (last, _)] = self.pages();
        let exchange = self.ask(2, &[&first, &last])?;
        self.requests(&exchange, 2)?;
        self.expect("variant", "Ended", exchange.outcome.variant)
    }

    fn circle_ends(&self) -> Result<(), Failure> {
        let [(first, _), _] = self.pages();
        let exchange = self.ask(2, &[&first])?;
        self.requests(&exchange, 2)?;
        let kind = format!("{:?}", exchange.outcome.kind);
        self.expect(
            "kind of error",
            &format!("{:?}", Some(Kind::NextPage)),
            &kind,
        )
    }

    fn requests(&self, exchange: &Exchange, expected: usize) -> Result<(), Failure> {
        let found = exchange.received.len().to_string();
        let requests = self.expect("requests", &expected.to_string(), &found);
        requests.map_err(|failure| Failure {
            subject: exchange.outcome.to_string(),
            ..failure
        })
    }

    fn expect(&self, what: &str, expected: &str, found: &str) -> Result<(), Failure> {
        let differs = (expected != found)
            .then(|| Difference::new(what, expected, found).at(self.reply.place()));
        verdict(differs.into_iter().collect(), "")
    }
}

fn set(page: &mut Value, at: &str, value: Value) {
    if let Some(place) = page.pointer_mut(at) {
        *place = value;
    }
}
