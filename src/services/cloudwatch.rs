//! Amazon `CloudWatch`, listed because its name and its event source differ: asked for by name it
//! would match nothing, and nothing would say why.

use super::Service;

const SOURCE: &str = "monitoring.amazonaws.com";

/// Metrics and alarms. Logs and events have event sources that people do guess.
pub(super) const CLOUDWATCH: Service = Service {
    name: "cloudwatch",
    title: "Amazon CloudWatch",
    aliases: &["amazon-cloudwatch"],
    event_sources: &[SOURCE],
    neighbours: &["events.amazonaws.com", "logs.amazonaws.com"],
    state: "Active.",
    notes: &[
        "Its event source is monitoring.amazonaws.com.",
        "An intruder may delete or silence alarms: look for DeleteAlarms, DisableAlarmActions and \
         SetAlarmState.",
        "Reading and writing metrics (GetMetricData, PutMetricData) are data events, which a trail \
         does not record unless told to.",
        "CloudWatch Logs and CloudWatch Events have event sources of their own.",
    ],
    actions: actions! {
        SOURCE Unstated {
            "DeleteAlarms": "AWS's current page prints DeleteAlarmActions, which is no API",
            "DisableAlarmActions",
            "PutMetricAlarm": "in AWS's sample the response is null",
            "SetAlarmState",
        }
    },
    sources: &[
        "docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html",
        "docs.aws.amazon.com/awscloudtrail/latest/userguide/\
         cloudtrail-event-reference-record-contents.html",
    ],
};
