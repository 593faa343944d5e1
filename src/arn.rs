//! Amazon Resource Names, taken apart in place.
//!
//! `arn:partition:service:region:account:resource`, where the resource is divided by `/` or `:` as
//! its service likes. Text that is no ARN yields nothing.

/// The resource part: everything behind the fifth colon.
pub(crate) fn resource(arn: &str) -> Option<&str> {
    if !arn.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("arn:")) {
        return None;
    }
    let mut colons = arn.bytes().enumerate().filter(|(_, byte)| *byte == b':');
    let (colon, _) = colons.nth(4)?;
    arn.get(colon + 1..).map(str::trim)
}

/// The account: what stands behind the fourth colon.
pub(crate) fn account(arn: &str) -> Option<&str> {
    resource(arn).and_then(|_| arn.split(':').nth(4)).filter(|account| !account.is_empty())
}

/// The pieces of the resource part between its `:` and `/`.
pub(crate) fn pieces(arn: &str) -> impl Iterator<Item = &str> {
    resource(arn).unwrap_or_default().split([':', '/']).filter(|piece| !piece.is_empty())
}

/// Longer resource parts than this are known whole and by their pieces alone: S3 keys, the longest
/// there are, take up to 1,024 bytes, and the tails of a hostile megabyte would take for ever.
pub(crate) const TAILS_BYTES_MAX: usize = 4096;

/// The resource part, and what stands behind each `:` or `/` of it, to its end: `prod/db-AbCdEf` of
/// `secret:prod/db-AbCdEf`, a key behind its bucket.
///
/// A log group's ARN ends in `:*`, which is no part of its name, and the name begins with the `/`
/// that also divides it, so that each tail comes with and without these.
pub(crate) fn tails(arn: &str) -> impl Iterator<Item = &str> {
    let resource = resource(arn).unwrap_or_default();
    let divided = if resource.len() <= TAILS_BYTES_MAX { resource } else { "" };
    let behind = divided.match_indices([':', '/']).flat_map(|(at, divider)| {
        let slash = (divider == "/").then_some(&resource[at..]);
        [Some(&resource[at + 1..]), slash].into_iter().flatten()
    });
    std::iter::once(resource)
        .chain(behind)
        .flat_map(|tail| [Some(tail), tail.strip_suffix(":*")].into_iter().flatten())
        .filter(|tail| !tail.is_empty())
}

/// The last piece: a user's or role's own name, behind any path.
pub(crate) fn name(arn: &str) -> Option<&str> {
    pieces(arn).last()
}

/// Role and session of `…:assumed-role/ROLE/SESSION`. The session is missing in some records (seed
/// `004_a234d67e20432f40.txt` shows one).
pub(crate) fn assumed_role(arn: &str) -> Option<(&str, Option<&str>)> {
    let part = resource(arn)?.strip_prefix("assumed-role/")?;
    let (role, session) = match part.split_once('/') {
        Some((role, session)) => (role, Some(session)),
        None => (part, None),
    };
    (!role.is_empty()).then_some((role, session.filter(|session| !session.is_empty())))
}

/// `ROLE/SESSION` as it stands in the ARN of a role session that has both.
pub(crate) fn role_and_session(arn: &str) -> Option<&str> {
    let part = resource(arn)?.strip_prefix("assumed-role/")?;
    let slash = part.bytes().position(|byte| byte == b'/')?;
    (slash > 0 && slash + 1 < part.len()).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_falls_into_its_parts() {
        let arn = "arn:aws:iam::123456789012:user/division/alice ";
        assert_eq!(resource(arn), Some("user/division/alice"));
        assert_eq!(name(arn), Some("alice"));
        assert_eq!((account(arn), account("arn:aws:s3:::bucket")), (Some("123456789012"), None));
        let log_group = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*";
        assert_eq!(pieces(log_group).collect::<Vec<_>>(), ["log-group", "aws", "lambda", "f", "*"]);
        let tails: Vec<&str> = tails(log_group).collect();
        assert!(tails.contains(&"/aws/lambda/f") && tails.contains(&"lambda/f:*"), "{tails:?}");
        assert_eq!(resource("arn:aws:s3:::bucket/key"), Some("bucket/key"));
        assert_eq!(resource("bucket/key"), None);
        assert_eq!(resource("arn:aws"), None);
    }

    #[test]
    fn an_assumed_role_may_lack_its_session() {
        let both = role_and_session;
        assert_eq!(both("arn:aws:sts::1:assumed-role/A/b/c "), Some("A/b/c"));
        assert_eq!(both("arn:aws:sts::1:assumed-role/A/"), None);
        assert_eq!(both("arn:aws:sts::1:assumed-role/A"), None);
        let role = |arn| assumed_role(arn);
        assert_eq!(role("arn:aws:sts::1:assumed-role/user/jdoe"), Some(("user", Some("jdoe"))));
        assert_eq!(role("arn:aws:sts::1:assumed-role/John"), Some(("John", None)));
        assert_eq!(role("arn:aws:sts::1:assumed-role/A/b/c"), Some(("A", Some("b/c"))));
        assert_eq!(role("arn:aws:iam::1:role/John"), None);
    }
}
