//! Stories: calls in the order in which they are told, written into files as AWS delivers them.
//!
//! A call that mints a credential gives back its signer, so that a story reads as it happened.
//! Nothing here knows what `trailscan trace` makes of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    dice::Dice,
    signer::{HOME, Signer, role_arn, session_arn, unique_id},
};
use crate::trail::Trail;

/// A time of the day of the story, or a whole time.
pub(super) fn full(at: &str) -> String {
    if at.len() == 8 { format!("2024-05-01T{at}Z") } else { at.to_owned() }
}

/// What has been called so far.
#[derive(Clone, Default)]
pub(super) struct Story {
    pub(super) events: Vec<Value>,
}

/// A role and the name of a session of it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) account: &'a str,
    pub(super) role: &'a str,
    pub(super) session: &'a str,
}

/// A role of the account that most happens in.
pub(super) fn at_home<'a>(role: &'a str, session: &'a str) -> Place<'a> {
    Place { account: HOME, role, session }
}

impl Place<'_> {
    /// A session there.
    pub(super) fn signer(&self, key: &str, created: &str) -> Signer {
        Signer::role((self.account, self.role, self.session), key, created)
    }

    fn assumed_role_user(&self) -> Value {
        json!({
            "assumedRoleId":
                format!("{}:{}", unique_id("AROA", self.account, self.role), self.session),
            "arn": session_arn(self.account, self.role, self.session),
        })
    }
}

/// What a response says of temporary credentials.
pub(super) fn credentials(key: &str) -> Value {
    json!({
        "accessKeyId": key,
        "expiration": "May 1, 2024, 11:00:00\u{202f}PM",
        "sessionToken": "IQoJb3JpZ2luX2VjEOH//////////wEaCXVzLWVhc3QtMSJIMEYCIQD=",
    })
}

/// A record as version 1.09 has it.
pub(super) fn event(by: &Signer, at: &str, id: &str, source: &str, name: &str) -> Value {
    let account = if by.account().is_empty() { HOME } else { by.account() };
    let invoked_by = &by.identity["invokedBy"];
    let ip = invoked_by.as_str().unwrap_or("192.0.2.1");
    json!({
        "eventVersion": "1.09",
        "userIdentity": by.identity,
        "eventTime": full(at),
        "eventSource": source,
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": ip,
        "userAgent": invoked_by.as_str().unwrap_or("aws-cli/2.15.0 Python/3.11.6"),
        "requestParameters": null,
        "responseElements": null,
        "requestID": format!("request of {id}"),
        "eventID": id,
        "readOnly": false,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": account,
        "eventCategory": "Management",
    })
}

impl Story {
    pub(super) fn new() -> Story {
        Story::default()
    }

    pub(super) fn push(&mut self, event: Value) -> &mut Story {
        self.events.push(event);
        self
    }

    /// An ordinary call.
    pub(super) fn call(&mut self, by: &Signer, at: &str, id: &str) -> &mut Story {
        self.push(event(by, at, id, "s3.amazonaws.com", "ListBuckets"))
    }

    /// Ordinary calls.
    pub(super) fn calls(&mut self, by: &Signer, calls: &[(&str, &str)]) -> &mut Story {
        for (at, id) in calls {
            self.call(by, at, id);
        }
        self
    }

    /// The event of this ID, to be changed.
    pub(super) fn edit(&mut self, id: &str) -> &mut Value {
        let found = self.events.iter_mut().find(|event| event["eventID"] == id);
        found.unwrap_or_else(|| panic!("no event `{id}`"))
    }

    /// A call that gave this response.
    fn answered(&mut self, event: Value, request: Value, response: Value) {
        self.events.push(event);
        let event = self.events.last_mut().expect("it was pushed");
        event["requestParameters"] = request;
        event["responseElements"] = response;
    }

