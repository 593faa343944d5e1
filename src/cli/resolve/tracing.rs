//! From the flags of `trace` to whom it follows.

use super::filters::load_patterns;
use crate::{
    cli::{output_args::OutputArgs, trace_args::TraceArgs},
    filter::{
        pattern::Patterns,
        typed::{Commas, take_apart},
    },
    wrong::Wrong,
};

/// What a credential or an event is known by.
pub(crate) fn traced(typed: &TraceArgs, output: &OutputArgs) -> Result<Patterns, Wrong> {
    let of_events = [
        ("--fields", output.fields.is_some()),
        ("--sort", output.sort.is_some()),
        ("--limit", output.limit.is_some()),
    ];
    if let Some((flag, _)) = of_events.iter().find(|(_, given)| *given && !typed.events) {
        return Err(Wrong::new(*flag, "the tree has no events to choose from")
            .hint(format!("--events {flag} prints the events of what the tree shows")));
    }
    let items = take_apart(std::slice::from_ref(&typed.id), Commas::Separate, &load_patterns);
    let items = items.map_err(|wrong| wrong.under("ID"))?;
    if let Some(item) = items.iter().find(|item| item.negated) {
        return Err(Wrong::new(format!("ID `!{}`", item.text), "there is nothing to begin with")
            .hint("name the credential to follow; to leave calls out, use the filters"));
    }
    Patterns::plain(&items).map_err(|wrong| wrong.under("ID"))
}
