//! Source addresses.
//!
//! `sourceIPAddress` is an IPv4 or IPv6 address, the DNS name of a service, or words such as `AWS
//! Internal` (CloudTrail record contents page), so nothing here fails on text that is no address.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::wrong::Wrong;

/// A block of addresses; a single address is the smallest block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block(IpNet);

impl Block {
    /// Nothing where `typed` is not meant as an address; wrong where it is, and has a fault.
    pub(crate) fn parse(typed: &str) -> Result<Option<Block>, Wrong> {
        if let Some(address) = parse_address(typed) {
            return Ok(Some(Block(IpNet::from(address))));
        }
        let block = typed
            .split_once('/')
            .and_then(|(address, length)| Some((address.parse::<IpAddr>().ok()?, length)));
        let Some((address, length)) = block else {
            return if looks_like_one(typed) {
                Err(Wrong::new(format!("`{typed}`"), "not an address").hint(
                    "write 203.0.113.7, 203.0.113.0/24, 2001:db8::/32 or a pattern such as \
                     203.0.113.*, without a port or brackets",
                ))
            } else {
                Ok(None)
            };
        };
        let net = length.parse().ok().and_then(|length| IpNet::new(address, length).ok());
        match net.map(as_ipv4) {
            Some(net) => Ok(Some(Block(net.trunc()))),
            None => Err(Wrong::new(format!("`{typed}`"), "not a block of addresses")
                .hint("write 203.0.113.0/24 or 2001:db8::/32; the length is at most 32 or 128")),
        }
    }
}

/// Any number of blocks, looked up in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Blocks(Vec<IpNet>);

impl Blocks {
    pub(crate) fn new(blocks: &[Block]) -> Blocks {
        let nets: Vec<IpNet> = blocks.iter().map(|block| block.0).collect();
        // None lies within another any more: the last that begins before an address decides.
        let mut apart = IpNet::aggregate(&nets);
        apart.sort_unstable();
        Blocks(apart)
    }

    /// Each block: its first address, and how many bits of it all that it holds have in common.
    pub(crate) fn each(&self) -> impl Iterator<Item = (IpAddr, u8)> {
        self.0.iter().map(|net| (net.network(), net.prefix_len()))
    }

    pub(crate) fn hold(&self, address: IpAddr) -> bool {
        let behind = self.0.partition_point(|net| net.network() <= address);
        behind.checked_sub(1).is_some_and(|last| self.0[last].contains(&address))
    }
}

/// Whether text holds nothing but what addresses, ports, blocks and ranges are written with, or an
/// address and more, so that it is no name either: `203.0.113.7:443`, `203.0.113`, `[2001:db8::1]`,
/// `203.0.113.7 (C2)`.
fn looks_like_one(text: &str) -> bool {
    let begins = text.split([' ', '\t', ';', '"', '\'']).next();
    let begins = begins.filter(|begins| *begins != text).and_then(parse_address);
    let is_part = |byte: u8| byte.is_ascii_digit() || b".:/[]-".contains(&byte);
    let divided =
        text.contains(['.', ':']) && text.contains(|letter: char| letter.is_ascii_digit());
    let hex = text.matches(':').count() > 1;
    let is_regex = text.starts_with('/');
    let written = |byte: u8| is_part(byte) || (hex && byte.is_ascii_hexdigit());
    let whole = divided && !is_regex && !has_zeros_before(text) && text.bytes().all(written);
    begins.is_some() || whole
}

/// Four numbers, some with zeros before them: no address, but what is made of one in logs without
/// names (`253.252.51.07` in public samples). It is matched as text.
fn has_zeros_before(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    numbers.len() == 4 && numbers.iter().all(|number| number.parse::<u8>().is_ok())
}

/// The address that a source is, if it is no service's name. IPv4 addresses that are written as
/// IPv6 (`::ffff:192.0.2.1`) count as IPv4.
pub(crate) fn parse_address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// A block within `::ffff:0:0/96` as the block of IPv4 addresses that it stands for.
fn as_ipv4(block: IpNet) -> IpNet {
    let IpAddr::V4(address) = block.addr().to_canonical() else { return block };
    let length = block.prefix_len().checked_sub(if block.addr().is_ipv6() { 96 } else { 0 });
    length.and_then(|length| IpNet::new(address.into(), length).ok()).unwrap_or(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(block: &str, source: &str, inside: bool) {
        let block = Block::parse(block).expect("no fault").expect("a block");
        let held = parse_address(source).is_some_and(|address| Blocks::new(&[block]).hold(address));
        assert_eq!(held, inside, "{source}");
    }

    #[test]
    fn an_address_is_inside_its_block_however_it_is_written() {
        check("203.0.113.0/24", "203.0.113.255", true);
        check("203.0.113.9/24", "203.0.113.1", true);
        check("203.0.113.0/24", "203.0.114.0", false);
        check("203.0.113.7", "::ffff:203.0.113.7", true);
        check("::ffff:203.0.113.0/120", "203.0.113.7", true);
        check("::ffff:203.0.113.0/120", "203.0.114.7", false);
        check("2001:db8::/32", "2001:0DB8:0:0::1", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("0.0.0.0/0", "s3.amazonaws.com", false);
    }

    #[test]
    fn many_blocks_hold_what_one_of_them_holds() {
        let typed = ["203.0.113.8/29", "203.0.113.0/24", "192.0.2.1", "2001:db8::/32", "0.0.0.9"];
        let block = |typed| Block::parse(typed).expect("no fault").expect("a block");
        let blocks = Blocks::new(&typed.map(block));
        for (address, inside) in [
            ("203.0.113.200", true),
            ("203.0.113.9", true),
            ("203.0.114.0", false),
            ("203.0.112.255", false),
            ("192.0.2.1", true),
            ("192.0.2.2", false),
            ("0.0.0.0", false),
            ("2001:db8:ffff::", true),
            ("2001:db9::", false),
            ("::", false),
        ] {
            let address = parse_address(address).expect("an address");
            assert_eq!(blocks.hold(address), inside, "{address}");
        }
        assert!(!Blocks::default().hold(IpAddr::from([0, 0, 0, 0])));
    }

    #[test]
    fn a_pattern_is_no_block_and_a_bad_length_is_a_fault() {
        assert_eq!(Block::parse("*.amazonaws.com"), Ok(None));
        assert_eq!(Block::parse("AWS Internal/3"), Ok(None));
        assert_eq!(Block::parse("203.0.113.*"), Ok(None));
        assert_eq!(Block::parse("cafe.example"), Ok(None));
        assert!(Block::parse("203.0.113.0/33").is_err());
        assert_eq!(Block::parse("253.252.51.07"), Ok(None));
        assert_eq!(Block::parse("AWS Internal"), Ok(None));
        for slip in [
            "203.0.113.7 (C2)",
            "203.0.113.7;",
            "203.0.113",
            "203.0.113.7:443",
            "203.0.113.256",
            "[2001:db8::1]",
            "2001:db8:",
        ] {
            assert!(Block::parse(slip).is_err(), "{slip}");
        }
    }
}
