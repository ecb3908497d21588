//! What editors are told of models and configurations is what dbtool reads and writes: the JSON Schemas, held against
//! every file of ours by a validator of another's making.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so this way")]

use std::path::{Path, PathBuf};

use boon::{Compiler, Draft, Schemas};
use serde_json::{Value, json};

use crate::support::Project;

/// The JSON Schema as dbtool prints it.
pub fn schema(of: &str) -> Value {
    serde_json::from_str(&Project::new(&[]).dbtool(&["json-schema", of]).ok()).unwrap()
}

/// What a validator has to say against a document.
fn fault(schema: &Value, document: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.set_default_draft(Draft::V7);
    compiler.add_resource("of-dbtool.json", schema.clone()).unwrap();
    let index = compiler.compile("of-dbtool.json", &mut schemas).unwrap();
    schemas.validate(document, index).err().map(|fault| format!("{fault:#}"))
}

pub fn accept(schema: &Value, file: &Path) {
    let document: Value = serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let fault = fault(schema, &document);
    assert_eq!(fault, None, "{}", file.display());
}

/// The YAML files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for path in entries {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.extend(Some(path).filter(|path| path.extension().is_some_and(|it| it == "yaml"))),
        }
    }
    found
}

#[test]
fn every_model_of_ours_is_one_to_editors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = schema("model");
    let all: Vec<PathBuf> =
        ["schemas", "tests/spellings", "src/dump/tests"].iter().flat_map(|it| files(&root.join(it))).collect();
    assert!(all.len() > 80, "{}", all.len());
    for file in all {
        accept(&schema, &file);
    }
    for (wrong, said) in [
        (json!({"tabels": {}}), "tabels"),
        (json!({"tables": {"t": {"columns": {"a": {"type": "int", "not_nul": true}}}}}), "not_nul"),
        (json!({"tables": {"t": {"columns": {"a": {"not_null": true}}}}}), "type"),
    ] {
        let fault = fault(&schema, &wrong).unwrap_or_default();
        assert!(fault.contains(said), "{wrong}: {fault}");
    }
}

#[test]
fn every_configuration_of_ours_is_one_to_editors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = schema("config");
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["$id"], "https://json.schemastore.org/dbtool.json");
    for file in ["dbtool.yaml", "tests/styles/dbtool.yaml"] {
        accept(&schema, &root.join(file));
    }
    let wrong = json!({"targets": {"a": {"engine": "postgresql", "modell": "m.yaml"}}});
    assert!(fault(&schema, &wrong).is_some());
}
