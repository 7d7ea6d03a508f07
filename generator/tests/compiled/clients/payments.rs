//! The payments: forms with nested values, parameters of every style, and fields that can be expanded.

use serde_json::{Value, from_value, json, to_value};
use specwright_runtime::reqwest::header::{AUTHORIZATION, HeaderValue};
use specwright_runtime::reqwest::{Request, Url};
use specwright_runtime::{
    Authorization, BoxFuture, CallOptions, Credentials, CredentialsError, DeprecationPolicy, Error,
    ErrorResponse, Nullable, SecurityScheme, SecuritySchemeKind,
};

use super::{Server, assert_each_operation_is_tested};
use crate::client_payments::Client;
use crate::client_payments::operations::untagged as o;
use crate::client_payments::types::{
    self, Address, Charge, ChargeCustomer, ChargeObject, Customer, CustomerObject, DeletedCustomer,
    LastCharge, NewCharge, Range, Reason, RefundChargeRequest, RefundChargeRequest2, Shipping,
    Status,
};

fn charge_json() -> Value {
    json!({
        "id": "ch_1",
        "object": "charge",
        "amount": 2000,
        "status": "disputed",
        "metadata": {"order": "6735", "": "odd"},
        "customer": {
            "id": "cus_1",
            "object": "customer",
            "email": null,
            "last_charge": {"id": "ch_0", "amount": 1, "status": "failed", "customer": "cus_1"},
        },
    })
}

/// What [`charge_json`] is, value by value.
fn charge() -> Charge {
    let last = Charge::new("ch_0", 1, Status::Failed);
    let last = last.customer(ChargeCustomer::String("cus_1".to_owned()));
    let customer = Customer::new("cus_1", CustomerObject::Customer)
        .email(None)
        .last_charge(last.into());
    let metadata = [("order", "6735"), ("", "odd")];
    Charge::new("ch_1", 2000, Status::Unrecognized("disputed".to_owned()))
        .object(ChargeObject::Charge)
        .metadata(
            metadata
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        )
        .customer(ChargeCustomer::from(customer))
}

fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

async fn failing(status: u16) -> Server {
    Server::json(
        status,
        &json!({"error": {"type": "card_error", "message": "no"}}),
    )
    .await
}

