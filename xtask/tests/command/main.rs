//! The commands as they are typed: the built program runs on workspaces of its own, and its exit code, its words and the
//! files that it leaves are looked at.

mod bad_input;
mod codegen;
mod corpus;
mod deprecations;
mod example;
mod mock;
mod mutants;
mod report;
mod stamp;
mod standalone;
mod suite;
mod support;
