//! What happens in a corpus: the calls, how often each is made, and how AWS records it.
//!
//! Modelled on real records. A `$name` is filled in by `template`.

use crate::actor::By;

/// One call of one service, as CloudTrail records it.
pub(crate) struct Shape {
    /// How often, among the weights of all.
    pub(crate) weight: u64,
    pub(crate) by: By,
    pub(crate) source: &'static str,
    pub(crate) name: &'static str,
    pub(crate) reads: bool,
    pub(crate) kind: Kind,
    pub(crate) request: &'static str,
    pub(crate) response: &'static str,
    /// `additionalEventData` and `resources`; empty where the call has none.
    pub(crate) additional: &'static str,
    pub(crate) resources: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Management,
    Data,
    SignIn,
    /// Something that AWS did, not a call.
    ServiceEvent,
}

const READ: Shape = Shape {
    weight: 1,
    by: By::Anyone,
    source: "",
    name: "",
    reads: true,
    kind: Kind::Management,
    request: "null",
    response: "null",
    additional: "",
    resources: "",
};

const WRITE: Shape = Shape { reads: false, ..READ };

const OBJECT: Shape = Shape {
    source: "s3.amazonaws.com",
    kind: Kind::Data,
    additional: r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"SSEApplied":"SSE_KMS","AuthenticationMethod":"AuthHeader","x-amz-id-2":"$base76=","bytesTransferredOut":$digits5}"#,
    resources: r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::$bucket/$key"},{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$bucket"}]"#,
    ..READ
};

const BUCKET: Shape = Shape {
    source: "s3.amazonaws.com",
    additional: r#"{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$base76=","bytesTransferredOut":$digits3}"#,
    resources: r#"[{"accountId":"$account","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$bucket"}]"#,
    ..READ
};

const KMS: Shape = Shape {
    source: "kms.amazonaws.com",
    resources: r#"[{"accountId":"$account","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$region:$account:key/$kms"}]"#,
    ..READ
};

const ASSUMING: Shape = Shape {
    source: "sts.amazonaws.com",
    request: r#"{"roleArn":"arn:aws:iam::$account:role/$role","roleSessionName":"$word-$digits10","durationSeconds":3600}"#,
    response: r#"{"credentials":{"accessKeyId":"$asia","sessionToken":"$base560==","expiration":"May 28, 2024, 4:33:20 AM"},"assumedRoleUser":{"assumedRoleId":"$aroa:$word-$digits10","arn":"arn:aws:sts::$account:assumed-role/$role/$word"}}"#,
    resources: r#"[{"accountId":"$account","type":"AWS::IAM::Role","ARN":"arn:aws:iam::$account:role/$role"}]"#,
    ..READ
};

const EC2: Shape = Shape { source: "ec2.amazonaws.com", ..READ };

const CONNECT: Shape = Shape {
    source: "connect.amazonaws.com",
    request: r#"{"InstanceId":"$uuid","UserId":"$uuid","ContactId":"$uuid"}"#,
    ..READ
};

