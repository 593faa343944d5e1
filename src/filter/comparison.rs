//! `--where 'FIELD OP VALUE'`: a condition on any value of a record.
//!
//! `=` and `!=` take a pattern, `~` and `!~` a regular expression, `<` and its kin a number or a
//! time, `exists` and `missing` nothing. Where a path leads to several values, one that holds is
//! enough; `!=` and `!~` are the opposites of `=` and `~` and so hold where there is no value.

use std::cmp::Ordering;

use regex::Regex;

use super::{
    number::Number,
    pattern::{Patterns, compile_regex},
    typed::{Commas, Load, Typed, regex_text, take_apart},
};
use crate::{
    event::{
        Record,
        field::{Field, Values},
    },
    json::{Json, Kind},
    net::Block,
    time::{self, Timestamp, Zone},
    wrong::Wrong,
};

/// A comparison that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    field: Field,
    /// Where names of our own show a time.
    zone: Zone,
    /// Whether the test must fail, as for `!=`, `!~` and `missing`.
    negated: bool,
    test: Test,
}

/// What a value must be, for one of those that the field leads to to hold.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Equals(Box<Equal>),
    Finds(Regex),
    Ordered(Order, Bound),
    Exists,
}

/// A pattern, and the number that it also is: `1500` equals the `1500.0` of a log.
#[derive(Clone, Debug)]
pub(crate) struct Equal {
    pub(crate) patterns: Patterns,
    pub(crate) number: Option<String>,
}

/// The orderings that satisfy an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug)]
pub(crate) enum Bound {
    /// As it was typed.
    Number(String),
    Time(Timestamp),
}

const HINT: &str = "write FIELD OP VALUE, such as 'requestParameters.bucketName = logs-*'; OP is one of \
                    = != ~ !~ < <= > >=, or exists or missing without a value";

impl Comparison {
    pub(crate) fn parse(
        typed: &str,
        now: Timestamp,
        zone: Zone,
        load: &Load<'_>,
    ) -> Result<Comparison, Wrong> {
        let wrong = |fault: &str| Wrong::new(format!("--where `{typed}`"), fault);
        let (field, Operator { negated, kind }, value) =
            split(typed).ok_or_else(|| wrong("not a comparison").hint(HINT))?;
        let field = Field::parse(field).map_err(|fault| fault.under("--where"))?;
        if let Some(word) = joins_another(value, field.values()) {
            return Err(wrong("holds two conditions").hint(format!(
                "repeat --where for `and`, write `A,B` for `or`; put a value that holds `{word}` in double quotes"
            )));
        }
        let regex = || {
            let value = unquoted(value).unwrap_or(value);
            if value.is_empty() {
                return Err(wrong("no regular expression").hint(HINT));
            }
            let regex = compile_regex(regex_text(value).unwrap_or(value));
            regex.map_err(|fault| fault.under("--where"))
        };
        let test = match kind {
            OperatorKind::Equal => {
                let equal = Equal::parse(value, &field, load);
                Test::Equals(Box::new(equal.map_err(|fault| fault.under("--where"))?))
            }
            OperatorKind::Find => Test::Finds(regex()?),
            OperatorKind::Exist => Test::Exists,
            OperatorKind::Order(order) => {
                let value = unquoted(value).unwrap_or(value);
                let number = Number::parse(value).filter(|_| field.values() != Values::Times);
                let number = number.map(|_| Bound::Number(value.to_owned()));
                let time = || time::parse_bound(value, now).ok().map(Bound::Time);
                let bound = number.or_else(time).ok_or_else(|| {
                    wrong("only numbers and times have an order").hint(
                        "compare with a number (1000), a date (2024-05-01), a time or an age (7d)",
                    )
                })?;
                Test::Ordered(order, bound)
            }
        };
        Ok(Comparison { field, zone, negated, test })
    }

    pub(crate) fn field(&self) -> &Field {
        &self.field
    }

    pub(crate) fn test(&self) -> &Test {
        &self.test
    }

    /// Whether the test must fail.
    pub(crate) fn is_negated(&self) -> bool {
        self.negated
    }

    pub(crate) fn holds(&self, record: &Record<'_>) -> bool {
        let holds = match &self.test {
            Test::Equals(equal) => self.equals(record, equal),
            Test::Finds(regex) => self.any_scalar(record, |value, _| regex.is_match(value)),
            Test::Ordered(order, bound) => self.any_scalar(record, |value, _| {
                bound.compare(value).is_some_and(|met| order.takes(met))
            }),
            Test::Exists => self.exists(record),
        };
        holds != self.negated
    }

    fn equals(&self, record: &Record<'_>, equal: &Equal) -> bool {
        let same_number = |value: &str, kind| {
            let wanted = equal.number.as_deref().filter(|_| kind == Kind::Number);
            wanted.and_then(|wanted| compare_numbers(value, wanted)) == Some(Ordering::Equal)
        };
        self.any_scalar(record, same_number)
            || equal.patterns.pass_all(|accept| self.any_scalar(record, |value, _| accept(value)))
    }

    fn exists(&self, record: &Record<'_>) -> bool {
        match self.field.reach(record) {
            Some(reached) => reached.values.iter().any(|value| value.kind() != Kind::Null),
            None => self.field.read_named(record, self.zone).is_some(),
        }
    }