    /// `AssumeRole`, or another of its kind.
    pub(super) fn assume_by(
        &mut self,
        name: &str,
        by: &Signer,
        (at, id): (&str, &str),
        place: Place<'_>,
        key: &str,
    ) -> Signer {
        let mut call = event(by, at, id, "sts.amazonaws.com", name);
        let arn = role_arn(place.account, place.role);
        call["readOnly"] = json!(true);
        call["resources"] =
            json!([{"accountId": place.account, "type": "AWS::IAM::Role", "ARN": &arn}]);
        let request = json!({"roleArn": arn, "roleSessionName": place.session});
        let mut response = json!({"assumedRoleUser": place.assumed_role_user()});
        response["credentials"] = credentials(key);
        self.answered(call, request, response);
        place.signer(key, at)
    }

    pub(super) fn assume(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        place: Place<'_>,
        key: &str,
    ) -> Signer {
        self.assume_by("AssumeRole", by, (at, id), place, key)
    }

    pub(super) fn get_session_token(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        key: &str,
    ) -> Signer {
        let call = event(by, at, id, "sts.amazonaws.com", "GetSessionToken");
        let request = json!({"durationSeconds": 3600});
        self.answered(call, request, json!({"credentials": credentials(key)}));
        by.in_session(key, at)
    }

    pub(super) fn get_federation_token(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        name: &str,
        key: &str,
    ) -> Signer {
        let minted = by.federated(name, key, at);
        let call = event(by, at, id, "sts.amazonaws.com", "GetFederationToken");
        let user = json!({"federatedUserId": minted.principal(), "arn": minted.arn()});
        let response = json!({
            "credentials": credentials(key), "federatedUser": user, "packedPolicySize": 4,
        });
        self.answered(call, json!({"name": name}), response);
        minted
    }

    pub(super) fn assume_root(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        account: &str,
        key: &str,
    ) -> Signer {
        let call = event(by, at, id, "sts.amazonaws.com", "AssumeRoot");
        let policy = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy";
        let request = json!({"targetPrincipal": account, "taskPolicyArn": {"arn": policy}});
        self.answered(call, request, json!({"credentials": credentials(key)}));
        Signer::assumed_root(account, key, at)
    }

    /// The console's door for sessions that come from elsewhere. The session that it opens has a
    /// key that this response may name, or may not.
    pub(super) fn get_signin_token(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        key: Option<&str>,
    ) {
        let mut call = event(by, at, id, "signin.amazonaws.com", "GetSigninToken");
        call["eventType"] = json!("AwsConsoleSignIn");
        call["additionalEventData"] = json!({"MobileVersion": "No", "MFAUsed": "No"});
        let mut response = json!({"GetSigninToken": "Success"});
        if let Some(key) = key {
            response["credentials"] = json!({"accessKeyId": key});
        }
        self.answered(call, Value::Null, response);
    }

    pub(super) fn create_access_key(
        &mut self,
        by: &Signer,
        (at, id): (&str, &str),
        user: &str,
        key: &str,
    ) -> Signer {
        let call = event(by, at, id, "iam.amazonaws.com", "CreateAccessKey");
        let created = json!({
            "accessKeyId": key, "status": "Active", "userName": user,
            "createDate": "May 1, 2024 9:00:00 AM",
        });
        self.answered(call, json!({"userName": user}), json!({"accessKey": created}));
        Signer::user(by.account(), user, key)
    }

    /// `CreateLoginProfile`, or `UpdateLoginProfile`, which answers nothing.
    pub(super) fn login_profile(
        &mut self,
        name: &str,
        by: &Signer,
        (at, id): (&str, &str),
        user: &str,
    ) {
        let call = event(by, at, id, "iam.amazonaws.com", name);
        let profile = json!({
            "userName": user, "passwordResetRequired": false,
            "createDate": "May 1, 2024 9:00:00 AM",
        });
        let creates = name == "CreateLoginProfile";
        let response = if creates { json!({"loginProfile": profile}) } else { Value::Null };
        let request = json!({"userName": user, "passwordResetRequired": false});
        self.answered(call, request, response);
    }

