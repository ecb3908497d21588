//! The instructions that the phases execute which ask no server, counted by callgrind: no clock is asked,
//! so another load is no difference. What is committed (`benches/instructions.json`) is of one compiler and
//! of the profile of the tests; `DBTOOL_WRITE_INSTRUCTIONS=1 cargo test --test instructions` counts anew.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so this way")]

#[path = "../benches/support/mod.rs"]
mod phases;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

/// The variable by which the program that is counted is told its phase and its size.
const TOLD: &str = "DBTOOL_PHASE";
/// The tables of the small and of the large model.
const SIZES: (u32, u32) = (40, 160);
/// How far a count may be from what is committed.
const TOLERANCE: f64 = 0.03;
/// The largest exponent of growth from the small to the large: sorting has 1.2 between these sizes for its own
/// part, and what looks at all for each has 2.
const GROWTH: f64 = 1.1;

fn main() {
    if let Ok(told) = std::env::var(TOLD) {
        let (name, size) = told.split_once(' ').expect("a phase and a size");
        let input = phases::Input::of(size.parse().expect("a number"));
        let (_, phase) = phases::PHASES.iter().find(|(own, _)| *own == name).expect("a phase of that name");
        return phase(&input);
    }
    let arguments = Arguments::from_args();
    let trial = |name: &'static str| Trial::test(format!("instructions::{name}"), move || held(name));
    libtest_mimic::run(&arguments, phases::PHASES.iter().map(|(name, _)| trial(name)).collect()).exit();
}

/// Whether a phase executes what is committed, and no more than its input has it do.
fn held(name: &str) -> Result<(), Failed> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        support::skip("valgrind is not installed (Debian: apt-get install valgrind): no instruction was counted");
        return Ok(());
    }
    let (small, large) = (counted(name, SIZES.0), counted(name, SIZES.1));
    let growth = (large / small).ln() / (f64::from(SIZES.1) / f64::from(SIZES.0)).ln();
    if growth > GROWTH {
        let (few, many) = SIZES;
        return Err(format!("{small} instructions for {few} tables, {large} for {many}: exponent {growth:.3}").into());
    }
    let path = committed_path();
    let compiler = compiler();
    if std::env::var_os("DBTOOL_WRITE_INSTRUCTIONS").is_some() {
        write(&path, &compiler, name, large);
        return Ok(());
    }
    let committed = read(&path);
    if committed.get("compiler") != Some(&json!(compiler)) {
        support::skip(&format!("what is committed was counted with another compiler than {compiler}"));
        return Ok(());
    }
    let before = committed["phases"][name].as_f64().ok_or("nothing is committed for it")?;
    let change = large / before - 1.0;
    if change.abs() > TOLERANCE {
        let remedy = "mend it, or commit what DBTOOL_WRITE_INSTRUCTIONS=1 writes and say why";
        return Err(
            format!("{large} instructions where {before} are committed ({:+.1} %): {remedy}", change * 100.0).into()
        );
    }
    Ok(())
}

/// The instructions of one phase on a model of that size, those left out that make the model.
fn counted(name: &str, size: u32) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("callgrind");
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no"])
        .arg(format!("--toggle-collect=*phases::{name}*"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().expect("this program"))
        .env(TOLD, format!("{name} {size}"))
        .output()
        .expect("valgrind runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = std::fs::read_to_string(out).expect("callgrind writes what it counted");
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    let total: f64 = total.and_then(|total| total.trim().parse().ok()).expect("a total");
    assert!(total > 100_000.0, "{name} was not counted: {total}");
    total
}

fn compiler() -> String {
    let said = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output();
    String::from_utf8_lossy(&said.expect("a compiler").stdout).trim().to_owned()
}

fn committed_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.json")
}

fn read(path: &Path) -> Value {
    std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn write(path: &Path, compiler: &str, name: &str, count: f64) {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _one = ONE.lock();
    let mut phases: BTreeMap<String, Value> = serde_json::from_value(read(path)["phases"].clone()).unwrap_or_default();
    phases.insert(name.to_owned(), json!(format!("{count:.0}").parse::<u64>().expect("a count is a number")));
    let all = json!({"compiler": compiler, "tables": SIZES.1, "phases": phases});
    let text = serde_json::to_string_pretty(&all).expect("it is written");
    std::fs::write(path, text + "\n").expect("it is written down");
}
