//! Figures about what was made of a document.

use specwright::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use specwright::lower::Report;
use specwright::{Generated, examples};

/// How many schemas have values that are any JSON value, or hold some, because they say no more or because what they say
/// did not become a type.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct FreeForm {
    /// Those that say more.
    pub fallbacks: usize,
    /// Those that say no more.
    pub free: usize,
    /// All schemas that were given a type.
    pub total: usize,
}

impl FreeForm {
    /// Counts them.
    pub fn of(report: &Report) -> Self {
        Self {
            fallbacks: report.fallbacks.len(),
            free: report.free(),
            total: report.total(),
        }
    }

    /// The share of both in per cent.
    pub fn per_cent(self) -> f64 {
        if self.total == 0 {
            return 0.0;
        }
        // No document has so many that a digit would be lost.
        #[expect(
            clippy::cast_precision_loss,
            reason = "a share is shown with one digit"
        )]
        let share = (self.fallbacks + self.free) as f64 * 100.0 / self.total as f64;
        share
    }
}

/// How many lines a client has, without the runtime.
pub fn lines(generated: &Generated) -> usize {
    let files = generated.files.iter();
    let files = files.filter(|(path, _)| **path != examples::PROGRAM);
    files.map(|(_, text)| text.lines().count()).sum()
}

/// How many operations were left out.
pub fn left_out(diagnostics: &Diagnostics) -> usize {
    diagnostics.iter().filter(|it| leaves_out(it)).count()
}

/// Whether a diagnostic says that an operation is left out.
pub fn leaves_out(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        Code::OperationLeftOut | Code::UnavailableVersion
    )
}

/// Whether a diagnostic says that the document is wrong, and not that something is not handled.
pub fn is_mistake(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.severity, Severity::Error | Severity::Flaw)
        && !matches!(
            diagnostic.code,
            Code::UnsupportedCallbacks
                | Code::UnsupportedLinks
                | Code::UnsupportedReference
                | Code::UnsupportedVersion
        )
}

/// A number with its thousands apart.
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_stand_apart() {
        for (count, shown) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(number(count), shown);
        }
    }
}
