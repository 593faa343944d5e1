//! Whether text mentions an event: asked before looking inside, and of what could not be read.

use memchr::memmem;

/// Keys that nearly every record has.
const KEYS: [&str; 4] = ["eventVersion", "eventTime", "eventSource", "eventName"];

/// Whether it is worth looking for an event inside: such a key is there, quoted or escaped, or an
/// escape that may stand for one of its letters.
pub(super) fn may_hold_an_event(text: &str) -> bool {
    let holds = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    KEYS.into_iter().any(holds) || holds("\\u")
}

/// Whether text that is no JSON was an event, and not a pattern, a template or a line of a log.
pub(super) fn mentions_an_event(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |open: char, then: char| {
        text.strip_prefix(open).is_some_and(|rest| rest.trim_start().starts_with(then))
    };
    (begins('{', '"') || begins('[', '{'))
        && (text.starts_with("{\"event")
            || KEYS.iter().any(|key| text.contains(&format!("\"{key}\""))))
}
