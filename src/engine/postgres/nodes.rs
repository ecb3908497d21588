//! Whether the workers of a Citus cluster have what the coordinator has.

use std::collections::BTreeMap;

use super::Connection;
use super::quote::dollar;
use super::read::Get;
use crate::error::Fault;

const QUERY: &str = include_str!("catalog/nodes.sql");

/// Tables by name, with what is said of each by word.
type State = BTreeMap<String, BTreeMap<String, Option<String>>>;

impl Connection {
    /// What of the workers is not as the coordinator has it, each as a line; none where there is no Citus.
    ///
    /// # Errors
    /// The server's own words, or a worker's.
    pub async fn nodes_apart(&mut self) -> Result<Vec<String>, Fault> {
        let installed = "SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus'";
        if self.rows(installed).await?.is_empty() {
            return Ok(Vec::new());
        }
        let own = self.rows(QUERY).await?;
        let own: &str = own.first().map(|row| row.value("state")).transpose()?.unwrap_or("{}");
        let own = parse(own, "the coordinator")?;
        let ask = format!(
            "SELECT nodename::text AS name, nodeport::int AS port, success, result::text AS result \
             FROM pg_catalog.run_command_on_workers({}) ORDER BY 1, 2",
            dollar(QUERY)
        );
        let mut lines = shards("the coordinator", &own);
        for row in self.rows(&ask).await? {
            let worker = format!("worker {}:{}", row.value::<&str>("name")?, row.value::<i32>("port")?);
            let result: Option<String> = row.value("result")?;
            let result = result.unwrap_or_default();
            if !row.value::<bool>("success")? {
                return Err(Fault::new(format!("{worker} does not answer")).detail(result));
            }
            let theirs = parse(&result, &worker)?;
            lines.extend(apart(&worker, &own, &theirs));
            lines.extend(shards(&worker, &theirs));
        }
        Ok(lines)
    }
}

fn parse(text: &str, node: &str) -> Result<State, Fault> {
    serde_json::from_str(text)
        .map_err(|error| Fault::new(format!("the answer of {node} cannot be read")).detail(error.to_string()))
}

/// What of a worker's tables is not the coordinator's.
fn apart(worker: &str, own: &State, theirs: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, said) in own {
        let Some(there) = theirs.get(table) else {
            lines.push(format!("{worker}: table {table} is not there"));
            continue;
        };
        for (word, value) in said.iter().filter(|(word, _)| *word != "shards") {
            let other = there.get(word).cloned().flatten();
            if *value != other {
                let show = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
                lines.push(format!("{worker}: {word} of table {table}: {} instead of {}", show(&other), show(value)));
            }
        }
    }
    for table in theirs.keys().filter(|table| !own.contains_key(*table)) {
        lines.push(format!("{worker}: table {table} is unknown to the coordinator"));
    }
    lines
}

/// The shards on a node that are not like their tables.
fn shards(node: &str, state: &State) -> Vec<String> {
    let wrong = state.iter().filter_map(|(table, said)| Some((table, said.get("shards")?.as_ref()?)));
    wrong.map(|(table, shards)| format!("{node}: shards of table {table} with other columns: {shards}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_of_a_worker_is_a_line() {
        let own =
            parse(r#"{"a.t": {"columns": "x integer", "shards": null}, "a.u": {"columns": "y text"}}"#, "").unwrap();
        let theirs = parse(r#"{"a.t": {"columns": "x bigint", "shards": "a.t_1"}, "a.v": {}}"#, "").unwrap();
        let wanted = [
            "w: columns of table a.t: x bigint instead of x integer",
            "w: table a.u is not there",
            "w: table a.v is unknown to the coordinator",
        ];
        assert_eq!(apart("w", &own, &theirs), wanted);
        assert_eq!(shards("w", &theirs), ["w: shards of table a.t with other columns: a.t_1"]);
        assert!(apart("w", &own, &own).is_empty() && shards("w", &own).is_empty());
        assert!(parse("", "w").unwrap_err().message.contains("the answer of w"));
    }
}