fn is_failure(answer: &ErrorResponse<types::ErrorResponse>, status: u16) -> bool {
    let is_typed = |body: &types::ErrorResponse| {
        let (kind, message) = (body.error.r#type.as_deref(), body.error.message.as_deref());
        (kind, message) == (Some("card_error"), Some("no"))
    };
    answer.status() == status && answer.body().is_ok_and(is_typed)
}

#[test]
fn each_operation_is_tested() {
    let document = include_str!("../../fixtures/client_payments/document.yaml");
    assert_each_operation_is_tested(document, include_str!("payments.rs"));
}

/// The compiler is who finds out; there is nothing to run.
#[test]
fn what_a_program_holds_goes_to_any_thread() {
    fn goes_anywhere<T: Send + Sync + Unpin + 'static>() {}
    fn can_be_spawned(_: impl Future<Output: Send> + Send + 'static) {}
    goes_anywhere::<(Client, o::ReadCharge, o::RefundCharge)>();
    goes_anywhere::<(Charge, o::RefundChargeBody, o::RefundChargeSuccess)>();
    goes_anywhere::<(o::ReadChargeError, o::RefundChargeError)>();
    let client = Client::builder().base_url("https://h").build().unwrap();
    can_be_spawned(client.read_charge("ch_1").send());
}

mod operations {
    use super::*;

    #[tokio::test]
    async fn list_charges() {
        use o::ListChargesError as E;
        let page = json!({"data": [charge_json()], "has_more": true});
        let server = Server::json(200, &page).await;
        let call = server.client(Client::builder()).list_charges();
        let call = call
            .created(&Range::new().gt(-1).lte(1_700_000_000))
            .expand(&texts(["data.customer", "a&b"]))
            .status(&[Status::Pending, Status::Failed])
            .limit(100)
            .session("a b;c=\"ü\"");
        let answer = call.send().await.expect("a success");
        assert_eq!(
            (answer.data.as_slice(), answer.has_more),
            ([charge()].as_slice(), true)
        );
        assert_eq!(to_value(answer.body()).expect("JSON"), page);
        assert_eq!(
            server.got().await,
            "GET /base/v1/charges\
             ?created%5Bgt%5D=-1&created%5Blte%5D=1700000000\
             &expand%5B0%5D=data.customer&expand%5B1%5D=a%26b\
             &status=pending,failed\
             &limit=100\n\
             accept: application/json\n\
             authorization: Bearer secret\n\
             cookie: session=a%20b%3Bc%3D%22%C3%BC%22\n\n"
        );

        // What is empty has no pair, and of what is given twice the last counts.
        let server = Server::json(200, &json!({"data": [], "has_more": false})).await;
        let call = server.client(Client::builder()).list_charges();
        let call = call.created(&Range::new()).expand(&[]).status(&[]);
        let answer = call.limit(1).limit(2).send().await.expect("a success");
        assert!(answer.data.is_empty());
        assert_eq!(
            server.got().await,
            "GET /base/v1/charges?limit=2\n\
             accept: application/json\n\
             authorization: Bearer secret\n\n"
        );

        for status in [302, 404, 500] {
            let server = failing(status).await;
            let call = server.client(Client::builder()).list_charges();
            let error = call.send().await.expect_err("an error");
            assert!(
                matches!(&error, E::Default(answer) if is_failure(answer, status)),
                "{error:?}"
            );
        }
    }

    #[tokio::test]
    async fn create_charge() {
        use o::CreateChargeError as E;
        let address = Address::new()
            .city("Zürich")
            .lines(texts(["1 & 2", ""]).into());
        let metadata = texts(["order", "a b[c]"]).map(|key| (key, "6735".to_owned()));
        let body = NewCharge::new(2000, "chf")
            .capture(false)
            .metadata(metadata.into())
            .shipping(Shipping::new(address).name("Ada + Co"))
            .expand(texts(["customer", "customer.last_charge"]).into());
        let server = Server::json(200, &charge_json()).await;
        let call = server.client(Client::builder()).create_charge("k=1", &body);
        let answer = call.send().await.expect("a success");
        assert_eq!(*answer, charge());
        let got = server.got().await;
        let (head, sent) = got.split_once("\n\n").expect("a body");
        assert_eq!(
            head,
            "POST /base/v1/charges\n\
             accept: application/json\n\
             authorization: Bearer secret\n\
             content-type: application/x-www-form-urlencoded\n\
             idempotency-key: k=1"
        );
        assert!(sent.is_ascii() && !sent.contains([' ', '[', ']']), "{sent}");
        // As a server reads it that makes objects of brackets.
        let url = Url::parse(&format!("http://localhost/?{sent}")).expect("a query");
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        let expected = [
            ("amount", "2000"),
            ("currency", "chf"),
            ("capture", "false"),
            ("metadata[order]", "6735"),
            ("metadata[a b[c]]", "6735"),
            ("shipping[name]", "Ada + Co"),
            ("shipping[address][city]", "Zürich"),
            ("shipping[address][lines][0]", "1 & 2"),
            ("shipping[address][lines][1]", ""),
            ("expand[0]", "customer"),
            ("expand[1]", "customer.last_charge"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);

        let least = NewCharge::new(1, "eur");
        for status in [402, 400, 503] {
            let server = failing(status).await;
            let call = server.client(Client::builder()).create_charge("k", &least);
            let error = call.send().await.expect_err("an error");
            let is_right = match &error {
                E::PaymentRequired(answer) => status == 402 && is_failure(answer, status),
                E::Default(answer) => status != 402 && is_failure(answer, status),
                E::Other(_) => false,
            };
            assert!(is_right, "{status} became {error:?}");
            let sent = server.only_request().await.body;
            assert_eq!(sent, b"amount=1&currency=eur");
        }
    }

    #[tokio::test]
    async fn read_charge() {
        use o::ReadChargeError as E;
        let server = Server::json(200, &charge_json()).await;
        let call = server.client(Client::builder()).read_charge("ch/1?ü #%");
        let answer = call.send().await.expect("a success");
        assert_eq!(to_value(answer.body()).expect("JSON"), charge_json());
        assert_eq!(
            server.got().await,
            "GET /base/v1/charges/ch%2F1%3F%C3%BC%20%23%25\n\
             accept: application/json\n\
             authorization: Bearer secret\n\n"
        );
        let server = failing(404).await;
        let call = server.client(Client::builder()).read_charge("ch_1");
        let error = call.send().await.expect_err("an error");
        assert!(
            matches!(&error, E::Default(answer) if is_failure(answer, 404)),
            "{error:?}"
        );
    }

    #[tokio::test]
    #[expect(deprecated, reason = "it is, and the compiler says so")]
    async fn refund_charge() {
        use o::RefundChargeError as E;
        use o::RefundChargeSuccess as S;
        let head = "POST /base/v1/charges/.ch_1/refunds/;labels=a;labels=b%20%3B\n\
                    accept: application/json\n\
                    authorization: Bearer secret\n";
        let labels = texts(["a", "b ;"]);
        let refund = |server: &Server| {
            let client = server.client(Client::builder());
            client.refund_charge("ch_1", &labels)
        };
        let server = Server::json(200, &charge_json()).await;
        let answer = refund(&server).send().await.expect("a success");
        assert_eq!(*answer, S::Ok(charge()));
        assert_eq!(server.got().await, format!("{head}\n"));

        let form = RefundChargeRequest2::new()
            .amount(5)
            .reason(Reason::Duplicate);
        for (body, media_type, sent) in [
            (
                o::RefundChargeBody::from(RefundChargeRequest::new().amount(5)),
                "application/json",
                r#"{"amount":5}"#,
            ),
            (
                form.into(),
                "application/x-www-form-urlencoded",
                "amount=5&reason=duplicate",
            ),
        ] {
            let server = Server::empty(202).await;
            let call = refund(&server).body(body);
            assert_eq!(*call.send().await.expect("a success"), S::Accepted);
            assert_eq!(
                server.got().await,
                format!("{head}content-type: {media_type}\n\n{sent}")
            );
        }
        let server = failing(409).await;
        let error = refund(&server).send().await.expect_err("an error");
        assert!(
            matches!(&error, E::Default(answer) if is_failure(answer, 409)),
            "{error:?}"
        );
    }
}

#[test]
fn a_customer_is_expanded_deleted_or_an_id() {
    let with = |customer: Option<Value>| {
        let mut charge = json!({"id": "ch_1", "amount": 1, "status": "pending"});
        if let Some(customer) = customer {
            charge["customer"] = customer;
        }
        charge
    };
    let expanded = Customer::new("cus_1", CustomerObject::Customer);
    let last = |last: LastCharge| ChargeCustomer::from(expanded.clone().last_charge(last));
    let customer = json!({"id": "cus_1", "object": "customer"});
    let mut by_id = customer.clone();
    by_id["last_charge"] = json!("ch_2");
    let mut whole = customer.clone();
    whole["last_charge"] = with(Some(json!(null)));
    let charge = Charge::new("ch_1", 1, Status::Pending);
    for (json, expected) in [
        (None, None),
        (Some(json!(null)), Some(Nullable::Null)),
        (
            Some(json!("cus_1")),
            Some(ChargeCustomer::from("cus_1".to_owned()).into()),
        ),
        (
            Some(customer),
            Some(ChargeCustomer::from(expanded.clone()).into()),
        ),
        (Some(by_id), Some(last("ch_2".to_owned().into()).into())),
        (
            Some(whole),
            Some(last(charge.clone().customer(None).into()).into()),
        ),
        (
            Some(json!({"id": "cus_1", "deleted": true})),
            Some(ChargeCustomer::from(DeletedCustomer::new("cus_1", true)).into()),
        ),
        (
            Some(json!([7])),
            Some(ChargeCustomer::Unrecognized(json!([7])).into()),
        ),
    ] {
        let json = with(json);
        let read: Charge = from_value(json.clone()).expect("a charge");
        assert_eq!(read.customer, expected, "{json}");
        assert_eq!(to_value(&read).expect("JSON"), json);
    }
}

#[tokio::test]
#[expect(deprecated, reason = "it is, and the policy says what to do")]
async fn what_is_deprecated_is_called_as_the_policy_has_it() {
    use DeprecationPolicy::{Deny, DenyAfterSunset, Warn};
    let server = Server::empty(202).await;
    let by = |policy, time: &str| {
        let builder = Client::builder().deprecation(policy).clock(
            time.parse::<specwright_runtime::jiff::Timestamp>()
                .expect("a time"),
        );
        server.client(builder).refund_charge("ch_1", &[])
    };
    let (before, after) = ("2030-12-31T23:59:59Z", "2031-01-01T00:00:00Z");
    for (policy, time) in [(Warn, after), (DenyAfterSunset, before)] {
        by(policy, time).send().await.expect("a success");
    }
    assert_eq!(server.requests().await.len(), 2);
    let allowed = CallOptions::new().deprecation(DeprecationPolicy::Ignore);
    let call = by(Deny, before).options(allowed);
    call.send().await.expect("a success");
    for (policy, time) in [(Deny, before), (DenyAfterSunset, after)] {
        let error = by(policy, time).send().await.expect_err("refused");
        assert!(
            matches!(&error, o::RefundChargeError::Other(Error::Deprecated(_))),
            "{error:?}"
        );
        assert!(error.to_string().contains("2031-01-01"), "{error}");
    }
    assert_eq!(server.requests().await.len(), 3);
}

#[tokio::test]
#[expect(deprecated, reason = "its path has the styles that no other has")]
async fn what_breaks_a_rule_is_not_sent() {
    let server = Server::empty(204).await;
    let client = server.client(Client::builder());
    let unknown = [Status::Unrecognized("disputed".to_owned())];
    let bad = NewCharge::new(0, "euro");
    let zero = RefundChargeRequest::new().amount(0);
    for (refused, told) in [
        (
            client
                .list_charges()
                .limit(101)
                .status(&unknown)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec![
                "query parameter `limit` must be at most 100",
                "query parameter `status` at /0 must be one of `pending`",
            ],
        ),
        (
            client
                .create_charge("", &bad)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec![
                "header parameter `Idempotency-Key` must have at least 1 character",
                "body at /amount must be at least 1",
                "body at /currency must have at most 3 characters",
            ],
        ),
        (
            client.read_charge("").send().await.unwrap_err().to_string(),
            vec!["path parameter `charge` must not be empty"],
        ),
        (
            client
                .read_charge("..")
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["must not have a path segment that is `.` or `..`"],
        ),
        (
            client
                .refund_charge("", &[])
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["must not have a path segment that is `.` or `..`"],
        ),
        (
            client
                .refund_charge("ch_1", &[])
                .body(zero)
                .send()
                .await
                .unwrap_err()
                .to_string(),
            vec!["body at /amount must be at least 1"],
        ),
    ] {
        for part in told {
            assert!(refused.contains(part), "{part} is not in: {refused}");
        }
    }
    server.assert_untouched().await;
}

/// Credentials for the scheme `basic`, as a caller would write them.
struct Basic;

impl Credentials for Basic {
    fn satisfies(&self, scheme: &SecurityScheme) -> bool {
        scheme.kind == SecuritySchemeKind::HttpBasic
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut Request,
        _: Authorization<'a>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let basic = HeaderValue::from_static("Basic c2tfdGVzdDo=");
        request.headers_mut().insert(AUTHORIZATION, basic);
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn of_two_ways_to_authenticate_the_first_that_is_there_is_taken() {
    let both = Client::builder().credentials(Basic);
    for (builder, expected) in [
        (Client::builder(), "Bearer secret"),
        (both, "Basic c2tfdGVzdDo="),
    ] {
        let server = Server::json(200, &charge_json()).await;
        let call = server.client(builder).read_charge("ch_1");
        call.send().await.expect("a success");
        let request = server.only_request().await;
        assert_eq!(request.headers["authorization"], expected);
    }
}
