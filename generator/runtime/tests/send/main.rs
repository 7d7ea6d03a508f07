//! Calls against servers on loopback: what goes out, and what comes of each kind of answer.

mod answers;
mod attempts;
mod bodies;
mod credentials;
mod deprecated_parts;
mod deprecation;
mod digest;
mod oauth;
mod observers;
mod own_client;
mod pages;
mod polling;
mod readme;
mod refusals;
mod request;
mod retries;
mod secrets;
mod servers;
mod spans;
mod streams;
mod sunset;
mod support;
mod typed;
