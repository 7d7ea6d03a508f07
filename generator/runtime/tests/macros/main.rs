//! The macros as generated code uses them: from another crate, for types of a sibling module.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the macros write public functions, and a test has nobody to use them all"
)]

mod operation_error;
mod string_enum;
mod text_type;

use specwright_runtime::{Api, Deprecation, Method, Operation, Server};

static API: Api = Api {
    title: "Jobs",
    version: "1",
    servers: &[Server {
        url: "https://jobs.example",
        description: "",
        variables: &[],
    }],
};

static DEPRECATED: Operation = Operation {
    id: "oldJob",
    method: Method::POST,
    path: "/jobs",
    accept: None,
    content_type: None,
    security: &[],
    deprecation: Some(Deprecation {
        since: None,
        sunset: None,
        successor: Some("newJob"),
        link: None,
        message: None,
    }),
    servers: &[],
    streams: &[],
};