    /// Whether a string, number or boolean that the field leads to is accepted; those in arrays,
    /// however deep, count.
    fn any_scalar(&self, record: &Record<'_>, mut accept: impl FnMut(&str, Kind) -> bool) -> bool {
        match self.field.reach(record) {
            Some(reached) => {
                reached.values.into_iter().flat_map(Json::leaves).any(|leaf| {
                    leaf.as_scalar().is_some_and(|text| accept(text.trim(), leaf.kind()))
                })
            }
            None => {
                let named = self.field.read_named(record, self.zone);
                named.is_some_and(|value| accept(value.trim(), Kind::String))
            }
        }
    }
}

impl Equal {
    fn parse(value: &str, field: &Field, load: &Load<'_>) -> Result<Equal, Wrong> {
        let number = Number::parse(value).map(|_| value.to_owned());
        let commas = match field.values() {
            Values::Words | Values::Addresses => Commas::Separate,
            Values::Times | Values::Any => Commas::Belong,
        };
        let literal = unquoted(value).or(value.is_empty().then_some(""));
        let items = match literal {
            Some(text) => vec![Typed { negated: false, text: text.to_owned() }],
            None => take_apart(&[value.to_owned()], commas, load)?,
        };
        if field.values() == Values::Addresses {
            items.iter().try_for_each(|item| refuse_block(&item.text))?;
        }
        Ok(Equal { patterns: Patterns::plain(&items)?, number })
    }
}

/// A block would be compared as text, and match nothing.
fn refuse_block(text: &str) -> Result<(), Wrong> {
    if text.contains('/') && matches!(Block::parse(text), Ok(Some(_))) {
        return Err(Wrong::new(format!("`{text}`"), "blocks of addresses are no patterns")
            .hint("--ip takes addresses, blocks and patterns"));
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operator {
    negated: bool,
    kind: OperatorKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OperatorKind {
    Equal,
    Find,
    Order(Order),
    Exist,
}

/// Field, operator and value. The operator is the first that stands outside quotes.
fn split(typed: &str) -> Option<(&str, Operator, &str)> {
    use OperatorKind::{Equal, Exist, Find, Order as Ordered};
    let symbols = [
        ("!=", true, Equal),
        ("!~", true, Find),
        ("=~", false, Find),
        ("==", false, Equal),
        ("=", false, Equal),
        ("~", false, Find),
        ("<=", false, Ordered(Order::LessOrEqual)),
        (">=", false, Ordered(Order::GreaterOrEqual)),
        ("<", false, Ordered(Order::Less)),
        (">", false, Ordered(Order::Greater)),
    ];
    let mut quoted = false;
    for (at, character) in typed.char_indices() {
        quoted ^= character == '"';
        if quoted {
            continue;
        }
        let rest = &typed[at..];
        if let Some((symbol, negated, kind)) =
            symbols.into_iter().find(|(symbol, ..)| rest.starts_with(symbol))
        {
            let (field, operator) = (typed[..at].trim(), Operator { negated, kind });
            return (!field.is_empty()).then(|| (field, operator, rest[symbol.len()..].trim()));
        }
    }
    let (field, word) = typed.trim().rsplit_once(char::is_whitespace)?;
    let negated = ["exists", "missing"].iter().position(|one| word.eq_ignore_ascii_case(one))? == 1;
    Some((field.trim(), Operator { negated, kind: Exist }, ""))
}

/// The inside of a value in quotes, in which nothing but `*`, `?` and `/…/` is a sign.
fn unquoted(value: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| {
        let inside = value.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inside.contains(quote)).then_some(inside)
    })
}

/// The word that joins a second condition to the value, as in SQL, if there is one. In a field of
/// names and ids, which hold no blanks, what follows it need be no condition.
fn joins_another(value: &str, values: Values) -> Option<&'static str> {
    let folded = value.to_ascii_lowercase();
    [" and ", " or ", " && ", " || "].into_iter().find_map(|word| {
        let (before, behind) = folded.split_once(word)?;
        let quoted = !before.matches(['"', '\'']).count().is_multiple_of(2);
        let is_condition =
            split(behind).is_some_and(|(field, ..)| !field.trim().contains(char::is_whitespace));
        (!quoted && (is_condition || values == Values::Words)).then(|| word.trim())
    })
}

impl Order {
    fn takes(self, met: Ordering) -> bool {
        match self {
            Order::Less => met == Ordering::Less,
            Order::LessOrEqual => met != Ordering::Greater,
            Order::Greater => met == Ordering::Greater,
            Order::GreaterOrEqual => met != Ordering::Less,
        }
    }
}

impl Bound {
    /// How a value lies to the bound; nothing where it is of another sort.
    fn compare(&self, value: &str) -> Option<Ordering> {
        match self {
            Bound::Number(bound) => compare_numbers(value, bound),
            Bound::Time(bound) => Some(time::parse(value)?.cmp(bound)),
        }
    }
}

fn compare_numbers(left: &str, right: &str) -> Option<Ordering> {
    Some(Number::parse(left)?.compare(Number::parse(right)?))
}

#[cfg(any(test, fuzzing))]
pub(crate) mod obvious;
#[cfg(test)]
mod tests;
