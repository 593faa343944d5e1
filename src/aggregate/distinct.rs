//! How many different values there were, for any number of groups.
//!
//! Each value is kept once and known by its number; a group holds numbers. Few groups meet more
//! than a handful of values, and those need no table.

use std::collections::HashSet;

use super::Map;

/// Values, and the number that each is known by.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: Map<Box<[u8]>, u32>,
}

impl Names {
    /// The number of a value.
    pub(crate) fn number(&mut self, value: &[u8]) -> u32 {
        match self.numbers.get(value) {
            Some(number) => *number,
            None => self.enter(value.into()),
        }
    }

    /// The number of a value that is new.
    fn enter(&mut self, value: Box<[u8]>) -> u32 {
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(value, number);
        number
    }

    /// The values by their numbers.
    pub(crate) fn values(&self) -> Vec<&[u8]> {
        let mut values: Vec<&[u8]> = vec![&[]; self.numbers.len()];
        for (value, number) in &self.numbers {
            if let Some(place) = values.get_mut(*number as usize) {
                *place = value;
            }
        }
        values
    }

    /// Each value with its number, in no order.
    pub(crate) fn into_values(self) -> impl Iterator<Item = (Box<[u8]>, u32)> {
        self.numbers.into_iter()
    }

    /// Takes another's values, and says which number each of its numbers is here.
    pub(crate) fn join(&mut self, other: Names) -> Vec<u32> {
        let mut here = vec![0; other.numbers.len()];
        for (value, number) in other.numbers {
            if let Some(place) = here.get_mut(number as usize) {
                let known = self.numbers.get(&value).copied();
                *place = known.unwrap_or_else(|| self.enter(value));
            }
        }
        here
    }
}

/// Different numbers.
#[derive(Debug)]
pub(crate) enum Distinct {
    Few(Vec<u32>),
    Many(HashSet<u32, foldhash::fast::RandomState>),
}

const FEW: usize = 16;

impl Default for Distinct {
    fn default() -> Distinct {
        Distinct::Few(Vec::new())
    }
}

impl Distinct {
    pub(crate) fn add(&mut self, number: u32) {
        match self {
            Distinct::Few(few) if few.contains(&number) => {}
            Distinct::Few(few) if few.len() < FEW => few.push(number),
            Distinct::Few(few) => {
                let many = few.drain(..).chain([number]).collect();
                *self = Distinct::Many(many);
            }
            Distinct::Many(many) => {
                many.insert(number);
            }
        }
    }

    pub(crate) fn count(&self) -> u64 {
        let count = match self {
            Distinct::Few(few) => few.len(),
            Distinct::Many(many) => many.len(),
        };
        count as u64
    }

    /// Adds another's numbers, each of which is known here as `here` says.
    pub(crate) fn join(&mut self, other: Distinct, here: &[u32]) {
        let mut add = |number: u32| {
            if let Some(number) = here.get(number as usize) {
                self.add(*number);
            }
        };
        match other {
            Distinct::Few(few) => few.into_iter().for_each(&mut add),
            Distinct::Many(many) => many.into_iter().for_each(&mut add),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_once_however_many_there_are_and_whoever_met_them() {
        for many in [1, FEW, FEW + 1, 500] {
            let part = |from: usize| {
                let (mut names, mut distinct) = (Names::default(), Distinct::default());
                for value in (from..from + many).chain(from..from + many) {
                    distinct.add(names.number(value.to_string().as_bytes()));
                }
                (names, distinct)
            };
            let ((mut names, mut distinct), (others, other)) = (part(0), part(many / 2));
            assert_eq!(distinct.count(), many as u64);
            let here = names.join(others);
            distinct.join(other, &here);
            assert_eq!(distinct.count(), (many + many / 2) as u64);
        }
    }
}
