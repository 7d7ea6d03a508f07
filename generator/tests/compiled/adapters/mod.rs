//! The contract suite's adapters of the fixtures' clients: each compiles, and what every sort of body becomes of JSON and
//! in JSON is tried against a server on loopback.

#![allow(
    unreachable_patterns,
    reason = "in one crate with its adapter, a client's enums have no variants to come"
)]

mod calls;
mod pages;

#[path = "../../fixtures/aliases/written/adapter.rs"]
#[rustfmt::skip]
mod aliases;
#[path = "../../fixtures/all_of/written/adapter.rs"]
#[rustfmt::skip]
mod all_of;
#[path = "../../fixtures/arrays/written/adapter.rs"]
#[rustfmt::skip]
mod arrays;
#[path = "../../fixtures/bodies/written/adapter.rs"]
#[rustfmt::skip]
mod bodies;
#[path = "../../fixtures/choices/written/adapter.rs"]
#[rustfmt::skip]
mod choices;
#[path = "../../fixtures/client_chat/written/adapter.rs"]
#[rustfmt::skip]
mod client_chat;
#[path = "../../fixtures/client_files/written/adapter.rs"]
#[rustfmt::skip]
mod client_files;
#[path = "../../fixtures/client_payments/written/adapter.rs"]
#[rustfmt::skip]
mod client_payments;
#[path = "../../fixtures/collisions/written/adapter.rs"]
#[rustfmt::skip]
mod collisions;
#[path = "../../fixtures/deprecated_parts/written/adapter.rs"]
#[rustfmt::skip]
mod deprecated_parts;
#[path = "../../fixtures/deprecations/written/adapter.rs"]
#[rustfmt::skip]
mod deprecations;
#[path = "../../fixtures/directions/written/adapter.rs"]
#[rustfmt::skip]
mod directions;
#[path = "../../fixtures/discriminators/written/adapter.rs"]
#[rustfmt::skip]
mod discriminators;
#[path = "../../fixtures/enums/written/adapter.rs"]
#[rustfmt::skip]
mod enums;
#[path = "../../fixtures/equal_shapes/written/adapter.rs"]
#[rustfmt::skip]
mod equal_shapes;
#[path = "../../fixtures/formats/written/adapter.rs"]
#[rustfmt::skip]
mod formats;
#[path = "../../fixtures/hostile_text/written/adapter.rs"]
#[rustfmt::skip]
mod hostile_text;
#[path = "../../fixtures/idempotency/written/adapter.rs"]
#[rustfmt::skip]
mod idempotency;
#[path = "../../fixtures/literals/written/adapter.rs"]
#[rustfmt::skip]
mod literals;
#[path = "../../fixtures/maps/written/adapter.rs"]
#[rustfmt::skip]
mod maps;
#[path = "../../fixtures/media_types/written/adapter.rs"]
#[rustfmt::skip]
mod media_types;
#[path = "../../fixtures/names/written/adapter.rs"]
#[rustfmt::skip]
mod names;
#[path = "../../fixtures/nullable/written/adapter.rs"]
#[rustfmt::skip]
mod nullable;
#[path = "../../fixtures/numbers/written/adapter.rs"]
#[rustfmt::skip]
mod numbers;
#[path = "../../fixtures/objects/written/adapter.rs"]
#[rustfmt::skip]
mod objects;
#[path = "../../fixtures/operation_ids/written/adapter.rs"]
#[rustfmt::skip]
mod operation_ids;
#[path = "../../fixtures/paging/written/adapter.rs"]
#[rustfmt::skip]
mod paging;
#[path = "../../fixtures/parameters/written/adapter.rs"]
#[rustfmt::skip]
mod parameters;
#[path = "../../fixtures/recursion/written/adapter.rs"]
#[rustfmt::skip]
mod recursion;
#[path = "../../fixtures/references/written/adapter.rs"]
#[rustfmt::skip]
mod references;
#[path = "../../fixtures/required_parameters/written/adapter.rs"]
#[rustfmt::skip]
mod required_parameters;
#[path = "../../fixtures/response_headers/written/adapter.rs"]
#[rustfmt::skip]
mod response_headers;
#[path = "../../fixtures/responses/written/adapter.rs"]
#[rustfmt::skip]
mod responses;
#[path = "../../fixtures/security/written/adapter.rs"]
#[rustfmt::skip]
mod security;
#[path = "../../fixtures/server_urls/written/adapter.rs"]
#[rustfmt::skip]
mod server_urls;
#[path = "../../fixtures/shared_errors/written/adapter.rs"]
#[rustfmt::skip]
mod shared_errors;
#[path = "../../fixtures/styles/written/adapter.rs"]
#[rustfmt::skip]
mod styles;
#[path = "../../fixtures/tags/written/adapter.rs"]
#[rustfmt::skip]
mod tags;
#[path = "../../fixtures/texts/written/adapter.rs"]
#[rustfmt::skip]
mod texts;
#[path = "../../fixtures/version_3_1/written/adapter.rs"]
#[rustfmt::skip]
mod version_3_1;
#[path = "../../fixtures/versions/written/adapter.rs"]
#[rustfmt::skip]
mod versions;
