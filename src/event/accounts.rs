//! Which accounts took part in an event, and whether one of them is another than the one that
//! received it.
//!
//! A call from account to account is logged in both, each copy with its own `recipientAccountId`
//! and, where permissions allow, the other account's number in the identity, in `resources` or in
//! the role that was asked for (AWS's pages on the record contents and on logging IAM and STS).

use std::borrow::Cow;

use super::{Event, Key, identity::Identity};
use crate::{arn, json::Json, text::Text};

/// Marks such as `anonymous` and numbers with stars in them are no account that compares.
fn is_number(account: &str) -> bool {
    account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
}

impl Event<'_> {
    /// Whether an account took part that is not the one which received the event. Nothing, where no
    /// two accounts are recorded.
    pub(crate) fn crosses_accounts(&self) -> Option<bool> {
        let own = self.text(Key::RecipientAccountId).filter(|account| is_number(account))?;
        let mut compared = None;
        for account in self.others() {
            if *account != *own {
                return Some(true);
            }
            compared = Some(false);
        }
        compared
    }

    /// `AssumeRoot` names the account whose root it asks for, or that root's ARN.
    fn root_asked_for(&self) -> Option<Cow<'_, str>> {
        if !self.is_named("AssumeRoot") {
            return None;
        }
        let target = self.json(Key::RequestParameters)?.member("targetPrincipal")?.as_string()?;
        let target = Text::new(target)?;
        if is_number(&target) { Some(target.into_cow()) } else { target.part(arn::account) }
    }

    /// The accounts of who acted, of the resources, and of the role that was asked for.
    fn others(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let acting = self.identity().and_then(Identity::account_id).map(Text::into_cow);
        let resources = self.json(Key::Resources).into_iter().flat_map(Json::elements);
        let owners = resources.filter_map(|resource| {
            Some(Text::new(resource.member("accountId")?.as_string()?)?.into_cow())
        });
        let role = std::iter::once_with(|| {
            let role = self.asked_of_assume_role("roleArn").and_then(Text::new)?;
            role.part(arn::account)
        });
        let all =
            acting.into_iter().chain(owners).chain(role.flatten()).chain(self.root_asked_for());
        all.filter(|account| is_number(account))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(members: &str, crosses: Option<bool>) {
        let json = format!(r#"{{"recipientAccountId":"111122223333"{members}}}"#);
        let event: Event<'_> = serde_json::from_str(&json).expect("an object");
        assert_eq!(event.crosses_accounts(), crosses, "{json}");
    }

    #[test]
    fn one_account_that_differs_is_enough() {
        check(r#","userIdentity":{"accountId":"111122223333"}"#, Some(false));
        check(r#","userIdentity":{"accountId":" 444455556666 "}"#, Some(true));
        check(r#","resources":[{},7,{"accountId":"111122223333"}]"#, Some(false));
        check(
            r#","userIdentity":{"accountId":"111122223333"},
                "resources":[{"accountId":"111122223333"},{"accountId":"444455556666"}]"#,
            Some(true),
        );
    }

    #[test]
    fn the_role_that_is_asked_for_names_an_account() {
        let asks = |name: &str, role: &str| {
            format!(r#","eventName":"{name}","requestParameters":{{"roleArn":"{role}"}}"#)
        };
        let there = "arn:aws-us-gov:iam::444455556666:role/path/There";
        check(&asks("AssumeRole", there), Some(true));
        check(&asks("assumerolewithsaml", there), Some(true));
        check(&asks("AssumeRole", "arn:aws:iam::111122223333:role/Here"), Some(false));
        check(&asks("PassRole", there), None);
        check(&asks("AssumeRole", "role/There"), None);
    }

    #[test]
    fn the_root_that_is_asked_for_is_of_an_account() {
        let asks = |target: &str| {
            format!(
                r#","eventName":"AssumeRoot","requestParameters":{{"targetPrincipal":"{target}"}}"#
            )
        };
        check(&asks("444455556666"), Some(true));
        check(&asks("arn:aws:iam::444455556666:root"), Some(true));
        check(&asks("111122223333"), Some(false));
        check(&asks("root"), None);
    }

    #[test]
    fn what_is_no_number_of_an_account_is_not_compared() {
        check("", None);
        for account in ["anonymous", "aws", "4444****6666", "0123456789012", ""] {
            check(&format!(r#","userIdentity":{{"accountId":"{account}"}}"#), None);
        }
        check(r#","resources":[{"accountId":444455556666}]"#, None);
        check(r#","recipientAccountId":null,"userIdentity":{"accountId":"444455556666"}"#, None);
        check(
            r#","recipientAccountId":"anonymous","userIdentity":{"accountId":"444455556666"}"#,
            None,
        );
    }
}
