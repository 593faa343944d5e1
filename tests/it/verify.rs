//! `trailscan verify`: what is proved of log files by digests, and that every way to tamper with
//! them is caught and named, while what is untouched stays as it was.

mod chain;
mod copies;
mod forging;
mod keys;
mod links;
mod shown;
mod tampering;

use std::{collections::BTreeMap, sync::OnceLock};

use chrono::Duration;
use serde_json::Value;

use crate::trail::{Run, Trail};
use chain::{Delivery, Key, Object, Place, at, head, list, write};

/// 48 hours of two regions, and a backfill, in a bucket with the keys of both regions and the
/// metadata of the newest digest of each chain.
struct Bucket {
    trail: Trail,
    objects: Vec<Object>,
    /// The newest digest of each chain.
    newest: Vec<Object>,
}

const HOURS: i64 = 48;

/// Signing takes its time, and all tests begin with the same.
fn delivered() -> &'static (Vec<Object>, Vec<Object>) {
    static DELIVERED: OnceLock<(Vec<Object>, Vec<Object>)> = OnceLock::new();
    DELIVERED.get_or_init(|| {
        let keys = [Key::one(), Key::two()];
        let (mut objects, mut newest) = (Vec::new(), Vec::new());
        for (region, key) in ["us-east-1", "eu-west-1"].into_iter().zip(&keys) {
            let mut delivery = Delivery::new(Place::of(region), key);
            for hour in 0..HOURS {
                let start = at("01T00:31:12") + Duration::hours(hour);
                // Nothing happens at night, and there are digests all the same.
                if hour % 24 < 3 {
                    delivery.digest(start, start + Duration::hours(1), &[]);
                } else {
                    delivery.hour(start);
                }
            }
            newest.extend(delivery.objects.last().cloned());
            objects.extend(delivery.objects);
        }
        let place = Place { is_backfill: true, ..Place::of("us-east-1") };
        let mut backfill = Delivery::new(place, &keys[0]);
        for hour in [5, 6] {
            let start = at("01T00:31:12") + Duration::hours(hour);
            let late = backfill.log(start + Duration::minutes(20), &format!("Late{hour}"));
            backfill.digest(start, start + Duration::hours(1), &[late]);
        }
        newest.extend(backfill.objects.last().cloned());
        objects.extend(backfill.objects);
        (objects, newest)
    })
}

impl Bucket {
    fn new() -> Bucket {
        let (objects, newest) = delivered().clone();
        let trail = Trail::new();
        write(&trail, &objects);
        trail.write("keys.json", list(&[&Key::one(), &Key::two()]));
        for digest in &newest {
            let name = digest.key.rsplit('/').next().expect("a name");
            trail.write(&format!("metadata/{name}.json"), head(digest));
        }
        Bucket { trail, objects, newest }
    }

    /// Everything that could be checked is.
    const ALL: [&str; 4] = ["--public-keys", "{}/keys.json", "--digest-metadata", "{}/metadata"];

    fn verify(&self, flags: &[&str]) -> Run {
        self.trail.run(&[&["verify", "{}/bucket"], flags].concat())
    }

    /// A log file or digest whose key holds this.
    #[track_caller]
    fn object(&self, part: &str) -> &Object {
        let mut found = self.objects.iter().filter(|object| object.key.contains(part));
        let object = found.next().unwrap_or_else(|| panic!("no {part}"));
        assert!(found.next().is_none(), "more than one {part}");
        object
    }

    fn path(&self, object: &Object) -> String {
        format!("bucket/{}", object.key)
    }

    fn remove(&self, object: &Object) {
        std::fs::remove_file(self.trail.path(&self.path(object))).expect("removed");
    }

    /// Puts other bytes in an object's place.
    fn replace(&self, object: &Object, text: impl AsRef<[u8]>) {
        self.trail.gzip(&self.path(object), text);
    }
}

/// What is said of each file: its status, and the word for why.
type Told = BTreeMap<String, (String, Option<String>)>;

#[track_caller]
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("no JSON: {run}"))
}

