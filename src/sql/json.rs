//! How each engine looks into JSON.
//!
//! DuckDB has a type `json`, Spark 4 variants, Athena Trino's `json`. All read the same values out
//! of them, but none keeps a text as it was written: escapes are gone, and so is `1.50`.

use super::{
    Dialect,
    Dialect::{Athena, DuckDb, Spark},
    term::{Term, sql},
};
use crate::wrong::Wrong;

impl Dialect {
    /// A text as a value to look into; none where it is no JSON.
    pub(super) fn parsed(self, text: &Term) -> Term {
        match self {
            DuckDb => sql!([text], "try_cast({text} as json)"),
            Spark => sql!([text], "parse_json({text})"),
            Athena => sql!([text], "try(json_parse({text}))"),
        }
    }

    /// The value as text.
    pub(super) fn written(self, value: &Term) -> Term {
        match self {
            DuckDb => sql!([value], "{value}::varchar"),
            Spark => sql!([value], "to_json({value})"),
            Athena => sql!([value], "json_format({value})"),
        }
    }

    /// The value of a key; nothing of what is no object.
    pub(super) fn member(self, value: &Term, key: &str) -> Result<Term, Wrong> {
        let path = self.path(&[key])?;
        Ok(self.at(value, &path))
    }

    /// A path of keys through objects, as a literal.
    pub(super) fn path(self, keys: &[&str]) -> Result<Term, Wrong> {
        let mut path = vec!["$".to_owned()];
        for key in keys {
            if key.contains(['"', '\\']) {
                let fault = "a key that the engines cannot be asked for";
                return Err(Wrong::new(format!("`{key}`"), fault)
                    .hint("ask trailscan query; it reads any key"));
            }
            let is_plain = key.chars().all(|letter| letter.is_ascii_alphanumeric());
            path.push(match self {
                _ if is_plain => format!(".{key}"),
                DuckDb => format!(".\"{key}\""),
                Athena | Spark => format!("[\"{key}\"]"),
            });
        }
        let path = path.concat();
        Ok(self.text(&path))
    }

    pub(super) fn at(self, value: &Term, path: &Term) -> Term {
        match self {
            DuckDb | Athena => sql!([value], "json_extract({value}, {path})"),
            Spark => sql!([value], "try_variant_get({value}, {path}, 'variant')"),
        }
    }

    fn sort(self, value: &Term) -> Term {
        match self {
            DuckDb => sql!([value], "json_type({value})"),
            Spark => sql!([value], "schema_of_variant({value})"),
            Athena => sql!([value], "json_format({value})"),
        }
    }

    pub(super) fn is_string(self, value: &Term) -> Term {
        let sort = self.sort(value);
        match self {
            DuckDb => sql!([sort], "{sort} = 'VARCHAR'"),
            Spark => sql!([sort], "{sort} = 'STRING'"),
            Athena => sql!([sort], "{sort} like '\"%'"),
        }
    }

    pub(super) fn is_number(self, value: &Term) -> Term {
        let sort = self.sort(value);
        match self {
            DuckDb => {
                sql!([sort], "{sort} not in ('VARCHAR', 'BOOLEAN', 'NULL', 'ARRAY', 'OBJECT')")
            }
            Spark => sql!([sort], "({sort} in ('BIGINT', 'DOUBLE') or {sort} like 'DECIMAL%')"),
            Athena => self.finds(&sort, "^[-0-9]"),
        }
    }

    pub(super) fn is_array(self, value: &Term) -> Term {
        let sort = self.sort(value);
        match self {
            DuckDb => sql!([sort], "{sort} = 'ARRAY'"),
            Spark => sql!([sort], "{sort} like 'ARRAY%'"),
            Athena => sql!([sort], "{sort} like '[%'"),
        }
    }

    pub(super) fn is_object(self, value: &Term) -> Term {
        let sort = self.sort(value);
        match self {
            DuckDb => sql!([sort], "{sort} = 'OBJECT'"),
            Spark => sql!([sort], "{sort} like 'OBJECT%'"),
            Athena => {
                let open = Term::constant("'{%'");
                sql!([sort], "{sort} like {open}")
            }
        }
    }

    pub(super) fn is_not_null(self, value: &Term) -> Term {
        let sort = self.sort(value);
        let null = match self {
            DuckDb => "NULL",
            Spark => "VOID",
            Athena => "null",
        };
        sql!([sort], "{sort} <> '{null}'")
    }

