//! The part of an operation's error enum that is the same for all of them.

use std::time::Duration;

use crate::Error;

/// What calls of any operation can fail with.
pub trait CallError: std::error::Error {
    /// Whether calling again may help, and can't carry the call out twice against anybody's will.
    fn is_retryable(&self) -> bool;

    /// How long the server asks to wait before the next call.
    fn retry_after(&self) -> Option<Duration>;
}

impl CallError for Error {
    fn is_retryable(&self) -> bool {
        self.is_retryable()
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after()
    }
}

/// Implements a generated error enum whose variants hold an [`ErrorResponse`](crate::ErrorResponse) each and whose last is
/// `Other(Error)`: `operation_error! { CreateJobError: BadRequest, NotFound }`.
#[macro_export]
macro_rules! operation_error {
    ($type:ident: $($variant:ident),* $(,)?) => {
        impl $type {
            /// The answer, as far as there is one.
            pub fn answer(&self) -> ::core::option::Option<&$crate::Answer> {
                match self {
                    $(Self::$variant(response) => ::core::option::Option::Some(response.answer()),)*
                    Self::Other(error) => error.answer(),
                }
            }

            /// The status of the answer.
            pub fn status(&self) -> ::core::option::Option<$crate::StatusCode> {
                self.answer().map($crate::Answer::status)
            }

            /// The headers of the answer.
            pub fn headers(&self) -> ::core::option::Option<&$crate::HeaderMap> {
                self.answer().map($crate::Answer::headers)
            }

            /// What was read of the answer's body.
            pub fn raw_body(&self) -> ::core::option::Option<&[u8]> {
                self.answer().map($crate::Answer::raw)
            }

            /// The error, where it is none of the documented ones.
            pub fn other(&self) -> ::core::option::Option<&$crate::Error> {
                match self {
                    Self::Other(error) => ::core::option::Option::Some(error),
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }

            /// How often the request was sent; 0 where the call was refused before.
            pub fn attempts(&self) -> u32 {
                match self {
                    $(Self::$variant(response) => response.attempts(),)*
                    Self::Other(error) => error.attempts(),
                }
            }

            /// How long the call took until it failed.
            pub fn elapsed(&self) -> ::core::time::Duration {
                match self {
                    $(Self::$variant(response) => response.elapsed(),)*
                    Self::Other(error) => error.elapsed(),
                }
            }

            /// By what name the server knows the request.
            pub fn request_id(&self) -> ::core::option::Option<&str> {
                self.answer().and_then($crate::Answer::request_id)
            }

            /// How long the server asks to wait before the next call.
            pub fn retry_after(&self) -> ::core::option::Option<::core::time::Duration> {
                self.answer().and_then($crate::Answer::retry_after)
            }

            /// Whether calling again may help, and can't carry the call out twice against anybody's will.
            pub fn is_retryable(&self) -> bool {
                match self {
                    $(Self::$variant(response) => response.is_retryable(),)*
                    Self::Other(error) => error.is_retryable(),
                }
            }

            /// What the API itself says of the error; `None`: it did not say that there is one.
            pub fn api_error(&self) -> ::core::option::Option<$crate::ApiError> {
                self.answer().and_then($crate::Answer::api_error)
            }

            /// That the operation is gone for good: it was answered 410 after its sunset.
            pub fn sunset(&self) -> ::core::option::Option<$crate::Sunset> {
                self.answer().and_then($crate::Answer::sunset)
            }

            /// Whether a time limit ended the call.
            pub fn is_timeout(&self) -> bool {
                self.other().is_some_and($crate::Error::is_timeout)
            }

            /// Whether the server may have carried out the call: false only where the request can't have reached it.
            pub fn maybe_executed(&self) -> bool {
                self.other().is_none_or($crate::Error::maybe_executed)
            }

            /// Why the call was refused as deprecated.
            pub fn deprecation_refusal(
                &self,
            ) -> ::core::option::Option<&$crate::DeprecationRefusal> {
                self.other().and_then($crate::Error::deprecation_refusal)
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant(response) => ::core::fmt::Display::fmt(response, formatter),)*
                    Self::Other(error) => ::core::fmt::Display::fmt(error, formatter),
                }
            }
        }

        impl ::std::error::Error for $type {
            fn source(&self) -> ::core::option::Option<&(dyn ::std::error::Error + 'static)> {
                match self {
                    $(Self::$variant(response) => ::std::error::Error::source(response),)*
                    Self::Other(error) => ::std::error::Error::source(error),
                }
            }
        }

        impl $crate::CallError for $type {
            fn is_retryable(&self) -> bool {
                self.is_retryable()
            }

            fn retry_after(&self) -> ::core::option::Option<::core::time::Duration> {
                self.retry_after()
            }
        }

        impl ::core::convert::From<$crate::Error> for $type {
            fn from(error: $crate::Error) -> Self {
                Self::Other(error)
            }
        }
    };
}
