use std::error::Error as _;

use specwright_runtime::{
    Call, Client, ClientBuilder, DeprecationPolicy, Error, ErrorResponse, Value, operation_error,
};

use crate::{API, DEPRECATED};

/// As the generator writes it: one documented error.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError {
    NotFound(ErrorResponse<Value>),
    Other(Error),
}

operation_error! { JobError: NotFound }

/// An operation without a documented error.
#[derive(Debug)]
pub enum BareError {
    Other(Error),
}

operation_error! { BareError: }

async fn refused() -> Error {
    let client: Client = ClientBuilder::new(&API)
        .deprecation(DeprecationPolicy::Deny)
        .build()
        .unwrap();
    Call::new(&client, &DEPRECATED).send().await.unwrap_err()
}

#[tokio::test]
async fn every_other_error_is_the_catch_all() {
    let error = JobError::from(refused().await);
    assert!(matches!(error, JobError::Other(Error::Deprecated(_))));
    assert!(error.other().is_some());
    assert!(error.answer().is_none() && error.status().is_none());
    assert!(error.headers().is_none() && error.raw_body().is_none());
    assert!(!error.is_timeout() && !error.maybe_executed());
    let refusal = error.deprecation_refusal().unwrap();
    assert_eq!(refusal.successor(), Some("newJob"));
    assert!(error.to_string().contains("use `newJob` instead"));
    assert!(error.source().is_none());
    assert_eq!(error.sunset(), None);
}

#[tokio::test]
async fn an_operation_may_have_no_documented_error() {
    let error = BareError::from(refused().await);
    assert!(error.other().is_some());
    assert!(error.to_string().starts_with("`oldJob` was not called"));
}

#[test]
fn errors_are_small_enough_for_every_result() {
    // clippy::result_large_err draws the line at 128 bytes, in generated code, too.
    assert!(size_of::<JobError>() <= 64, "{}", size_of::<JobError>());
}
