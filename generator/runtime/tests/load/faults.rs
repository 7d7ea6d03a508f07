//! What a server does with a request, decided by a seed alone.

use std::time::Duration;

/// In order of the table that says how frequent each is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum Act {
    /// 200 with what was asked.
    Answer,
    /// The same, a little later.
    Late(Duration),
    /// 429 with `Retry-After: 0`.
    Busy,
    /// 503.
    Unavailable,
    /// 500.
    Broken,
    /// The connection ends before the head of an answer, in it, or in the body.
    CutBefore,
    CutInHead,
    CutInBody,
    /// What is no HTTP.
    Garbage,
    /// Nothing, for as long as the client waits.
    Silence,
}

/// How many of a thousand requests get which.
const TABLE: [(u64, Act); 10] = [
    (510, Act::Answer),
    (150, Act::Late(Duration::ZERO)),
    (60, Act::Busy),
    (70, Act::Unavailable),
    (50, Act::Broken),
    (50, Act::CutBefore),
    (36, Act::CutInHead),
    (36, Act::CutInBody),
    (36, Act::Garbage),
    (2, Act::Silence),
];

impl Act {
    /// What the arrival of that number, from 0, of a call gets.
    pub(crate) fn of(seed: u64, call: u64, arrival: usize) -> Self {
        let chance = chance(seed, call, arrival as u64);
        let mut left = chance % 1_000;
        let found = TABLE.into_iter().find(|(share, _)| {
            let is_it = left < *share;
            left = left.saturating_sub(*share);
            is_it
        });
        match found {
            Some((_, Self::Late(_))) => Self::Late(Duration::from_micros((chance >> 32) % 20_000)),
            Some((_, act)) => act,
            None => unreachable!("the shares are a thousand"),
        }
    }

    /// Whether the same request may end otherwise the next time.
    pub(crate) fn passes(self) -> bool {
        !matches!(self, Self::Answer | Self::Late(_) | Self::Broken)
    }

    /// Its place in the table.
    pub(crate) fn kind(self) -> usize {
        let of =
            |(_, act): &(u64, Self)| std::mem::discriminant(act) == std::mem::discriminant(&self);
        TABLE.iter().position(of).unwrap()
    }

    /// How many there are.
    pub(crate) const KINDS: usize = TABLE.len();
}

/// A number that looks like any other: `SplitMix64` over what it is made of.
pub(crate) fn chance(seed: u64, call: u64, arrival: u64) -> u64 {
    let mut state = seed;
    for part in [call, arrival] {
        state = (state ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^= state >> 31;
    }
    state
}
