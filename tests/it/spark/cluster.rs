//! A Spark cluster on this machine's loopback: one master, some workers, each a process of its own
//! with a directory of its own, all ended when the test is, however that ends.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long a master and its workers may take until they know each other.
const PATIENCE: Duration = Duration::from_secs(90);

/// Spark as Python's package brings it.
pub(super) struct Spark {
    home: PathBuf,
}

impl Spark {
    /// Where it is; if it is not there, says so.
    pub(super) fn found() -> Option<Spark> {
        let home = printed("python3", &["-c", "import pyspark; print(pyspark.__path__[0])"]);
        let Some(home) = home else {
            eprintln!("skipped: python3 cannot import pyspark");
            return None;
        };
        if printed("java", &["-version"]).is_none() {
            eprintln!("skipped: there is no java");
            return None;
        }
        Some(Spark { home: home.trim().into() })
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.home.join("bin").join(name));
        command
            .env("SPARK_HOME", &self.home)
            .env("SPARK_NO_DAEMONIZE", "1")
            .env("SPARK_LOCAL_IP", "127.0.0.1")
            .env("PYSPARK_PYTHON", "python3")
            .stdin(Stdio::null());
        command
    }
}

fn printed(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    let output = command.args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A running cluster.
pub(super) struct Cluster<'s> {
    spark: &'s Spark,
    directory: TempDir,
    address: String,
    processes: Vec<Child>,
}

impl<'s> Cluster<'s> {
    pub(super) fn start(spark: &'s Spark, workers: usize) -> Cluster<'s> {
        let port = free_port().to_string();
        let address = format!("spark://127.0.0.1:{port}");
        let directory = TempDir::new().expect("a directory for the cluster");
        let mut cluster = Cluster { spark, directory, address, processes: Vec::new() };
        cluster.spawn("master", &["--port", &port]);
        for number in 0..workers {
            let name = format!("worker{number}");
            let place = cluster.directory.path().join(&name).display().to_string();
            let address = cluster.address.clone();
            let flags = ["--port", "0", "--cores", "1", "--memory", "1g", "--work-dir", &place];
            cluster.spawn(&name, &[&flags[..], &[&address]].concat());
        }
        let begun = Instant::now();
        while cluster.log("master").matches("Registering worker").count() < workers {
            assert!(begun.elapsed() < PATIENCE, "no cluster: {}", cluster.log("master"));
            thread::sleep(Duration::from_millis(200));
        }
        cluster
    }

    fn spawn(&mut self, name: &str, arguments: &[&str]) {
        let class = if name == "master" { "master.Master" } else { "worker.Worker" };
        let log = File::create(self.log_path(name)).expect("a log");
        let child = self
            .spark
            .command("spark-class")
            .arg(format!("org.apache.spark.deploy.{class}"))
            .args(["--host", "127.0.0.1", "--webui-port", "0"])
            .args(arguments)
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("started");
        self.processes.push(child);
    }

    fn log_path(&self, name: &str) -> PathBuf {
        self.directory.path().join(format!("{name}.log"))
    }

    fn log(&self, name: &str) -> String {
        fs::read_to_string(self.log_path(name)).unwrap_or_default()
    }

    /// Runs a script on the cluster, with programs of this directory before others.
    pub(super) fn submit(&self, script: &[&str], programs: &Path) -> Output {
        let path = std::env::var("PATH").unwrap_or_default();
        self.spark
            .command("spark-submit")
            .args(["--master", &self.address])
            .args(["--conf", "spark.ui.enabled=false"])
            .args(["--conf", "spark.driver.bindAddress=127.0.0.1"])
            .args(["--conf", "spark.executor.memory=512m"])
            // Else one worker might have done everything before the other is there.
            .args(["--conf", "spark.scheduler.minRegisteredResourcesRatio=1.0"])
            .args(script)
            .env("PATH", format!("{}:{path}", programs.display()))
            .output()
            .expect("spark-submit runs")
    }

    /// The directory of the worker below which a place is.
    pub(super) fn worker_of<'p>(&self, place: &'p Path) -> Option<&'p Path> {
        let base = self.directory.path().canonicalize().expect("it is there");
        place.ancestors().find(|above| above.parent() == Some(base.as_path()))
    }
}

impl Drop for Cluster<'_> {
    fn drop(&mut self) {
        // Workers before the master, who would else be mourned in their logs.
        for child in self.processes.iter_mut().rev() {
            // A worker that is asked to end ends its executors as well.
            let id = child.id().to_string();
            let asked = Command::new("kill").arg(id).status().is_ok_and(|status| status.success());
            if !asked {
                drop(child.kill());
            }
            drop(child.wait());
        }
    }
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}
