//! From a condition to SQL: the same of a row as [`Condition`] says of a record.

use super::{
    Dialect, Layout,
    draft::Draft,
    identity::{LABELS, Label},
    pattern::Value,
    term::{Term, sql},
};
use crate::{
    event::Outcome,
    filter::{Addresses, Choice, Condition, Invoker, Search, pattern::Patterns},
    wrong::Wrong,
};

impl Draft<'_> {
    /// A condition; what the engine cannot be asked for is said under the flag's name.
    pub(super) fn condition(&mut self, condition: &Condition) -> Result<Term, Wrong> {
        self.said(condition).map_err(|wrong| wrong.under(flag(condition)))
    }

    fn said(&mut self, condition: &Condition) -> Result<Term, Wrong> {
        match condition {
            Condition::Source(patterns) => self.field(&["eventSource"], patterns),
            Condition::Name(patterns) => self.field(&["eventName"], patterns),
            Condition::IdentityType(patterns) => self.field(&["userIdentity", "type"], patterns),
            Condition::ErrorCode(patterns) => self.field(&["errorCode"], patterns),
            Condition::AccessKey(patterns) => {
                self.field(&["userIdentity", "accessKeyId"], patterns)
            }
            Condition::Region(patterns) => self.field(&["awsRegion"], patterns),
            Condition::UserAgent(patterns) => self.field(&["userAgent"], patterns),
            Condition::Category(patterns) => self.field(&["eventCategory"], patterns),
            Condition::EventType(patterns) => self.field(&["eventType"], patterns),
            Condition::EventId(patterns) => self.field(&["eventID"], patterns),
            Condition::RequestId(patterns) => self.field(&["requestID"], patterns),
            Condition::SessionName(patterns) => {
                let written = self.session_name();
                let folded = self.once("session_name_folded", |draft| draft.dialect.fold(&written));
                self.dialect.passes(&Value { written, folded }, patterns)
            }
            Condition::Principal(patterns) => {
                let label = self.label(patterns)?;
                let principals = self.principals(label);
                self.dialect.passes_list(&principals, patterns)
            }
            Condition::Account(patterns) => {
                let accounts = self.once("accounts", |draft| {
                    let accounts = [&["recipientAccountId"][..], &["userIdentity", "accountId"]];
                    let accounts = accounts.map(|path| draft.text(path));
                    draft.dialect.list(&accounts)
                });
                let accounts = self.values("accounts", &accounts);
                self.dialect.passes_list(&accounts, patterns)
            }
            Condition::Resource(patterns) => {
                self.place.needs("ARNPrefix of resources", "")?;
                let resources = self.resources();
                self.dialect.passes_list(&resources, patterns)
            }
            Condition::Time(range) => {
                let instant = self.instant();
                let (since, until) = range.bounds();
                let bounds =
                    [(since, ">="), (until, "<")].into_iter().filter_map(|(bound, sign)| {
                        let bound = self.dialect.moment(bound?);
                        Some(sql!([instant], "{instant} {sign} {bound}"))
                    });
                let bounds: Vec<Term> = bounds.collect();
                Ok(Term::joined(&bounds, " and "))
            }
            Condition::Outcome(choice) => {
                let outcome = self.outcome();
                Ok(chosen(choice, |asked| match asked {
                    // A denied call failed, too.
                    Outcome::Failed => sql!([outcome], "{outcome} <> 'ok'"),
                    other => sql!([outcome], "{outcome} = '{}'", other.name()),
                }))
            }
            Condition::Access(choice) => {
                let access = self.access();
                Ok(chosen(choice, |asked| sql!([access], "{access} = '{}'", asked.name())))
            }
            Condition::Mfa(used) => Ok(yes_or_no(&self.mfa(), *used)),
            Condition::CrossAccount(crosses) => Ok(yes_or_no(&self.cross_account(), *crosses)),
            Condition::Address(choice) => self.addresses(choice),
            Condition::Via(choice) => self.invokers(choice),
            Condition::Text(choice) => self.searches(choice),
            Condition::Where(comparison) => self.compared(comparison),
            Condition::SignedBy(_) => Err(Wrong::new("trace", "is no question for an engine")),
        }
    }

    fn field(&mut self, path: &[&str], patterns: &Patterns) -> Result<Term, Wrong> {
        let value = Value { written: self.text(path), folded: self.folded(path) };
        self.dialect.passes(&value, patterns)
    }

    /// AWS's table lacks what stands in brackets behind a label, and bearer tokens. Patterns that
    /// can match neither are asked of what it has.
    fn label(&self, patterns: &Patterns) -> Result<Label, Wrong> {
        let (wanted, unwanted) = patterns.sides();
        let is_enough = [wanted, unwanted].iter().all(|side| {
            let could_be = |text: &&str| text.ends_with(')') || may_be_token(text);
            side.wild.is_empty() && side.regexes.is_empty() && !side.exact.iter().any(could_be)
        });
        if self.place.lacks_columns() && is_enough {
            return Ok(Label::Documented);
        }
        self.place.needs(LABELS, "name somebody without wildcards, or ")?;
        Ok(Label::Whole)
    }

    fn addresses(&mut self, choice: &Choice<Addresses>) -> Result<Term, Wrong> {
        let path = ["sourceIPAddress"];
        let source = Value { written: self.text(&path), folded: self.folded(&path) };
        let asks_for_blocks = |addresses: &Addresses| addresses.blocks.each().next().is_some();
        let has_blocks = choice.wanted.iter().chain(&choice.unwanted).any(asks_for_blocks);
        let address = if has_blocks { self.address() } else { source.folded.clone() };
        let held = |addresses: &Addresses| {
            let mut held = self.dialect.held(&address, &addresses.blocks);
            let taken = self.dialect.takes(&source, &addresses.patterns)?;
            if taken.text != "false" {
                held.push(taken);
            }
            Ok(Term::any_of(&held))
        };
        both(choice, held)
    }

    fn invokers(&mut self, choice: &Choice<Invoker>) -> Result<Term, Wrong> {
        let path = ["userIdentity", "invokedBy"];
        let service = Value { written: self.text(&path), folded: self.folded(&path) };
        let asks_for_chat = choice.wanted.iter().chain(&choice.unwanted).any(|asked| asked.chat);
        let chat = asks_for_chat.then(|| self.is_from_chat());
        both(choice, |asked| {
            let mut acted = vec![self.dialect.takes(&service, &asked.service)?];
            acted.extend(chat.clone().filter(|_| asked.chat));
            Ok(Term::any_of(&acted))
        })
    }

    fn searches(&mut self, choice: &Choice<Search>) -> Result<Term, Wrong> {
        if self.place.layout != Layout::Parquet {
            return Err(Wrong::new(
                "over logs",
                format!("{} does not see a record as it is written", self.dialect.title()),
            )
            .hint(
                "ask with --where or --resource, or ask a data set of `trailscan export`, which \
                 keeps it (--layout parquet)",
            ));
        }
        let raw = self.raw();
        let dialect = self.dialect;
        let folded = self.once("raw_folded", |_| dialect.fold(&raw));
        both(choice, |search| {
            let Some(plain) = &search.plain else {
                return Ok(dialect.finds(&raw, &dialect.regex(search.regex.as_str())?));
            };
            let part = dialect.text(&plain.to_ascii_lowercase());
            Ok(match dialect {
                Dialect::DuckDb | Dialect::Spark => {
                    sql!([folded, part], "contains({folded}, {part})")
                }
                Dialect::Athena => sql!([folded, part], "strpos({folded}, {part}) > 0"),
            })
        })
    }
}