    /// The text of a string, number or boolean; nothing of the rest.
    pub(super) fn scalar(self, value: &Term) -> Term {
        let sort = self.sort(value);
        match self {
            DuckDb => sql!(
                [value, sort],
                "case when {sort} not in ('NULL', 'ARRAY', 'OBJECT') \
                 then json_extract_string({value}, '$') end"
            ),
            Spark => sql!(
                [value, sort],
                "case when {sort} <> 'VOID' and {sort} not like 'ARRAY%' \
                 and {sort} not like 'OBJECT%' then cast({value} as string) end"
            ),
            Athena => sql!([value], "json_extract_scalar({value}, '$')"),
        }
    }

    /// The text of a string, and nothing of any other value.
    pub(super) fn string(self, value: &Term) -> Term {
        let is_string = self.is_string(value);
        let text = match self {
            DuckDb => sql!([value], "json_extract_string({value}, '$')"),
            Spark => sql!([value], "cast({value} as string)"),
            Athena => sql!([value], "json_extract_scalar({value}, '$')"),
        };
        sql!([is_string, text], "case when {is_string} then {text} end")
    }

    /// The same of what a path leads to.
    pub(super) fn string_at(self, value: &Term, path: &Term) -> Term {
        match self {
            DuckDb => sql!(
                [value],
                "case when json_type({value}, {path}) = 'VARCHAR' \
                 then json_extract_string({value}, {path}) end"
            ),
            Athena | Spark => self.string(&self.at(value, path)),
        }
    }

    /// An array as a list.
    fn items(self, array: &Term) -> Term {
        match self {
            DuckDb => sql!([array], "json_extract({array}, '$[*]')"),
            Spark => sql!([array], "cast({array} as array<variant>)"),
            Athena => sql!([array], "cast({array} as array(json))"),
        }
    }

    /// The elements of an array; none of any other value.
    pub(super) fn elements(self, value: &Term) -> Term {
        let items = self.items(value);
        if self == DuckDb {
            return items;
        }
        let (is_array, empty) = (self.is_array(value), self.list(&[]));
        sql!([items, is_array], "case when {is_array} then {items} else {empty} end")
    }

    /// The values of a list, and in place of each array its elements.
    pub(super) fn spread(self, list: &Term) -> Term {
        let spread = self.each("v", list, |value| {
            let (is_array, items) = (self.is_array(value), self.items(value));
            let alone = self.list(std::slice::from_ref(value));
            sql!([is_array, items, alone], "case when {is_array} then {items} else {alone} end")
        });
        self.flat(&spread)
    }

    /// A list of lists as one.
    pub(super) fn flat(self, lists: &Term) -> Term {
        sql!([lists], "flatten({lists})")
    }

    /// The value of a key whose name is another value, as lower-case text.
    pub(super) fn member_named(self, text: &Term, key: &Term) -> Term {
        let found = match self {
            DuckDb => sql!([text, key], "json_extract_string({text}, '$.' || {key})"),
            Spark => sql!([text, key], "get_json_object({text}, '$.' || {key})"),
            Athena => {
                let value = self.parsed(text);
                sql!([value, key], "json_extract_scalar({value}, '$.' || {key})")
            }
        };
        self.fold(&self.trim(&found))
    }

    /// Every string inside a JSON text; keys are none. Quotes stand around strings alone, so that
    /// what is found from the first on are the strings, and keys are those with a colon behind.
    pub(super) fn strings(self, text: &Term) -> Term {
        let pattern = match self {
            // Without going back, since Java's matcher calls itself for every step that it may.
            Spark => r#""[^"\\]*+(?:\\.[^"\\]*+)*+"(?:\s*+:)?"#,
            Athena | DuckDb => r#""[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?"#,
        };
        let values = self.keep("t", &self.all_found(text, pattern), |token| {
            sql!([token], "{token} not like '%:'")
        });
        let strings = match self {
            DuckDb => {
                self.each("s", &values, |token| sql!([token], "json_extract_string({token}, '$')"))
            }
            Spark => sql!(
                [values],
                "from_json(concat('[', array_join({values}, ','), ']'), 'array<string>')"
            ),
            Athena => sql!(
                [values],
                "cast(json_parse('[' || array_join({values}, ',') || ']') as array(varchar))"
            ),
        };
        self.or_empty(&strings)
    }
}
