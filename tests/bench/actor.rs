//! Who makes the calls of a corpus: `userIdentity` as AWS writes it, and the label that a person
//! expects for it.
//!
//! The label is put together here from the parts that the JSON is made of, never read from it.

use crate::{
    random::Random,
    template::{unique_id, word},
};

/// Who makes a call, and from where.
pub(crate) struct Actor {
    /// `userIdentity.type`; empty where the record has none.
    pub(crate) identity: &'static str,
    /// The `userIdentity` element.
    pub(crate) json: String,
    pub(crate) who: String,
    pub(crate) arn: String,
    pub(crate) ip: String,
    pub(crate) agent: String,
}

/// What kind of caller an event needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// A role session, an IAM user, now and then root.
    Anyone,
    /// A person at the console.
    Person,
    Service,
    Saml,
    Web,
    /// AWS itself: an identity without a type.
    Nobody,
}

const ROOT_IN_A_MILLION: u64 = 1_900;
const IAM_USERS_IN_A_MILLION: u64 = 114_000;
const THROUGH_A_SERVICE_IN_A_MILLION: u64 = 150_000;

/// Services that call with the rights of a role, whose own source these events do not have.
const SERVICES: [&str; 7] = [
    "connect.amazonaws.com",
    "cloudformation.amazonaws.com",
    "autoscaling.amazonaws.com",
    "lambda.amazonaws.com",
    "connect.amazonaws.com",
    "config.amazonaws.com",
    "ecs-tasks.amazonaws.com",
];

const AGENTS: [&str; 6] = [
    "aws-cli/2.15.38 Python/3.11.8 Linux/5.15.0-1057-aws exe/x86_64.ubuntu.22 prompt/off",
    "Boto3/1.34.84 md/Botocore#1.34.84 ua/2.0 os/linux#6.1.84 md/arch#x86_64 lang/python#3.11.8",
    "aws-sdk-go-v2/1.26.1 os/linux lang/go#1.22.2 md/GOOS#linux",
    "APN/1.0 HashiCorp/1.0 Terraform/1.8.2 (+https://www.terraform.io) aws-sdk-go/1.51.29",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "aws-sdk-java/2.25.35 Linux/5.10.214 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS Java/17.0.11",
];

const PEOPLE: [&str; 8] = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi"];

/// Names as an identity provider knows them: in JSON, and as text for a tab-separated cell.
const SAML_NAMES: [(&str, &str); 4] = [
    ("jürgen.müller@example.com", "jürgen.müller@example.com"),
    ("bj\\u00f6rn@example.com", "björn@example.com"),
    (r"EXAMPLE\\alice", r"EXAMPLE\\alice"),
    ("bob@example.com", "bob@example.com"),
];

impl Actor {
    /// Someone of the account for a kind of call, at about this time.
    pub(crate) fn new(by: By, account: &str, time: &str, random: &mut Random) -> Actor {
        match by {
            By::Anyone if random.happens(ROOT_IN_A_MILLION) => root(account, time, random),
            By::Anyone if random.happens(IAM_USERS_IN_A_MILLION) => user(account, random),
            By::Anyone => role(account, time, random),
            By::Person if random.happens(70_000) => root(account, time, random),
            By::Person if random.happens(400_000) => user(account, random),
            By::Person => role(account, time, random),
            By::Service => service(random),
            By::Saml => saml(account, random),
            By::Web => web(account, random),
            By::Nobody => nobody(account),
        }
    }
}

/// One of a few hundred of an account that appear again and again.
fn one_of_many(account: &str, topic: u64, random: &mut Random) -> Random {
    let number = account.bytes().fold(0, |sum: u64, digit| sum * 10 + u64::from(digit - b'0'));
    Random::about(number + random.below(300), topic)
}

fn address(random: &mut Random) -> String {
    let (net, host) = (random.below(7), 1 + random.below(254));
    match net {
        0..2 => format!("192.0.2.{host}"),
        2..4 => format!("198.51.100.{host}"),
        4..6 => format!("203.0.113.{host}"),
        _ => format!("2001:db8:{:x}::{host:x}", random.below(0xffff)),
    }
}

fn agent(random: &mut Random) -> String {
    random.pick(&AGENTS).to_owned()
}

fn root(account: &str, time: &str, random: &mut Random) -> Actor {
    let key = unique_id("ASIA", random);
    let arn = format!("arn:aws:iam::{account}:root");
    Actor {
        identity: "Root",
        json: format!(
            r#"{{"type":"Root","principalId":"{account}","arn":"{arn}","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"attributes":{{"creationDate":"{time}","mfaAuthenticated":"true"}}}}}}"#
        ),
        who: format!("root@{account}"),
        arn,
        ip: address(random),
        agent: agent(random),
    }
}

