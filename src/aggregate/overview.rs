//! Everything that a summary says of the events, from one pass over them.

use super::{
    Fold, Note, Reader,
    coverage::Coverage,
    fingerprints::Fingerprints,
    groups::{Grouping, Groups},
    ranking::{Ranking, Top},
    span::Span,
};
use crate::{
    event::{
        Event, Key, Outcome, Record,
        field::Field,
        identity::{Credential, Identity},
    },
    fingerprint::Seeds,
    services::watching::changes_watching,
    spool::Room,
    text::Text,
    time::Zone,
};

/// What is asked of few events, and how these are grouped for it.
#[derive(Debug)]
pub(crate) struct Questions {
    seeds: Seeds,
    groupings: [Grouping; Subject::ALL.len()],
}

/// A kind of event that a summary looks at closely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Calls that were denied.
    Denied,
    /// Sign-ins to the console.
    SignIns,
    /// What root did, and no service for it.
    Root,
    /// Changes to what is logged or watched.
    Watching,
}

impl Subject {
    pub(crate) const ALL: [Subject; 4] =
        [Subject::Denied, Subject::SignIns, Subject::Root, Subject::Watching];

    /// What its events are grouped by, and of what the different values are counted.
    fn fields(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Subject::Denied => (&["who"], &["event", "ip"]),
            Subject::SignIns => (&["outcome", "mfa"], &["who", "ip"]),
            Subject::Root => (&["account", "event"], &["ip"]),
            Subject::Watching => (&["event", "who", "outcome"], &[]),
        }
    }

    fn holds(self, event: &Event<'_>, said: &Said<'_>) -> bool {
        match self {
            Subject::Denied => said.outcome == Outcome::Denied,
            Subject::SignIns => {
                said.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("ConsoleLogin"))
            }
            Subject::Root => is_root(event),
            Subject::Watching => {
                let both = said.source.as_deref().zip(said.name.as_deref());
                both.is_some_and(|(source, name)| changes_watching(source, name, event.access()))
            }
        }
    }
}

/// What several subjects ask of an event, read once.
struct Said<'a> {
    source: Option<Text<'a>>,
    name: Option<Text<'a>>,
    outcome: Outcome,
}

/// As AWS's alarm for root use has it (CloudTrail user guide, *Creating CloudWatch alarms for
/// CloudTrail events*): no service acted for it, and the event is none of a service.
fn is_root(event: &Event<'_>) -> bool {
    let is_root = |identity: &&Identity<'_>| identity.credential() == Credential::Root;
    let Some(identity) = event.identity().filter(is_root) else { return false };
    let of_a_service = |kind: Text<'_>| kind.eq_ignore_ascii_case("AwsServiceEvent");
    identity.invoked_by().is_none() && !event.text(Key::EventType).is_some_and(of_a_service)
}

impl Questions {
    pub(crate) fn new(zone: Zone) -> Questions {
        let fields = |names: &[&str]| -> Vec<Field> {
            names.iter().filter_map(|name| Field::parse(name).ok()).collect()
        };
        let groupings = Subject::ALL.map(|subject| {
            let (by, distinct) = subject.fields();
            Grouping { by: fields(by), distinct: fields(distinct), sum: Vec::new(), zone }
        });
        Questions { seeds: Seeds::default(), groupings }
    }

    pub(crate) fn grouping(&self, subject: Subject) -> &Grouping {
        &self.groupings[subject as usize]
    }
}

/// What is told by how often it was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sources,
    Names,
    Categories,
    ErrorCodes,
    Principals,
    Addresses,
    UserAgents,
}

impl Kind {
    /// A call's event source, name, category and error code go together: there are few of these,
    /// and looking each up by itself took 4 % of a summary (measured).
    const OF_A_CALL: [Kind; 4] = [Kind::Sources, Kind::Names, Kind::Categories, Kind::ErrorCodes];

    const OF_A_CALLER: [Kind; 3] = [Kind::Principals, Kind::Addresses, Kind::UserAgents];
}

/// What is known of all events.
#[derive(Debug)]
pub(crate) struct Overview<'q> {
    questions: &'q Questions,
    pub(crate) span: Span,
    pub(crate) without_time: u64,
    pub(crate) without_event_id: u64,
    pub(crate) fingerprints: Fingerprints,
    pub(crate) coverage: Coverage,
    /// Four texts together, in the order of their kinds.
    calls: Ranking,
    callers: [Ranking; Kind::OF_A_CALLER.len()],
    /// In the order of the subjects.
    pub(crate) groups: [Groups<'q>; Subject::ALL.len()],
}

