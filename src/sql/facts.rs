//! What follows from several fields, in SQL: how a call ended, what it was, and which accounts took
//! part. The words are those of [`Event`](crate::event::Event).

use super::{
    draft::Draft,
    term::{Term, sql},
};

/// Parts of the error codes by which services deny a call, as in [`crate::event`].
const DENIED: [&str; 4] = ["accessdenied", "unauthorized", "notauthorized", "authorizationerror"];

impl Draft<'_> {
    /// `ok`, `failed` or `denied`.
    pub(super) fn outcome(&mut self) -> Term {
        self.once("outcome", |draft| {
            let code = draft.folded(&["errorCode"]);
            let message = draft.text(&["errorMessage"]);
            let sign_in = draft.failed_sign_in();
            let parts = DENIED.map(|part| sql!([code], "{code} like '%{part}%'"));
            let denied = Term::any_of(&parts);
            sql!(
                [code, message, sign_in, denied],
                "case when {denied} then 'denied' when {code} is not null or {message} is not null \
                 or {sign_in} then 'failed' else 'ok' end"
            )
        })
    }

    /// What went wrong, in one expression.
    pub(super) fn error(&mut self) -> Term {
        let (code, message) = (self.text(&["errorCode"]), self.text(&["errorMessage"]));
        let sign_in = self.failed_sign_in();
        sql!(
            [code, message, sign_in],
            "coalesce({code}, {message}, case when {sign_in} then 'Failure' end)"
        )
    }

    /// Whether a sign-in's result, which stands under the event's name, is `Failure`.
    fn failed_sign_in(&mut self) -> Term {
        self.once("failed_sign_in", |draft| {
            let (source, name) = (draft.folded(&["eventSource"]), draft.text(&["eventName"]));
            let results = ["responseElements", "serviceEventDetails"].map(|key| {
                let said = draft.json(key);
                let result = draft.dialect.member_named(&said, &name);
                sql!([result], "{result} = 'failure'")
            });
            let failed = Term::any_of(&results);
            // A name with other signs in it would be read as a path.
            let plain = draft.dialect.finds(&name, "^[0-9A-Za-z]+$");
            sql!(
                [source, plain, failed],
                "coalesce(case when {source} = 'signin.amazonaws.com' and {plain} then {failed} \
                 end, false)"
            )
        })
    }

    /// `read`, `write` or `unknown`.
    pub(super) fn access(&mut self) -> Term {
        self.once("access", |draft| {
            let flag = draft.flag(&["readOnly"]);
            sql!(
                [flag],
                "case {flag} when 'true' then 'read' when 'false' then 'write' else 'unknown' end"
            )
        })
    }

    /// `yes` or `no`, where it is recorded whether MFA was used.
    pub(super) fn mfa(&mut self) -> Term {
        self.once("mfa", |draft| {
            let session =
                draft.flag(&["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"]);
            let used = draft.text_in("additionalEventData", "MFAUsed");
            let used = draft.dialect.fold(&used);
            let (name, credential) = (draft.folded(&["eventName"]), draft.credential());
            sql!(
                [session, used, name, credential],
                "case when coalesce({session}, '') = 'true' then 'yes' \
                 when coalesce({name}, '') <> 'consolelogin' then \
                 case when {session} = 'false' then 'no' end \
                 when {used} = 'yes' then 'yes' \
                 when coalesce({credential}, '') in ('role-session', 'federated') then null \
                 when {used} = 'no' or {session} = 'false' then 'no' end"
            )
        })
    }

    /// `yes` or `no`, where it is recorded whether another account took part.
    pub(super) fn cross_account(&mut self) -> Term {
        let others = self.once("other_accounts", |draft| {
            let dialect = draft.dialect;
            let acting = draft.text(&["userIdentity", "accountId"]);
            let name = draft.folded(&["eventName"]);
            let role = draft.text_in("requestParameters", "roleArn");
            let target = draft.text_in("requestParameters", "targetPrincipal");
            let of_arn =
                |arn: &Term| dialect.extract(arn, "(?s)^[Aa][Rr][Nn]:[^:]*:[^:]*:[^:]*:([^:]*):");
            let (of_role, of_target) = (of_arn(&role), of_arn(&target));
            let asked = [
                acting,
                sql!([name, of_role], "case when {name} like 'assumerole%' then {of_role} end"),
                sql!(
                    [name, target, of_target],
                    "case when {name} = 'assumeroot' then coalesce({of_target}, {target}) end"
                ),
            ];
            let owners = draft.of_resources("accountId");
            let all = dialect.joined_lists(&[dialect.list(&asked), owners]);
            dialect.keep("x", &all, |account| dialect.finds(account, "^[0-9]{12}$").known())
        });
        self.once("cross_account", |draft| {
            let own = draft.text(&["recipientAccountId"]);
            let is_number = draft.dialect.finds(&own, "^[0-9]{12}$").known();
            let is_other = draft
                .dialect
                .any("x", &others, |account| sql!([account, own], "{account} <> {own}"));
            let count = if draft.dialect == super::Dialect::DuckDb { "len" } else { "cardinality" };
            sql!(
                [is_number, is_other, others],
                "case when not {is_number} then null when {is_other} then 'yes' \
                 when {count}({others}) > 0 then 'no' end"
            )
        })
    }

    /// When it happened.
    pub(super) fn instant(&mut self) -> Term {
        self.once("instant", |draft| {
            let time = draft.text(&["eventTime"]);
            draft.dialect.instant(&time)
        })
    }

    /// Whether commands in a chat made the call: the session's name says so, or the name that an
    /// `AssumeRole` asks for.
    pub(super) fn is_from_chat(&mut self) -> Term {
        let session = self.session_name();
        let name = self.folded(&["eventName"]);
        let asked = self.text_in("requestParameters", "roleSessionName");
        let [session, asked] = [session, asked].map(|text| {
            let folded = self.dialect.fold(&text);
            sql!([folded], "{folded} like '%chatbot%'")
        });
        sql!([session, name, asked], "({session} or ({name} like 'assumerole%' and {asked}))")
    }
}
