//! One event of a corpus: its record as AWS writes it, and what a question should find in it.
//!
//! What is known of an event is kept while the record is written, never read from the record.

use std::{ops::Range, sync::LazyLock};

use chrono::DateTime;

use crate::{
    actor::{Actor, By},
    layout::Delivery,
    random::Random,
    shapes::{Kind, SHAPES, Shape},
    template::{Scene, fill, uuid},
};

/// What is known of an event.
pub(crate) struct Event<'a> {
    pub(crate) source: &'static str,
    pub(crate) name: &'static str,
    pub(crate) error_code: &'static str,
    pub(crate) ended: Ended,
    pub(crate) id: String,
    pub(crate) unix_seconds: i64,
    pub(crate) time: String,
    pub(crate) region: &'static str,
    /// What the error column shows: the code, or where there is none, the message.
    pub(crate) error: &'static str,
    pub(crate) actor: &'a Actor,
    /// Where in the file's text the record stands.
    pub(crate) record: Range<usize>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Well,
    Failed,
    /// Failed for lack of permission.
    Denied,
}

/// Why a call failed: how it ended, its code, and its message.
type Failure = (Ended, &'static str, &'static str);

/// The callers of one file, and how its events are drawn.
pub(crate) struct Cast<'a> {
    delivery: &'a Delivery,
    anyone: Vec<Actor>,
    random: Random,
    /// The caller of the latest event, where it is not one of `anyone`.
    guest: Option<Actor>,
}

const DENIED_IN_A_MILLION: u64 = 22_400;
const FAILED_IN_A_MILLION: u64 = 21_000;

const EC2_FAILURES: [Failure; 4] = [
    (
        Ended::Denied,
        "Client.UnauthorizedOperation",
        "You are not authorized to perform this operation.",
    ),
    (Ended::Failed, "Client.InvalidInstanceID.NotFound", "The instance ID does not exist"),
    (Ended::Failed, "Client.RequestLimitExceeded", "Request limit exceeded."),
    (
        Ended::Failed,
        "Client.DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.",
    ),
];

const FAILURES: [Failure; 5] = [
    (Ended::Failed, "ThrottlingException", "Rate exceeded"),
    (Ended::Failed, "ResourceNotFoundException", "Requested resource not found: \\\"$table\\\""),
    (Ended::Failed, "ValidationException", "1 validation error detected: length \\u003e 128"),
    (
        Ended::Denied,
        "AccessDeniedException",
        "User: $arn is not authorized to perform this operation",
    ),
    (Ended::Failed, "NoSuchEntityException", "The entity with name $table cannot be found."),
];

const DENIAL: &str = "User: $arn is not authorized to perform: $service:$word on resource: \
                      \\\"arn:aws:$service:::$bucket\\\" because no identity-based policy allows it";

static WEIGHT_OF_ALL: LazyLock<u64> =
    LazyLock::new(|| SHAPES.iter().map(|shape| shape.weight).sum());

impl<'a> Cast<'a> {
    pub(crate) fn new(delivery: &'a Delivery) -> Cast<'a> {
        let mut random = Random::new(delivery.seed);
        let count = 1 + delivery.events / 2;
        let anyone = (0..count)
            .map(|_| {
                let since = written(delivery.unix_seconds - 300 - random.below(3_000) as i64);
                Actor::new(By::Anyone, delivery.account, &since, &mut random)
            })
            .collect();
        Cast { delivery, anyone, random, guest: None }
    }

    /// Appends the record of the next event to the file's text.
    pub(crate) fn next_event(&mut self, out: &mut String) -> Event<'_> {
        let (delivery, random) = (self.delivery, &mut self.random);
        let shape = pick_shape(random);
        // Events are delivered some minutes after they happen, in no order.
        let unix_seconds = delivery.unix_seconds - random.below(900) as i64;
        let time = written(unix_seconds);
        let actor = if shape.by == By::Anyone {
            &self.anyone[random.below(self.anyone.len() as u64) as usize]
        } else {
            self.guest.insert(Actor::new(shape.by, delivery.account, &time, random))
        };
        let scene = Scene {
            account: delivery.account,
            region: delivery.region,
            time: &time,
            service: shape.source.split('.').next().unwrap_or_default(),
            arn: &actor.arn,
            seed: random.word(),
        };
        let mut id = String::new();
        uuid(random, &mut id);
        let failure = failure(shape, random);
        let start = out.len();
        write_record(shape, actor, failure, &id, &scene, random, out);
        let (ended, code, message) = failure.unwrap_or((Ended::Well, "", ""));
        Event {
            source: shape.source,
            name: shape.name,
            error_code: code,
            ended,
            id,
            unix_seconds,
            region: delivery.region,
            error: if code.is_empty() { message } else { code },
            actor,
            record: start..out.len(),
            time,
        }
    }
}

