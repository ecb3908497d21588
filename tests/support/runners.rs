//! Runners that start at once, of which one applies. For every engine.

use std::path::Path;
use std::sync::Arc;

use dbtool::engine::Connection;
use dbtool::migrate::{self, UpOptions};
use dbtool::ui::{Color, LogFormat, Ui, Verbosity};

use super::kills::undisturbed;
use super::{Ground, block_on};

/// Says nothing but errors.
pub const QUIET: Ui = Ui { log: LogFormat::Text, color: Color::Never, verbosity: Verbosity::Quiet };

/// Has sixteen runners, each with a session of its own, set out at the same moment on migrations of an empty
/// database: one runs all of them, and the others, which wait, none. What is there then is what one alone makes.
pub fn of_sixteen_one_applies<'a>(migrations: &Path, fresh: &mut dyn FnMut() -> Ground<'a>) {
    const RUNNERS: usize = 16;
    let (_, expected, _) = undisturbed(migrations, fresh);
    let ground = fresh();
    let files = migrate::files::read(migrations).expect("the migrations are read");
    let mut counts = block_on(async {
        let start = Arc::new(tokio::sync::Barrier::new(RUNNERS));
        let mut runners = tokio::task::JoinSet::new();
        for _ in 0..RUNNERS {
            let (url, files, start) = (ground.url.clone(), files.clone(), Arc::clone(&start));
            runners.spawn(async move {
                let mut connection = Connection::open(&url).await.expect("the server answers");
                start.wait().await;
                let report = migrate::up(&mut connection, &files, &UpOptions::default(), &QUIET).await;
                connection.close().await;
                report.unwrap_or_else(|fault| panic!("{fault}")).ran.len()
            });
        }
        runners.join_all().await
    });
    counts.sort_unstable();
    assert_eq!(counts[..RUNNERS - 1], [0; RUNNERS - 1]);
    assert_eq!(counts[RUNNERS - 1], files.migrations.len());
    assert_eq!((ground.state)(), expected);
}
