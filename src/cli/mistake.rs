//! A mistake on the command line, told like every other error of the program.

use std::path::Path;

use clap::{
    CommandFactory as _,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::Cli;
use crate::wrong::{Wrong, did_you_mean};

/// What clap found wrong, as a [`Wrong`].
pub(crate) fn explain(error: &clap::Error) -> Wrong {
    let argument = string(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = string(error, ContextKind::InvalidValue).unwrap_or_default();
    let flag = argument.split_whitespace().next().unwrap_or_default();
    let flag = flag.split("[=").next().unwrap_or_default();
    let flag = flag.trim_matches(['<', '>', '[', ']', '.']);
    match error.kind() {
        ErrorKind::InvalidSubcommand => unknown_command(error),
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            Wrong::new(format!("`{argument}`"), "one word too many")
                .hint("`--help` shows how it is used; quote a value that holds blanks")
        }
        ErrorKind::UnknownArgument => {
            let near = string(error, ContextKind::SuggestedArg);
            let near = near.map(|near| format!("did you mean `{near}`?"));
            let hint = of_another_command(flag).or(near);
            Wrong::new(format!("`{argument}`"), "unknown flag").hint(hint.unwrap_or_else(|| {
                "`--help` lists the flags; a value that begins with - is written --FLAG=VALUE; an \
                 age has no sign: --since 7d"
                    .to_owned()
            }))
        }
        ErrorKind::InvalidValue if flag == "PATH" => Wrong::new("``", "an empty path")
            .hint("name a file or a directory, or none for the current directory"),
        ErrorKind::InvalidValue if value.is_empty() => {
            Wrong::new(flag, "a value is missing").hint(one_of(error))
        }
        ErrorKind::TooManyValues => {
            Wrong::new(flag, "takes no value").hint(format!("write {flag} alone"))
        }
        ErrorKind::InvalidValue => {
            let valid = strings(error, ContextKind::ValidValue);
            let near = did_you_mean(&value, valid.iter().map(String::as_str));
            Wrong::new(format!("{flag} `{value}`"), "unknown value")
                .hint(near.unwrap_or_else(|| one_of(error)))
        }
        ErrorKind::ValueValidation => {
            // The only values that clap itself reads are numbers.
            Wrong::new(format!("{flag} `{value}`"), "not a whole number")
        }
        ErrorKind::ArgumentConflict => {
            let prior = string(error, ContextKind::PriorArg).unwrap_or_default();
            if prior == argument {
                return Wrong::new(flag, "given twice").hint("it takes one value");
            }
            Wrong::new(argument, format!("cannot be used together with {prior}"))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = strings(error, ContextKind::InvalidArg).join(", ");
            Wrong::new(missing.replace(['<', '>'], ""), "missing")
                .hint("`--help` shows how it is used")
        }
        _ => {
            let words = error.to_string();
            let first = words.lines().next().unwrap_or_default();
            Wrong::new("command line", first.trim_start_matches("error: ").to_owned())
        }
    }
}

/// The commands that have a flag which the one that was typed has not.
fn of_another_command(flag: &str) -> Option<String> {
    let long = flag.strip_prefix("--")?;
    let cli = Cli::command();
    let has = |command: &&clap::Command| {
        command.get_arguments().any(|argument| argument.get_long() == Some(long))
    };
    let names =
        cli.get_subcommands().filter(has).map(|command| format!("`{}`", command.get_name()));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| format!("it is a flag of {}", names.join(" and ")))
}

/// Somebody who types no command has most likely typed what to search.
fn unknown_command(error: &clap::Error) -> Wrong {
    let typed = string(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    let near = string(error, ContextKind::SuggestedSubcommand);
    let hint = match near {
        _ if typed.contains(['/', '.']) || Path::new(&typed).exists() => {
            format!("to search it: trailscan query {typed}")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => "`trailscan --help` lists the commands; the main one is `trailscan query PATH`"
            .to_owned(),
    };
    Wrong::new(format!("`{typed}`"), "unknown command").hint(hint)
}

fn one_of(error: &clap::Error) -> String {
    match strings(error, ContextKind::ValidValue).as_slice() {
        [] => "`--help` says what it takes".to_owned(),
        valid => format!("use one of {}", valid.join(", ")),
    }
}

fn string(error: &clap::Error, kind: ContextKind) -> Option<String> {
    strings(error, kind).into_iter().next()
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(several)) => several.clone(),
        _ => Vec::new(),
    }
}
