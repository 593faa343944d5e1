//! What is known of the AWS services that the seed documents describe, and of those that their
//! events lead to: event sources, actions, how much of an action is logged, what to beware of.
//!
//! Responsible for these facts, and for finding them by the name that a person types. Not for
//! deciding whether an event matches: an event source leaves here as a pattern, and the filter
//! knows patterns. Nor is it a list of what can occur. The console calls actions that are in no
//! public API, and AWS adds others, so an action that is missing here is a fact that is missing
//! here, never a reason to doubt an event.
//!
//! The fact that explains the shape: a service's name is not its event source. Amazon Connect logs
//! under two of them, Amazon Chime under a whole family, and Amazon `CloudWatch` under a word that
//! is not its name. So a name stands for patterns. Listed are the services where that matters or
//! whose documents say what is logged; any other stands for itself.

/// One AWS service as its events show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// What a person types after `--source`, and what the entry is listed under.
    pub(crate) name: &'static str,
    /// The name that AWS gives it, or gave it last.
    pub(crate) title: &'static str,
    /// Other words that a person might type for it.
    pub(crate) aliases: &'static [&'static str],
    /// The patterns that `--source` with its name matches: its own event source first. A `*` is a
    /// wildcard.
    pub(crate) event_sources: &'static [&'static str],
    /// Event sources of related services. The reader is told of them; they are not matched.
    pub(crate) neighbours: &'static [&'static str],
    /// What has become of it, in one sentence.
    pub(crate) state: &'static str,
    /// What someone who reads its events must know, a sentence each.
    pub(crate) notes: &'static [&'static str],
    /// The actions that the sources name, in their order.
    pub(crate) actions: &'static [Action],
    /// The seed files and AWS pages that the entry rests on.
    pub(crate) sources: &'static [&'static str],
}

/// One action, as it stands in `eventName`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Action {
    /// The `eventName`, in the spelling of the log, or of the page where no log was seen.
    pub(crate) name: &'static str,
    /// The `eventSource` that comes with it: names repeat across services.
    pub(crate) event_source: &'static str,
    /// How much of the call the documents promise.
    pub(crate) logged: Logged,
    /// What is special about it; empty where nothing is.
    pub(crate) note: &'static str,
}

/// How much of a call is logged, as the service's own page puts it (seeds
/// `000_672aed47e7e99ea1` and `004_a234d67e20432f40` make the distinction, the others do not).
///
/// It is about what *may* be there. A response that is null may be redacted, or the action returns
/// nothing, or the call failed; it never proves anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Logged {
    /// Parameters and response.
    RequestAndResponse,
    /// Parameters; a response existed and was taken out.
    ResponseRedacted,
    /// Parameters, since the action only reads.
    RequestOnly,
    /// The page says that the call is logged, but not how much of it.
    Unstated,
}

impl Logged {
    /// The class in words, for a table cell.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::RequestAndResponse => "request and response logged",
            Self::ResponseRedacted => "response redacted",
            Self::RequestOnly => "request only",
            Self::Unstated => "logged",
        }
    }
}

/// Lists actions by event source and class, so that the tables read like the pages they come
/// from: `SOURCE Class { "Name", "Name": "what is special", … }`.
macro_rules! actions {
    ($($source:ident $logged:ident { $($name:literal $(: $note:literal)?),+ $(,)? })+) => {
        &[$($($crate::services::Action {
            name: $name,
            event_source: $source,
            logged: $crate::services::Logged::$logged,
            note: concat!("" $(, $note)?),
        }),+),+]
    };
}

// Below the macro, since a `macro_rules` macro is known only after its definition.
mod access;
mod chat;
mod chime;
mod cloudwatch;
mod connect;
pub(crate) mod watching;

/// The seeds' services in the seeds' order, then those that their events lead to.
static SERVICES: [Service; 8] = [
    chime::CHIME,
    chime::ALEXA_FOR_BUSINESS,
    chat::CHATBOT,
    connect::CONNECT,
    access::DIRECTORY_SERVICE,
    access::SIGN_IN,
    access::SECURITY_TOKEN_SERVICE,
    cloudwatch::CLOUDWATCH,
];

/// What every event source ends in. Short names are the part before it.
const SUFFIX: &str = ".amazonaws.com";

impl Service {
    /// Whether `name` is its name or one of its aliases.
    fn is_called(&self, name: &str) -> bool {
        let typed = |known: &str| known.eq_ignore_ascii_case(name);
        typed(self.name) || self.aliases.iter().any(|alias| typed(alias))
    }

    /// Whether `name` is one of its event sources, with or without the common ending.
    fn logs_as(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(SUFFIX).unwrap_or(&name);
        self.event_sources.iter().any(|source| {
            let short = source.strip_suffix(SUFFIX).unwrap_or(source);
            match short.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == short,
            }
        })
    }
}

/// All listed services, in the order in which to show them.
pub(crate) fn all() -> &'static [Service] {
    &SERVICES
}

/// The service that `name` means: its name, an alias, or one of its event sources, as
/// `participant-connect` or `participant-connect.amazonaws.com`. ASCII case is ignored.
pub(crate) fn find(name: &str) -> Option<&'static Service> {
    let means = |service: &&Service| service.is_called(name) || service.logs_as(name);
    all().iter().find(means)
}

