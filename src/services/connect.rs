//! Amazon Connect and its Participant Service. The one page that says of every action whether its
//! response is logged or redacted; AWS has since dropped the lists, so they are kept here.
//! (Seed `004_a234d67e20432f40`.)

use super::Service;

const SOURCE: &str = "connect.amazonaws.com";

/// Not stated on the page, which lists the Participant Service under Connect; from the table of
/// docs.aws.amazon.com/eventbridge/latest/ref/events.html. The endpoint and the SDK spell it in
/// two other ways.
const PARTICIPANT: &str = "participant-connect.amazonaws.com";

/// Amazon Connect, with the people in a chat (Participant Service) as a part of it.
pub(super) const CONNECT: Service = Service {
    name: "connect",
    title: "Amazon Connect",
    aliases: &[
        "amazon-connect",
        "amazon-connect-customer",
        "connect-customer",
        "connect-participant",
        "connectparticipant",
    ],
    event_sources: &[SOURCE, PARTICIPANT],
    neighbours: &[
        "app-integrations.amazonaws.com",
        "cases.amazonaws.com",
        "connect-campaigns.amazonaws.com",
        "contact-lens.amazonaws.com",
        "profile.amazonaws.com",
        "qconnect.amazonaws.com",
        "voiceid.amazonaws.com",
    ],
    state: "Active; AWS's newer pages call it Connect Customer.",
    notes: &[
        "Events of the Amazon Connect admin console are not recorded; AWS's current page promises \
         them for the updated admin website of instances that use service-linked roles.",
        "The actions below are those of an older page; by the current one all public APIs are \
         logged, so expect more names.",
        "A redacted response shows as null responseElements, as a failed call does: look at the \
         errorCode.",
        "That responses are logged does not mean that there is one: DeleteUser, TagResource and \
         most updates return nothing, and their responseElements are null.",
        "Names collide with other services: `--source connect --name GetFederationToken` is not \
         the action of STS, CreateUser not IAM's, SendMessage not SQS's.",
        "Calls of the Participant Service are not signed with IAM credentials: do not expect a \
         user or role as their identity.",
        "AWS's sample names a role session by the role alone (assumed-role/John), so the session \
         name may be missing.",
    ],
    actions: actions! {
        SOURCE RequestAndResponse {
            "AssociateRoutingProfileQueues", "CreateContactFlow", "CreateRoutingProfile",
            "CreateUser", "DeleteRoutingProfile", "DeleteUser", "DisassociateRoutingProfileQueues",
            "StartChatContact", "StartOutboundVoiceContact", "StopContact", "TagResource",
            "UntagResource", "UpdateContactFlowContent", "UpdateContactFlowName",
            "UpdateContactAttributes", "UpdateRoutingProfileConcurrency",
            "UpdateRoutingProfileName", "UpdateRoutingProfileQueues", "UpdateUserHierarchy",
            "UpdateUserHierarchys": "misprint of AWS's page; the event is UpdateUserHierarchy",
            "UpdateUserIdentityInfo", "UpdateUserPhoneConfig", "UpdateUserRoutingProfile",
            "UpdateUserSecurityProfiles",
        }
        PARTICIPANT RequestAndResponse {
            "CreateParticipantConnection", "DisconnectParticipant", "SendEvent", "SendMessage",
        }
        SOURCE ResponseRedacted {
            "DescribeContactFlow", "DescribeRoutingProfile", "DescribeUser",
            "DescribeUserHierarchyGroup", "DescribeUserHierarchyStructure", "GetContactAttributes",
            "GetCurrentMetricData",
            "GetFederationToken": "gives a sign-in to Amazon Connect; STS has the name as well",
            "GetMetricData", "ListContactFlows", "ListHoursOfOperations", "ListPhoneNumbers",
            "ListPrompts", "ListQueues", "ListRoutingProfiles", "ListRoutingProfileQueues",
            "ListSecurityProfiles", "ListTagsForResource", "ListUserHierarchyGroups", "ListUsers",
        }
        PARTICIPANT ResponseRedacted {
            "GetTranscript",
        }
    },
    sources: &[
        "seed 004_a234d67e20432f40",
        "docs.aws.amazon.com/connect/latest/adminguide/logging-using-cloudtrail.html",
        "docs.aws.amazon.com/connect-participant/latest/APIReference/API_SendMessage.html",
        "docs.aws.amazon.com/eventbridge/latest/ref/events-ref-participant-connect.html",
        "docs.aws.amazon.com/eventbridge/latest/ref/events.html",
    ],
};
