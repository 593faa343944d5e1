//! `trailscan sql`: the same question as a statement for an engine.

use crate::{
    Console, Exit,
    cli::{SqlCommand, resolve},
    sql,
};

pub(crate) fn run(typed: &SqlCommand, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let place = resolve::place(&typed.sql)?;
    let statement = if typed.sql.ddl {
        sql::table(&place)?
    } else {
        sql::statement(&resolve::inquiry(&typed.sql, &typed.filter, console.now()?)?, &place)?
    };
    super::unless_closed(writeln!(console.stdout, "{statement}"))?;
    Ok(Exit::Success)
}
