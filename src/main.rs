//! The process: its arguments and streams go in, its exit code comes out.

use trailscan::{Console, Exit, run};

fn main() -> Exit {
    let mut stderr = std::io::stderr();
    run(std::env::args_os(), &mut Console::of_process(&mut stderr))
}
