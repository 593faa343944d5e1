//! The time that digests cover, by account and region.
//!
//! Backfill digests are left out: they list what came late, and another digest is of their time.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{Stretch, chain::Line, why::Why};
use crate::time::Timestamp;

/// What is covered, once all is [`join`](Coverage::join)ed.
#[derive(Debug, Default)]
pub(super) struct Coverage<'e> {
    places: HashMap<(&'e str, &'e str), Vec<Stretch>>,
}

/// The time in the name of a log file is when it was begun, and digests go by when it was
/// delivered: one that was begun so shortly before covered time ends may have come after it.
const DELIVERY: TimeDelta = TimeDelta::minutes(15);

impl<'e> Coverage<'e> {
    pub(super) fn add(&mut self, line: &Line<'e>) {
        let Some(name) = &line.name else { return };
        let place = self.places.entry((line.account, name.region)).or_default();
        if name.is_backfill {
            return;
        }
        let sound = line.nodes.iter().filter(|node| node.is_sound());
        let stretches = sound.map(|node| (node.version().digest.start, node.version().digest.end));
        place.extend(stretches.filter(|(from, until)| from < until));
    }

    /// Joins stretches that meet.
    pub(super) fn join(&mut self) {
        for stretches in self.places.values_mut() {
            stretches.sort_unstable();
            let mut joined: Vec<Stretch> = Vec::new();
            for (from, until) in stretches.drain(..) {
                match joined.last_mut() {
                    Some(last) if from <= last.1 => last.1 = last.1.max(until),
                    _ => joined.push((from, until)),
                }
            }
            *stretches = joined;
        }
    }

    /// Why a log file that was begun then need not be in a digest; nothing, if it should be.
    pub(super) fn excuse(
        &self,
        account: &str,
        region: &str,
        time: Option<Timestamp>,
    ) -> Result<(), Why> {
        let Some(stretches) = self.places.get(&(account, region)) else {
            let (account, region) = (account.to_owned(), region.to_owned());
            return Err(Why::NoDigestsThere { account, region });
        };
        let Some(time) = time else { return Ok(()) };
        let is_inside = |(from, until): &Stretch| *from <= time && time + DELIVERY <= *until;
        if stretches.iter().any(is_inside) {
            return Ok(());
        }
        let (first, last) = (stretches.first(), stretches.last());
        Err(match (first, last) {
            (Some((from, _)), _) if time < *from => Why::BeforeAll,
            (_, Some((_, until))) if time + DELIVERY > *until => Why::AfterAll,
            _ => Why::InGap,
        })
    }
}
