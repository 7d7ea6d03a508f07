//! That what every client authenticates with shows up nowhere but in requests.
//!
//! Whatever a client hands out as text, and whatever anybody tells `tracing` at any level, comes by here. A text that has the
//! token in it is kept, and the case on whose thread it came up fails, whatever it is about.

use std::cell::RefCell;

use crate::{
    adapter::Outcome,
    difference::{Difference, Failure, verdict},
    harness::TOKEN,
};

thread_local! {
    static SHOWN: RefCell<Vec<Difference>> = const { RefCell::new(Vec::new()) };
}

/// Looks at a text; `what` says where it was found.
pub fn look(what: &str, text: &str) {
    if text.contains(TOKEN) {
        let shown = Difference::new(what, "no credential in it", text);
        SHOWN.with_borrow_mut(|all| all.push(shown));
    }
}

/// Looks at all that a call's outcome can print.
pub fn look_at(outcome: &Outcome) {
    let unfit = outcome.decode_error.as_ref();
    for (what, text) in [
        ("what an outcome says", outcome.message.as_str()),
        ("an outcome's `Debug`", &outcome.debug),
        (
            "why there is no typed body",
            unfit.map_or("", |error| &error.message),
        ),
    ] {
        look(what, text);
    }
}

/// Fails where a text on this thread had the token in it, and forgets that.
pub(crate) fn check() -> Result<(), Failure> {
    verdict(SHOWN.take(), "")
}

#[cfg(test)]
mod tests {
    use super::{TOKEN, check, look};
    use crate::{cases::Case, events::recorded};

    #[test]
    fn a_case_fails_where_the_token_shows_and_the_next_one_does_not() {
        let mentions = |text: String| {
            Case::new("x", move || {
                look("a text", &text);
                Ok(())
            })
        };
        let failure = mentions(format!("<{TOKEN}>")).run().unwrap_err();
        assert!(failure.to_string().contains("a text"), "{failure}");
        assert!(mentions(TOKEN[1..].to_owned()).run().is_ok());
        let traces = Case::new("x", || {
            recorded(|| tracing::trace!(token = TOKEN));
            Ok(())
        });
        assert!(traces.run().is_err());
        let spans = Case::new("x", || {
            recorded(|| {
                let span = tracing::trace_span!("s", first = TOKEN, then = tracing::field::Empty);
                assert!(check().is_err());
                span.record("then", TOKEN);
            });
            Ok(())
        });
        assert!(spans.run().is_err());
        let panics = Case::new("x", || {
            look("a text", TOKEN);
            panic!("out of paper")
        });
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panics.run()));
        assert!(caught.is_err());
        assert!(
            Case::new("x", || Ok(())).run().is_ok(),
            "it is another case"
        );
    }
}