fn user(account: &str, random: &mut Random) -> Actor {
    let mut same = one_of_many(account, 1, random);
    let (id, key) = (unique_id("AIDA", &mut same), unique_id("AKIA", &mut same));
    let name = if same.happens(500_000) {
        same.pick(&PEOPLE).to_owned()
    } else {
        format!("svc-{}-{}", word(&mut same), same.below(10))
    };
    let arn = format!("arn:aws:iam::{account}:user/{name}");
    Actor {
        identity: "IAMUser",
        json: format!(
            r#"{{"type":"IAMUser","principalId":"{id}","arn":"{arn}","accountId":"{account}","accessKeyId":"{key}","userName":"{name}"}}"#
        ),
        who: name,
        arn,
        ip: address(&mut same),
        agent: agent(&mut same),
    }
}

fn role(account: &str, time: &str, random: &mut Random) -> Actor {
    let mut same = one_of_many(account, 2, random);
    let (id, key) = (unique_id("AROA", &mut same), unique_id("ASIA", random));
    let role = format!("{}-{}-role", word(&mut same), word(&mut same));
    let session = match same.below(4) {
        0 => format!("i-0{:016x}", random.word() >> 4),
        1 => format!("{}-{}", word(&mut same), word(&mut same)),
        2 => format!("{}@example.com", same.pick(&PEOPLE)),
        _ => format!("botocore-session-{}", 1_714_000_000 + random.below(10_000_000)),
    };
    let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{session}");
    let through = random.happens(THROUGH_A_SERVICE_IN_A_MILLION).then(|| random.pick(&SERVICES));
    let invoked_by = through.map(|name| format!(r#","invokedBy":"{name}""#)).unwrap_or_default();
    Actor {
        identity: "AssumedRole",
        json: format!(
            r#"{{"type":"AssumedRole","principalId":"{id}:{session}","arn":"{arn}","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{id}","arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}","userName":"{role}"}},"attributes":{{"creationDate":"{time}","mfaAuthenticated":"false"}}}}{invoked_by}}}"#
        ),
        who: format!("{role}/{session}"),
        arn,
        ip: through.map_or_else(|| address(&mut same), str::to_owned),
        agent: through.map_or_else(|| agent(&mut same), str::to_owned),
    }
}

fn service(random: &mut Random) -> Actor {
    let name =
        random.pick(&["lambda.amazonaws.com", "ec2.amazonaws.com", "cloudtrail.amazonaws.com"]);
    Actor {
        identity: "AWSService",
        json: format!(r#"{{"type":"AWSService","invokedBy":"{name}"}}"#),
        who: name.to_owned(),
        arn: name.to_owned(),
        ip: name.to_owned(),
        agent: name.to_owned(),
    }
}

fn saml(account: &str, random: &mut Random) -> Actor {
    let (in_json, in_cell) = random.pick(&SAML_NAMES);
    let provider = format!("arn:aws:iam::{account}:saml-provider/example-idp");
    Actor {
        identity: "SAMLUser",
        json: format!(
            r#"{{"type":"SAMLUser","principalId":"{provider}:{in_json}","userName":"{in_json}","identityProvider":"{provider}"}}"#
        ),
        who: format!("{in_cell} ({provider})"),
        arn: provider,
        ip: address(random),
        agent: agent(random),
    }
}

fn web(account: &str, random: &mut Random) -> Actor {
    let mut same = one_of_many(account, 3, random);
    let name = format!("system:serviceaccount:{}:{}", word(&mut same), word(&mut same));
    let issuer = "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
    let provider = format!("arn:aws:iam::{account}:oidc-provider/{issuer}");
    Actor {
        identity: "WebIdentityUser",
        json: format!(
            r#"{{"type":"WebIdentityUser","principalId":"{provider}:sts.amazonaws.com:{name}","userName":"{name}","identityProvider":"{provider}"}}"#
        ),
        who: format!("{name} ({provider})"),
        arn: provider,
        ip: address(&mut same),
        agent: agent(&mut same),
    }
}

fn nobody(account: &str) -> Actor {
    Actor {
        identity: "",
        json: format!(r#"{{"accountId":"{account}","invokedBy":"AWS Internal"}}"#),
        who: "AWS Internal".to_owned(),
        arn: String::new(),
        ip: "AWS Internal".to_owned(),
        agent: "AWS Internal".to_owned(),
    }
}