/// The event sources that a bare service name stands for, as patterns: those of the listed service
/// of that name or alias, or else `NAME.amazonaws.com`.
///
/// An event source stands for itself alone, although [`find`] knows whose it is: somebody who
/// types `participant-connect` has chosen half of Amazon Connect, and must not be given the rest.
pub(crate) fn event_source_patterns(name: &str) -> Vec<String> {
    match all().iter().find(|service| service.is_called(name)) {
        Some(own) => own.event_sources.iter().map(ToString::to_string).collect(),
        // It is written out already, and a second ending would match nothing.
        None if name.contains('.') => vec![name.to_owned()],
        None => vec![format!("{name}{SUFFIX}")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn action(service: &str, name: &str) -> Option<&'static Action> {
        let mut actions = find(service)?.actions.iter();
        actions.find(|action| action.name == name)
    }

    #[test]
    fn every_action_of_the_connect_page_is_listed_with_its_class() {
        let actions = find("connect").map_or(&[][..], |connect| connect.actions);
        let count = |event_source, class| {
            let of =
                |action: &&Action| (action.event_source, action.logged) == (event_source, class);
            actions.iter().filter(of).count()
        };
        let (connect, participant) = ("connect.amazonaws.com", "participant-connect.amazonaws.com");
        // The page has 23; the real name of the misprinted one is the 24th.
        assert_eq!(count(connect, Logged::RequestAndResponse), 24);
        assert_eq!(count(connect, Logged::ResponseRedacted), 20);
        assert_eq!(count(participant, Logged::RequestAndResponse), 4);
        assert_eq!(count(participant, Logged::ResponseRedacted), 1);
        assert_eq!(actions.len(), 49);
    }

    #[test]
    fn the_misprinted_action_name_points_to_the_real_one() {
        let note = action("connect", "UpdateUserHierarchys").map(|misprint| misprint.note);
        assert!(note.is_some_and(|note| note.ends_with("the event is UpdateUserHierarchy")));
        let real = action("connect", "UpdateUserHierarchy").map(|real| real.logged);
        assert_eq!(real, Some(Logged::RequestAndResponse));
    }

    #[test]
    fn chime_logs_the_response_of_a_writing_call_and_not_of_a_reading_one() {
        let logged = |name| action("chime", name).map(|action| action.logged);
        assert_eq!(logged("AddDomain"), Some(Logged::RequestAndResponse));
        assert_eq!(logged("ListDomain"), Some(Logged::RequestOnly));
        assert_eq!(logged("InviteUsers"), Some(Logged::Unstated));
    }

    #[test]
    fn connect_also_means_the_participant_service() {
        let both = ["connect.amazonaws.com", "participant-connect.amazonaws.com"];
        assert_eq!(event_source_patterns("connect"), both);
        assert_eq!(event_source_patterns("Amazon-Connect"), both);
    }

    #[test]
    fn an_event_source_or_an_unlisted_service_stands_for_itself() {
        assert_eq!(event_source_patterns("s3"), ["s3.amazonaws.com"]);
        let (connect, participant) = ("connect.amazonaws.com", "participant-connect.amazonaws.com");
        assert_eq!(event_source_patterns(connect), [connect]);
        assert_eq!(event_source_patterns(participant), [participant]);
        assert_eq!(event_source_patterns("participant-connect"), [participant]);
    }

    #[test]
    fn a_service_is_found_by_name_alias_or_event_source_whatever_the_case() {
        let title = |name| find(name).map(|service| service.title);
        for name in ["CloudWatch", "monitoring", "MONITORING.amazonaws.com"] {
            assert_eq!(title(name), Some("Amazon CloudWatch"), "{name}");
        }
        assert_eq!(title("AlexaForBusiness"), Some("Alexa for Business"));
        assert_eq!(title("participant-connect"), Some("Amazon Connect"));
        assert_eq!(title("chime-sdk-voice.amazonaws.com"), title("chime"));
        assert_eq!(title("s3"), None);
        assert_eq!(title(""), None);
    }

    #[test]
    fn a_name_is_unique_across_services_and_aliases() {
        let mut seen = HashSet::new();
        for service in all() {
            for name in service.aliases.iter().chain([&service.name]) {
                assert!(seen.insert(name.to_ascii_lowercase()), "{name}");
                // Nor may it be a part of another service's event source.
                let owner = find(name).map(|owner| owner.name);
                assert_eq!(owner, Some(service.name), "{name}");
            }
        }
    }

    #[test]
    fn every_entry_can_be_printed_and_says_where_it_is_from() {
        for service in all() {
            let (title, sources) = (service.title, service.event_sources);
            let mut seen = HashSet::new();
            for action in service.actions {
                let (name, note) = (action.name, action.note);
                assert!(seen.insert(name), "{title}: {name} twice");
                assert!(sources.contains(&action.event_source), "{name}");
                assert!(!note.ends_with('.') && !note.contains("  "), "{note}");
            }
            for text in service.notes.iter().chain([&service.state]) {
                assert!(text.ends_with('.') && !text.contains("  "), "{text}");
            }
            assert!(!service.sources.is_empty(), "{title}");
        }
    }
}
