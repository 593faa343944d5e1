//! Edges inside of events: the parameters of calls, in which anything may be, and resources.

use serde_json::json;

use super::{edges::Edges, place::to_the_letter};

/// Values of every type where a call's parameters are, and below them.
pub(super) fn parameters(edges: &mut Edges) {
    for bare in [
        json!("a bare string"),
        json!("my-bucket"),
        json!(""),
        json!("{\"bucketName\": \"my-bucket\"}"),
        json!("[\"my-bucket\"]"),
        json!(5),
        json!(true),
        json!([]),
        json!({}),
        json!(["my-bucket", {"bucketName": "my-bucket"}]),
        json!([[["my-bucket"]], 5]),
        json!(null),
    ] {
        // A column that holds text does not tell JSON in a string from JSON.
        let is_json = bare.as_str().is_some_and(|text| text.starts_with(['{', '[']));
        let kind = if is_json { "wrongtype-" } else { "" };
        edges.add(&format!("{kind}parameters"), json!({ "requestParameters": bare }));
        edges.add(&format!("{kind}response"), json!({ "responseElements": bare }));
    }
    for name in [
        json!("my-bucket"),
        json!(" my-bucket "),
        json!("MY-BUCKET"),
        json!("my_bucket"),
        json!("my%bucket"),
        json!("my*bucket"),
        json!("it's"),
        json!("say \"x\""),
        json!("back\\slash"),
        json!("a,b"),
        json!("Größe"),
        json!("x=y<z"),
        json!("two\nlines"),
        json!("null"),
        json!(""),
        json!(null),
        json!(true),
        json!(false),
        json!("true"),
        json!(5),
        json!("5"),
        json!(["my-bucket", "other"]),
        json!([["other"], [["my-bucket"]]]),
        json!([{"a": "my-bucket"}]),
        json!({"a": "my-bucket"}),
        json!([]),
        json!({}),
        json!([null]),
        json!([null, "my-bucket"]),
    ] {
        edges.add("bucket", json!({ "requestParameters": { "bucketName": name } }));
    }
    numbers(edges);
    for tree in [
        json!({"items": [{"id": "a"}, {"id": "b", "items": [{"name": "deep"}]}]}),
        json!({"items": [{"id": ["a", "b"]}, {"id": 5}]}),
        json!({"items": {"id": "a"}}),
        json!({"items": [[{"id": "a"}], {"id": null}]}),
        json!({"items": ["id", "a"]}),
        json!({"items": [{"ID": "a", "Id": "b"}]}),
        json!({"Items": [{"id": "a"}]}),
        json!({"items": [{"id": "A"}], "id": "z"}),
    ] {
        edges.add("tree", json!({ "requestParameters": tree }));
    }
    for keys in [
        json!({"größe": 5}),
        json!({"a b": "blank"}),
        json!({"a.b": "dotted"}),
        json!({"a": {"b": "nested"}}),
        json!({"a'b": "quoted"}),
        json!({"a\"b": "quoted"}),
        json!({"$.a": "dollar"}),
        json!({"0": "zero"}),
        json!({"arn": "lower", "ARN": "upper"}),
        json!({"x-amz-acl": "private"}),
    ] {
        edges.add("keys", json!({ "requestParameters": keys }));
    }
    let more = json!({ "bytesTransferredOut": 1_000_001.0, "SignatureVersion": "SigV4" });
    edges.add("more", json!({ "additionalEventData": more }));
    edges.add("more", json!({ "additionalEventData": { "bytesTransferredOut": "1000001" } }));
    edges.add("unknown", json!({ "somethingNew": { "a": [1, 2, { "b": "c" }] } }));
    edges.add("unknown", json!({ "somethingNew": "plain" }));
    edges.add("clash", json!({ "eventname": "Shadow", "EVENTNAME": "Shadow" }));
    edges.add("clash", json!({ "useridentity": { "type": "Root" } }));
    edges.add("tls", json!({ "tlsDetails": { "tlsVersion": "TLSv1.2", "cipherSuite": "X" } }));
}

