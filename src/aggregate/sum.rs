//! Sums of numbers as logs write them.
//!
//! Floats added in another order give another sum, and the order of files must not show. So a sum
//! is kept in whole billionths: exact for whole numbers, and for decimals of up to nine places that
//! are written without an exponent.
//! `bytesTransferredOut`, which is most often summed, is a float in S3's records (`1024.0`).

use std::fmt;

/// A sum of numbers; none of what is no number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Nought where a number was too large.
    billionths: i128,
    has_overflowed: bool,
}

const TOO_LARGE: Sum = Sum { billionths: 0, has_overflowed: true };

const BILLION: i128 = 1_000_000_000;

/// Numbers beyond are not added; a billion of those below have room.
const LARGEST: i128 = 100_000_000_000_000_000_000;

impl Sum {
    /// Reads a number as a text has it; nothing, if it is none.
    pub(crate) fn of(text: &str) -> Option<Sum> {
        let looks_like_one =
            text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        let float: f64 = text.parse().ok().filter(|_| looks_like_one)?;
        let billionths = if text.contains(['e', 'E']) {
            (float.abs() <= LARGEST as f64).then(|| of_float(float))
        } else {
            of_digits(text).filter(|billionths| billionths.abs() <= LARGEST * BILLION)
        };
        Some(billionths.map_or(TOO_LARGE, |billionths| Sum { billionths, has_overflowed: false }))
    }

    pub(crate) fn join(&mut self, other: Sum) {
        let fits = !(self.has_overflowed || other.has_overflowed);
        let sum = self.billionths.checked_add(other.billionths).filter(|_| fits);
        *self = sum.map_or(TOO_LARGE, |billionths| Sum { billionths, has_overflowed: false });
    }

    /// The sum, unless a number was too large for it.
    pub(crate) fn in_billionths(self) -> Option<i128> {
        (!self.has_overflowed).then_some(self.billionths)
    }

    /// As [`in_billionths`](Sum::in_billionths) gave it.
    pub(crate) fn of_billionths(billionths: Option<i128>) -> Sum {
        let has_overflowed = billionths.is_none();
        Sum { billionths: billionths.unwrap_or_default(), has_overflowed }
    }
}

/// Of a number without an exponent, digit by digit: a float would not hold all of them. The tenth
/// place is rounded, half away from nought. Nothing, if it is far too large.
fn of_digits(text: &str) -> Option<i128> {
    let digits = text.trim_start_matches(['+', '-']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let places = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let billionths = places.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'));
    let rounded = i128::from(fraction.as_bytes().get(9).is_some_and(|digit| *digit >= b'5'));
    let all = whole.checked_mul(BILLION)?.checked_add(billionths + rounded)?;
    Some(if text.starts_with('-') { -all } else { all })
}

/// Whole and fraction apart, because a product of both would not be exact.
#[expect(clippy::cast_possible_truncation, reason = "at most 1e20, and below 1e9")]
fn of_float(float: f64) -> i128 {
    float.trunc() as i128 * BILLION + (float.fract() * 1e9).round() as i128
}

/// A JSON number, as short as it may be.
impl fmt::Display for Sum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.billionths < 0 { "-" } else { "" };
        let (whole, fraction) = (self.billionths.abs() / BILLION, self.billionths.abs() % BILLION);
        if fraction == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let fraction = format!("{fraction:09}");
        write!(formatter, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(numbers: &[&str], sum: &str) {
        let mut forwards = Sum::default();
        numbers.iter().filter_map(|number| Sum::of(number)).for_each(|one| forwards.join(one));
        let mut backwards = Sum::default();
        numbers
            .iter()
            .rev()
            .filter_map(|number| Sum::of(number))
            .for_each(|one| backwards.join(one));
        assert_eq!(forwards, backwards);
        assert_eq!(forwards.to_string(), sum);
    }

    #[test]
    fn numbers_of_every_form_are_summed_exactly() {
        check(&["1024.0", "1", "-0.5"], "1024.5");
        check(&["0.1", "0.2"], "0.3");
        check(&["9007199254740993", "1e3"], "9007199254741993");
        check(&["1000000000.000000001"], "1000000000.000000001");
        check(&["123456789012.123456789", "0.0000000005"], "123456789012.12345679");
        check(&["1.", ".5", "+2"], "3.5");
        check(&["-1.25"], "-1.25");
        check(&["-0.25"], "-0.25");
        check(&["x", "", "1_000", "NaN", "inf", "true"], "0");
        check(&[], "0");
    }

    #[test]
    fn a_number_that_is_too_large_spoils_the_sum_in_any_order() {
        for number in ["1e999", "1e21", "-1e30", &"9".repeat(22), &"9".repeat(99)] {
            let mut sum = Sum::of("1").expect("a number");
            sum.join(Sum::of(number).expect("a number"));
            sum.join(Sum::of("2").expect("a number"));
            assert_eq!(sum.in_billionths(), None, "{number}");
        }
    }
}
