//! Which nodes the driver waits for: after each change of the schema all that can be reached have to have it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use scylla::client::session::Session;
use scylla::policies::load_balancing::{NodeIdentifier, SingleTargetLoadBalancingPolicy};
use scylla::statement::unprepared::Statement;
use scylla::value::CqlValue;

use super::value;

/// How long a node may take to say which schema it has.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks at the nodes of a session beside it.
#[derive(Clone, Debug)]
pub struct Onlooker(pub(super) Arc<Session>);

impl Onlooker {
    /// The nodes that do not answer, or have another schema than most: each with what is the matter.
    pub async fn lagging(&self) -> Vec<String> {
        let state = self.0.get_cluster_state();
        let asked = state.get_nodes_info().iter().map(|node| async move {
            let mut ask = Statement::new("SELECT schema_version FROM system.local");
            ask.set_request_timeout(Some(PATIENCE));
            let only = NodeIdentifier::Node(Arc::clone(node));
            ask.set_load_balancing_policy(Some(SingleTargetLoadBalancingPolicy::new(only, None)));
            let answer = self.0.query_unpaged(ask, ()).await.ok().and_then(|answer| answer.into_rows_result().ok());
            let version =
                answer.and_then(|rows| rows.single_row::<(CqlValue,)>().ok()).map(|(version,)| value::text(&version));
            (node.address.ip().to_string(), version)
        });
        said(futures_util::future::join_all(asked).await)
    }
}

/// What is said of the nodes and their schemas.
fn said<V: Ord>(mut nodes: Vec<(String, Option<V>)>) -> Vec<String> {
    nodes.sort_by(|one, other| one.0.cmp(&other.0));
    let mut counts = BTreeMap::new();
    for version in nodes.iter().filter_map(|(_, version)| version.as_ref()) {
        *counts.entry(version).or_insert(0) += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(version, _)| version);
    let word = |(node, version): &(String, Option<V>)| match version {
        None => Some(format!("{node} does not answer")),
        Some(_) if version.as_ref() == most => None,
        Some(_) => Some(format!("{node} has another schema")),
    };
    nodes.iter().filter_map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn who_lags_is_named() {
        let node = |name: &str, version| (name.to_owned(), version);
        assert!(said(vec![node("a", Some(1)), node("b", Some(1))]).is_empty());
        let lagging = said(vec![node("c", Some(2)), node("b", None), node("a", Some(1)), node("d", Some(1))]);
        assert_eq!(lagging, ["b does not answer", "c has another schema"]);
    }
}
