//! The guard against storms: when a server is down, its clients must not make it worse by all sending everything thrice.
//!
//! A token bucket for each client, as those of gRPC (proposal A6) and of the AWS SDKs: each repetition costs, each answer
//! of a server that is well gives back a part. So in the long run at most one request in [`PARTS`] is a repetition.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many good answers give one repetition back.
const PARTS: u32 = 10;

/// How many repetitions a client has left.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In parts of a repetition.
    left: AtomicU32,
    most: u32,
}

impl Budget {
    /// A full one.
    pub(crate) fn new(repetitions: u32) -> Self {
        let most = repetitions.saturating_mul(PARTS);
        Self {
            left: AtomicU32::new(most),
            most,
        }
    }

    /// Pays for a repetition, if there is enough left.
    pub(crate) fn pay(&self) -> bool {
        self.change(|left| left.checked_sub(PARTS))
    }

    /// Takes in that a server is well.
    pub(crate) fn give_back(&self) {
        self.change(|left| (left < self.most).then(|| left + 1));
    }

    // Nothing else is ordered by it: it only counts.
    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        let changed = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change);
        changed.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_repetition_costs_what_ten_good_answers_give_back() {
        let budget = Budget::new(2);
        assert!(budget.pay() && budget.pay());
        assert!(!budget.pay());
        for _ in 0..9 {
            budget.give_back();
        }
        assert!(!budget.pay());
        budget.give_back();
        assert!(budget.pay());
        assert!(!budget.pay());
    }

    #[test]
    fn it_is_never_more_than_full() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            budget.give_back();
        }
        assert!(budget.pay());
        // Not a single part was left over.
        for _ in 0..9 {
            budget.give_back();
        }
        assert!(!budget.pay());
        assert!(!Budget::new(0).pay());
        // Not even where there can be no more.
        let endless = Budget::new(u32::MAX);
        endless.give_back();
        assert!(endless.pay());
    }
}
