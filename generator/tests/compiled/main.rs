//! What the fixtures' documents become is Rust that compiles without a warning, and does what it should.

#![deny(warnings)]
#![allow(
    clippy::module_inception,
    dead_code,
    unreachable_pub,
    reason = "each client is made to be a crate of its own, and not all of it is used here"
)]

mod calls;
mod values;

#[path = "../fixtures/all_of/written/src/lib.rs"]
#[rustfmt::skip]
pub mod all_of;
#[path = "../fixtures/arrays/written/src/lib.rs"]
#[rustfmt::skip]
pub mod arrays;
#[path = "../fixtures/bodies/written/src/lib.rs"]
#[rustfmt::skip]
pub mod bodies;
#[path = "../fixtures/deprecations/written/src/lib.rs"]
#[rustfmt::skip]
pub mod deprecations;
#[path = "../fixtures/directions/written/src/lib.rs"]
#[rustfmt::skip]
pub mod directions;
#[path = "../fixtures/enums/written/src/lib.rs"]
#[rustfmt::skip]
pub mod enums;
#[path = "../fixtures/hostile_text/written/src/lib.rs"]
#[rustfmt::skip]
pub mod hostile_text;
#[path = "../fixtures/maps/written/src/lib.rs"]
#[rustfmt::skip]
pub mod maps;
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
#[path = "../fixtures/parameters/written/src/lib.rs"]
#[rustfmt::skip]
pub mod parameters;
#[path = "../fixtures/recursion/written/src/lib.rs"]
#[rustfmt::skip]
pub mod recursion;
#[path = "../fixtures/references/written/src/lib.rs"]
#[rustfmt::skip]
pub mod references;
#[path = "../fixtures/responses/written/src/lib.rs"]
#[rustfmt::skip]
pub mod responses;
#[path = "../fixtures/security/written/src/lib.rs"]
#[rustfmt::skip]
pub mod security;
#[path = "../fixtures/tags/written/src/lib.rs"]
#[rustfmt::skip]
pub mod tags;
#[path = "../fixtures/texts/written/src/lib.rs"]
#[rustfmt::skip]
pub mod texts;
