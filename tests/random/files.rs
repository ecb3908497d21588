//! A random pair of schemas by way of migrations that are written down: `migrate new` proves and writes
//! them, `migrate up` and `migrate down` run the files.

use crate::support::{Project, Run, judge};
use crate::{Case, Told, stands_in_the_way};

const CONFIG: &str = "targets:\n  app: {engine: postgresql, model: model.yaml, migrations: migrations}\n";

impl Case<'_> {
    /// Goes from nothing to the first schema and on to the second, then back, by files alone.
    pub fn run_by_files(mut self) -> Result<(), Told> {
        let [one, two, live] = [(); 3].map(|()| self.server.database());
        let scratch = self.server.url();
        let project = Project::new(&[("dbtool.yaml", CONFIG)]);
        let online: &[&str] = if self.online { &[] } else { &["--no-online"] };
        let run = |words: &[&str], url: &str| {
            let rest = ["--url", url, "--scratch-url", &scratch];
            project.dbtool(&[words, &rest, online].concat())
        };
        let told = |what: &str, run: Run| (what.to_owned(), format!("{what}: {}{}", run.stderr, run.stdout));
        let done = (|| {
            let plain = |fault: dbtool::error::Fault| ("making".to_owned(), fault.to_string());
            Self::make(one.url(), &mut self.first).map_err(plain)?;
            Self::make(two.url(), &mut self.second).map_err(plain)?;
            let same = |what: &str, like: &str| {
                let told = judge(self.server.major(), live.url(), like, &["--ignore-column-order"]).err();
                // The history is the one thing more that is there.
                let told = told.unwrap_or_default();
                let why: Vec<&str> = told.lines().filter(|line| !line.contains("_sqlx_migrations")).collect();
                if why.is_empty() {
                    Ok(())
                } else {
                    Err((format!("{what}: judge"), format!("{what}: {}", why.join("\n"))))
                }
            };
            for (name, goal) in [("first", one.url()), ("second", two.url())] {
                let model = run(&["inspect", "app"], goal);
                if model.code != Some(0) {
                    return Err(told("inspect", model));
                }
                project.write("model.yaml", &model.stdout);
                let new = run(&["migrate", "new", "app", name, "--allow", "all"], live.url());
                match new.code {
                    Some(0) if new.stdout.is_empty() => return Ok(()),
                    Some(0) => {}
                    // What no plan does is said, with the way around.
                    Some(1) if new.stderr.contains("help: ") && !new.stderr.contains("bug report") => return Ok(()),
                    _ if stands_in_the_way(&new.stderr) => return Ok(()),
                    _ => return Err(told("new", new)),
                }
                let up = run(&["migrate", "up", "app"], live.url());
                if up.code != Some(0) {
                    return Err(told("up", up));
                }
                let left = run(&["diff", "app", "--exit-code"], live.url());
                if left.code != Some(0) {
                    return Err(told("second diff", left));
                }
            }
            let script = std::fs::read_dir(project.path().join("migrations")).into_iter().flatten().flatten();
            let script: String = script.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
            // Columns of a table that becomes a child stay its own, too: no server has a way around.
            if script.replace(" NO INHERIT ", "").contains(" INHERIT ") {
                return Ok(());
            }
            same("up", two.url()).map_err(|(what, why)| (what, format!("{why}\n{script}")))?;
            let down = run(&["migrate", "down", "app"], live.url());
            match down.code {
                Some(0) => same("down", one.url()).map_err(|(what, why)| (what, format!("{why}\n{script}"))),
                // A migration says of itself that it has no way back.
                _ if down.stderr.contains("cannot be undone") || down.stderr.contains("no way back") => Ok(()),
                _ => Err(told("down", down)),
            }
        })();
        done.map_err(|(what, why): (String, String)| self.told(what, &why))
    }
}
