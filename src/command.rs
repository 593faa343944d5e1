//! From a command to the file that carries it out, named by the word that a person types.

mod completions;
mod count;
mod inquiry;
mod man;
mod query;
mod services;
mod summary;
mod timeline;

use crate::{
    Console, Exit,
    cli::{Cli, Command},
    sink::{Fault, Shortage},
};

pub(crate) fn run(cli: &Cli, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    match &cli.command {
        Command::Query(typed) => query::run(typed, console),
        Command::Count(typed) => count::run(typed, console),
        Command::Timeline(typed) => timeline::run(typed, console),
        Command::Summary(typed) => summary::run(typed, console),
        Command::Services(typed) => services::run(typed, console),
        Command::Completions { shell } => completions::run(*shell, console),
        Command::Man => man::run(console),
    }
}

/// A closed pipe ends a command quietly: whoever read has had enough.
fn unless_closed(written: std::io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let words = crate::text::in_words(&error);
            Err(anyhow::anyhow!("standard output: {words}"))
        }
        _ => Ok(()),
    }
}

/// What a terminal had no room for, unless it could not be printed or not be kept.
fn shortage(printed: Result<Shortage, Fault>) -> anyhow::Result<Shortage> {
    match printed {
        Ok(shortage) => Ok(shortage),
        Err(Fault::Kept(wrong)) => Err(wrong.into()),
        Err(Fault::Output(error)) => unless_closed(Err(error)).map(|()| Shortage::default()),
    }
}
