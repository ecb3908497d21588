//! A large model is read once, and kept by its content in the user's cache.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use super::support::{Project, Run, dbtool_in};

/// More than is read again each time: nearly all of it is a comment.
fn model(column: &str) -> String {
    let table = |number: u32| format!("  t{number}:\n    columns: {{{column}: {{type: integer, not_null: true}}}}\n");
    format!("{}tables:\n{}", "# what is said at length\n".repeat(3000), (0..10).map(table).collect::<String>())
}

fn document(project: &Project) -> Run {
    let cache = project.path().join("cache");
    let words = ["snapshot", "--from", "model", "--model", "model.yaml", "--style", "dbml"];
    dbtool_in(project.path(), &words, &[("DBTOOL_CACHE_DIR", cache.to_str().unwrap())])
}

fn files(project: &Project) -> Vec<PathBuf> {
    let folder = project.path().join("cache/models");
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_model_is_kept_by_its_content() {
    let project = Project::new(&[("model.yaml", &model("id"))]);
    let first = document(&project).ok();
    assert!(first.contains(r#""id" "integer""#), "{}", &first[..200]);
    let [file] = &files(&project)[..] else { panic!("one model is kept") };
    // It is what is read: another's text in its place is believed.
    let kept = fs::read_to_string(file).unwrap();
    fs::write(file, kept.replace("\"t7\"", "\"seven\"")).unwrap();
    assert!(document(&project).ok().contains("seven"));
    // What is not whole is passed over, and written anew.
    fs::write(file, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(document(&project).ok(), first);
    assert_eq!(fs::read_to_string(file).unwrap(), kept);
    // Another content is another model; a fault is told as ever.
    project.write("model.yaml", &model("number"));
    assert!(document(&project).ok().contains(r#""number" "integer""#));
    assert_eq!(files(&project).len(), 2);
    project.write("model.yaml", &model("id").replace("  t9:", "  t8:"));
    for _ in 0..2 {
        assert!(document(&project).failed(1).contains("`t8` is written twice"));
    }
    // No more than sixteen stay.
    for number in 0..20 {
        let other = fs::File::create(file.with_file_name(format!("{number}.model"))).unwrap();
        other.set_modified(UNIX_EPOCH + Duration::from_secs(number)).unwrap();
    }
    project.write("model.yaml", &model("another"));
    document(&project).ok();
    assert_eq!(files(&project).len(), 16);
    assert!(file.exists(), "what was used last stays");
    assert!(!file.with_file_name("6.model").exists() && file.with_file_name("7.model").exists());
    project.write("model.yaml", "tables: {t: {columns: {id: int}}}\n");
    document(&project).ok();
    assert_eq!(files(&project).len(), 16, "a small model is read each time");
}

#[cfg(unix)]
#[test]
fn nobody_else_writes_or_reads_what_is_kept() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let project = Project::new(&[("model.yaml", &model("id"))]);
    let folder = project.path().join("cache/models");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let first = document(&project).ok();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let [file] = &files(&project)[..] else { panic!("one model is kept") };
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    // A folder that is another user's may hold anything: it is not looked into. Only root can try that.
    let kept = fs::read_to_string(file).unwrap();
    fs::write(file, kept.replace("\"t7\"", "\"seven\"")).unwrap();
    if chown(&folder, Some(12345), None).is_err() {
        return super::support::skip("not root: no folder of another user could be made");
    }
    assert_eq!(document(&project).ok(), first);
}
