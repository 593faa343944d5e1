//! Edges in how values are spelled: signs that patterns and quotes give a meaning to, letters that
//! fold, addresses, times, names of services.

use serde_json::{Value, json};

use super::edges::Edges;

impl Edges {
    pub(super) fn spellings(&mut self) {
        self.texts();
        self.addresses();
        self.times();
        self.services();
    }

    /// Fields that are compared with patterns: signs of LIKE, of regular expressions, of quoting;
    /// letters that fold in Unicode and not in ASCII; line ends.
    fn texts(&mut self) {
        let awkward = [
            "logs_2024",
            "logsX2024",
            "logs%2024",
            "100%",
            "a*b",
            "a?b",
            "ab",
            "it's",
            "say \"x\"",
            "back\\slash",
            "back\\\\slash",
            "tab\there",
            "two\nlines",
            "two\r\nlines",
            "Größe",
            "GRÖßE",
            "GRÖSSE",
            "größe",
            "straSSe",
            "ſtrange",
            "Kelvin \u{212a}",
            "٣٤",
            "12",
            "x=y<z&w>v",
            "\u{1f600} ok",
            "e\u{301}",
            "a\u{2028}b",
            "(x|y)",
            "[a-c]",
            "a.b",
            "a,b",
            "{1}",
            "^$",
            "a{b}c",
            "~`;--",
            "/* x */",
            "$$",
            "$1",
            "\u{a0}padded\u{3000}",
            " padded ",
            "NULL",
            "null",
            "true",
            "[]",
            "{\"a\": \"b\"}",
            "\u{0}nul",
            "\u{7f}",
            "emoji\u{1f469}\u{200d}",
        ];
        let values: Vec<Value> = awkward.iter().map(|text| json!(text)).collect();
        self.each("agent", "userAgent", &values);
        self.each("name", "eventName", &values[..14]);
        let regions = ["us-east-1", "us-east-2", "EU-central-1", "us-gov-west-1", " us-west-2 "];
        self.each("region", "awsRegion", &regions.map(|region| json!(region)));
        let categories = ["Management", "Data", "NetworkActivity", "Insight", "data"];
        self.each("category", "eventCategory", &categories.map(|one| json!(one)));
        let kinds = ["AwsApiCall", "AwsServiceEvent", "AwsConsoleSignIn", "AwsConsoleSignin"];
        self.each("type", "eventType", &kinds.map(|kind| json!(kind)));
        self.each("request", "requestID", &[json!("88FC835027905ED8"), json!("be1bee1d-1 ")]);
        for id in [json!(null), json!(""), json!(" e-blank-id "), json!("E-SHOUTED-ID")] {
            self.add("id", json!({ "eventID": id, "userAgent": "no id" }));
        }
        self.add_without("id-missing", "eventID");
        self.add_without("id-missing", "eventID");
        for wrong in [json!(17), json!({"id": "x"})] {
            self.add("wrongtype-id", json!({ "eventID": wrong }));
        }
    }

    fn addresses(&mut self) {
        let addresses = [
            "192.0.2.1",
            "192.0.2.10",
            "192.0.2.100",
            "192.0.3.1",
            "192.0.2.255",
            "10.0.0.1",
            "010.0.0.1",
            "192.0.02.1",
            "10.0.0.256",
            "10.0.0",
            "10.0.0.1.2",
            " 192.0.2.77 ",
            "255.255.255.255",
            "0.0.0.0",
            "1.2.3.4/24",
            "192.0.2.1:443",
            "2001:db8::1",
            "2001:0DB8:0:0:0:0:0:1",
            "2001:DB8::0001",
            "2001:db8:1::7",
            "2001:db9::",
            "::1",
            "::",
            "2001:db8:0:0:1::",
            "2001:db8::1:0:0:1",
            "2001:db8:::1",
            "2001:db8::1::2",
            "fe80::1%eth0",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7::",
            "12345::",
            "::ffff:192.0.2.10",
            "::FFFF:c000:20a",
            "0:0:0:0:0:ffff:192.0.2.10",
            "::192.0.2.10",
            "64:ff9b::192.0.2.10",
            "1:2:3:4:5:6:192.0.2.1",
            "::ffff:192.0.2.300",
            "[2001:db8::1]",
            "s3.amazonaws.com",
            "chatbot.amazonaws.com",
            "AWS Internal",
            "AWS Internal/3",
            "cafe.example",
            "dead:beef",
        ];
        self.each("ip", "sourceIPAddress", &addresses.map(|address| json!(address)));
    }

