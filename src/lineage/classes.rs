//! Numbers that stand for the same, found by uniting two at a time.

#[derive(Debug)]
pub(super) struct Classes(Vec<u32>);

impl Classes {
    /// So many numbers, each of which stands alone.
    pub(super) fn new(numbers: u32) -> Classes {
        Classes((0..numbers).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// One number more.
    pub(super) fn add(&mut self) -> u32 {
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(number);
        number
    }

    /// The least of the numbers that stand for the same as this one.
    pub(super) fn of(&mut self, number: u32) -> u32 {
        let mut class = number;
        while self.0[class as usize] != class {
            let above = self.0[class as usize];
            self.0[class as usize] = self.0[above as usize];
            class = above;
        }
        class
    }

    pub(super) fn unite(&mut self, one: u32, other: u32) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
