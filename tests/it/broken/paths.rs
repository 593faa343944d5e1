//! What is wrong with paths: missing, forbidden, linked in circles, or named in no encoding.

use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    process::Stdio,
};

use super::{envelope, query, record};
use crate::trail::{Trail, event, process};

#[test]
fn a_missing_path_is_an_error_not_an_empty_answer() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let missing = "trailscan: missing: no such file or directory";
    trail.run(&["query", "{}/missing"]).exits(2).says(missing);
    let run = trail.run(&["query", "{}/missing", "{}/a.json.gz", "-f", "jsonl", "--stats=json"]);
    run.balances().finds(&["A"]).exits(2).says(missing);
    assert_eq!(run.stats()["paths_failed"], 1, "{run}");
    trail.run(&["query", "{}/missing", "{}", "--quiet"]).exits(0);
}

#[test]
fn a_listed_file_that_was_removed_is_reported() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let list = format!("{}\n{}\n", trail.path("gone.json").display(), trail.path("").display());
    trail.write("list", list);
    let run = trail.run(&["query", "--files-from", "{}/list", "-f", "jsonl"]);
    run.finds(&["A"]).exits(2).says("gone.json: no such file or directory");
}

/// Changes a file after the program has found it and before it reads it: what is printed of it, and
/// what is said.
fn changed_during_the_scan(trail: &Trail, name: &str, change: impl FnOnce()) -> (String, String) {
    trail.write("list", format!("-\n{}\n", trail.path(name).display()));
    let list = trail.path("list");
    let mut child = process()
        .args(["query", "-f", "jsonl", "--threads", "1", "-n", "!First", "--files-from"])
        .arg(list)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    // More than a pipe holds: once it is written, the program has found its files and reads.
    let many = format!("{}\n", record("First")).repeat(2000);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(many.as_bytes()).expect("read by the program");
    change();
    stdin.write_all(record("Last").as_bytes()).expect("read by the program");
    drop(stdin);
    let output = child.wait_with_output().expect("ended");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(if stderr.is_empty() { 0 } else { 2 }), "{stderr}");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let behind = stdout.strip_prefix(&format!("{}\n", record("Last"))).expect("the piped event");
    (behind.to_owned(), stderr)
}

#[test]
fn a_file_that_is_removed_during_the_scan_is_reported() {
    let trail = Trail::new();
    trail.log("a.json.gz", &[event("A")]);
    let remove = || fs::remove_file(trail.path("a.json.gz")).expect("removed");
    let (printed, said) = changed_during_the_scan(&trail, "a.json.gz", remove);
    assert!(said.contains("a.json.gz: no such file or directory"), "{said}");
    assert_eq!(printed, "");
}

#[test]
fn a_file_that_grows_or_shrinks_during_the_scan_is_read_as_it_is_then() {
    let trail = Trail::new();
    let lines = |names: &[&str]| -> String {
        names.iter().map(|name| format!("{}\n", record(name))).collect()
    };
    trail.write("a.jsonl", lines(&["A"]));
    let grow = || {
        trail.write("a.jsonl", lines(&["A", "B", "C"]));
    };
    let (printed, said) = changed_during_the_scan(&trail, "a.jsonl", grow);
    assert_eq!((printed, said), (lines(&["A", "B", "C"]), String::new()));
    let shrink = || {
        trail.write("a.jsonl", &lines(&["A", "B"])[..400]);
    };
    let (printed, said) = changed_during_the_scan(&trail, "a.jsonl", shrink);
    assert_eq!(printed, lines(&["A"]));
    assert!(said.contains("a.jsonl: JSON ends early at byte "), "{said}");
}

#[test]
fn a_directory_named_like_a_log_is_walked() {
    let trail = Trail::new();
    trail.log("x.json.gz/a.json.gz", &[event("A")]);
    trail.query(&[]).finds(&["A"]).exits(0).says_nothing();
    trail.run(&["query", "{}/x.json.gz", "-f", "jsonl"]).finds(&["A"]).exits(0).says_nothing();
    fs::create_dir(trail.path("empty.json.gz")).expect("made");
    trail.query(&[]).finds(&["A"]).exits(0).says_nothing();
}

