//! The names that a person may type for values of an event, in SQL, beside
//! [`event::field`](crate::event::field).

use super::{
    draft::Draft,
    identity::{LABELS, Label},
    term::{Term, sql},
};
use crate::wrong::Wrong;

impl Draft<'_> {
    /// A value of our own, by the first of its names; what is a time is shown in UTC.
    pub(super) fn named(&mut self, name: &str) -> Result<Term, Wrong> {
        let identity = |key| ["userIdentity", key];
        Ok(match name {
            "time" => self.written_time(),
            "hour" => self.time_as("%Y-%m-%dT%H:00Z"),
            "day" => self.time_as("%Y-%m-%d"),
            "hour-of-day" => self.time_as("%H"),
            "weekday" => self.time_as("%a"),
            "source" => self.text(&["eventSource"]),
            "service" => {
                let source = self.text(&["eventSource"]);
                let end = ".amazonaws.com";
                sql!(
                    [source],
                    "case when {source} like '%_{end}' \
                     then substr({source}, 1, length({source}) - {}) else {source} end",
                    end.len()
                )
            }
            "event" => {
                let (name, kind) = (self.text(&["eventName"]), self.text(&["eventType"]));
                sql!([name, kind], "coalesce({name}, {kind})")
            }
            "name" => self.text(&["eventName"]),
            "identity" => self.text(&identity("type")),
            "credential" => self.credential(),
            "who" => {
                self.place.needs(LABELS, "name arn, user, role or session instead, or ")?;
                self.who(Label::Whole)
            }
            "user" => self.user_name(),
            "arn" => self.text(&identity("arn")),
            "role" => self.role(),
            "session" => self.session_name(),
            "key" => self.text(&identity("accessKeyId")),
            "via" => self.text(&identity("invokedBy")),
            "ip" => self.text(&["sourceIPAddress"]),
            "agent" => self.text(&["userAgent"]),
            "region" => self.text(&["awsRegion"]),
            "account" => {
                let recipient = self.text(&["recipientAccountId"]);
                let own = self.text(&identity("accountId"));
                sql!([recipient, own], "coalesce({recipient}, {own})")
            }
            "error" => self.error(),
            "error-code" => self.text(&["errorCode"]),
            "outcome" => self.outcome(),
            "access" => self.access(),
            "mfa" => self.mfa(),
            "cross-account" => self.cross_account(),
            "category" => self.text(&["eventCategory"]),
            "type" => self.text(&["eventType"]),
            "id" => self.text(&["eventID"]),
            "request" => self.text(&["requestID"]),
            _ => Term::constant("null"),
        })
    }

    fn time_as(&mut self, form: &str) -> Term {
        let instant = self.instant();
        self.dialect.shown(&instant, form)
    }

    /// As it is written, where that is in UTC.
    fn written_time(&mut self) -> Term {
        let time = self.text(&["eventTime"]);
        let instant = self.instant();
        let shown = self.dialect.shown_whole(&instant);
        sql!(
            [time, shown],
            "case when {time} like '%Z' then {time} else coalesce({shown}, {time}) end"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::field::{Field, Way},
        sql::{Dialect, Layout, Place},
    };

    #[test]
    fn every_name_of_ours_has_an_expression() {
        let place = Place {
            dialect: Dialect::DuckDb,
            layout: Layout::Parquet,
            location: None,
            table: Some("t".to_owned()),
            has_extra_columns: false,
        };
        for field in Field::all() {
            if let Way::Named(name) = field.way() {
                let term = Draft::new(&place).named(name).expect("an expression");
                assert_ne!(term.text, "null", "{name}");
            }
        }
    }
}
