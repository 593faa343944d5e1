//! A statement as text: the steps, one query over the other, and what is shown of the rows that
//! hold.

use super::{
    Place,
    draft::BLANKS,
    term::{Steps, Term},
};

/// What a statement is made of, beside its steps.
#[derive(Debug)]
pub(super) struct Statement<'p> {
    pub(super) place: &'p Place,
    /// What stands behind the first `from`.
    pub(super) rows: String,
    /// What holds of rows before any field is read.
    pub(super) bounds: Vec<String>,
    pub(super) conditions: Vec<Term>,
    /// The event ID and the recipient by which copies are known, where one of them is enough.
    pub(super) copies_of: Option<(Term, Term)>,
    /// Names and values of what is returned.
    pub(super) shown: Vec<(String, Term)>,
}

impl Statement<'_> {
    pub(super) fn written(&self, steps: &Steps) -> String {
        format!("{}\n{}", self.steps(steps), self.selection(&last(steps)))
    }

    /// The same under a name, behind which something more can be asked.
    pub(super) fn named(&self, name: &str, steps: &Steps) -> String {
        let selection = indented(&self.selection(&last(steps)));
        format!("{},\n{name} as (\n  {selection}\n)", self.steps(steps))
    }

    fn steps(&self, steps: &Steps) -> String {
        let is_used = |term: &Term| term.text.contains(BLANKS) && term.text != BLANKS;
        let shown = self.shown.iter().map(|(_, term)| term).chain(&self.conditions);
        let defined = steps.each().flatten().map(|(_, term)| term);
        let uses_blanks = defined.chain(shown).any(is_used);
        let mut queries = Vec::new();
        let mut from = self.rows.clone();
        if uses_blanks {
            queries.push(format!("signs as (\n  {}\n)", self.place.dialect.blanks()));
            from = format!("{from} cross join signs");
        }
        for (index, step) in steps.each().enumerate() {
            let kept = (index > 0).then(|| "*".to_owned());
            let own = step.iter().filter(|(name, _)| uses_blanks || name != BLANKS);
            let columns: Vec<String> =
                kept.into_iter().chain(own.map(|(name, term)| column(name, term))).collect();
            let mut query = format!("select\n  {}\nfrom {from}", columns.join(",\n  "));
            if index == 0 && !self.bounds.is_empty() {
                query = format!("{query}\nwhere {}", self.bounds.join("\n  and "));
            }
            from = name(index);
            queries.push(format!("{from} as (\n  {}\n)", indented(&query)));
        }
        format!("with {}", queries.join(",\n"))
    }

    fn selection(&self, from: &str) -> String {
        let shown: Vec<String> = self.shown.iter().map(|(name, term)| column(name, term)).collect();
        let shown = shown.join(", ");
        let conditions: Vec<&str> = self.conditions.iter().map(|one| one.text.as_str()).collect();
        let holds = match conditions.as_slice() {
            [] => String::new(),
            some => format!("\nwhere {}", some.join("\n  and ")),
        };
        let Some((id, recipient)) = &self.copies_of else {
            return format!("select {shown}\nfrom {from}{holds}");
        };
        let number = format!("row_number() over (partition by {id}, {recipient} order by {id})");
        let numbered = indented(&format!("select *, {number} as copy\nfrom {from}{holds}"));
        // Of events without an ID nobody can say that they are copies.
        format!(
            "select {shown}\nfrom (\n  {numbered}\n) as numbered\nwhere copy = 1 or {id} is null"
        )
    }
}

fn column(name: &str, term: &Term) -> String {
    if term.text == name { name.to_owned() } else { format!("{term} as {name}") }
}

fn indented(query: &str) -> String {
    query.replace('\n', "\n  ")
}

fn last(steps: &Steps) -> String {
    name(steps.each().count().saturating_sub(1))
}

fn name(index: usize) -> String {
    if index == 0 { "events".to_owned() } else { format!("events_{}", index + 1) }
}
