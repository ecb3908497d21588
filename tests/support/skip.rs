//! Skipped tests are counted and named: a green run must say what it did not look at.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

/// Says that this test is left out, and why. `tests/run` prints all of these in its last lines.
/// Return from the test right after it.
pub fn skip(reason: &str) {
    let test = std::thread::current().name().unwrap_or("main").to_owned();
    let binary =
        std::env::current_exe().ok().and_then(|path| path.file_stem().map(|it| it.to_string_lossy().into_owned()));
    // The name of a test binary ends in a hash.
    let binary = binary.as_deref().and_then(|it| it.rsplit_once('-')).map_or("tests", |(name, _)| name).to_owned();
    let line = format!("{binary}::{test}: {reason}\n");
    eprint!("SKIPPED {line}");
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("skips.txt");
    // One write, so that tests which run at once do not mix their lines.
    let opened = OpenOptions::new().create(true).append(true).open(&file);
    opened.and_then(|mut file| file.write_all(line.as_bytes())).expect("skips are written down");
}
