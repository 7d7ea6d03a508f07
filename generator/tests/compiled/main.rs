//! What the fixtures' documents become is Rust that compiles without a warning, and does what it should.

#![deny(warnings)]
#![allow(
    clippy::module_inception,
    dead_code,
    unreachable_pub,
    reason = "each client is made to be a crate of its own, and not all of it is used here"
)]

mod adapters;
mod calls;
mod clients;
mod deprecated;
mod forms;
mod places;
mod scalars;
mod unions;
mod values;

#[path = "../fixtures/aliases/written/src/lib.rs"]
#[rustfmt::skip]
pub mod aliases;
#[path = "../fixtures/all_of/written/src/lib.rs"]
#[rustfmt::skip]
pub mod all_of;
#[path = "../fixtures/arrays/written/src/lib.rs"]
#[rustfmt::skip]
pub mod arrays;
#[path = "../fixtures/bodies/written/src/lib.rs"]
#[rustfmt::skip]
pub mod bodies;
#[path = "../fixtures/choices/written/src/lib.rs"]
#[rustfmt::skip]
pub mod choices;
#[path = "../fixtures/client_chat/written/src/lib.rs"]
#[rustfmt::skip]
pub mod client_chat;
#[path = "../fixtures/client_files/written/src/lib.rs"]
#[rustfmt::skip]
pub mod client_files;
#[path = "../fixtures/client_payments/written/src/lib.rs"]
#[rustfmt::skip]
pub mod client_payments;
#[path = "../fixtures/collisions/written/src/lib.rs"]
#[rustfmt::skip]
pub mod collisions;
#[path = "../fixtures/deprecated_parts/written/src/lib.rs"]
#[rustfmt::skip]
pub mod deprecated_parts;
#[path = "../fixtures/deprecations/written/src/lib.rs"]
#[rustfmt::skip]
pub mod deprecations;
#[path = "../fixtures/directions/written/src/lib.rs"]
#[rustfmt::skip]
pub mod directions;
#[path = "../fixtures/discriminators/written/src/lib.rs"]
#[rustfmt::skip]
pub mod discriminators;
#[path = "../fixtures/enums/written/src/lib.rs"]
#[rustfmt::skip]
pub mod enums;
#[path = "../fixtures/equal_shapes/written/src/lib.rs"]
#[rustfmt::skip]
pub mod equal_shapes;
#[path = "../fixtures/formats/written/src/lib.rs"]
#[rustfmt::skip]
pub mod formats;
#[path = "../fixtures/hostile_text/written/src/lib.rs"]
#[rustfmt::skip]
pub mod hostile_text;
#[path = "../fixtures/idempotency/written/src/lib.rs"]
#[rustfmt::skip]
pub mod idempotency;
#[path = "../fixtures/literals/written/src/lib.rs"]
#[rustfmt::skip]
pub mod literals;
#[path = "../fixtures/maps/written/src/lib.rs"]
#[rustfmt::skip]
pub mod maps;
#[path = "../fixtures/media_types/written/src/lib.rs"]
#[rustfmt::skip]
pub mod media_types;
#[path = "../fixtures/names/written/src/lib.rs"]
#[rustfmt::skip]
pub mod names;
#[path = "../fixtures/nullable/written/src/lib.rs"]
#[rustfmt::skip]
pub mod nullable;
#[path = "../fixtures/numbers/written/src/lib.rs"]
#[rustfmt::skip]
pub mod numbers;
#[path = "../fixtures/objects/written/src/lib.rs"]
#[rustfmt::skip]
pub mod objects;
#[path = "../fixtures/operation_ids/written/src/lib.rs"]
#[rustfmt::skip]
pub mod operation_ids;
#[path = "../fixtures/paging/written/src/lib.rs"]
#[rustfmt::skip]
pub mod paging;
#[path = "../fixtures/parameters/written/src/lib.rs"]
#[rustfmt::skip]
pub mod parameters;
#[path = "../fixtures/recursion/written/src/lib.rs"]
#[rustfmt::skip]
pub mod recursion;
#[path = "../fixtures/references/written/src/lib.rs"]
#[rustfmt::skip]
pub mod references;
#[path = "../fixtures/required_parameters/written/src/lib.rs"]
#[rustfmt::skip]
pub mod required_parameters;
#[path = "../fixtures/response_headers/written/src/lib.rs"]
#[rustfmt::skip]
pub mod response_headers;
#[path = "../fixtures/responses/written/src/lib.rs"]
#[rustfmt::skip]
pub mod responses;
#[path = "../fixtures/security/written/src/lib.rs"]
#[rustfmt::skip]
pub mod security;
#[path = "../fixtures/server_urls/written/src/lib.rs"]
#[rustfmt::skip]
pub mod server_urls;
#[path = "../fixtures/shared_errors/written/src/lib.rs"]
#[rustfmt::skip]
pub mod shared_errors;
#[path = "../fixtures/styles/written/src/lib.rs"]
#[rustfmt::skip]
pub mod styles;
#[path = "../fixtures/tags/written/src/lib.rs"]
#[rustfmt::skip]
pub mod tags;
#[path = "../fixtures/texts/written/src/lib.rs"]
#[rustfmt::skip]
pub mod texts;
#[path = "../fixtures/version_3_1/written/src/lib.rs"]
#[rustfmt::skip]
pub mod version_3_1;
#[path = "../fixtures/versions/written/src/lib.rs"]
#[rustfmt::skip]
pub mod versions;