/// A time as records have it.
pub(crate) fn written(unix_seconds: i64) -> String {
    let time = DateTime::from_timestamp(unix_seconds, 0).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn pick_shape(random: &mut Random) -> &'static Shape {
    let mut left = random.below(*WEIGHT_OF_ALL);
    for shape in SHAPES {
        if left < shape.weight {
            return shape;
        }
        left -= shape.weight;
    }
    &SHAPES[0]
}

/// Why the call failed, if it did. A sign-in has no code.
fn failure(shape: &Shape, random: &mut Random) -> Option<Failure> {
    let is_ec2 = shape.source == "ec2.amazonaws.com";
    match shape.kind {
        Kind::ServiceEvent => None,
        Kind::SignIn => {
            random.happens(150_000).then_some((Ended::Failed, "", "Failed authentication"))
        }
        _ if !is_ec2 && random.happens(DENIED_IN_A_MILLION) => {
            Some((Ended::Denied, "AccessDenied", DENIAL))
        }
        _ if !random.happens(FAILED_IN_A_MILLION) => None,
        _ if is_ec2 => Some(random.pick(&EC2_FAILURES)),
        _ => Some(random.pick(&FAILURES)),
    }
}

/// The keys in the order in which AWS writes them.
fn write_record(
    shape: &Shape,
    actor: &Actor,
    failure: Option<Failure>,
    id: &str,
    scene: &Scene<'_>,
    random: &mut Random,
    out: &mut String,
) {
    let Shape { source, name, reads, .. } = shape;
    let Scene { account, region, time, .. } = scene;
    let Actor { json: identity, ip, agent, .. } = actor;
    out.extend([r#"{"eventVersion":"1.09","userIdentity":"#, identity]);
    out.extend([r#","eventTime":""#, time, r#"","eventSource":""#, source]);
    out.extend([r#"","eventName":""#, name, r#"","awsRegion":""#, region]);
    out.extend([r#"","sourceIPAddress":""#, ip, r#"","userAgent":""#, agent, "\""]);
    if let Some((_, code, message)) = failure {
        if !code.is_empty() {
            out.extend([r#","errorCode":""#, code, "\""]);
        }
        out.push_str(r#","errorMessage":""#);
        fill(message, scene, random, out);
        out.push('"');
    }
    out.push_str(r#","requestParameters":"#);
    fill(shape.request, scene, random, out);
    out.push_str(r#","responseElements":"#);
    match failure {
        Some(_) if shape.kind == Kind::SignIn => out.push_str(r#"{"ConsoleLogin":"Failure"}"#),
        Some(_) => out.push_str("null"),
        None => fill(shape.response, scene, random, out),
    }
    if !shape.additional.is_empty() {
        out.push_str(r#","additionalEventData":"#);
        fill(shape.additional, scene, random, out);
    }
    if shape.kind != Kind::SignIn {
        let form = if *source == "s3.amazonaws.com" { "$request16" } else { "$uuid" };
        out.push_str(r#","requestID":""#);
        fill(form, scene, random, out);
        out.push('"');
    }
    out.extend([r#","eventID":""#, id, r#"","readOnly":"#, if *reads { "true" } else { "false" }]);
    if !shape.resources.is_empty() {
        out.push_str(r#","resources":"#);
        fill(shape.resources, scene, random, out);
    }
    let (kind, category, is_management) = match shape.kind {
        Kind::Management => ("AwsApiCall", "Management", "true"),
        Kind::Data => ("AwsApiCall", "Data", "false"),
        Kind::SignIn => ("AwsConsoleSignIn", "Management", "true"),
        Kind::ServiceEvent => ("AwsServiceEvent", "Management", "true"),
    };
    out.extend([r#","eventType":""#, kind, r#"","managementEvent":"#, is_management]);
    out.extend([r#","recipientAccountId":""#, account, "\""]);
    if shape.by == By::Service {
        out.push_str(r#","sharedEventID":""#);
        uuid(random, out);
        out.push('"');
    }
    out.extend([r#","eventCategory":""#, category, "\""]);
    // Calls that a service makes from inside have no TLS to tell of.
    if matches!(shape.by, By::Anyone | By::Saml | By::Web) && random.happens(500_000) {
        let host = if shape.kind == Kind::Data { "$bucket.s3" } else { "$service" };
        out.push_str(r#","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"#);
        out.push_str(r#""TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":""#);
        fill(host, scene, random, out);
        out.extend([".", region, ".amazonaws.com\"}"]);
    }
    out.push('}');
}
