//! Conditions beside their opposites and their kin.
//!
//! Only tests and fuzzing have this.

use super::{Comparison, Operator, OperatorKind, Order, split};
use crate::{
    decode::lanes,
    time::{Zone, parse},
    wrong::Wrong,
};

/// Records in AWS's own form: every type of value, and a sign-in.
const KNOWN: &str = concat!(
    r#"{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/admin/alice","accountId":"111122223333","sessionContext":{"attributes":{"mfaAuthenticated":"false","creationDate":"2024-05-01T08:00:00Z"}}},"eventTime":"2024-05-01T09:00:00Z","eventSource":"s3.amazonaws.com","eventName":"PutObject","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15","errorCode":"AccessDenied","requestParameters":{"bucketName":"logs-a","list":["a",["B"],{"c":"d"}],"empty":"","s":" x ","n":-1.5e3},"responseElements":null,"additionalEventData":{"bytes":1500.0,"big":123456789012345678901,"text":"12"},"resources":[{"ARN":"arn:aws:s3:::logs-a","accountId":"444455556666"},{"ARN":null}],"readOnly":false,"eventID":"8f1c","recipientAccountId":"111122223333"}"#,
    "\n",
    r#"{"eventTime":"2024-05-02T10:30:00.25Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","userIdentity":{"type":"IAMUser","userName":"bob"},"responseElements":{"ConsoleLogin":"Failure"},"additionalEventData":{"MFAUsed":"Yes"},"sourceIPAddress":"2001:db8::1"}"#,
    "\n",
    r#"{"eventName":"","eventSource":null,"userIdentity":[],"eventTime":7,"requestParameters":"text"}"#,
);

/// Asks the condition in the first line of known records and of those below it. Panics where an
/// answer depends on how a record was read, or contradicts the answer to another operator.
pub(crate) fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (typed, records) = text.split_once('\n').unwrap_or((&text, ""));
    let Ok(asked) = read(typed) else { return };
    let Some((field, operator, value)) = split(typed) else { return };
    let symbols: &[&str] = match operator.kind {
        OperatorKind::Equal => &["=", "!="],
        OperatorKind::Find => &["~", "!~"],
        OperatorKind::Exist => &["exists", "missing"],
        OperatorKind::Order(_) => &["<", "<=", ">", ">="],
    };
    let all: Result<Vec<_>, _> =
        symbols.iter().map(|symbol| read(&format!("{field} {symbol} {value}"))).collect();
    assert!(all.is_ok(), "{typed}: {all:?}");
    let all = all.unwrap_or_default();
    for records in [KNOWN, records] {
        let answers = lanes::ask(records.as_bytes(), |record| {
            let holds = |comparison: &Comparison| comparison.holds(record);
            (holds(&asked), all.iter().map(holds).collect::<Vec<_>>())
        });
        for (own, all) in answers {
            let place = || format!("{typed}: {own}, {symbols:?} {all:?}: {records}");
            assert!(agree(operator, own, &all), "{}", place());
        }
    }
}

/// Whether the answer to an operator goes with those to it and all its kin.
fn agree(operator: Operator, own: bool, all: &[bool]) -> bool {
    match (operator.kind, all) {
        (OperatorKind::Order(order), [less, at_most, more, at_least]) => {
            let same = match order {
                Order::Less => less,
                Order::LessOrEqual => at_most,
                Order::Greater => more,
                Order::GreaterOrEqual => at_least,
            };
            // Each of two opposites together says whether any value can be compared.
            let either = [less | at_least, at_most | more];
            own == *same && less <= at_most && more <= at_least && either[0] == either[1]
        }
        (_, [plain, opposite]) => {
            plain != opposite && own == if operator.negated { *opposite } else { *plain }
        }
        _ => false,
    }
}

fn read(typed: &str) -> Result<Comparison, Wrong> {
    let now = parse("2024-05-08T00:00:00Z").unwrap_or_default();
    Comparison::parse(typed, now, Zone::Utc, &|_| Ok("a*\n!ab # but not this\n/b$/".to_owned()))
}
