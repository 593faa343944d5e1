//! How each engine spells what statements are made of: texts, names, functions, lists.
//!
//! Every spelling that differs is here or in [`json`](super::json); what is asked is not known.

use super::term::{Term, sql};
use crate::time::Timestamp;

/// Whose SQL a statement is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Athena's engine version 3, which is Trino.
    Athena,
    /// Spark 4, whose variants hold JSON.
    Spark,
    DuckDb,
}

use Dialect::{Athena, DuckDb, Spark};

/// Unicode's `White_Space`.
const BLANKS: [u32; 25] = [
    0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
    0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];

/// Times as AWS's records write them, and the forms beside it that all engines read.
const ISO_8601: &str = concat!(
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}",
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?$",
);

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";

impl Dialect {
    /// The engine's own name.
    pub(super) fn title(self) -> &'static str {
        match self {
            Athena => "Athena",
            Spark => "Spark",
            DuckDb => "DuckDB",
        }
    }

    /// A text between quotes. Spark knows escapes inside them, the others only the doubled quote.
    ///
    /// No line ends inside, since a statement's lines are indented.
    pub(super) fn text(self, text: &str) -> Term {
        Term::constant(match self {
            Spark => {
                let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
                format!("'{}'", escaped.replace('\n', "\\n"))
            }
            Athena | DuckDb => {
                let lines = text.split('\n').map(|line| format!("'{}'", line.replace('\'', "''")));
                let lines: Vec<String> = lines.collect();
                match lines.as_slice() {
                    [only] => only.clone(),
                    several => format!("({})", several.join(" || chr(10) || ")),
                }
            }
        })
    }

    /// A name of a table or column, in quotes where it needs them.
    pub(super) fn name(self, name: &str) -> String {
        let mut letters = name.chars();
        let begins =
            letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if begins && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            return name.to_owned();
        }
        self.quoted(name)
    }

    /// A name in quotes.
    pub(super) fn quoted(self, name: &str) -> String {
        match self {
            Spark => format!("`{}`", name.replace('`', "``")),
            Athena | DuckDb => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// ASCII letters in lower case, as patterns compare them.
    pub(super) fn fold(self, text: &Term) -> Term {
        sql!([text], "translate({text}, '{UPPER}', '{LOWER}')")
    }

    /// Without blanks around it. Which they are stands in a column of its own.
    pub(super) fn trim(self, text: &Term) -> Term {
        match self {
            DuckDb => sql!([text], "trim({text}, blanks)"),
            Athena | Spark => sql!([text], "trim(both blanks from {text})"),
        }
    }

    /// The row of one column that says which blanks they are: all that Rust's `trim` takes away.
    pub(super) fn blanks(self) -> String {
        let text = match self {
            Spark => format!("'{}'", BLANKS.map(|blank| format!("\\u{blank:04x}")).concat()),
            Athena | DuckDb => BLANKS.map(|blank| format!("chr({blank})")).join(" || "),
        };
        format!("select {text} as {}", super::draft::BLANKS)
    }

    /// A text as a typed field: without blanks around it, and none that is empty.
    pub(super) fn tidy(self, text: &Term) -> Term {
        let trimmed = self.trim(text);
        sql!([trimmed], "nullif({trimmed}, '')")
    }

    /// `true` or `false`, as a boolean or a text says.
    pub(super) fn flag(self, text: &Term) -> Term {
        let word = self.fold(&self.trim(text));
        sql!([word], "case {word} when 'true' then 'true' when 'false' then 'false' end")
    }

    /// Whether a regular expression is found in a text.
    pub(super) fn finds(self, text: &Term, pattern: &str) -> Term {
        let (function, pattern) = match self {
            DuckDb => ("regexp_matches", self.text(pattern)),
            Athena | Spark => ("regexp_like", self.text(pattern)),
        };
        sql!([text], "{function}({text}, {pattern})")
    }

    /// What the first group of a regular expression takes, if that is anything.
    pub(super) fn extract(self, text: &Term, pattern: &str) -> Term {
        let pattern = self.text(pattern);
        sql!([text], "nullif(regexp_extract({text}, {pattern}, 1), '')")
    }

    /// Replaces everywhere; `{1}` stands for the first group.
    pub(super) fn replace(self, text: &Term, pattern: &str, by: &str) -> Term {
        let pattern = self.text(pattern);
        match self {
            DuckDb => {
                let by = by.replace("{1}", "\\1");
                sql!([text], "regexp_replace({text}, {pattern}, '{by}', 'g')")
            }
            Athena | Spark => {
                let by = by.replace("{1}", "$1");
                sql!([text], "regexp_replace({text}, {pattern}, '{by}')")
            }
        }
    }

    /// All that a regular expression finds, one behind the other.
    pub(super) fn all_found(self, text: &Term, pattern: &str) -> Term {
        let pattern = self.text(pattern);
        match self {
            Spark => sql!([text], "regexp_extract_all({text}, {pattern}, 0)"),
            Athena | DuckDb => sql!([text], "regexp_extract_all({text}, {pattern})"),
        }
    }

    /// The number that decimal digits are, as two hexadecimal digits.
    pub(super) fn hex_byte(self, digits: &Term) -> Term {
        match self {
            DuckDb => sql!([digits], "printf('%02x', {digits}::integer)"),
            Spark => sql!([digits], "lpad(lower(hex(cast({digits} as int))), 2, '0')"),
            Athena => sql!([digits], "lpad(to_base(cast({digits} as integer), 16), 2, '0')"),
        }
    }

    pub(super) fn bytes(self, text: &Term) -> Term {
        match self {
            DuckDb => sql!([text], "strlen({text})"),
            Spark => sql!([text], "octet_length({text})"),
            Athena => sql!([text], "length(to_utf8({text}))"),
        }
    }

    /// The instant that a text of ISO 8601 says, in UTC where it names no zone; else nothing.
    pub(super) fn instant(self, text: &Term) -> Term {
        let zone = self.finds(text, "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$");
        let date = self.finds(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
        let whole = self.finds(text, ISO_8601);
        let zoned = sql!(
            [text, zone, date],
            "case when {date} then {text} || 'T00:00:00Z' when {zone} then {text} \
             else {text} || 'Z' end"
        );
        match self {
            DuckDb => {
                sql!([zoned, whole], "case when {whole} then try_cast({zoned} as timestamptz) end")
            }
            Spark => {
                sql!([zoned, whole], "case when {whole} then try_cast({zoned} as timestamp) end")
            }
            Athena => sql!(
                [zoned, whole],
                "case when {whole} then try(from_iso8601_timestamp(replace({zoned}, ' ', 'T'))) end"
            ),
        }
    }

    /// An instant as a literal.
    pub(super) fn moment(self, time: Timestamp) -> Term {
        let text = time.format("%Y-%m-%d %H:%M:%S%.f");
        Term::constant(match self {
            DuckDb => format!("timestamptz '{text}Z'"),
            Spark => format!("timestamp '{text}Z'"),
            Athena => format!("timestamp '{text} UTC'"),
        })
    }

    /// An instant in UTC, as trailscan shows one: with digits behind the second only where it has
    /// some.
    pub(super) fn shown_whole(self, instant: &Term) -> Term {
        let shown = self.shown(instant, "%Y-%m-%dT%H:%M:%S.%fZ");
        self.replace(&shown, r"(?:\.000000|000)Z$", "Z")
    }

    /// An instant in UTC in a form that is given in C's signs, `%f` being six digits of a second.
    pub(super) fn shown(self, instant: &Term, form: &str) -> Term {
        match self {
            DuckDb => sql!([instant], "strftime(timezone('UTC', {instant}), '{form}')"),
            Spark => {
                let signs = [
                    ("T", "\\'T\\'"),
                    ("Z", "\\'Z\\'"),
                    ("%Y", "yyyy"),
                    ("%m", "MM"),
                    ("%d", "dd"),
                    ("%H", "HH"),
                    ("%M", "mm"),
                    ("%S", "ss"),
                    ("%f", "SSSSSS"),
                    ("%a", "EEE"),
                ];
                let form =
                    signs.iter().fold(form.to_owned(), |form, (c, own)| form.replace(c, own));
                sql!(
                    [instant],
                    "date_format(to_utc_timestamp({instant}, current_timezone()), '{form}')"
                )
            }
            Athena => {
                let form = form.replace("%M", "%i").replace("%S", "%s");
                sql!([instant], "date_format({instant} at time zone 'UTC', '{form}')")
            }
        }
    }

    // Lists.

    pub(super) fn list(self, items: &[Term]) -> Term {
        let items = Term::joined(items, ", ");
        match self {
            DuckDb => sql!([items], "[{items}]"),
            Spark => sql!([items], "array({items})"),
            Athena => sql!([items], "array[{items}]"),
        }
    }

    /// A list, and the empty one where there is none.
    pub(super) fn or_empty(self, list: &Term) -> Term {
        let empty = self.list(&[]);
        sql!([list], "coalesce({list}, {empty})")
    }

    /// What comes of each item. `item` names it, and must be free.
    pub(super) fn each(self, item: &str, list: &Term, make: impl FnOnce(&Term) -> Term) -> Term {
        let made = make(&Term::constant(item));
        match self {
            DuckDb => sql!([list, made], "[{made} for {item} in {list}]"),
            Athena | Spark => sql!([list, made], "transform({list}, {item} -> {made})"),
        }
    }

    /// The items for which something holds.
    pub(super) fn keep(self, item: &str, list: &Term, holds: impl FnOnce(&Term) -> Term) -> Term {
        let holds = holds(&Term::constant(item));
        match self {
            DuckDb => sql!([list, holds], "[{item} for {item} in {list} if {holds}]"),
            Athena | Spark => sql!([list, holds], "filter({list}, {item} -> {holds})"),
        }
    }

    /// Whether something holds for one item, which is known for each.
    pub(super) fn any(self, item: &str, list: &Term, holds: impl FnOnce(&Term) -> Term) -> Term {
        let holds = holds(&Term::constant(item)).known();
        match self {
            DuckDb => sql!([list, holds], "len([{item} for {item} in {list} if {holds}]) > 0"),
            Spark => sql!([list, holds], "exists({list}, {item} -> {holds})"),
            Athena => sql!([list, holds], "any_match({list}, {item} -> {holds})"),
        }
    }

    pub(super) fn contains(self, list: &Term, item: &Term) -> Term {
        let function = match self {
            DuckDb => "list_contains",
            Spark => "array_contains",
            Athena => "contains",
        };
        let contains = sql!([list, item], "{function}({list}, {item})");
        contains.known()
    }

    pub(super) fn joined_lists(self, lists: &[Term]) -> Term {
        let between = if self == Spark { ", " } else { " || " };
        let lists = Term::joined(lists, between);
        if self == Spark { sql!([lists], "concat({lists})") } else { lists }
    }

    /// The numbers from one to the length of a text, which must hold something.
    pub(super) fn places(self, text: &Term) -> Term {
        match self {
            DuckDb => sql!([text], "range(1, length({text}) + 1)"),
            Athena | Spark => sql!([text], "sequence(1, length({text}))"),
        }
    }

    /// An item by its place, the first being 0; nothing beyond the end.
    pub(super) fn item(self, list: &Term, place: usize) -> Term {
        match self {
            DuckDb => sql!([list], "list_extract({list}, {})", place + 1),
            Spark => sql!([list], "get({list}, {place})"),
            Athena => sql!([list], "element_at({list}, {})", place + 1),
        }
    }

    /// Texts, with a comma between them; nothing of none.
    pub(super) fn with_commas(self, list: &Term) -> Term {
        let joined = match self {
            DuckDb => sql!([list], "array_to_string({list}, ',')"),
            Athena | Spark => sql!([list], "array_join({list}, ',')"),
        };
        sql!([joined], "nullif({joined}, '')")
    }

    pub(super) fn distinct(self, list: &Term) -> Term {
        match self {
            DuckDb => sql!([list], "list_distinct({list})"),
            Athena | Spark => sql!([list], "array_distinct({list})"),
        }
    }
}
