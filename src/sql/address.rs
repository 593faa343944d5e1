//! Source addresses in SQL: any spelling of an address as the same digits, and blocks as what
//! these begin with.
//!
//! An IPv4 address is a `4` and eight hexadecimal digits, an IPv6 address a `6` and 32. No engine's
//! own type for addresses is used: DuckDB's must be installed, and Spark has none.

use std::net::IpAddr;

use super::{
    Dialect,
    draft::Draft,
    term::{Term, sql},
};
use crate::net::Blocks;

const BYTE: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

impl Draft<'_> {
    /// The address that a source is, as digits; nothing where it is none.
    pub(super) fn address(&mut self) -> Term {
        let source = self.folded(&["sourceIPAddress"]);
        let dialect = self.dialect;
        let dotted = self.once("address_dotted", |_| {
            dialect.extract(&source, &format!(r"^(?:[0-9a-f:]*:)?({BYTE}(?:\.{BYTE}){{3}})$"))
        });
        // Its four numbers as eight digits.
        let digits = self.once("address_digits", |_| {
            let parts = [1, 2, 3, 4]
                .map(|part| dialect.hex_byte(&sql!([dotted], "split_part({dotted}, '.', {part})")));
            let digits = Term::joined(&parts, " || ");
            sql!([dotted, digits], "case when {dotted} is not null then {digits} end")
        });
        // An IPv6 address, in which no dot is left.
        let groups = self.once("address_groups", |_| {
            sql!(
                [source, dotted, digits],
                "case when {dotted} is null then {source} else replace({source}, {dotted}, \
                 substr({digits}, 1, 4) || ':' || substr({digits}, 5, 4)) end"
            )
        });
        let group = "[0-9a-f]{1,4}";
        let is_whole = dialect.finds(&groups, &format!("^{group}(?::{group}){{7}}$"));
        let some = format!("(?:{group}(?::{group})*)?");
        let is_short = dialect.finds(&groups, &format!("^{some}::{some}$"));
        let [head, tail] = [1, 2].map(|half| {
            self.once(&format!("address_half_{half}"), |_| {
                let half = sql!([groups], "split_part({groups}, '::', {half})");
                let longer = dialect.replace(&half, "([0-9a-f]+)", "000{1}");
                dialect.replace(&longer, "[0-9a-f]*([0-9a-f]{4})(?::|$)", "{1}")
            })
        });
        // `::` stands for one group of zeros at least.
        let long = self.once("address_long", |_| {
            sql!(
                [is_whole, is_short, head, tail],
                "case when {is_whole} then {head} \
                 when {is_short} and length({head}) + length({tail}) <= 28 \
                 then {head} || lpad({tail}, cast(32 - length({head}) as integer), '0') end"
            )
        });
        self.once("address", |_| {
            sql!(
                [source, dotted, digits, long],
                "case when {source} = {dotted} then '4' || {digits} \
                 when {long} like '00000000000000000000ffff%' then '4' || substr({long}, 25) \
                 else '6' || {long} end"
            )
        })
    }
}

impl Dialect {
    /// Whether an address lies in one of the blocks.
    pub(super) fn held(self, address: &Term, blocks: &Blocks) -> Vec<Term> {
        let mut whole = Vec::new();
        let mut begun = Vec::new();
        for (first, length) in blocks.each() {
            let (digits, digits_max) = match first {
                IpAddr::V4(first) => (format!("4{:08x}", u32::from(first)), 9),
                IpAddr::V6(first) => (format!("6{:032x}", u128::from(first)), 33),
            };
            let known = 1 + usize::from(length / 4);
            let (known_digits, rest) = digits.split_at(known);
            if known == digits_max {
                whole.push(self.text(&digits));
                continue;
            }
            // Of the next digit only some bits are the same.
            let free = 4 - u32::from(length % 4);
            let next = rest.get(..1).and_then(|digit| u32::from_str_radix(digit, 16).ok());
            let several = (free < 4).then(|| next.unwrap_or_default());
            match several {
                None => begun.push(known_digits.to_owned()),
                Some(next) => begun
                    .extend((0..1 << free).map(|bits| format!("{known_digits}{:x}", next | bits))),
            }
        }
        let mut held: Vec<Term> =
            begun.into_iter().map(|begin| sql!([address], "{address} like '{begin}%'")).collect();
        match whole.as_slice() {
            [] => {}
            [only] => held.push(sql!([address, only], "{address} = {only}")),
            several => {
                let list = Term::joined(several, ", ");
                held.push(sql!([address, list], "{address} in ({list})"));
            }
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Block;

    #[test]
    fn a_block_is_what_its_addresses_begin_with() {
        let held = |typed: &str| {
            let block = Block::parse(typed).expect("no fault").expect("a block");
            let held = Dialect::DuckDb.held(&Term::constant("a"), &Blocks::new(&[block]));
            Term::joined(&held, ", ").text
        };
        assert_eq!(held("203.0.113.0/24"), "a like '4cb0071%'");
        assert_eq!(held("203.0.113.7"), "a = '4cb007107'");
        assert_eq!(
            held("203.0.113.64/26"),
            ["4", "5", "6", "7"].map(|digit| { format!("a like '4cb0071{digit}%'") }).join(", ")
        );
        assert_eq!(held("0.0.0.0/0"), "a like '4%'");
        assert_eq!(held("2001:db8::/32"), "a like '620010db8%'");
        assert_eq!(held("::1"), "a = '600000000000000000000000000000001'");
    }
}
