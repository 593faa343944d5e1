//! From a command to the file that carries it out, named by the word that a person types.

mod completions;
mod count;
mod export;
mod heading;
mod inquiry;
mod man;
mod query;
mod services;
mod sql;
mod summary;
mod timeline;
mod trace;
mod verify;

use crate::{
    Console, Exit,
    cli::{Cli, Command},
    sink::Fault,
};

pub(crate) fn run(cli: &Cli, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Query(typed) => query::run(typed, console),
        Command::Count(typed) => count::run(typed, console),
        Command::Timeline(typed) => timeline::run(typed, console),
        Command::Summary(typed) => summary::run(typed, console),
        Command::Trace(typed) => trace::run(typed, console),
        Command::Verify(typed) => verify::run(typed, console),
        Command::Export(typed) => export::run(typed, console),
        Command::Services(typed) => services::run(typed, console),
        Command::Sql(typed) => sql::run(typed, console),
        Command::Completions { shell } => completions::run(*shell, console),
        Command::Man => man::run(console),
    }
}

/// A closed pipe ends a command quietly: whoever read has had enough.
pub(crate) fn unless_closed(written: std::io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let words = crate::text::in_words(&error);
            Err(anyhow::anyhow!("standard output: {words}"))
        }
        _ => Ok(()),
    }
}

/// What is known of what was printed, unless it could not be printed or not be kept; nothing
/// special where whoever read has had enough.
fn printed<T: Default>(printed: Result<T, Fault>) -> anyhow::Result<T> {
    match printed {
        Ok(known) => Ok(known),
        Err(Fault::Kept(wrong)) => Err(wrong.into()),
        Err(Fault::Output(error)) => unless_closed(Err(error)).map(|()| T::default()),
    }
}