#[rustfmt::skip] // one call a paragraph
pub(crate) static SHAPES: &[Shape] = &[
    Shape { weight: 110, name: "GetObject",
        request: r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$key","x-amz-checksum-mode":"ENABLED"}"#, ..OBJECT },
    Shape { weight: 50, name: "PutObject", reads: false,
        request: r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$key","x-amz-acl":"bucket-owner-full-control"}"#,
        response: r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$region:$account:key/$kms","x-amz-version-id":"$hex17"}"#, ..OBJECT },
    Shape { weight: 40, name: "HeadObject",
        request: r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","key":"$key"}"#, ..OBJECT },
    Shape { weight: 25, name: "ListObjects",
        request: r#"{"list-type":"2","bucketName":"$bucket","encoding-type":"url","prefix":"$word/","delimiter":"/","Host":"$bucket.s3.$region.amazonaws.com"}"#, ..OBJECT },
    Shape { weight: 20, name: "GetBucketAcl", by: By::Service,
        request: r#"{"bucketName":"$bucket","Host":"$bucket.s3.$region.amazonaws.com","acl":""}"#, ..BUCKET },
    Shape { weight: 10, name: "GetBucketEncryption",
        request: r#"{"bucketName":"$bucket","Host":"s3.$region.amazonaws.com","encryption":""}"#, ..BUCKET },
    Shape { weight: 4, name: "PutBucketPolicy", reads: false,
        request: r#"{"bucketName":"$bucket","Host":"s3.$region.amazonaws.com","policy":"","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::$bucket","arn:aws:s3:::$bucket/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}}"#, ..BUCKET },

    Shape { weight: 90, name: "Decrypt",
        request: r#"{"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:$region:$account:function:$function"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
        additional: r#"{"keyMaterialId":"$hex64"}"#, ..KMS },
    Shape { weight: 50, name: "GenerateDataKey",
        request: r#"{"keySpec":"AES_256","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$bucket/$key"},"keyId":"arn:aws:kms:$region:$account:key/$kms"}"#,
        additional: r#"{"keyMaterialId":"$hex64"}"#, ..KMS },
    Shape { weight: 12, name: "DescribeKey",
        request: r#"{"keyId":"arn:aws:kms:$region:$account:key/$kms"}"#, ..KMS },
    Shape { weight: 1, name: "RotateKey", by: By::Nobody, kind: Kind::ServiceEvent, reads: false, ..KMS },

    Shape { weight: 55, name: "AssumeRole", by: By::Service, ..ASSUMING },
    Shape { weight: 35, name: "AssumeRole", ..ASSUMING },
    Shape { weight: 6, name: "AssumeRoleWithSAML", by: By::Saml, ..ASSUMING },
    Shape { weight: 12, name: "AssumeRoleWithWebIdentity", by: By::Web, ..ASSUMING },
    Shape { weight: 25, source: "sts.amazonaws.com", name: "GetCallerIdentity", ..READ },

    Shape { weight: 60, name: "DescribeInstances",
        request: r#"{"maxResults":1000,"instancesSet":{"items":[{"instanceId":"$instance"}]},"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"},{"value":"pending"}]}}]}}"#, ..EC2 },
    Shape { weight: 25, name: "DescribeNetworkInterfaces",
        request: r#"{"networkInterfaceIdSet":{"items":[{"networkInterfaceId":"eni-0$hex17"}]},"filterSet":{}}"#, ..EC2 },
    Shape { weight: 25, name: "DescribeSecurityGroups",
        request: r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"sg-0$hex17"}]},"filterSet":{}}"#, ..EC2 },
    Shape { weight: 15, name: "DescribeVolumes",
        request: r#"{"volumeSet":{"items":[{"volumeId":"vol-0$hex17"},{"volumeId":"vol-0$hex17"}]},"filterSet":{}}"#, ..EC2 },
    Shape { weight: 12, name: "DescribeTags",
        request: r#"{"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$instance"}]}},{"name":"key","valueSet":{"items":[{"value":"Größe"},{"value":"コスト"}]}}]}}"#, ..EC2 },
    Shape { weight: 6, name: "RunInstances", reads: false,
        request: r#"{"instancesSet":{"items":[{"imageId":"ami-0$hex17","minCount":1,"maxCount":1}]},"userData":"<sensitiveDataRemoved>","instanceType":"m6i.large","blockDeviceMapping":{},"monitoring":{"enabled":false},"subnetId":"subnet-0$hex17","disableApiTermination":false,"clientToken":"fleet-$uuid-0","iamInstanceProfile":{"arn":"arn:aws:iam::$account:instance-profile/$role"},"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"Name","value":"$function"},{"key":"team","value":"$word"}]}]}}"#,
        response: r#"{"requestId":"$uuid","reservationId":"r-0$hex17","ownerId":"$account","groupSet":{},"instancesSet":{"items":[{"instanceId":"$instance","imageId":"ami-0$hex17","bootMode":"uefi-preferred","currentInstanceBootMode":"uefi","instanceState":{"code":0,"name":"pending"},"privateDnsName":"ip-192-0-2-$digits3.ec2.internal","amiLaunchIndex":0,"productCodes":{},"instanceType":"m6i.large","launchTime":1714608000000,"placement":{"availabilityZone":"$zone","tenancy":"default"},"monitoring":{"state":"disabled"},"subnetId":"subnet-0$hex17","vpcId":"vpc-0$hex17","privateIpAddress":"192.0.2.17","stateReason":{"code":"pending","message":"pending"},"architecture":"x86_64","rootDeviceType":"ebs","rootDeviceName":"/dev/xvda","blockDeviceMapping":{},"virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":[{"key":"Name","value":"$function"},{"key":"team","value":"$word"}]},"groupSet":{"items":[{"groupId":"sg-0$hex17","groupName":"$word"}]},"sourceDestCheck":true,"networkInterfaceSet":{"items":[{"networkInterfaceId":"eni-0$hex17","subnetId":"subnet-0$hex17","vpcId":"vpc-0$hex17","ownerId":"$account","status":"in-use","macAddress":"0a:1b:2c:3d:4e:5f","privateIpAddress":"192.0.2.17","attachment":{"attachmentId":"eni-attach-0$hex17","deviceIndex":0,"status":"attaching","deleteOnTermination":true}}]},"ebsOptimized":false,"enaSupport":true,"metadataOptions":{"state":"pending","httpTokens":"required","httpPutResponseHopLimit":2,"httpEndpoint":"enabled","httpProtocolIpv6":"disabled","instanceMetadataTags":"disabled"}}]},"requesterId":"$digits10"}"#, ..EC2 },
    Shape { weight: 5, name: "CreateTags", reads: false,
        request: r#"{"resourcesSet":{"items":[{"resourceId":"$instance"}]},"tagSet":{"items":[{"key":"Beschreibung","value":"Läuft für \"$word\" \u003cbis Mai\u003e"}]}}"#,
        response: r#"{"requestId":"$uuid","_return":true}"#, ..EC2 },

    Shape { weight: 12, source: "lambda.amazonaws.com", name: "Invoke", kind: Kind::Data,
        request: r#"{"functionName":"arn:aws:lambda:$region:$account:function:$function","invocationType":"Event"}"#,
        additional: r#"{"functionVersion":"arn:aws:lambda:$region:$account:function:$function:$LATEST"}"#,
        resources: r#"[{"accountId":"$account","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$region:$account:function:$function"}]"#, ..WRITE },
    Shape { weight: 15, source: "lambda.amazonaws.com", name: "GetFunction20150331v2",
        request: r#"{"functionName":"arn:aws:lambda:$region:$account:function:$function"}"#, ..READ },
    Shape { weight: 5, source: "lambda.amazonaws.com", name: "ListFunctions20150331",
        request: r#"{"maxItems":50,"marker":"$base160="}"#, ..READ },
    Shape { weight: 4, source: "lambda.amazonaws.com", name: "UpdateFunctionCode20150331v2",
        request: r#"{"functionName":"$function","s3Bucket":"$bucket","s3Key":"$hex40.zip","publish":true,"dryRun":false}"#,
        response: r#"{"functionName":"$function","functionArn":"arn:aws:lambda:$region:$account:function:$function","runtime":"python3.11","role":"arn:aws:iam::$account:role/$role","handler":"index.handler","codeSize":$digits5,"description":"","timeout":30,"memorySize":256,"codeSha256":"$base76=","version":"17","environment":{},"tracingConfig":{"mode":"PassThrough"},"revisionId":"$uuid","state":"Active","lastUpdateStatus":"InProgress","packageType":"Zip","architectures":["x86_64"],"ephemeralStorage":{"size":512}}"#, ..WRITE },

    Shape { weight: 30, source: "logs.amazonaws.com", name: "CreateLogStream",
        request: r#"{"logGroupName":"$group","logStreamName":"2024/05/02/[$LATEST]$hex40"}"#, ..WRITE },
    Shape { weight: 12, source: "logs.amazonaws.com", name: "DescribeLogGroups",
        request: r#"{"logGroupNamePrefix":"$group","limit":50}"#, ..READ },
    Shape { weight: 3, source: "monitoring.amazonaws.com", name: "PutMetricAlarm",
        request: r#"{"alarmName":"$word-denied","alarmDescription":"calls that were refused, \u003e 5 in 5 minutes","metricName":"AccessDenied","namespace":"Trail","statistic":"Sum","period":300,"evaluationPeriods":1,"threshold":5.0,"comparisonOperator":"GreaterThanThreshold","alarmActions":["arn:aws:sns:$region:$account:$word"]}"#, ..WRITE },
    Shape { weight: 12, source: "monitoring.amazonaws.com", name: "DescribeAlarms",
        request: r#"{"alarmNamePrefix":"TargetTracking-table/$table","maxRecords":100}"#, ..READ },

    Shape { weight: 12, source: "iam.amazonaws.com", name: "GetRole", request: r#"{"roleName":"$role"}"#, ..READ },
    Shape { weight: 8, source: "iam.amazonaws.com", name: "ListAttachedRolePolicies", request: r#"{"roleName":"$role"}"#, ..READ },
    Shape { weight: 4, source: "iam.amazonaws.com", name: "PutRolePolicy",
        request: r#"{"roleName":"$role","policyName":"$word","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"FürAlle\",\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\", \"s3:ListBucket\"],\n      \"Resource\": [\"arn:aws:s3:::$bucket\", \"arn:aws:s3:::$bucket/*\"]\n    }\n  ]\n}"}"#, ..WRITE },
    Shape { weight: 2, source: "iam.amazonaws.com", name: "CreateUser",
        request: r#"{"userName":"svc-$table","tags":[]}"#,
        response: r#"{"user":{"path":"/","userName":"svc-$table","userId":"AIDA$request16","arn":"arn:aws:iam::$account:user/svc-$table","createDate":"May 2, 2024, 3:36:02 AM"}}"#, ..WRITE },

    Shape { weight: 2, source: "signin.amazonaws.com", name: "ConsoleLogin", by: By::Person, kind: Kind::SignIn,
        response: r#"{"ConsoleLogin":"Success"}"#,
        additional: r#"{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_$region_$hex17","MobileVersion":"No","MFAUsed":"Yes"}"#, ..WRITE },

    Shape { weight: 1, name: "DescribeUser", ..CONNECT },
    Shape { weight: 1, name: "UpdateContactAttributes", reads: false,
        request: r#"{"InstanceId":"$uuid","InitialContactId":"$uuid","Attributes":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, ..CONNECT },
    Shape { weight: 1, source: "participant-connect.amazonaws.com", name: "SendMessage", reads: false,
        request: r#"{"ContentType":"text/plain","Content":"HIDDEN_DUE_TO_SECURITY_REASONS","ClientToken":"$uuid"}"#, ..CONNECT },

    Shape { weight: 20, source: "secretsmanager.amazonaws.com", name: "GetSecretValue",
        request: r#"{"secretId":"arn:aws:secretsmanager:$region:$account:secret:prod/$word-AbCdEf","versionStage":"AWSCURRENT"}"#, ..READ },
    Shape { weight: 25, source: "ssm.amazonaws.com", name: "GetParameters",
        request: r#"{"names":["/prod/$word/$word","/prod/$word/password"],"withDecryption":true}"#, ..READ },
    Shape { weight: 20, source: "ssm.amazonaws.com", name: "UpdateInstanceInformation",
        request: r#"{"agentVersion":"3.3.131.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"192.0.2.17","computerName":"ip-192-0-2-17.ec2.internal","agentName":"amazon-ssm-agent","instanceId":"$instance","availabilityZone":"$zone","sSMConnectionChannel":"ssmmessages"}"#, ..WRITE },
    Shape { weight: 20, source: "dynamodb.amazonaws.com", name: "DescribeTable",
        request: r#"{"tableName":"$table"}"#,
        resources: r#"[{"accountId":"$account","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$region:$account:table/$table"}]"#, ..READ },
    Shape { weight: 20, source: "ecr.amazonaws.com", name: "BatchGetImage",
        request: r#"{"registryId":"$account","repositoryName":"$function","imageIds":[{"imageDigest":"sha256:$hex64"}],"acceptedMediaTypes":["application/vnd.docker.distribution.manifest.v2+json","application/vnd.oci.image.manifest.v1+json"]}"#,
        resources: r#"[{"accountId":"$account","ARN":"arn:aws:ecr:$region:$account:repository/$function"}]"#, ..READ },
    Shape { weight: 15, source: "autoscaling.amazonaws.com", name: "DescribeAutoScalingGroups",
        request: r#"{"autoScalingGroupNames":["$function-asg-$hex8","$function-asg-$hex8"],"maxRecords":100}"#, ..READ },
    Shape { weight: 20, source: "elasticloadbalancing.amazonaws.com", name: "DescribeTargetHealth",
        request: r#"{"targetGroupArn":"arn:aws:elasticloadbalancing:$region:$account:targetgroup/$function/$hex17"}"#, ..READ },
    Shape { weight: 12, source: "cloudformation.amazonaws.com", name: "DescribeStacks",
        request: r#"{"stackName":"arn:aws:cloudformation:$region:$account:stack/$function/$uuid"}"#, ..READ },
    Shape { weight: 10, source: "rds.amazonaws.com", name: "DescribeDBInstances",
        request: r#"{"dBInstanceIdentifier":"$table","maxRecords":100}"#, ..READ },
    Shape { weight: 15, source: "config.amazonaws.com", name: "PutEvaluations",
        request: r#"{"evaluations":[{"complianceResourceType":"AWS::EC2::Instance","complianceResourceId":"$instance","complianceType":"COMPLIANT","orderingTimestamp":"May 2, 2024, 3:36:02 AM"},{"complianceResourceType":"AWS::S3::Bucket","complianceResourceId":"$bucket","complianceType":"NON_COMPLIANT","annotation":"no versioning","orderingTimestamp":"May 2, 2024, 3:36:02 AM"}],"resultToken":"$base560","testMode":false}"#,
        response: r#"{"failedEvaluations":[]}"#, ..WRITE },
];
