//! What migrations do, as spans for OpenTelemetry: one for the run, one for each migration, with an event for
//! each statement, batch, wait and try. Sent as JSON by OTLP over HTTP when the run ends, where the environment
//! names a collector, in the variables that OpenTelemetry gives everyone:
//! `OTEL_EXPORTER_OTLP_ENDPOINT` or `…_TRACES_ENDPOINT`, `…_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_SDK_DISABLED`,
//! and `TRACEPARENT` for what the run is a part of.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::embedded::fetch;
use crate::ui::{self, Ui};

/// What is open and what is done.
static SPANS: Mutex<Vec<Span>> = Mutex::new(Vec::new());

/// When the run began; set where there is a collector.
static BEGUN: OnceLock<u128> = OnceLock::new();

/// A migration.
#[derive(Debug)]
struct Span {
    id: String,
    database: Value,
    version: Value,
    name: String,
    start: u128,
    end: Option<u128>,
    attributes: Vec<Value>,
    events: Vec<Value>,
}

/// Begins to listen, where there is a collector to tell.
pub fn begin() {
    if address().is_some() && BEGUN.set(now()).is_ok() {
        ui::listen(told);
    }
}

/// Sends what came of the run. A collector that cannot be reached is no failure of the run's.
pub fn end(ui: &Ui, done: bool) {
    let (Some(begun), Some(address)) = (BEGUN.get(), address()) else { return };
    let body = request(*begun, now(), done, variable("TRACEPARENT").as_deref());
    let config = fetch::agent().timeout_global(Some(Duration::from_secs(5))).build();
    let mut post = config.new_agent().post(&address).header("Content-Type", "application/json");
    for pair in variable("OTEL_EXPORTER_OTLP_HEADERS").unwrap_or_default().split(',') {
        if let Some((name, value)) = pair.split_once('=') {
            post = post.header(name.trim(), value.trim());
        }
    }
    if let Err(error) = post.send(body.to_string()) {
        super::warn(ui, &format!("the collector of OpenTelemetry's was not told: {error}"));
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where spans go.
fn address() -> Option<String> {
    if variable("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return None;
    }
    let base =
        || variable("OTEL_EXPORTER_OTLP_ENDPOINT").map(|base| format!("{}/v1/traces", base.trim_end_matches('/')));
    variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(base)
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos()
}

/// Sixteen digits that no other has.
fn id() -> String {
    format!("{:016x}", RandomState::new().hash_one(now()))
}

/// A step of a run.
fn told(fields: &[(&str, Value)]) {
    let value = |name: &str| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
    let text = |name: &str| value(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let (event, version) = (text("event"), value("version").unwrap_or_default());
    let (database, time) = (value("database").unwrap_or_default(), now());
    let mut spans = SPANS.lock().unwrap_or_else(PoisonError::into_inner);
    let attributes = || fields.iter().filter(|(key, _)| *key != "event").map(|(key, value)| attribute(key, value));
    // What speaks of no migration speaks of the last that was begun.
    let is_it = |span: &&mut Span| {
        span.end.is_none() && (version.is_null() || span.version == version && span.database == database)
    };
    let open = spans.iter_mut().rev().find(is_it);
    match (event.as_str(), open) {
        // One that is tried again is the same.
        ("begun", None) => spans.push(Span {
            id: id(),
            name: format!("migrate {} {version} {}", text("way"), text("name")),
            database,
            version,
            start: time,
            end: None,
            attributes: attributes().collect(),
            events: Vec::new(),
        }),
        ("applied" | "undone", Some(span)) => span.end = Some(time),
        (_, Some(span)) => span.events.push(json!({
            "timeUnixNano": time.to_string(), "name": event, "attributes": attributes().collect::<Vec<_>>(),
        })),
        (_, None) => {}
    }
}

fn attribute(key: &str, value: &Value) -> Value {
    let key = if key == "database" { "db.namespace".to_owned() } else { format!("dbtool.{key}") };
    let value = match value {
        Value::Bool(value) => json!({"boolValue": value}),
        // Whole numbers are texts there.
        Value::Number(number) => json!({"intValue": number.to_string()}),
        Value::String(text) => json!({"stringValue": text}),
        other => json!({"stringValue": other.to_string()}),
    };
    json!({"key": key, "value": value})
}

/// What is sent: the run's own span, and those of its migrations below it. One that did not come to its end failed.
fn request(begun: u128, ended: u128, done: bool, parent: Option<&str>) -> Value {
    let mut parts = parent.unwrap_or_default().split('-').skip(1);
    let digits = |part: Option<&str>, count: usize| {
        part.filter(|text| text.len() == count && text.bytes().all(|byte| byte.is_ascii_hexdigit())).map(str::to_owned)
    };
    let trace = digits(parts.next(), 32);
    let above = digits(parts.next(), 16).filter(|_| trace.is_some()).unwrap_or_default();
    let trace = trace.unwrap_or_else(|| format!("{}{}", id(), id()));
    let root = id();
    let span = |id: &str, parent: &str, name: &str, start: u128, end: u128, well: bool| {
        json!({
            "traceId": trace, "spanId": id, "parentSpanId": parent, "name": name, "kind": 1,
            "startTimeUnixNano": start.to_string(), "endTimeUnixNano": end.to_string(),
            "status": {"code": if well { 1 } else { 2 }},
        })
    };
    let mut all = vec![span(&root, &above, "dbtool", begun, ended, done)];
    for it in SPANS.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let mut one = span(&it.id, &root, it.name.trim(), it.start, it.end.unwrap_or(ended), it.end.is_some());
        if let Some(fields) = one.as_object_mut() {
            fields.insert("kind".to_owned(), json!(3));
            fields.insert("attributes".to_owned(), json!(it.attributes));
            fields.insert("events".to_owned(), json!(it.events));
        }
        all.push(one);
    }
    let service = variable("OTEL_SERVICE_NAME").unwrap_or_else(|| "dbtool".to_owned());
    json!({"resourceSpans": [{
        "resource": {"attributes": [
            {"key": "service.name", "value": {"stringValue": service}},
            {"key": "service.version", "value": {"stringValue": env!("CARGO_PKG_VERSION")}},
        ]},
        "scopeSpans": [{"scope": {"name": "dbtool", "version": env!("CARGO_PKG_VERSION")}, "spans": all}],
    }]})
}
