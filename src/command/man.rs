//! `trailscan man`: one page that holds every command.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_mangen::Man;

use crate::{Console, Exit, cli::Cli};

pub(crate) fn run(console: &mut Console<'_>) -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    write_page(&mut page)?;
    super::unless_closed(console.stdout.write_all(&page))?;
    Ok(Exit::Success)
}

fn write_page(page: &mut Vec<u8>) -> io::Result<()> {
    let mut cli = Cli::command();
    cli.build();
    let whole = Man::new(cli.clone()).manual("trailscan");
    whole.render_title(page)?;
    whole.render_name_section(page)?;
    whole.render_synopsis_section(page)?;
    whole.render_description_section(page)?;
    for command in cli.get_subcommands() {
        writeln!(page, ".SH \"{}\"", command.get_name().to_uppercase())?;
        let part = Man::new(command.clone());
        part.render_synopsis_section(page)?;
        part.render_description_section(page)?;
        part.render_options_section(page)?;
        part.render_extra_section(page)?;
    }
    whole.render_extra_section(page)?;
    whole.render_version_section(page)
}