fn numbers(edges: &mut Edges) {
    let written = [
        "0",
        "-0",
        "0.0",
        "1",
        "-1",
        "5",
        "5.0",
        "5.00",
        "50e-1",
        "10",
        "1e1",
        "1E+1",
        "1.5",
        "100",
        "99.999",
        "1000000",
        "1e3",
        "9007199254740993",
        "9007199254740992",
        "18446744073709551617",
        "0.1",
        "0.10000000000000000000001",
    ];
    for number in written {
        edges.add("number", json!({ "requestParameters": { "count": to_the_letter(number) } }));
        edges.add("number-text", json!({ "requestParameters": { "count": number } }));
    }
    for odd in
        ["", " 5 ", "+5", "5.", ".5", "0x5", "1_000", "1,000", "five", "٥", "5 5", "NaN", "inf"]
    {
        edges.add("number-odd", json!({ "requestParameters": { "count": odd } }));
    }
    for several in [json!([1, 20, "3"]), json!([]), json!({"a": 20}), json!(true), json!([[20]])] {
        edges.add("number-in", json!({ "requestParameters": { "count": several } }));
    }
}

pub(super) fn resources(edges: &mut Edges) {
    let arns = [
        "arn:aws:s3:::my-bucket",
        "arn:aws:s3:::my-bucket/2024/customers.csv",
        " arn:aws:s3:::my-bucket/blank ",
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/my-fn:*",
        "arn:aws:lambda:us-east-1:123456789012:function:my-fn:2",
        "arn:aws:lambda:us-east-1:123456789012:function:my_fn",
        "arn:aws:iam::123456789012:role/service-role/My-Role",
        "arn:aws:iam::123456789012:user/it's",
        "arn:aws:s3:::x/100%/a_b",
        "arn:aws:s3:::a//b",
        "arn:aws:s3:::Größe/x",
        "arn:aws:s3:::tail/",
        "arn:aws:dynamodb:us-east-1:123456789012:table/T/index/I",
        "not:an/arn",
        "arn:aws:s3",
        "my-bucket",
        "",
    ];
    for arn in arns {
        let one = json!({ "ARN": arn, "accountId": "123456789012", "type": "AWS::X::Y" });
        edges.add("resource", json!({ "resources": [one] }));
        edges.add("resource-asked", json!({ "requestParameters": { "thing": [arn, 5] } }));
        edges.add("resource-made", json!({ "responseElements": { "a": { "b": arn } } }));
    }
    for (label, all) in [
        ("resource-prefix", json!([{ "ARNPrefix": "arn:aws:s3:::my-bucket/", "type": "X" }])),
        ("resource-other", json!([{ "ARN": "arn:aws:s3:::o", "accountId": "111122223333" }])),
        ("resource-two", json!([{}, { "ARN": "arn:aws:s3:::o" }, { "ARN": "arn:aws:s3:::my-fn" }])),
        ("resource-zero", json!([{ "ARN": "arn:aws:s3:::o", "accountId": "012345678901" }])),
        ("resource-null", json!(null)),
        ("resource-none", json!([])),
        ("resource-null-in", json!([null, { "ARN": null, "accountId": null }])),
        ("clash-resource", json!([{ "arn": "arn:aws:s3:::my-bucket", "accountid": "1" }])),
    ] {
        edges.add(label, json!({ "resources": all }));
    }
    for wrong in [
        json!("arn:aws:s3:::my-bucket"),
        json!({ "ARN": "arn:aws:s3:::my-bucket" }),
        json!(["arn:aws:s3:::my-bucket", 7]),
        json!([{ "ARN": 7, "accountId": 111_122_223_333_u64 }]),
        json!([[{ "ARN": "arn:aws:s3:::my-bucket" }]]),
        json!([{ "ARN": ["arn:aws:s3:::my-bucket"] }]),
    ] {
        edges.add("wrongtype-resource", json!({ "resources": wrong }));
    }
}
