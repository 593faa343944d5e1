//! `--where` in SQL: the values that a path leads to, and what one of them must be.

use super::{
    Dialect,
    draft::{Draft, column},
    term::{Term, sql},
};
use crate::{
    event::{
        column::{Column, Holds},
        field::{Field, Way},
        path::Step,
    },
    filter::comparison::{Bound, Comparison, Equal, Order, Test},
    wrong::Wrong,
};

/// Arrays in arrays are followed so deep. CloudTrail's stand one in the other now and then (filters
/// of Cost Explorer), and engines have no words for "however deep".
const ARRAYS_MAX: usize = 4;

/// What a field leads to.
enum Values {
    /// JSON values.
    Json(Term),
    /// Texts, where no JSON is kept.
    Texts(Term),
}

impl Draft<'_> {
    pub(super) fn compared(&mut self, comparison: &Comparison) -> Result<Term, Wrong> {
        let holds = match comparison.test() {
            Test::Exists => self.exists(comparison.field())?,
            Test::Equals(equal) => self.equals(comparison.field(), equal)?,
            Test::Finds(regex) => {
                let (dialect, texts) = (self.dialect, self.texts(comparison.field())?);
                let regex = dialect.regex(regex.as_str())?;
                dialect.any("x", &texts, |text| dialect.finds(text, &regex))
            }
            Test::Ordered(order, bound) => {
                let (dialect, texts) = (self.dialect, self.texts(comparison.field())?);
                dialect.any("x", &texts, |text| match bound {
                    Bound::Number(number) => dialect.ordered(text, order.sign(), number),
                    Bound::Time(bound) => {
                        let (instant, bound) = (dialect.instant(text), dialect.moment(*bound));
                        sql!([instant], "{instant} {} {bound}", order.sign())
                    }
                })
            }
        };
        Ok(if comparison.is_negated() { holds.negated() } else { holds })
    }

    fn equals(&mut self, field: &Field, equal: &Equal) -> Result<Term, Wrong> {
        let (dialect, texts) = (self.dialect, self.texts(field)?);
        let name = format!("{}_values", texts.text);
        let values = self.values(&name, &texts);
        let mut any = Vec::new();
        any.push(dialect.passes_list(&values, &equal.patterns)?);
        if let Some(number) = &equal.number
            && let Some(numbers) = self.numbers(field)?
        {
            any.push(dialect.any("x", &numbers, |text| dialect.ordered(text, "=", number)));
        }
        Ok(Term::any_of(&any))
    }

    fn exists(&mut self, field: &Field) -> Result<Term, Wrong> {
        let dialect = self.dialect;
        Ok(match self.reached(field)? {
            Values::Json(values) => dialect.any("v", &values, |value| dialect.is_not_null(value)),
            Values::Texts(texts) => {
                dialect.any("x", &texts, |text| sql!([text], "{text} is not null"))
            }
        })
    }

    /// Each string, number and boolean that a field leads to, as text; nothing stands for the rest.
    pub(super) fn texts(&mut self, field: &Field) -> Result<Term, Wrong> {
        let dialect = self.dialect;
        Ok(match self.reached(field)? {
            Values::Texts(texts) => texts,
            Values::Json(values) => {
                let leaves = self.leaves(&values);
                self.once(&format!("{}_texts", values.text), |_| {
                    dialect.each("v", &leaves, |value| dialect.trim(&dialect.scalar(value)))
                })
            }
        })
    }

    /// The same of numbers alone; nothing where they cannot be told from texts.
    fn numbers(&mut self, field: &Field) -> Result<Option<Term>, Wrong> {
        let dialect = self.dialect;
        Ok(match self.reached(field)? {
            Values::Texts(_) => None,
            Values::Json(values) => {
                let leaves = self.leaves(&values);
                Some(self.once(&format!("{}_numbers", values.text), |_| {
                    let numbers =
                        dialect.keep("v", &leaves, |value| dialect.is_number(value).known());
                    dialect.each("v", &numbers, |value| dialect.scalar(value))
                }))
            }
        })
    }

    /// What a person may see of each value: nested ones as JSON.
    pub(super) fn cells(&mut self, field: &Field) -> Result<Term, Wrong> {
        let dialect = self.dialect;
        let cells = match self.reached(field)? {
            Values::Texts(texts) => texts,
            Values::Json(values) => self.once(&format!("{}_cells", values.text), |_| {
                dialect.each("v", &values, |value| {
                    let (known, text) = (dialect.is_not_null(value), dialect.scalar(value));
                    let written = dialect.written(value);
                    sql!(
                        [known, text, written],
                        "case when {known} then coalesce({text}, {written}) end"
                    )
                })
            }),
        };
        let tidied = dialect.each("x", &cells, |cell| dialect.tidy(cell));
        Ok(dialect.keep("x", &tidied, |cell| sql!([cell], "{cell} is not null")))
    }

    /// The values, and those in arrays in place of these.
    fn leaves(&mut self, values: &Term) -> Term {
        let dialect = self.dialect;
        self.once(&format!("{}_leaves", values.text), |_| {
            (0..ARRAYS_MAX).fold(values.clone(), |values, _| dialect.spread(&values))
        })
    }

    fn reached(&mut self, field: &Field) -> Result<Values, Wrong> {
        match field.way() {
            Way::Named(name) => {
                let value = self.named(name)?;
                let alone = self.dialect.list(&[value]);
                Ok(Values::Texts(
                    self.once(&format!("{}_named", name.replace('-', "_")), |_| alone),
                ))
            }
            Way::Path(steps) => self.at_path(steps, &field.title),
        }
    }

    fn at_path(&mut self, steps: &[Step], title: &str) -> Result<Values, Wrong> {
        let Some((Step::Key(first), rest)) = steps.split_first() else {
            return Err(Wrong::new(format!("`{title}`"), "begins with no key")
                .hint("a record is an object; name one of its keys first"));
        };
        let holds_json = |column: &Column| matches!(column.holds, Holds::Json);
        let is_json = column(&[first.as_str()]).is_some_and(holds_json);
        let dialect = self.dialect;
        let (start, rest) = if is_json && self.place.has_columns() {
            (self.parsed(first), rest)
        } else if let Some(whole) = self.whole() {
            (dialect.member(&whole, first)?, rest)
        } else {
            return self.in_column(steps, title);
        };
        let alone = dialect.list(std::slice::from_ref(&start));
        let number = self.paths.iter().position(|known| known == steps).unwrap_or_else(|| {
            self.paths.push(steps.to_vec());
            self.paths.len() - 1
        });
        let name = |stage: usize| format!("path_{}_{stage}", number + 1);
        let mut values = self.once(&name(0), |_| {
            dialect.keep("v", &alone, |value| sql!([value], "{value} is not null"))
        });
        for (stage, step) in rest.iter().enumerate() {
            values = match step {
                Step::Key(key) => {
                    dialect.member(&start, key)?;
                    let leaves = self.leaves(&values);
                    self.once(&name(stage + 1), |_| {
                        let members = dialect.each("v", &leaves, |value| {
                            dialect.member(value, key).unwrap_or_else(|_| value.clone())
                        });
                        dialect.keep("v", &members, |value| sql!([value], "{value} is not null"))
                    })
                }
                Step::Each => self.once(&name(stage + 1), |_| {
                    dialect.flat(&dialect.each("v", &values, |value| dialect.elements(value)))
                }),
                Step::Index(place) => self.once(&name(stage + 1), |_| {
                    let items = dialect
                        .each("v", &values, |value| dialect.item(&dialect.elements(value), *place));
                    dialect.keep("v", &items, |value| sql!([value], "{value} is not null"))
                }),
            };
        }
        Ok(Values::Json(values))
    }

    /// Of AWS's own table: what a column or the field of a struct holds.
    fn in_column(&mut self, steps: &[Step], title: &str) -> Result<Values, Wrong> {
        let dialect = self.dialect;
        let keys: Option<Vec<&str>> = steps
            .iter()
            .filter(|step| !matches!(step, Step::Each))
            .map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None })
            .collect();
        let keys = keys.unwrap_or_default();
        let is_there = |column: &&Column| column.is_documented || !self.place.lacks_columns();
        let found = column(&keys).filter(is_there).map(|column| &column.holds);
        let of_list = matches!(keys.as_slice(), ["resources", "ARN" | "accountId" | "type"]);
        match found {
            Some(Holds::Text | Holds::Flag) => {
                let value = self.value(&keys);
                let name = format!("{}_alone", keys.join("_").to_ascii_lowercase());
                Ok(Values::Texts(self.once(&name, |_| dialect.list(&[dialect.trim(&value)]))))
            }
            _ if of_list => Ok(Values::Texts(self.of_resources(keys[1]))),
            _ => Err(Wrong::new(format!("`{title}`"), "AWS's table has no column for it").hint(
                "its columns are those of `trailscan sql --dialect athena --ddl`; a data set of \
                 `trailscan export` has every key (--layout parquet)",
            )),
        }
    }
}