/// Whether a text could be the bearer token of an Identity Center user: long, and without the
/// signs that stand in ARNs, principal IDs, addresses and labels.
fn may_be_token(text: &str) -> bool {
    text.len() >= 20 && !text.contains([':', '/', '@', '.', ' '])
}

fn yes_or_no(value: &Term, wanted: bool) -> Term {
    let word = if wanted { "yes" } else { "no" };
    sql!([value], "{value} = '{word}'")
}

fn chosen<T>(choice: &Choice<T>, says: impl Fn(&T) -> Term) -> Term {
    let wanted: Vec<Term> = choice.wanted.iter().map(&says).collect();
    let unwanted = choice.unwanted.iter().map(says).map(|one| one.negated());
    let wanted = (!wanted.is_empty()).then(|| Term::any_of(&wanted));
    let all: Vec<Term> = wanted.into_iter().chain(unwanted).collect();
    Term::joined(&all, " and ")
}

/// The same, where the engine may lack the words.
fn both<T>(choice: &Choice<T>, says: impl Fn(&T) -> Result<Term, Wrong>) -> Result<Term, Wrong> {
    choice.wanted.iter().chain(&choice.unwanted).try_for_each(|one| says(one).map(drop))?;
    Ok(chosen(choice, |one| says(one).unwrap_or_else(|_| Term::constant("false"))))
}

fn flag(condition: &Condition) -> &'static str {
    match condition {
        Condition::Source(_) => "--source",
        Condition::Name(_) => "--name",
        Condition::IdentityType(_) => "--identity-type",
        Condition::ErrorCode(_) => "--error-code",
        Condition::Outcome(_) => "--outcome",
        Condition::Time(_) => "--since, --until",
        Condition::Principal(_) => "--principal",
        Condition::SessionName(_) => "--session-name",
        Condition::AccessKey(_) => "--access-key",
        Condition::Account(_) => "--account",
        Condition::Region(_) => "--region",
        Condition::UserAgent(_) => "--user-agent",
        Condition::Address(_) => "--ip",
        Condition::Via(_) => "--via",
        Condition::Resource(_) => "--resource",
        Condition::Access(_) => "--access",
        Condition::Mfa(_) => "--mfa",
        Condition::CrossAccount(_) => "--cross-account",
        Condition::Category(_) => "--category",
        Condition::EventType(_) => "--event-type",
        Condition::EventId(_) => "--event-id",
        Condition::RequestId(_) => "--request-id",
        Condition::SignedBy(_) => "trace",
        Condition::Text(_) => "--text",
        Condition::Where(_) => "--where",
    }
}
