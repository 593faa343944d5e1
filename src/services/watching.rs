//! Calls that change what is logged or watched: what somebody does who wants not to be seen.
//!
//! The names are those of AWS's API references (docs.aws.amazon.com: CloudTrail, Config, GuardDuty,
//! Security Hub, EC2, CloudWatch, CloudWatch Logs, S3, WAF and Route 53 Resolver). A call that
//! failed is such a call, too.

use crate::event::Access;

/// `CloudTrail`'s own calls that change something and leave what is logged as it is.
const HARMLESS: [&str; 9] = [
    "AddTags",
    "RemoveTags",
    "StartQuery",
    "CancelQuery",
    "GenerateQuery",
    "StartDashboardRefresh",
    "CreateDashboard",
    "UpdateDashboard",
    "DeleteDashboard",
];

/// How names of calls begin that only read, for old events that do not say it.
const READING: [&str; 5] = ["Describe", "Get", "List", "Lookup", "Search"];

/// Other services, and their calls that end or narrow what is recorded or detected.
const OTHERS: [(&str, &[&str]); 9] = [
    (
        "config.amazonaws.com",
        &[
            "StopConfigurationRecorder",
            "DeleteConfigurationRecorder",
            "PutConfigurationRecorder",
            "DeleteDeliveryChannel",
            "DeleteConfigRule",
            "DeleteRetentionConfiguration",
        ],
    ),
    (
        "guardduty.amazonaws.com",
        &[
            "DeleteDetector",
            "UpdateDetector",
            "CreateFilter",
            "CreateIPSet",
            "UpdateIPSet",
            "DeletePublishingDestination",
            "DisassociateFromAdministratorAccount",
            "DisassociateFromMasterAccount",
            "DisassociateMembers",
            "StopMonitoringMembers",
        ],
    ),
    (
        "securityhub.amazonaws.com",
        &["DisableSecurityHub", "BatchDisableStandards", "DisassociateFromAdministratorAccount"],
    ),
    ("ec2.amazonaws.com", &["DeleteFlowLogs"]),
    ("monitoring.amazonaws.com", &["DeleteAlarms", "DisableAlarmActions", "SetAlarmState"]),
    (
        "logs.amazonaws.com",
        &[
            "DeleteLogGroup",
            "DeleteLogStream",
            "DeleteMetricFilter",
            "PutMetricFilter",
            "DeleteSubscriptionFilter",
            "DeleteDestination",
            "PutRetentionPolicy",
        ],
    ),
    ("s3.amazonaws.com", &["PutBucketLogging"]),
    ("wafv2.amazonaws.com", &["DeleteLoggingConfiguration", "PutLoggingConfiguration"]),
    (
        "route53resolver.amazonaws.com",
        &["DeleteResolverQueryLogConfig", "DisassociateResolverQueryLogConfig"],
    ),
];

/// Whether a call changes what is logged or watched.
pub(crate) fn changes_watching(event_source: &str, event_name: &str, access: Access) -> bool {
    let is = |name: &&str| name.eq_ignore_ascii_case(event_name);
    if event_source.eq_ignore_ascii_case("cloudtrail.amazonaws.com") {
        let begins = |word: &&str| {
            event_name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        return access != Access::Read && !READING.iter().any(begins) && !HARMLESS.iter().any(is);
    }
    let others = OTHERS.iter().find(|(source, _)| source.eq_ignore_ascii_case(event_source));
    others.is_some_and(|(_, names)| names.iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_a_trail_is_told_from_what_looks_at_it() {
        let trail = |name, access| changes_watching("cloudtrail.amazonaws.com", name, access);
        for name in ["StopLogging", "deletetrail", "UpdateTrail", "PutEventSelectors", "NewCall"] {
            assert!(trail(name, Access::Write) && trail(name, Access::Unknown), "{name}");
        }
        for name in ["DescribeTrails", "LookupEvents", "StartQuery", "AddTags"] {
            assert!(!trail(name, Access::Unknown), "{name}");
        }
        assert!(!trail("NewCall", Access::Read));
    }

    #[test]
    fn other_services_count_where_they_record_or_detect() {
        let other = |source, name| changes_watching(source, name, Access::Write);
        assert!(other("guardduty.amazonaws.com", "DeleteDetector"));
        assert!(other("ec2.amazonaws.com", "DeleteFlowLogs"));
        assert!(!other("ec2.amazonaws.com", "StopInstances"));
        assert!(!other("example.amazonaws.com", "StopLogging"));
    }
}
