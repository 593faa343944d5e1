//! Numbers as they are written: compared digit by digit, whatever their size.
//!
//! Ids pass what a float holds, and `1e999` is JSON. So no number is turned into one of the
//! machine's. Which values of a record are numbers is not known here.

use std::{cmp::Ordering, iter};

/// A decimal number, borrowed from its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'t> {
    is_negative: bool,
    /// Its digits before the point, without leading zeros, and those behind it.
    whole: &'t [u8],
    fraction: &'t [u8],
    /// What power of ten the digits before and behind the point are multiplied by.
    exponent: i64,
}

impl<'t> Number<'t> {
    /// Reads JSON's numbers, and also `+1`, `.5` and `1.`, as people type them.
    pub(super) fn parse(text: &'t str) -> Option<Number<'t>> {
        let text = text.trim();
        let (is_negative, rest) = sign(text);
        let (digits, exponent) = match rest.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_one = !(whole.is_empty() && fraction.is_empty());
        (is_one && all_digits(whole) && all_digits(fraction)).then(|| Number {
            is_negative,
            whole: whole.trim_start_matches('0').as_bytes(),
            fraction: fraction.as_bytes(),
            exponent,
        })
    }

    pub(super) fn compare(self, other: Number<'_>) -> Ordering {
        let side = |number: Number<'_>| match number.magnitude() {
            None => 0,
            Some(_) if number.is_negative => -1,
            Some(_) => 1,
        };
        let sides = side(self).cmp(&side(other));
        if sides != Ordering::Equal || side(self) == 0 {
            return sides;
        }
        let size =
            self.magnitude().cmp(&other.magnitude()).then_with(|| self.compare_digits(other));
        if self.is_negative { size.reverse() } else { size }
    }

    /// The power of ten below which the number lies; none for zero.
    fn magnitude(self) -> Option<i64> {
        if !self.whole.is_empty() {
            return Some(self.exponent.saturating_add(length(self.whole)));
        }
        let zeros = self.fraction.iter().position(|digit| *digit != b'0')?;
        Some(self.exponent.saturating_sub(length(&self.fraction[..zeros])))
    }

    /// Compares what is written, from the first digit that is not zero on.
    fn compare_digits(self, other: Number<'_>) -> Ordering {
        let (mut left, mut right) = (self.digits(), other.digits());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => match left.unwrap_or(b'0').cmp(&right.unwrap_or(b'0')) {
                    Ordering::Equal => {}
                    unequal => return unequal,
                },
            }
        }
    }

    fn digits(self) -> iter::SkipWhile<impl Iterator<Item = u8>, impl FnMut(&u8) -> bool> {
        self.whole.iter().chain(self.fraction).copied().skip_while(|digit| *digit == b'0')
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// An exponent; beyond what a machine counts to, all are alike.
fn parse_exponent(text: &str) -> Option<i64> {
    let (is_negative, digits) = sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent = digits.parse().unwrap_or(i64::MAX);
    Some(if is_negative { -exponent } else { exponent })
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(left: &str, order: Ordering, right: &str) {
        let parse = |text| Number::parse(text).expect("a number");
        assert_eq!(parse(left).compare(parse(right)), order, "{left} and {right}");
        assert_eq!(parse(right).compare(parse(left)), order.reverse(), "{right} and {left}");
    }

    #[test]
    fn numbers_of_any_size_are_compared_as_they_are_written() {
        for (left, right) in [
            ("5", "1e999"),
            ("1e998", "1e999"),
            ("-1e999", "-5"),
            ("0", "1e-999"),
            ("-1e-999", "0"),
            ("123456789012345678901234567889", "123456789012345678901234567890"),
            ("0.1", "0.10000000000000000000000000001"),
            ("9", "10"),
            ("-10", "-9"),
            ("1e99999999999999999998", "2e99999999999999999999"),
        ] {
            check(left, Ordering::Less, right);
        }
        for (left, right) in [
            ("1500", "1500.0"),
            ("1.5e3", "1500"),
            ("0", "-0.00e7"),
            ("007", "7"),
            (".5", "0.5"),
            ("+1.", "1"),
            ("0.001e3", "1"),
            ("100e-2", "1E0"),
            ("0e999", "0"),
        ] {
            check(left, Ordering::Equal, right);
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "1-2", "0x10", "NaN", "inf", "1_0", "5d"]
        {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_a_machine_can_hold_is_compared_as_it_would(
            left in any::<i64>(), right in any::<i64>(), shift in 0..6_i32
        ) {
            let shifted = |number: i64| format!("{number}e{shift}");
            let zeros = |number: i64| format!("{number}{}.0", "0".repeat(shift.unsigned_abs() as usize));
            let order = left.cmp(&right);
            let (left, right) = (shifted(left), zeros(right));
            let [left, right] = [&left, &right].map(|text| Number::parse(text).expect("a number"));
            prop_assert_eq!(left.compare(right), order);
        }
    }
}