#[test]
fn an_empty_directory_holds_nothing_and_is_no_error() {
    let trail = Trail::new();
    trail.query(&[]).exits(1).prints("").says("no CloudTrail events in");
}

#[cfg(unix)]
mod unix {
    use std::{
        ffi::OsStr,
        os::unix::{
            ffi::OsStrExt as _,
            fs::{PermissionsExt as _, symlink},
            net::UnixListener,
        },
        path::Path,
        process::Command,
    };

    use super::*;

    /// Makes a link in the trail that says `target`.
    #[track_caller]
    fn link(trail: &Trail, target: impl AsRef<Path>, name: &str) {
        symlink(target, trail.path(name)).expect("a link");
    }

    /// Takes all rights away; false where that keeps nobody out, as with root.
    #[track_caller]
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    fn forbid(trail: &Trail, name: &str) -> bool {
        let path = trail.path(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("forbidden");
        let forbidden = File::open(&path).is_err();
        if !forbidden {
            eprintln!("skipped: who runs the tests may read everything");
        }
        forbidden
    }

    #[track_caller]
    fn permit(trail: &Trail, name: &str) {
        let path = trail.path(name);
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("permitted");
    }

    #[test]
    fn a_file_that_may_not_be_read_is_reported() {
        let trail = Trail::new();
        trail.log("a.json.gz", &[event("A")]).log("b.json.gz", &[event("B")]);
        if !forbid(&trail, "a.json.gz") {
            return;
        }
        query(&trail).finds(&["B"]).exits(2).says("a.json.gz: permission denied");
    }

    #[test]
    fn a_directory_that_may_not_be_read_is_reported() {
        let trail = Trail::new();
        trail.log("a/a.json.gz", &[event("A")]).log("b/b.json.gz", &[event("B")]);
        if forbid(&trail, "a") {
            query(&trail).finds(&["B"]).exits(2).says("a: permission denied");
        }
        permit(&trail, "a");
    }

    #[test]
    fn a_dangling_link_is_reported() {
        let trail = Trail::new();
        trail.log("a.json.gz", &[event("A")]);
        link(&trail, "nowhere", "dangling.json.gz");
        query(&trail).finds(&["A"]).exits(2).says("dangling.json.gz: ");
    }

    #[test]
    fn a_cycle_of_links_is_refused_and_loses_nothing() {
        let trail = Trail::new();
        trail.log("logs/a.json.gz", &[event("A")]).log("logs/z.json.gz", &[event("Z")]);
        link(&trail, "..", "logs/back");
        query(&trail).finds(&["A", "Z"]).exits(0);
    }

    #[test]
    fn a_link_to_itself_is_reported() {
        let trail = Trail::new();
        trail.log("a.json.gz", &[event("A")]);
        link(&trail, "self.json.gz", "self.json.gz");
        query(&trail).finds(&["A"]).exits(2).says("self.json.gz: ");
    }

    #[test]
    fn directories_that_link_to_each_other_are_read_once() {
        let trail = Trail::new();
        trail.log("a/1.json.gz", &[event("A")]).log("b/1.json.gz", &[event("B")]);
        link(&trail, "../b", "a/to-b");
        link(&trail, "../a", "b/to-a");
        query(&trail).finds(&["A", "B"]).exits(0);
    }

    #[test]
    fn a_directory_that_two_links_reach_is_read_once() {
        let outside = Trail::new();
        outside.log("a.json.gz", &[event("A")]);
        let trail = Trail::new();
        trail.log("b.json.gz", &[event("B")]);
        link(&trail, outside.path(""), "one");
        link(&trail, outside.path(""), "two");
        query(&trail).finds(&["B", "A"]).exits(0);
        trail.query(&[]).says_nothing();
    }

    #[test]
    fn a_file_and_a_link_to_it_are_read_once() {
        let trail = Trail::new();
        trail.log("z/real.json.gz", &[event("A")]);
        link(&trail, "z/real.json.gz", "a.json.gz");
        query(&trail).finds(&["A"]).exits(0);
        trail.run(&["query", "{}/z", "{}/a.json.gz", "-f", "jsonl"]).finds(&["A"]).exits(0);
    }

    #[test]
    fn a_link_to_a_directory_is_followed_when_it_is_named() {
        let trail = Trail::new();
        trail.log("real/a.json.gz", &[event("A")]);
        link(&trail, "real", "link");
        trail.run(&["query", "{}/link", "-f", "jsonl"]).finds(&["A"]).exits(0).says_nothing();
    }

    #[test]
    fn a_file_name_that_is_not_utf8_is_searched() {
        let trail = Trail::new();
        let name = trail.path("").join(OsStr::from_bytes(b"caf\xe9.json"));
        fs::write(&name, envelope(&[record("A")])).expect("written");
        query(&trail).finds(&["A"]).exits(0);
        fs::write(&name, "").expect("written");
        query(&trail).exits(2).says("caf\u{fffd}.json: empty");
        fs::write(&name, envelope(&[record("B")])).expect("written");
        let output = process().args(["query", "-f", "jsonl"]).arg(&name).output().expect("run");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{}\n", record("B")));
    }

    #[test]
    fn a_file_name_cannot_forge_a_message() {
        let trail = Trail::new();
        trail.write("a\ntrailscan: all is well\u{1b}[2J.json", "");
        let run = query(&trail);
        run.exits(2);
        assert!(!run.stderr.contains("\ntrailscan: all is well"), "{run}");
        assert!(!run.stderr.contains('\u{1b}'), "{run}");
    }

    #[track_caller]
    fn make_pipe(trail: &Trail, name: &str) {
        let made = Command::new("mkfifo").arg(trail.path(name)).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    }

    #[test]
    fn a_pipe_or_socket_below_a_directory_is_named_and_not_waited_for() {
        let trail = Trail::new();
        trail.log("a.json.gz", &[event("A")]);
        make_pipe(&trail, "control");
        let _socket = UnixListener::bind(trail.path("agent.sock")).expect("a socket");
        let run = query(&trail);
        run.finds(&["A"]).exits(0).says("control: a pipe, passed over; name it to have it read");
        run.says("agent.sock: a socket, passed over");
        // Its name says that events were expected.
        make_pipe(&trail, "pipe.json");
        query(&trail).finds(&["A"]).exits(2).says("pipe.json: a pipe, passed over; name it");
    }

    #[test]
    fn a_pipe_that_is_named_is_read() {
        let trail = Trail::new();
        make_pipe(&trail, "pipe");
        let mut child = process()
            .args(["query", "-f", "jsonl"])
            .arg(trail.path("pipe"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        fs::write(trail.path("pipe"), record("A")).expect("read by the program");
        let mut printed = String::new();
        let mut stdout = child.stdout.take().expect("a pipe");
        stdout.read_to_string(&mut printed).expect("text");
        assert_eq!(printed, format!("{}\n", record("A")));
        assert_eq!(child.wait().expect("ended").code(), Some(0));
    }

    #[test]
    fn a_device_has_no_end_and_is_refused() {
        let trail = Trail::new();
        trail.log("a.json.gz", &[event("A")]);
        link(&trail, "/dev/zero", "zero.json");
        query(&trail).finds(&["A"]).exits(2).says("zero.json: a device, passed over");
        let run = trail.run(&["query", "{}/zero.json", "{}/a.json.gz", "-f", "jsonl"]);
        run.finds(&["A"]).exits(2).says("zero.json: a device, not a file or a pipe");
    }
}
