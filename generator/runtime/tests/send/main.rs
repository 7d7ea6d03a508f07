//! Calls against servers on loopback: what goes out, and what comes of each kind of answer.

mod answers;
mod bodies;
mod credentials;
mod deprecation;
mod digest;
mod oauth;
mod refusals;
mod request;
mod secrets;
mod servers;
mod spans;
mod streams;
mod support;
