//! Mutants of the generated client and of the runtime.

use super::state::State;
use super::{Mutant, Verdict, Work};
use crate::{Failure, cli};

pub(super) fn run(
    _: &Work,
    _: &cli::Mutants,
    _: &mut State,
) -> Result<Vec<(Mutant, Verdict)>, Failure> {
    Ok(Vec::new())
}