    fn times(&mut self) {
        let times = [
            "2024-04-30T23:59:59Z",
            "2024-05-01T00:00:00Z",
            "2024-05-01T23:59:59Z",
            "2024-05-01T23:59:59.999Z",
            "2024-05-02T00:00:00Z",
            "2024-05-02T00:00:00.250Z",
            "2024-05-02T00:00:01Z",
            "2024-05-02T01:30:00+02:00",
            "2024-05-01T23:30:00-01:00",
            "2024-05-02T23:59:59.999999Z",
            "2024-05-03T00:00:00Z",
            " 2024-05-02T12:00:00Z ",
            "1999-12-31T23:59:59Z",
            "2031-01-01T00:00:00Z",
            "2024-05-02T05:30:00+05:30",
        ];
        for time in times {
            self.add("time", json!({ "eventTime": time }));
            // And the same in a request, where conditions reach it.
            self.add("time-inside", json!({ "requestParameters": { "when": time } }));
        }
        for odd in [
            json!("soon"),
            json!("2024-02-30T00:00:00Z"),
            json!("2024-05-02"),
            json!("2024-05-02 00:00:00"),
            json!("2024-05-02T00:00:00"),
            json!("2024-05-01T25:00:00Z"),
            json!("2024-05-02T00:00:00.Z"),
            json!("2024-05-02T00:00:00,5Z"),
            json!("2024"),
            json!("T"),
            json!(""),
            json!(null),
        ] {
            self.add("time-odd", json!({ "eventTime": odd }));
            self.add("time-odd-inside", json!({ "requestParameters": { "when": odd } }));
        }
        // What AWS never writes. Trailscan knows these for times, engines need not.
        for unwritten in [
            "2024-05-02t00:00:00z",
            "20240502T000000Z",
            "2024-5-2T0:0:0Z",
            "2024-05-02T23:59:60Z",
            "+2024-05-02T00:00:00Z",
            "2024-05-02T00:00Z",
        ] {
            self.add("unwritten-time", json!({ "eventTime": unwritten }));
            let inside = json!({ "requestParameters": { "when": unwritten } });
            self.add("unwritten-time-inside", inside);
        }
        self.add("wrongtype-time", json!({ "eventTime": 1_714_608_000 }));
        self.add("wrongtype-time", json!({ "eventTime": { "t": "2024-05-02T00:00:00Z" } }));
    }

    fn services(&mut self) {
        let sources = [
            "s3.amazonaws.com",
            "sts.amazonaws.com",
            "connect.amazonaws.com",
            "participant-connect.amazonaws.com",
            "my-connect.amazonaws.com",
            "CHIME.amazonaws.com",
            "chime-sdk-voice.amazonaws.com",
            "chime-sdk-.amazonaws.com",
            "chimesdk.amazonaws.com",
            "chime-sdk-voice.example.com",
            "chatbot.amazonaws.com",
            "connect",
            "s3Xamazonaws.com",
            " ds.amazonaws.com ",
        ];
        let sources = sources.map(|source| json!(source));
        self.each("source", "eventSource", &sources);
        let invokers = [&sources[..], &[json!("AWS Internal"), json!(null), json!(7)]].concat();
        for invoker in invokers {
            let label = if invoker.is_number() { "wrongtype-via" } else { "via" };
            let identity = json!({ "type": "AssumedRole", "invokedBy": invoker });
            self.add(label, json!({ "userIdentity": identity }));
        }
        for key in ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "AKIA****", " akia "] {
            let identity = json!({ "type": "IAMUser", "accessKeyId": key });
            self.add("key", json!({ "userIdentity": identity }));
        }
    }
}
