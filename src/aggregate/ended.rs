//! How calls ended, counted.

use crate::event::Outcome;

/// How calls ended; each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) ok: u64,
    /// For another reason than lack of permission.
    pub(crate) failed: u64,
    pub(crate) denied: u64,
}

impl Ended {
    pub(crate) fn all(self) -> u64 {
        self.ok + self.failed + self.denied
    }

    pub(crate) fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Ok => &mut self.ok,
            Outcome::Failed => &mut self.failed,
            Outcome::Denied => &mut self.denied,
        } += 1;
    }

    pub(crate) fn join(&mut self, other: Ended) {
        self.ok += other.ok;
        self.failed += other.failed;
        self.denied += other.denied;
    }

    /// All of these together.
    pub(crate) fn sum(all: &[Ended]) -> Ended {
        all.iter().fold(Ended::default(), |mut sum, one| {
            sum.join(*one);
            sum
        })
    }

    /// So many times as much, divided; what is not nothing stays so.
    pub(crate) fn times(self, factor: usize, divisor: usize) -> Ended {
        let scaled = |count: u64| (count * factor as u64).div_ceil(divisor.max(1) as u64);
        let Ended { ok, failed, denied } = self;
        Ended { ok: scaled(ok), failed: scaled(failed), denied: scaled(denied) }
    }
}
