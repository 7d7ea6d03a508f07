//! A call with its types: a composed call and what gives its answers their types in, a typed outcome out.
//!
//! What all operations have in common is here and compiled with a type only where a program sends such a request; generated
//! code adds the facts.

use std::fmt;

use serde::Serialize;

use crate::{Answer, Call, CallOptions, Check, Error, NextPage, Pages, Parameter, Response};

/// A call of an operation, ready to be sent. `T` is what a success carries, and `E` is the operation's error.
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct Request<T, E> {
    call: Call,
    read: fn(Answer) -> Result<Response<T>, E>,
}

impl Call {
    /// Says how answers get their types, by their status.
    pub fn reading<T, E>(self, read: fn(Answer) -> Result<Response<T>, E>) -> Request<T, E> {
        Request { call: self, read }
    }
}

impl<T, E: From<Error>> Request<T, E> {
    /// Overrides for this one call, such as its time limit or its policy on deprecation.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.call.set_options(options);
        self
    }

    /// Sends the request and gives the answer the type that its status has.
    pub async fn send(self) -> Result<Response<T>, E> {
        let answer = self.call.send().await?;
        (self.read)(answer)
    }

    // The rest is for generated setters. On a call that has none it stands open, and is not meant to be used.

    /// The pages from the one that the call asks for to the last, each as [`send`](Self::send) gives it; `next` says where
    /// an answer names the next one.
    #[doc(hidden)]
    pub fn pages(self, next: NextPage) -> Pages<T, E> {
        Pages::new(self.call, next, self.read)
    }

    /// Gives a parameter; one given before under the name is replaced.
    #[doc(hidden)]
    pub fn set<P: Check + Serialize + ?Sized>(&mut self, parameter: Parameter, value: &P) {
        self.call.set(parameter, value);
    }

    /// The call underneath, to give it a body.
    #[doc(hidden)]
    pub fn call(&mut self) -> &mut Call {
        &mut self.call
    }
}

/// Implements what calls with setters of their own have in common, for a generated `struct X { request: Request<T, E> }`:
/// `request! { ListJobs: types::JobPage, ListJobsError }`.
///
/// A list in pages says how an answer names the next one, and mostly what a page lists:
/// `; pages = NextPage::Links("/links"); items = types::Job, page => page.results`.
#[macro_export]
macro_rules! request {
    ($type:ident: $success:ty, $error:ty $(,)?) => {
        impl $type {
            /// Overrides for this one call, such as its time limit or its policy on deprecation.
            #[inline]
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.request = self.request.options(options);
                self
            }

            /// Sends the request and gives the answer the type that its status has.
            pub async fn send(
                self,
            ) -> ::core::result::Result<$crate::Response<$success>, $error> {
                self.request.send().await
            }
        }
    };
    (
        $type:ident: $success:ty, $error:ty;
        pages = $next:expr $(; items = $item:ty, $page:ident => $list:expr)? $(,)?
    ) => {
        $crate::request! { $type: $success, $error }

        impl $type {
            /// The pages from the one that the call asks for to the last, each as `send` gives it.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$success, $error> {
                self.request.pages($next)
            }

            $(
                /// What the pages list, one by one.
                #[inline]
                pub fn items(self) -> $crate::Items<$success, $item, $error> {
                    self.pages().items(|$page| $list)
                }
            )?
        }
    };
}

impl<T, E> fmt::Debug for Request<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Request").field(&self.call).finish()
    }
}
