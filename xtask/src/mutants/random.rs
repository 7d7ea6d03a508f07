//! Chance that can be repeated.

/// Numbers that the seed decides (splitmix64).
pub(super) struct Random(u64);

impl Random {
    /// Begins with a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// An index of a list of this length.
    pub(super) fn index(&mut self, len: usize) -> Option<usize> {
        let len = u64::try_from(len).ok()?;
        usize::try_from(self.next().checked_rem(len)?).ok()
    }

    /// One of these.
    pub(super) fn draw<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.index(items.len())?)
    }

    /// Keeps `count` of them, in their order.
    pub(super) fn keep<T>(&mut self, items: &mut Vec<T>, count: usize) {
        while items.len() > count
            && let Some(index) = self.index(items.len())
        {
            items.remove(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_decides_what_is_drawn() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..9).filter_map(|_| random.index(100)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_eq!(Random::new(1).index(0), None);
    }
}
