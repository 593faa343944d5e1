//! Who made a call, and the reading of single fields.

use serde_json::Value;

/// A text field: a string that holds more than blanks.
pub(crate) fn text<'a>(record: &'a Value, path: &str) -> Option<&'a str> {
    let value = path.split('.').try_fold(record, |value, key| value.as_object()?.get(key))?;
    Some(value.as_str()?.trim()).filter(|text| !text.is_empty())
}

/// A field that says yes or no, as a boolean or in words.
pub(crate) fn boolean(record: &Value, path: &str) -> Option<bool> {
    let value = path.split('.').try_fold(record, |value, key| value.as_object()?.get(key))?;
    value.as_bool().or_else(|| text(record, path)?.to_ascii_lowercase().parse().ok())
}

/// What stands behind the account in an ARN.
pub(crate) fn arn_resource(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    (parts[0].eq_ignore_ascii_case("arn") && parts.len() == 6).then(|| parts[5])
}

/// A role's session by its ARN: the role's name, and the session's where it is there.
fn assumed_role(record: &Value) -> Option<(&str, Option<&str>)> {
    let resource = arn_resource(text(record, "userIdentity.arn")?)?;
    let (role, session) = resource.strip_prefix("assumed-role/")?.split_once('/').unzip();
    Some((role.unwrap_or(&resource["assumed-role/".len()..]), session))
}

/// The name that ends an ARN, unless that is a session's.
pub(crate) fn arn_name(record: &Value) -> Option<&str> {
    let resource = arn_resource(text(record, "userIdentity.arn")?)?;
    let name = resource.split(['/', ':']).rfind(|piece| !piece.is_empty());
    name.filter(|_| assumed_role(record).is_none())
}

fn is_type(record: &Value, kind: &str) -> bool {
    text(record, "userIdentity.type").is_some_and(|own| own.eq_ignore_ascii_case(kind))
}

/// What a principal's id says behind the colon.
fn behind_colon(record: &Value) -> Option<&str> {
    let (_, name) = text(record, "userIdentity.principalId")?.split_once(':')?;
    Some(name).filter(|name| !name.is_empty())
}

/// The name of a role's session.
pub(crate) fn session(record: &Value) -> Option<&str> {
    let assumed = assumed_role(record);
    let is_one = assumed.is_some() || is_type(record, "AssumedRole");
    let in_arn = assumed.and_then(|(_, session)| session);
    in_arn.or_else(|| behind_colon(record).filter(|_| is_one))
}

/// The name of the role whose session it is.
pub(crate) fn role(record: &Value) -> Option<&str> {
    let issuer = |field: &str| {
        let path = format!("userIdentity.sessionContext.sessionIssuer.{field}");
        text(record, &path).filter(|_| is_type(record, "AssumedRole"))
    };
    let last = |arn| arn_resource(arn)?.split(['/', ':']).rfind(|piece| !piece.is_empty());
    let in_arn = assumed_role(record).map(|(role, _)| role);
    in_arn.or_else(|| issuer("userName")).or_else(|| last(issuer("arn")?))
}

/// Every name by which the one who made a call can be asked for.
pub(crate) fn names(record: &Value) -> Vec<String> {
    let identity = |field: &str| text(record, &format!("userIdentity.{field}"));
    let known = [
        identity("arn"),
        identity("userName").or_else(|| arn_name(record)),
        role(record),
        session(record),
        identity("principalId"),
        identity("principalId").and_then(|id| Some(id.split_once(':')?.0)),
        Some("root").filter(|_| is_type(record, "Root")),
        identity("sessionContext.sessionIssuer.principalId"),
        identity("sessionContext.sessionIssuer.arn"),
        identity("sessionContext.sessionIssuer.userName"),
        identity("onBehalfOf.userId"),
    ];
    // Without an identity, nobody is known to have done it.
    let label = record.get("userIdentity").filter(|value| value.is_object()).map(|_| who(record));
    known.into_iter().flatten().map(str::to_owned).chain(label).collect()
}

/// What the table shows in its column `who`: a name, and in brackets what else tells it apart.
pub(crate) fn who(record: &Value) -> String {
    let identity = |field: &str| text(record, &format!("userIdentity.{field}"));
    let first = |fields: &[&str]| fields.iter().find_map(|field| identity(field));
    let account = identity("accountId");
    let kind = identity("type").unwrap_or("AWSService").to_ascii_lowercase();
    let (name, note) = match kind.as_str() {
        "root" => (account.map(|account| format!("root@{account}")), identity("userName")),
        "iamuser" => {
            let name = identity("userName").or_else(|| arn_name(record));
            let key = || first(&["principalId", "accessKeyId", "accountId"]);
            (name.or_else(key).map(str::to_owned), None)
        }
        "assumedrole" => match (role(record), session(record)) {
            (None, _) => (first(&["arn", "principalId"]).map(str::to_owned), None),
            (Some(role), session) => {
                let session = session.map(|session| format!("/{session}")).unwrap_or_default();
                (Some(format!("{role}{session}")), identity("sessionContext.sourceIdentity"))
            }
        },
        "role" => (first(&["userName", "arn", "principalId"]).map(str::to_owned), None),
        "federateduser" => {
            let in_arn = arn_resource(identity("arn").unwrap_or_default());
            let last = in_arn.and_then(|arn| arn.split(['/', ':']).rfind(|one| !one.is_empty()));
            let name = last.or_else(|| behind_colon(record)).or_else(|| identity("principalId"));
            (name.map(str::to_owned), identity("sessionContext.sessionIssuer.userName"))
        }
        "awsaccount" if account == Some("anonymous") => (account.map(str::to_owned), None),
        "awsaccount" => {
            (account.map(|account| format!("account {account}")), identity("principalId"))
        }
        "awsservice" => {
            let source = identity("invokedBy").or_else(|| text(record, "eventSource"));
            (Some(source.unwrap_or("AWS Internal").to_owned()), None)
        }
        "identitycenteruser" => {
            let fields = ["onBehalfOf.userId", "credentialId", "principalId"];
            (first(&fields).map(str::to_owned), None)
        }
        "samluser" | "webidentityuser" => {
            (first(&["userName", "principalId"]).map(str::to_owned), identity("identityProvider"))
        }
        _ => {
            let fields = ["userName", "arn", "principalId", "accountId"];
            (first(&fields).map(str::to_owned), None)
        }
    };
    let name = name.unwrap_or_else(|| match kind.as_str() {
        "root" => "root@unknown".to_owned(),
        "awsaccount" => "account unknown".to_owned(),
        _ => "unknown".to_owned(),
    });
    note.map(|note| format!("{name} ({note})")).unwrap_or(name)
}
