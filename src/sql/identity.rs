//! Who made a call, in SQL: the same names and the same label as [`Identity`] gives.
//!
//! [`Identity`]: crate::event::identity::Identity

use super::{
    draft::Draft,
    pattern::Value,
    term::{Term, sql},
};

const ARN: [&str; 2] = ["userIdentity", "arn"];
const PRINCIPAL: [&str; 2] = ["userIdentity", "principalId"];
const USER_NAME: [&str; 2] = ["userIdentity", "userName"];
const ACCOUNT: [&str; 2] = ["userIdentity", "accountId"];
const TYPE: [&str; 2] = ["userIdentity", "type"];
const ISSUER: [&str; 3] = ["userIdentity", "sessionContext", "sessionIssuer"];

fn issuer(key: &str) -> [&str; 4] {
    let [identity, context, issuer] = ISSUER;
    [identity, context, issuer, key]
}

/// The resource part of an ARN: all behind the fifth colon.
const RESOURCE: &str = "(?s)^[Aa][Rr][Nn]:[^:]*:[^:]*:[^:]*:[^:]*:(.*)$";

/// The last piece of a resource part.
const LAST_PIECE: &str = "([^:/]+)[:/]*$";

/// The fields of labels that AWS's table lacks.
pub(super) const LABELS: &str = "identityProvider, credentialId and sourceIdentity of who acted";

/// How much of a label is asked for: AWS's own table lacks some of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Whole,
    /// Without what stands in brackets behind a label, and without bearer tokens.
    Documented,
}

