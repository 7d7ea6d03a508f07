//! Rounds: in each every competitor has one turn, so that what slows the machine down slows all of them.

/// What several rounds gave.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub(super) struct Spread {
    /// The least.
    pub(super) least: f64,
    /// The one in the middle.
    pub(super) median: f64,
    /// The most.
    pub(super) most: f64,
}

impl Spread {
    /// Of no figures there is none.
    pub(super) fn of(mut figures: Vec<f64>) -> Option<Self> {
        figures.sort_by(f64::total_cmp);
        let (least, most) = (*figures.first()?, *figures.last()?);
        let upper = *figures.get(figures.len() / 2)?;
        let lower = *figures.get((figures.len() - 1) / 2)?;
        Some(Self {
            least,
            median: f64::midpoint(lower, upper),
            most,
        })
    }

    /// Of the quotients of each round: the pairs tell more than the quotient of two medians.
    pub(super) fn ratio(over: &[f64], under: &[f64]) -> Option<Self> {
        Self::of(
            over.iter()
                .zip(under)
                .map(|(over, under)| over / under)
                .collect(),
        )
    }
}

/// Gives each competitor one turn a round, every other round in the opposite order. One that fails is out, with its reason.
pub(super) fn rounds<C, T>(
    competitors: &[C],
    count: usize,
    mut turn: impl FnMut(&C) -> Result<T, String>,
) -> Vec<Result<Vec<T>, String>> {
    let mut results: Vec<Result<Vec<T>, String>> =
        competitors.iter().map(|_| Ok(Vec::new())).collect();
    for round in 0..count {
        let mut pairs: Vec<_> = competitors.iter().zip(&mut results).collect();
        if round % 2 == 1 {
            pairs.reverse();
        }
        for (competitor, result) in pairs {
            if let Ok(figures) = result {
                match turn(competitor) {
                    Ok(figure) => figures.push(figure),
                    Err(why) => *result = Err(why),
                }
            }
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::{Spread, rounds};

    #[test]
    fn the_middle_of_an_even_number_lies_between() {
        let spread = Spread {
            least: 1.0,
            median: 2.5,
            most: 9.0,
        };
        assert_eq!(Spread::of(vec![3.0, 9.0, 1.0, 2.0]), Some(spread));
        assert_eq!(
            Spread::of(vec![3.0, 9.0, 1.0]).map(|it| it.median),
            Some(3.0)
        );
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn a_ratio_is_that_of_each_round() {
        // Twice as long each time, although the machine was three times as slow in the second round.
        let ratio = Spread::ratio(&[2.0, 6.0], &[1.0, 3.0]);
        assert_eq!(
            ratio,
            Some(Spread {
                least: 2.0,
                median: 2.0,
                most: 2.0
            })
        );
    }

    #[test]
    fn who_fails_is_out_and_the_others_go_on_in_turns() {
        let mut turns = Vec::new();
        let results = rounds(&["a", "b", "c"], 3, |it| {
            turns.push(*it);
            if *it == "b" && turns.len() > 3 {
                Err("broken".to_owned())
            } else {
                Ok(turns.len())
            }
        });
        assert_eq!(turns, ["a", "b", "c", "c", "b", "a", "a", "c"]);
        assert_eq!(
            results,
            [
                Ok(vec![1, 6, 7]),
                Err("broken".to_owned()),
                Ok(vec![3, 4, 8])
            ]
        );
    }
}
