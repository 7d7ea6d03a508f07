#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! - [`Client`], [`ClientBuilder`]: what all calls of one API share.
//! - [`Credentials`], [`SecurityScheme`]: how a request proves who sends it; [`BearerToken`], [`ClientCredentials`],
//!   [`DigestAuth`], [`BasicAuth`] and [`ApiKey`] are what there is of it.
//! - [`Call`], [`Parameter`], [`CallOptions`]: one request, checked and composed; [`Request`]: the same with its types.
//! - [`Encoding`], [`Multipart`], [`File`], [`Body`]: its body, where it is no JSON.
//! - [`Answer`], [`Response`], [`ErrorResponse`], [`Error`]: what came of it, with nothing lost.
//! - [`RetryPolicy`], [`Observer`], [`RateLimit`]: what is sent again and when, seen from outside.
//! - [`Pages`], [`Items`], [`Polling`]: lists that come page by page, and jobs that end.
//! - [`ByteStream`], [`EventStream`], [`JsonLines`]: bodies that are read while they come.
//! - [`Deprecation`], [`DeprecationPolicy`], [`DeprecationHeaders`]: that an operation, or a part of one, is going to end;
//!   [`DeprecatedUse`] counts what was used of it all the same, and [`Sunset`] is the end.
//! - [`Check`], [`Rules`], [`Formatted`], [`Nullable`], [`object`]: what generated types are made with.
//!
//! It knows OpenAPI's vocabulary but no particular API: every fact about one comes in through [`Api`] and
//! [`Operation`].

// What it knows may be secret, and nobody reads what a library prints.
#![warn(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

mod answer;
mod api;
mod api_error;
mod auth;
mod body;
mod call;
mod check;
mod client;
mod date;
mod decode;
mod deprecation;
mod error;
mod form;
mod format;
mod headers;
mod integer_enum;
mod located;
mod media;
mod multipart;
mod newtype;
mod nullable;
pub mod object;
mod observer;
mod operation_error;
mod pages;
mod params;
mod polling;
mod rate_limit;
mod request;
mod stream;
mod string_enum;
mod tally;
mod text;
mod transport;
mod union;
#[doc(hidden)]
pub mod unions;
mod url;
mod value_enum;

pub use answer::{Answer, ErrorResponse, Response};
pub use api::{
    Api, ApiKeyPlace, Operation, SecurityRequirement, SecurityScheme, SecuritySchemeKind, Server,
    ServerVariable,
};
pub use api_error::ApiError;
pub use auth::{
    AnswerHead, ApiKey, Authorization, BasicAuth, BearerToken, BoxFuture, ClientCredentials,
    Credentials, CredentialsError, DigestAuth, InvalidCredentials, Reaction,
};
pub use body::Body;
pub use call::{Call, CallOptions};
pub use check::{Bound, Check, Checker, Findings, Location, Number, Rules, Violation};
pub use client::{BuildError, Client, ClientBuilder};
pub use decode::{DecodeError, DecodeErrorKind};
pub use deprecation::{
    Clock, DeprecatedPart, DeprecatedUse, Deprecation, DeprecationHeaders, DeprecationPolicy,
    DeprecationRefusal, IllFormed, Link, Sunset, SystemClock,
};
pub use error::{
    Error, FailedAuthorization, FailedExchange, InvalidRequest, MissingCredentials, Oversized,
    PartialAnswer, SunsetAnswer, UndocumentedAnswer, UnfitAnswer,
};
pub use form::Encoding;
pub use format::{
    Base64, Date, DateTime, Decimal, DecimalNumber, Duration, Email, EmailAddress, Format,
    Formatted, Ip, Ipv4, Ipv6, Time, TimeOfDay, Uri, Uuid,
};
pub use multipart::{File, Files, Multipart, MultipartBody};
pub use nullable::Nullable;
pub use observer::{Attempt, AttemptOutcome, Observer};
pub use operation_error::CallError;
pub use pages::{Items, LinkProblem, NextPage, Pages, UnfitLink};
pub use params::{Parameter, Style};
pub use polling::{Overdue, Polling, PollingError};
pub use rate_limit::RateLimit;
pub use request::Request;
pub use stream::{ByteStream, Event, EventStream, JsonLines};
pub use text::{InvalidText, TextRules};
pub use transport::RetryPolicy;
#[doc(hidden)]
pub use value_enum::Literal;

/// Bytes that are shared, not copied.
pub use bytes::Bytes;
pub use {jiff, reqwest, secrecy, serde};

/// The request methods (RFC 9110, section 9).
pub use reqwest::Method;
/// The status of an answer (RFC 9110, section 15).
pub use reqwest::StatusCode;
/// The header fields of an answer (RFC 9110, section 6.3).
pub use reqwest::header::HeaderMap;
/// Any JSON value: where the document says no more about a schema.
pub use serde_json::Value;

/// An object with values of one type under any key (`additionalProperties`), in the order in which they came.
pub type Map<T> = indexmap::IndexMap<String, T>;