    /// A sign-in of an IAM user, which names no key.
    pub(super) fn console_login(&mut self, user: &Signer, (at, id): (&str, &str)) {
        let by = user.without("accessKeyId").without("sessionContext");
        let mut call = event(&by, at, id, "signin.amazonaws.com", "ConsoleLogin");
        call["eventType"] = json!("AwsConsoleSignIn");
        call["userAgent"] = json!("Mozilla/5.0 (X11; Linux x86_64) Firefox/125.0");
        call["additionalEventData"] = json!({
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No", "MFAUsed": "No",
        });
        self.answered(call, Value::Null, json!({"ConsoleLogin": "Success"}));
    }

    /// A change of roles in the console: the new session signs it, without a key.
    pub(super) fn switch_role(&mut self, session: &Signer, (at, id): (&str, &str), from: &Signer) {
        let by = session.without("accessKeyId").without("sessionContext");
        let mut call = event(&by, at, id, "signin.amazonaws.com", "SwitchRole");
        call["eventType"] = json!("AwsConsoleSignIn");
        call["additionalEventData"] = json!({
            "SwitchFrom": from.arn(),
            "RedirectTo": "https://console.aws.amazon.com/s3/home",
        });
        self.answered(call, Value::Null, json!({"SwitchRole": "Success"}));
    }

    /// Gives another account its own record of a call; its ID is `ID in the other account`.
    pub(super) fn share(&mut self, id: &str, account: &str) -> &mut Story {
        let original = self.edit(id);
        original["sharedEventID"] = json!(format!("{id} shared"));
        let mut copy = original.clone();
        let by = Signer { identity: copy["userIdentity"].clone() };
        copy["userIdentity"] = by.seen_from_outside().identity;
        copy["recipientAccountId"] = json!(account);
        copy["eventID"] = json!(format!("{id} in the other account"));
        self.push(copy)
    }

    /// As if the file with this event were not at hand.
    pub(super) fn forget(&mut self, id: &str) -> &mut Story {
        self.edit(id);
        self.events.retain(|event| event["eventID"] != id);
        self
    }

    /// Delivers an event once more.
    pub(super) fn redeliver(&mut self, id: &str) -> &mut Story {
        let copy = self.edit(id).clone();
        self.push(copy)
    }

    /// Makes a call fail.
    pub(super) fn fail(&mut self, id: &str, code: &str) -> &mut Story {
        let event = self.edit(id);
        event["errorCode"] = json!(code);
        event["errorMessage"] = json!("it was not to be");
        event["responseElements"] = Value::Null;
        self
    }

    /// Files as CloudTrail names them, for each account and region, in an order that is chance.
    pub(super) fn write(&self, trail: &Trail, seed: u64) {
        let mut dice = Dice::new(seed);
        let mut shuffled: Vec<&Value> = self.events.iter().collect();
        dice.shuffle(&mut shuffled);
        let mut places: BTreeMap<[&str; 2], Vec<Vec<Value>>> = BTreeMap::new();
        for event in shuffled {
            let text = |field: &str| event[field].as_str().unwrap_or("odd");
            let files = places.entry([text("recipientAccountId"), text("awsRegion")]).or_default();
            if files.is_empty() || dice.once_in(12) {
                files.push(Vec::new());
            }
            let file = dice.below(files.len());
            files[file].push(event.clone());
        }
        for ([account, region], files) in places {
            for (number, events) in files.iter().enumerate() {
                let name = format!("{account}_CloudTrail_{region}_20240501T{:04}Z", number * 5);
                let unique = format!("{:016x}", dice.below(1 << 60));
                let directory = format!("AWSLogs/{account}/CloudTrail/{region}/2024/05/01");
                trail.log(&format!("{directory}/{name}_{unique}.json.gz"), events);
            }
        }
    }

    pub(super) fn written(&self) -> Trail {
        let trail = Trail::new();
        self.write(&trail, 7);
        trail
    }
}
