//! `trailscan completions SHELL`.

use clap::CommandFactory as _;

use crate::{Console, Exit, cli::Cli};

pub(crate) fn run(shell: clap_complete::Shell, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "trailscan", &mut script);
    super::unless_closed(console.stdout.write_all(&script))?;
    Ok(Exit::Success)
}
