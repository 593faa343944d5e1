//! Calls of some credentials, and the other copies of these calls.

use crate::{
    event::{Event, Key, signer::Signer},
    fingerprint::{Seeds, Set},
};

/// Whose calls are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signers {
    pub(crate) signers: Set<Signer<'static>>,
    /// Fingerprints of shared event IDs of their calls: the copies that other accounts received.
    pub(crate) shared: Set<u128>,
    pub(crate) seeds: Seeds,
}

impl Signers {
    pub(super) fn signed(&self, event: &Event<'_>) -> bool {
        let signers: &Set<Signer<'_>> = &self.signers;
        event.signer().is_some_and(|signer| signers.contains(&signer)) || self.shares(event)
    }

    fn shares(&self, event: &Event<'_>) -> bool {
        !self.shared.is_empty()
            && event
                .text(Key::SharedEventId)
                .is_some_and(|id| self.shared.contains(&self.seeds.fingerprint(&id, "")))
    }
}
