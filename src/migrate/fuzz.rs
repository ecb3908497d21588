//! How many random inputs readers are given; see `CONTRIBUTING.md`.

use proptest::test_runner::{Config, TestRunner};

/// 1,500, or as many as `DBTOOL_FUZZ` says.
pub(super) fn runner() -> TestRunner {
    let cases = std::env::var("DBTOOL_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(1500);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}