impl<'q> Overview<'q> {
    pub(crate) fn new(questions: &'q Questions, room: Room) -> Overview<'q> {
        Overview {
            questions,
            span: Span::default(),
            without_time: 0,
            without_event_id: 0,
            fingerprints: Fingerprints::new(room),
            coverage: Coverage::default(),
            calls: Ranking::default(),
            callers: Kind::OF_A_CALLER.map(|_| Ranking::default()),
            groups: Subject::ALL.map(|subject| Groups::new(questions.grouping(subject))),
        }
    }

    /// The most frequent values of a kind.
    pub(crate) fn top(&self, kind: Kind, most: usize) -> Top {
        if let Some(at) = Kind::OF_A_CALLER.iter().position(|one| *one == kind) {
            return self.callers[at].top(most);
        }
        let at = Kind::OF_A_CALL.iter().position(|one| *one == kind).unwrap_or_default();
        let mut values = Ranking::default();
        for (texts, span) in self.calls.each() {
            let mut texts = Reader::new(texts);
            texts.texts_together(at);
            if let Some(value) = texts.text_bytes() {
                values.add(value, span);
            }
        }
        values.top(most)
    }
}

impl Fold for Overview<'_> {
    fn note(&self, record: &Record<'_>, input: usize, note: &mut Note) {
        let event = &record.event;
        note.time(event.time());
        note.count(input);
        let event_id = event.text(Key::EventId);
        let recipient = event.text(Key::RecipientAccountId);
        note.byte(u8::from(event_id.is_some()));
        if let Some(event_id) = event_id {
            let recipient = recipient.as_deref().unwrap_or_default();
            note.number(self.questions.seeds.fingerprint(&event_id, recipient));
        }
        let account = recipient.or_else(|| event.identity()?.account_id());
        note.text(account.as_deref());
        note.text(event.text(Key::AwsRegion).as_deref());
        let said = Said {
            source: event.text(Key::EventSource),
            name: event.text(Key::EventName),
            outcome: event.outcome(),
        };
        note.text(said.source.as_deref());
        note.text(said.name.as_deref());
        note.text(event.text(Key::EventCategory).as_deref());
        note.text(event.text(Key::ErrorCode).as_deref());
        let who = event.identity().map(|identity| identity.who(said.source.clone()));
        note.text(who.as_deref());
        note.text(event.text(Key::SourceIpAddress).as_deref());
        note.text(event.text(Key::UserAgent).as_deref());
        for subject in Subject::ALL.into_iter().filter(|subject| subject.holds(event, &said)) {
            note.byte(subject as u8);
            let gap = note.gap();
            self.groups[subject as usize].note(record, input, note);
            note.close(gap);
        }
    }

    fn add(&mut self, note: &[u8]) {
        let mut note = Reader::new(note);
        let time = note.time();
        let input = note.count() as u64;
        self.span.add(time);
        self.without_time += u64::from(time.is_none());
        match note.byte() {
            0 => self.without_event_id += 1,
            _ => self.fingerprints.add(note.number()),
        }
        let (account, region) = (note.text_bytes(), note.text_bytes());
        self.coverage.add(account, region, time, input);
        let once = Span { count: 1, first: time, last: time };
        self.calls.add(note.texts_together(Kind::OF_A_CALL.len()), once);
        for ranking in &mut self.callers {
            if let Some(value) = note.text_bytes() {
                ranking.add(value, once);
            }
        }
        while !note.is_empty() {
            let subject = usize::from(note.byte());
            let inner = note.text_bytes().unwrap_or_default();
            if let Some(groups) = self.groups.get_mut(subject) {
                groups.add(inner);
            }
        }
    }

    fn join(&mut self, other: Self) {
        self.span.join(other.span);
        self.without_time += other.without_time;
        self.without_event_id += other.without_event_id;
        self.fingerprints.join(other.fingerprints);
        self.coverage.join(other.coverage);
        self.calls.join(other.calls);
        for (ranking, theirs) in self.callers.iter_mut().zip(other.callers) {
            ranking.join(theirs);
        }
        for (groups, theirs) in self.groups.iter_mut().zip(other.groups) {
            groups.join(theirs);
        }
    }
}
