//! dbtool itself, killed without warning: the next run ends where an undisturbed one does.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::files::write;
use super::server::Database;

/// Twelve migrations of every way to run, slowed down so that kills fall into each.
fn twelve() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=3 {
        let texts = [
            format!(
                "CREATE TABLE t{number} (c int);\nSELECT pg_sleep(0.02);\nINSERT INTO t{number} SELECT g FROM generate_series(1, 5000) g;\nCREATE TYPE e{number} AS ENUM ('a');\n"
            ),
            format!("-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t{number}_c ON public.t{number} (c);\n"),
            format!("-- no-transaction\nALTER TYPE public.e{number} ADD VALUE 'b';\n"),
            format!("-- no-transaction\nDROP INDEX CONCURRENTLY t{number}_c;\n"),
        ];
        for (index, text) in texts.iter().enumerate() {
            write(folder.path(), &format!("{}_m.up.sql", number * 10 + index), text);
        }
    }
    folder
}

fn run(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dbtool"));
    command.args(["migrate", "up", "--url", url, "--migrations"]).arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Everything that the migrations make, and the history but for its times.
async fn state(database: &Database) -> String {
    let mut all = String::new();
    for sql in [
        "SELECT relname || relkind::text || coalesce(indisvalid::text, '') FROM pg_class LEFT JOIN pg_index ON indexrelid = oid \
         WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT enumtypid::regtype || enumlabel FROM pg_enum ORDER BY 1",
        "SELECT count(*)::text FROM t1 UNION ALL SELECT count(*)::text FROM t3",
        "SELECT version || description || success || encode(checksum, 'hex') FROM _sqlx_migrations ORDER BY version",
    ] {
        all.push_str(&database.text(sql).await);
        all.push('\n');
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_many_instants_the_next_run_finishes() {
    let folder = twelve();
    let undisturbed = Database::new();
    let start = Instant::now();
    let output = run(&undisturbed.url(), folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let whole = start.elapsed();
    let expected = state(&undisturbed).await;

    // How many kills; each run is killed again and again, so that rests of rests are met too.
    let kills: u32 = std::env::var("DBTOOL_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut done = 0;
    while done < kills {
        let database = Database::new();
        for _ in 0..4 {
            let mut child = run(&database.url(), folder.path()).spawn().unwrap();
            // Spread over the run evenly, by the golden ratio.
            let share = f64::from(done) * 0.618_034 % 1.0;
            std::thread::sleep(whole.mul_f64(share).max(Duration::from_millis(1)));
            child.kill().unwrap();
            child.wait().unwrap();
            done += 1;
        }
        let output = run(&database.url(), folder.path()).output().unwrap();
        assert!(output.status.success(), "after {done} kills: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(state(&database).await, expected, "after {done} kills");
    }
}