#[track_caller]
fn told(run: &Run) -> Told {
    let all = json(run);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let files = all["files"].as_array().expect("files").iter();
    let mut told: Told = files
        .map(|file| {
            let status = text(&file["status"]).expect("a status");
            (text(&file["path"]).expect("a path"), (status, text(&file["reason"])))
        })
        .collect();
    let missing = all["not_valid"].as_array().expect("a list").iter();
    for file in missing.filter(|file| file["status"] == "missing") {
        let path = format!("bucket/{}", text(&file["path"]).expect("a key"));
        // Another file may lie in its place.
        let path = if told.contains_key(&path) { format!("missing: {path}") } else { path };
        told.insert(path, ("missing".to_owned(), None));
    }
    told
}

/// What is told of the files of which something else is told now, or which are new or gone.
fn changed(before: &Told, after: &Told) -> BTreeMap<String, String> {
    let words = |told: &Told, path: &str| {
        told.get(path).map(|(status, reason)| match reason {
            Some(reason) => format!("{status}: {reason}"),
            None => status.clone(),
        })
    };
    let paths = before.keys().chain(after.keys());
    paths
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| (path.clone(), words(after, path).unwrap_or_else(|| "not here".to_owned())))
        .collect()
}

#[test]
fn a_sound_copy_is_authentic_where_all_can_be_checked() {
    let bucket = Bucket::new();
    let run = bucket.verify(&[&Bucket::ALL[..], &["-f", "json"]].concat());
    run.exits(0).says_nothing();
    let all = json(&run);
    assert_eq!(all["verdict"], "authentic", "{run}");
    assert_eq!(all["counts"]["digests"]["authentic"], 98, "{run}");
    assert_eq!(all["counts"]["logs"]["authentic"], 86, "{run}");
    assert_eq!(all["not_valid"], serde_json::json!([]), "{run}");
    assert_eq!(all["gaps"], serde_json::json!([]), "{run}");
    let chains = all["chains"].as_array().expect("chains");
    let told: Vec<_> = chains
        .iter()
        .map(|chain| (&chain["region"], &chain["backfill"], &chain["covered_seconds"]))
        .collect();
    let hours = serde_json::json!(HOURS * 3600);
    assert!(told.iter().filter(|(.., covered)| **covered == hours).count() == 2, "{told:?}");
    assert_eq!(chains.len(), 3);
    assert!(chains.iter().all(|chain| chain["trail"] == chain::TRAIL), "{run}");
    bucket.verify(&Bucket::ALL).shows("VERDICT  authentic\n");
}

#[test]
fn without_keys_it_is_consistent_and_said_not_to_be_authentic() {
    let bucket = Bucket::new();
    let run = bucket.verify(&[]);
    run.exits(0).says_nothing().shows("VERDICT  consistent\n");
    run.shows("Consistent, not proved authentic: 86 log files and 98 digests.");
    run.shows("whoever could rewrite the logs could rewrite the digests, too");
    run.shows("for want of --public-keys");
    assert!(!run.stdout.contains("NOT VALID") && !run.stdout.contains("Authentic:"), "{run}");
    assert_eq!(json(&bucket.verify(&["-f", "json"]))["verdict"], "consistent");
}

#[test]
fn without_metadata_the_newest_digest_and_its_logs_are_only_consistent() {
    let bucket = Bucket::new();
    let run = bucket.verify(&["--public-keys", "{}/keys.json", "-f", "json"]);
    run.exits(0);
    let all = json(&run);
    assert_eq!(all["verdict"], "partly authentic", "{run}");
    assert_eq!(all["counts"]["digests"]["consistent"], 3, "{run}");
    assert_eq!(all["counts"]["logs"]["consistent"], 3, "{run}");
    for newest in &bucket.newest {
        let (status, reason) = &told(&run)[&bucket.path(newest)];
        assert_eq!((status.as_str(), reason.as_deref()), ("consistent", Some("no-signature")));
    }
    let page = bucket.verify(&["--public-keys", "{}/keys.json"]);
    page.exits(0).shows("Signature not at hand: 3 digests.");
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let bucket = Bucket::new();
    bucket.remove(bucket.object("us-east-1_20240501T1036Z"));
    let ask = |threads: &str| bucket.verify(&["-f", "json", "--threads", threads]).stdout;
    let one = ask("1");
    for threads in ["2", "4", "7"] {
        assert!(ask(threads) == one, "{threads}");
    }
}