impl Order {
    fn sign(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::LessOrEqual => "<=",
            Order::Greater => ">",
            Order::GreaterOrEqual => ">=",
        }
    }
}

/// What is a number, and one that a decimal of 38 digits holds exactly.
const NUMBER: &str = r"^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$";
const DECIMAL: &str = r"^[-+]?[0-9]{1,28}(?:\.[0-9]{1,10})?$";

impl Dialect {
    /// Compares a text that may be a number with one. Where both are written without an exponent
    /// they are compared digit by digit, else as machines do.
    fn ordered(self, text: &Term, sign: &str, number: &str) -> Term {
        let (is_number, is_decimal) = (self.finds(text, NUMBER), self.finds(text, DECIMAL));
        let other = self.text(number.trim());
        let exact = "decimal(38, 10)";
        let is_plain = regex::Regex::new(DECIMAL).is_ok_and(|plain| plain.is_match(number.trim()));
        let try_cast = |value: &Term, kind: &str| sql!([value], "try_cast({value} as {kind})");
        let (decimal, other_decimal) = (try_cast(text, exact), try_cast(&other, exact));
        let (double, other_double) = (try_cast(text, "double"), try_cast(&other, "double"));
        let coarse = sql!([is_number, double], "{is_number} and {double} {sign} {other_double}");
        if !is_plain {
            return coarse;
        }
        sql!(
            [is_decimal, decimal, coarse],
            "case when {is_decimal} then {decimal} {sign} {other_decimal} else {coarse} end"
        )
    }
}