impl Draft<'_> {
    /// The resource part of an ARN, without blanks around it.
    pub(super) fn resource_part(&self, arn: &Term) -> Term {
        self.dialect.tidy(&self.dialect.extract(arn, RESOURCE))
    }

    fn own_resource(&mut self) -> Term {
        self.once("arn_resource", |draft| {
            let arn = draft.text(&ARN);
            draft.resource_part(&arn)
        })
    }

    fn last_piece(&mut self) -> Term {
        self.once("arn_name", |draft| {
            let resource = draft.own_resource();
            draft.dialect.extract(&resource, LAST_PIECE)
        })
    }

    fn role_in_arn(&mut self) -> Term {
        self.once("arn_role", |draft| {
            let resource = draft.own_resource();
            draft.dialect.extract(&resource, "^assumed-role/([^/]+)")
        })
    }

    fn is_assumed_role(&mut self) -> Term {
        let kind = self.folded(&TYPE);
        sql!([kind], "{kind} = 'assumedrole'")
    }

    pub(super) fn user_name(&mut self) -> Term {
        self.once("user_name", |draft| {
            let (recorded, role) = (draft.text(&USER_NAME), draft.role_in_arn());
            let name = draft.last_piece();
            sql!(
                [recorded, role, name],
                "coalesce({recorded}, case when {role} is null then {name} end)"
            )
        })
    }

    pub(super) fn role(&mut self) -> Term {
        self.once("role", |draft| {
            let (role, name) = (draft.role_in_arn(), draft.text(&issuer("userName")));
            let arn = draft.text(&issuer("arn"));
            let resource = draft.once("issuer_resource", |draft| draft.resource_part(&arn));
            let last = draft.dialect.extract(&resource, LAST_PIECE);
            let assumed = draft.is_assumed_role();
            sql!(
                [role, name, last, assumed],
                "coalesce({role}, case when {assumed} then coalesce({name}, {last}) end)"
            )
        })
    }

    fn principal_suffix(&mut self) -> Term {
        let principal = self.text(&PRINCIPAL);
        self.dialect.extract(&principal, "(?s)^[^:]*:(.+)$")
    }

    pub(super) fn session_name(&mut self) -> Term {
        self.once("session_name", |draft| {
            let resource = draft.own_resource();
            let session = draft.dialect.extract(&resource, "(?s)^assumed-role/[^/]+/(.+)$");
            let (role, assumed) = (draft.role_in_arn(), draft.is_assumed_role());
            let suffix = draft.principal_suffix();
            sql!(
                [session, role, assumed, suffix],
                "coalesce({session}, case when {role} is not null or {assumed} then {suffix} end)"
            )
        })
    }

    fn unique_id(&mut self) -> Term {
        let principal = self.text(&PRINCIPAL);
        sql!(
            [principal],
            "case when {principal} like '%:%' then split_part({principal}, ':', 1) end"
        )
    }

    /// What kind of credential acted.
    pub(super) fn credential(&mut self) -> Term {
        self.once("credential", |draft| {
            let kinds = [
                ("is null", "aws-service"),
                ("= 'root'", "root"),
                ("= 'iamuser'", "iam-user"),
                ("in ('assumedrole', 'role')", "role-session"),
                ("in ('federateduser', 'samluser', 'webidentityuser')", "federated"),
                ("in ('identitycenteruser', 'directory')", "federated"),
                ("= 'awsservice'", "aws-service"),
                ("= 'awsaccount'", "other-account"),
                ("is not null", "unknown"),
            ];
            draft.by_type(kinds.map(|(test, name)| (test, draft.dialect.text(name))))
        })
    }

    /// The value of the first test that the type passes; nothing where there is no identity.
    fn by_type<const N: usize>(&mut self, cases: [(&str, Term); N]) -> Term {
        let (kind, any) = (self.folded(&TYPE), self.has_identity());
        let cases = cases
            .map(|(test, value)| sql!([kind, value], "\n      when {kind} {test} then {value}"));
        let cases = Term::joined(&cases, "");
        sql!([any, cases], "case when not {any} then null{cases} end")
    }

    /// Who did it, in a person's words.
    pub(super) fn who(&mut self, label: Label) -> Term {
        self.once("who", |draft| {
            let [arn, principal, recorded, account] =
                [ARN, PRINCIPAL, USER_NAME, ACCOUNT].map(|path| draft.text(&path));
            let service = {
                let invoked_by = draft.text(&["userIdentity", "invokedBy"]);
                let source = draft.text(&["eventSource"]);
                sql!([invoked_by, source], "coalesce({invoked_by}, {source}, 'AWS Internal')")
            };
            let of_root = draft.note(label, &USER_NAME);
            let of_issuer = draft.note(label, &issuer("userName"));
            let of_account = draft.note(label, &PRINCIPAL);
            let of_provider = draft.note(label, &["userIdentity", "identityProvider"]);
            let root =
                sql!([account, of_root], "'root@' || coalesce({account}, 'unknown'){of_root}");
            let other = sql!(
                [account, principal, of_account],
                "case when {account} = 'anonymous' then {account} \
                 else 'account ' || coalesce({account}, 'unknown'){of_account} end"
            );
            let named = |names: &[&Term], note: &Term| {
                let names = Term::joined(names.iter().copied(), ", ");
                sql!([names, note], "coalesce({names}, 'unknown'){note}")
            };
            let none = Term::constant("");
            let key = draft.text(&["userIdentity", "accessKeyId"]);
            let user = named(&[&draft.user_name(), &principal, &key, &account], &none);
            let role = named(&[&recorded, &arn, &principal], &none);
            let (name, suffix) = (draft.last_piece(), draft.principal_suffix());
            let federated = named(&[&name, &suffix, &principal], &of_issuer);
            let on_behalf = draft.text(&["userIdentity", "onBehalfOf", "userId"]);
            let center = match label {
                Label::Documented => named(&[&on_behalf, &principal], &none),
                Label::Whole => {
                    let token = draft.text(&["userIdentity", "credentialId"]);
                    named(&[&on_behalf, &token, &principal], &none)
                }
            };
            let provided = named(&[&recorded, &principal], &of_provider);
            let rest = named(&[&recorded, &arn, &principal, &account], &none);
            let session = draft.session_label(label);
            draft.by_type([
                ("is null", service.clone()),
                ("= 'assumedrole'", session),
                ("= 'iamuser'", user),
                ("= 'awsservice'", service),
                ("= 'root'", root),
                ("= 'role'", role),
                ("= 'federateduser'", federated),
                ("= 'awsaccount'", other),
                ("= 'identitycenteruser'", center),
                ("in ('samluser', 'webidentityuser')", provided),
                ("is not null", rest),
            ])
        })
    }

    /// What stands in brackets behind a label.
    fn note(&mut self, label: Label, path: &[&str]) -> Term {
        if label == Label::Documented {
            return Term::constant("");
        }
        let note = self.text(path);
        sql!([note], " || coalesce(' (' || {note} || ')', '')")
    }

    /// `ROLE/SESSION`, and in brackets the source identity.
    fn session_label(&mut self, label: Label) -> Term {
        let (role, session) = (self.role(), self.session_name());
        let (arn, principal) = (self.text(&ARN), self.text(&PRINCIPAL));
        let note = self.note(label, &["userIdentity", "sessionContext", "sourceIdentity"]);
        sql!(
            [role, session, arn, principal, note],
            "case when {role} is null then coalesce({arn}, {principal}, 'unknown') \
             else {role} || coalesce('/' || {session}, ''){note} end"
        )
    }

    /// Every name that somebody may know the actor by.
    pub(super) fn principals(&mut self, label: Label) -> Value {
        let names = self.once("principals", |draft| {
            let kind = draft.folded(&TYPE);
            let root = sql!([kind], "case when {kind} = 'root' then 'root' end");
            let names = [
                draft.text(&ARN),
                draft.text(&PRINCIPAL),
                draft.text(&["userIdentity", "onBehalfOf", "userId"]),
                draft.text(&issuer("arn")),
                draft.text(&issuer("userName")),
                draft.text(&issuer("principalId")),
                draft.user_name(),
                draft.role(),
                draft.session_name(),
                draft.unique_id(),
                root,
                draft.who(label),
            ];
            draft.dialect.list(&names)
        });
        self.values("principals", &names)
    }

    /// A list as patterns are held against it; nothing is no item.
    pub(super) fn values(&mut self, name: &str, list: &Term) -> Value {
        let written = self.once(&format!("{name}_known"), |draft| {
            draft.dialect.keep("x", list, |item| sql!([item], "{item} is not null"))
        });
        let folded = self.once(&format!("{name}_folded"), |draft| {
            let dialect = draft.dialect;
            dialect.each("x", &written, |item| dialect.fold(item))
        });
        Value { written, folded }
    }
}
