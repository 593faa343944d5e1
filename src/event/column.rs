//! The columns in which engines that read SQL know an event: the names of the table that AWS
//! documents for Athena.
//!
//! A column is a key of the record in lower case. Objects that AWS describes are structs, those
//! that differ from call to call are their own JSON text (AWS's page on querying CloudTrail logs in
//! Athena, with partition projection). How a column is written or asked for is not known here.

/// A column, or a field of one that is a struct.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// The key in the record, as AWS spells it.
    pub(crate) key: &'static str,
    pub(crate) holds: Holds,
    /// Whether AWS's page has it.
    pub(crate) is_documented: bool,
}

/// What a column holds.
#[derive(Debug)]
pub(crate) enum Holds {
    /// A string. Values of other types are none.
    Text,
    /// `true` or `false`, as text.
    Flag,
    /// Any value, as JSON text.
    Json,
    /// An object whose values are texts; JSON text where there is no such type.
    Map,
    Struct(&'static [Column]),
    /// An array of objects.
    List(&'static [Column]),
}

const fn column(name: &'static str, key: &'static str, holds: Holds) -> Column {
    Column { name, key, holds, is_documented: true }
}

const fn text(name: &'static str, key: &'static str) -> Column {
    column(name, key, Holds::Text)
}

const fn json(name: &'static str, key: &'static str) -> Column {
    column(name, key, Holds::Json)
}

/// A text that AWS's table lacks, and that questions ask for.
const fn beside(name: &'static str, key: &'static str) -> Column {
    Column { is_documented: false, ..text(name, key) }
}

/// All columns of an event, in the order of AWS's page.
pub(crate) static COLUMNS: [Column; 29] = [
    text("eventversion", "eventVersion"),
    column("useridentity", "userIdentity", Holds::Struct(&IDENTITY)),
    text("eventtime", "eventTime"),
    text("eventsource", "eventSource"),
    text("eventname", "eventName"),
    text("awsregion", "awsRegion"),
    text("sourceipaddress", "sourceIPAddress"),
    text("useragent", "userAgent"),
    text("errorcode", "errorCode"),
    text("errormessage", "errorMessage"),
    json("requestparameters", "requestParameters"),
    json("responseelements", "responseElements"),
    json("additionaleventdata", "additionalEventData"),
    text("requestid", "requestID"),
    text("eventid", "eventID"),
    column("readonly", "readOnly", Holds::Flag),
    column("resources", "resources", Holds::List(&RESOURCE)),
    text("eventtype", "eventType"),
    text("apiversion", "apiVersion"),
    text("recipientaccountid", "recipientAccountId"),
    json("serviceeventdetails", "serviceEventDetails"),
    text("sharedeventid", "sharedEventID"),
    text("vpcendpointid", "vpcEndpointId"),
    text("vpcendpointaccountid", "vpcEndpointAccountId"),
    text("eventcategory", "eventCategory"),
    column("addendum", "addendum", Holds::Struct(&ADDENDUM)),
    column("sessioncredentialfromconsole", "sessionCredentialFromConsole", Holds::Flag),
    json("edgedevicedetails", "edgeDeviceDetails"),
    column("tlsdetails", "tlsDetails", Holds::Struct(&TLS)),
];

static IDENTITY: [Column; 11] = [
    text("type", "type"),
    text("principalid", "principalId"),
    text("arn", "arn"),
    text("accountid", "accountId"),
    text("invokedby", "invokedBy"),
    text("accesskeyid", "accessKeyId"),
    text("username", "userName"),
    column("onbehalfof", "onBehalfOf", Holds::Struct(&ON_BEHALF_OF)),
    column("sessioncontext", "sessionContext", Holds::Struct(&SESSION)),
    beside("identityprovider", "identityProvider"),
    beside("credentialid", "credentialId"),
];

static ON_BEHALF_OF: [Column; 2] =
    [text("userid", "userId"), text("identitystorearn", "identityStoreArn")];

static SESSION: [Column; 5] = [
    column("attributes", "attributes", Holds::Struct(&ATTRIBUTES)),
    column("sessionissuer", "sessionIssuer", Holds::Struct(&ISSUER)),
    text("ec2roledelivery", "ec2RoleDelivery"),
    column("webidfederationdata", "webIdFederationData", Holds::Struct(&WEB_IDENTITY)),
    beside("sourceidentity", "sourceIdentity"),
];

static ATTRIBUTES: [Column; 2] = [
    column("mfaauthenticated", "mfaAuthenticated", Holds::Flag),
    text("creationdate", "creationDate"),
];

static ISSUER: [Column; 5] = [
    text("type", "type"),
    text("principalid", "principalId"),
    text("arn", "arn"),
    text("accountid", "accountId"),
    text("username", "userName"),
];

static WEB_IDENTITY: [Column; 2] = [
    text("federatedprovider", "federatedProvider"),
    column("attributes", "attributes", Holds::Map),
];

static RESOURCE: [Column; 4] = [
    text("arn", "ARN"),
    text("accountid", "accountId"),
    text("type", "type"),
    beside("arnprefix", "ARNPrefix"),
];

static ADDENDUM: [Column; 4] = [
    text("reason", "reason"),
    text("updatedfields", "updatedFields"),
    text("originalrequestid", "originalRequestID"),
    text("originaleventid", "originalEventID"),
];

static TLS: [Column; 3] = [
    text("tlsversion", "tlsVersion"),
    text("ciphersuite", "cipherSuite"),
    text("clientprovidedhostheader", "clientProvidedHostHeader"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn each(columns: &'static [Column], check: &mut dyn FnMut(&Column)) {
        for column in columns {
            check(column);
            if let Holds::Struct(fields) | Holds::List(fields) = column.holds {
                each(fields, check);
            }
        }
    }

    #[test]
    fn a_column_is_its_key_in_lower_case() {
        each(&COLUMNS, &mut |column| assert_eq!(column.name, column.key.to_ascii_lowercase()));
    }
}
