//! The macros as generated code uses them: from another crate, for types of a sibling module.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "the macros write public functions, and a test has nobody to use them all"
)]

/// What the generator writes for an object type.
macro_rules! object_type {
    ($type:path: $($name:literal = $field:ident $need:ident),+) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut object = specwright_runtime::object::Writer::new(serializer)?;
                $(object.$need($name, &self.$field)?;)+
                object.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                specwright_runtime::object::read(deserializer)
            }
        }

        impl<'de> specwright_runtime::object::Read<'de> for $type {
            const NAME: &'static str = stringify!($type);

            fn read<A: serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                $(let mut $field = None;)+
                while let Some(key) = specwright_runtime::object::next_key(&mut map)? {
                    match &*key {
                        $($name => specwright_runtime::object::value(&mut map, $name, &mut $field),)+
                        _ => specwright_runtime::object::ignore(&mut map),
                    }?;
                }
                Ok(Self { $($field: object_type!(@$need $name $field)),+ })
            }
        }

        impl specwright_runtime::Check for $type {
            fn check(&self, checker: &mut specwright_runtime::Checker<'_>) {
                $(checker.property($name, &self.$field);)+
            }
        }
    };
    (@required $name:literal $field:ident) => {
        specwright_runtime::object::required($name, $field)?
    };
    (@optional $name:literal $field:ident) => { $field };
}

mod integer_enum;
mod newtype;
mod operation_error;
mod string_enum;
mod tagged_union;
mod text_type;
mod union;
mod value_enum;

use specwright_runtime::{
    Api, Check, Checker, Deprecation, Findings, Location, Method, Operation, Server,
};

/// What keeps a value out of a request's body.
fn violations(value: &impl Check) -> Vec<String> {
    let mut findings = Findings::new();
    value.check(&mut Checker::new(Location::Body, &mut findings));
    let violations = findings.violations().iter();
    violations.map(ToString::to_string).collect()
}

/// What of a value in a request's body is deprecated.
fn deprecated(value: &impl Check) -> Vec<String> {
    let mut findings = Findings::new();
    let mut checker = Checker::new(Location::Body, &mut findings);
    value.check(&mut checker);
    let found = findings.deprecated();
    found.iter().map(ToString::to_string).collect()
}

static API: Api = Api {
    title: "Jobs",
    version: "1",
    servers: &[Server {
        url: "https://jobs.example",
        description: "",
        variables: &[],
    }],
    security_schemes: &[],
};

static DEPRECATED: Operation = Operation {
    id: "oldJob",
    method: Method::POST,
    path: "/jobs",
    idempotent: false,
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
