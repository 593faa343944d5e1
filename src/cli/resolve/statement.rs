//! From the flags of `sql` to what is asked of an engine.

use super::{conditions, groups::listed};
use crate::{
    cli::{
        filter_args::FilterArgs,
        sql_args::{DialectName, LayoutName, SqlArgs},
    },
    event::field::Field,
    sql::{Answer, Column, DEFAULT_TABLE, Dialect, Inquiry, Layout, Place},
    time::{Timestamp, Zone},
    wrong::Wrong,
};

/// Where the events are.
pub(crate) fn place(typed: &SqlArgs) -> Result<Place, Wrong> {
    let dialect = match typed.dialect {
        DialectName::Athena => Dialect::Athena,
        DialectName::Spark => Dialect::Spark,
        DialectName::Duckdb => Dialect::DuckDb,
    };
    let layout = match typed.layout {
        LayoutName::Logs => Layout::Logs,
        LayoutName::Flat => Layout::Flat,
        LayoutName::Organization => Layout::Organization,
        LayoutName::Parquet => Layout::Parquet,
    };
    if dialect != Dialect::Athena && matches!(layout, Layout::Flat | Layout::Organization) {
        return Err(Wrong::new("--layout", "flat and organization are tables of Athena's")
            .hint("use logs for files as AWS writes them, or parquet for what export wrote"));
    }
    let is_empty =
        |text: &Option<String>| text.as_deref().is_some_and(|text| text.trim().is_empty());
    for (flag, value) in [("--table", &typed.table), ("--location", &typed.location)] {
        if is_empty(value) {
            return Err(Wrong::new(format!("{flag} ``"), "names nothing")
                .hint("leave the flag away, or give a name behind it"));
        }
    }
    let default = || (dialect == Dialect::Athena || typed.ddl).then(|| DEFAULT_TABLE.to_owned());
    let table = typed.table.clone().or_else(default);
    if typed.extra_columns && (dialect != Dialect::Athena || layout == Layout::Parquet) {
        return Err(Wrong::new("--extra-columns", "only tables of AWS's lack any")
            .hint("leave the flag away: files, and what export wrote, have all columns"));
    }
    let location = typed.location.clone();
    Ok(Place { dialect, layout, location, table, has_extra_columns: typed.extra_columns })
}

/// What is asked.
pub(crate) fn inquiry(
    typed: &SqlArgs,
    filter: &FilterArgs,
    now: Timestamp,
) -> Result<Inquiry, Wrong> {
    let conditions = conditions(filter, now, Zone::Utc)?;
    let answer = match &typed.fields {
        Some(fields) => Answer::Columns(columns(fields)?),
        None if typed.count_by.is_empty() => Answer::Ids,
        None => Answer::Counts(listed("--count-by", &typed.count_by)?),
    };
    Ok(Inquiry { conditions, answer, dedup: typed.dedup })
}

fn columns(typed: &str) -> Result<Vec<Column>, Wrong> {
    let names = typed.split(',').map(str::trim);
    let columns = names.map(|name| {
        if name.eq_ignore_ascii_case("record") {
            return Ok(Column::Record);
        }
        Field::parse(name).map(Column::Field).map_err(|wrong| wrong.under("--fields"))
    });
    columns.collect()
}
