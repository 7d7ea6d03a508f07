//! The part of [`bridge!`](crate::bridge) that turns a runtime's answers and errors into outcomes.

/// Defines what [`bridge!`](crate::bridge) is made with, inside its module.
#[doc(hidden)]
#[macro_export]
macro_rules! bridge_answers {
    () => {
        /// Everything else.
        pub(super) fn other(error: &runtime::Error) -> Outcome {
            let outcome = error.answer().map(|answer| answered("Other", answer));
            let refusal = error.deprecation_refusal().map(|refusal| Refusal {
                part: refusal.part().map(part),
                sunset: refusal.sunset().map(|sunset| sunset.to_string()),
                successor: refusal.successor().map(str::to_owned),
            });
            Outcome {
                variant: "Other",
                kind: Some(kind(error)),
                decode_error: match error {
                    runtime::Error::Decode(unfit) => Some(decode_failure(unfit.error())),
                    _ => None,
                },
                message: error.to_string(),
                debug: shown(error),
                maybe_executed: error.maybe_executed(),
                refusal,
                ..outcome.unwrap_or_else(Outcome::unanswered)
            }
        }

        /// All that an error and its sources can print.
        fn shown(error: &runtime::Error) -> String {
            let first: &dyn std::error::Error = error;
            let all = std::iter::successors(Some(first), |error| error.source());
            all.map(|error| format!("{error}\n{error:?}\n{error:#?}\n"))
                .collect()
        }

        fn answered(variant: &'static str, answer: &runtime::Answer) -> Outcome {
            let headers = answer.headers().iter().map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            });
            Outcome {
                variant,
                status: Some(answer.status().as_u16()),
                headers: headers.collect(),
                raw: Some(answer.raw().to_vec()),
                deprecation: Some(announced(&answer.deprecation())),
                gone: answer.sunset().map(|sunset| Gone {
                    day: sunset.day().to_string(),
                    successor: sunset.successor().map(str::to_owned),
                }),
                debug: format!("{answer:?}"),
                maybe_executed: true,
                ..Outcome::unanswered()
            }
        }

        fn announced(headers: &runtime::DeprecationHeaders) -> Announced {
            Announced {
                deprecated: headers.is_deprecated(),
                since: headers.since().map(|time| time.to_string()),
                sunset: headers.sunset().map(|time| time.to_string()),
                successor: headers.successor().map(str::to_owned),
                documentation: headers.documentation().map(str::to_owned),
                ill_formed: headers
                    .ill_formed()
                    .iter()
                    .map(|kept| kept.header().to_owned())
                    .collect(),
            }
        }

        fn decode_failure(error: &runtime::DecodeError) -> DecodeFailure {
            let kind = match error.kind() {
                runtime::DecodeErrorKind::ContentType { .. } => "content-type",
                runtime::DecodeErrorKind::ContentEncoding { .. } => "content-encoding",
                runtime::DecodeErrorKind::Charset { .. } => "charset",
                runtime::DecodeErrorKind::Interrupted { .. } => "interrupted",
                runtime::DecodeErrorKind::TooLarge { .. } => "too-large",
                runtime::DecodeErrorKind::Utf8 { .. } => "utf-8",
                runtime::DecodeErrorKind::Syntax { .. } => "syntax",
                runtime::DecodeErrorKind::Value { .. } => "value",
                _ => "unknown",
            };
            DecodeFailure {
                kind,
                pointer: error.pointer().map(str::to_owned),
                message: error.to_string(),
            }
        }

        fn kind(error: &runtime::Error) -> Kind {
            match error {
                runtime::Error::InvalidRequest(_) => Kind::InvalidRequest,
                runtime::Error::Deprecated(_) => Kind::Deprecated,
                runtime::Error::MissingCredentials(_) => Kind::MissingCredentials,
                runtime::Error::Credentials(_) => Kind::Credentials,
                runtime::Error::Connect(_) => Kind::Connect,
                runtime::Error::Timeout(_) => Kind::Timeout,
                runtime::Error::Transport(_) => Kind::Transport,
                runtime::Error::Interrupted(_) => Kind::Interrupted,
                runtime::Error::TooLarge(_) => Kind::TooLarge,
                runtime::Error::Decode(_) => Kind::Decode,
                runtime::Error::Sunset(_) => Kind::Sunset,
                runtime::Error::Undocumented(_) => Kind::Undocumented,
                runtime::Error::NextPage(_) => Kind::NextPage,
                _ => Kind::Unknown,
            }
        }
    };
}
