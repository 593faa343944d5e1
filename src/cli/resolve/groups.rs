//! From the flags of `count` and `timeline` to groups, and which of them are shown.

use super::fields;
use crate::{
    aggregate::{
        choice::{Choice, Order},
        groups::Grouping,
        timeline::Ruler,
    },
    cli::{
        count_args::{CountArgs, GroupOrder},
        timeline_args::TimelineArgs,
    },
    event::field::Field,
    time::{self, Every, Timestamp, Zone},
    wrong::Wrong,
};

/// What is told apart and worked out.
pub(crate) fn grouping(typed: &CountArgs, zone: Zone) -> Result<Grouping, Wrong> {
    let (distinct, sum) = (listed("--distinct", &typed.distinct)?, listed("--sum", &typed.sum)?);
    let worked_out =
        [("distinct", &distinct), ("sum", &sum)].into_iter().flat_map(|(word, fields)| {
            fields.iter().map(move |field| format!("{word}_{}", field.title))
        });
    let own = ["count", "share", "first_seen", "last_seen"].map(str::to_owned);
    let by = keys(&typed.by, &own.into_iter().chain(worked_out).collect::<Vec<_>>())?;
    Ok(Grouping { by, distinct, sum, zone })
}

/// How long the stretches of a timeline are, and what is told apart.
pub(crate) fn ruler(typed: &TimelineArgs, zone: Zone) -> Result<Ruler, Wrong> {
    let every = Every::parse(&typed.every).map_err(|wrong| wrong.under("--every"))?;
    top_of(typed.top, &typed.by)?;
    let own = ["time", "count", "failed", "denied"].map(str::to_owned);
    Ok(Ruler { every, by: keys(&typed.by, &own)?, zone })
}

/// How many of each kind a summary shows.
pub(crate) fn top(typed: usize) -> Result<usize, Wrong> {
    if typed == 0 { Err(shows_nothing("--top")) } else { Ok(typed) }
}

/// The fields of `--by`, beside columns of these titles.
fn keys(typed: &[String], own_titles: &[String]) -> Result<Vec<Field>, Wrong> {
    let by = listed("--by", typed)?;
    if let Some(field) =
        by.iter().find(|field| own_titles.iter().any(|own| own.eq_ignore_ascii_case(&field.title)))
    {
        let hint = format!("a key at the top of a record is written `.{}`", field.title);
        let typed = format!("--by `{}`", field.title);
        return Err(Wrong::new(typed, "is a column of its own").hint(hint));
    }
    Ok(by)
}

/// The first of how many groups.
fn top_of(top: Option<usize>, by: &[String]) -> Result<(), Wrong> {
    match top {
        Some(0) => Err(shows_nothing("--top")),
        Some(_) if by.is_empty() => {
            Err(Wrong::new("--top", "of what?").hint("name it: --by event --top 10"))
        }
        _ => Ok(()),
    }
}

fn shows_nothing(flag: &str) -> Wrong {
    Wrong::new(format!("{flag} `0`"), "would show nothing").hint("use 1 or more")
}

/// Fields of a flag that may be repeated.
pub(super) fn listed(flag: &str, typed: &[String]) -> Result<Vec<Field>, Wrong> {
    let mut all: Vec<Field> = Vec::new();
    for field in
        typed.iter().map(|typed| fields(flag, typed)).collect::<Result<Vec<_>, _>>()?.concat()
    {
        if all.iter().any(|other| other.title == field.title) {
            return Err(Wrong::new(format!("{flag} `{}`", field.title), "named twice"));
        }
        all.push(field);
    }
    Ok(all)
}

/// Which groups are shown.
pub(crate) fn choice(
    typed: &CountArgs,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Choice, Wrong> {
    top_of(typed.top, &typed.by)?;
    for (flag, needs_distinct) in [
        ("--min-distinct", typed.min_distinct.is_some()),
        ("--sort `distinct`", typed.sort == GroupOrder::Distinct),
    ] {
        if needs_distinct && typed.distinct.is_empty() {
            return Err(Wrong::new(flag, "different values of what?")
                .hint("name the field: --by role --distinct agent --min-distinct 2"));
        }
    }
    if typed.new_since.is_some() && typed.by.is_empty() {
        return Err(
            Wrong::new("--new-since", "new of what?").hint("name it: --by ip --new-since 24h")
        );
    }
    let new_since = typed.new_since.as_deref().map(|typed| time::parse_bound(typed, now));
    let new_since = new_since.transpose().map_err(|wrong| wrong.under("--new-since"))?;
    if new_since.zip(since).is_some_and(|(new_since, since)| new_since <= since) {
        return Err(Wrong::new("--new-since", "everything would be new").hint(
            "--since leaves out what came before; give it an earlier time, or leave it out",
        ));
    }
    let order = match typed.sort {
        GroupOrder::Count => Order::MostFirst,
        GroupOrder::MinusCount => Order::FewestFirst,
        GroupOrder::Key => Order::ByKey,
        GroupOrder::First => Order::OldestFirst,
        GroupOrder::MinusFirst => Order::NewestFirst,
        GroupOrder::Last => Order::LatestLast,
        GroupOrder::MinusLast => Order::LatestFirst,
        GroupOrder::Distinct => Order::MostDistinctFirst,
    };
    let distinct_min = typed.min_distinct.unwrap_or_default();
    Ok(Choice { order, top: typed.top, count_min: typed.min, distinct_min, new_since })
}
