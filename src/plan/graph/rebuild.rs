//! The places of what is set aside and of what brings its rows back.

use std::borrow::Cow;
use std::collections::BTreeSet;

use petgraph::graph::NodeIndex;

use super::{Action, Builder, Node, sorted};
use crate::engine::{Sides, Statement, hazards};
use crate::model::{ObjectId, Schema};
use crate::plan::decide::Decisions;
use crate::plan::decide::rebuild::divided;

/// What is there when others are made: all but what was set aside.
pub(super) fn left<'a>(before: &'a Schema, decisions: &Decisions<'_>) -> Cow<'a, Schema> {
    if decisions.rebuilt.is_empty() {
        return Cow::Borrowed(before);
    }
    let mut left = before.clone();
    left.objects.retain(|id, _| !decisions.rebuilt.values().any(|tables| tables.contains(id.root())));
    Cow::Owned(left)
}

impl<'a> Builder<'a, '_> {
    /// What goes and comes back as it was gives nobody rights and takes none.
    pub(super) fn as_before(&self, id: &ObjectId, mut statements: Vec<Statement>) -> Vec<Statement> {
        if self.before.get(id).is_some_and(|before| self.after.get(id) == Some(before)) {
            for statement in &mut statements {
                statement.hazards.retain(|hazard| !hazards::is_of_rights(&hazard.code));
            }
        }
        statements
    }

    /// Makes the nodes of the tables that are set aside instead of being dropped, each with what goes along.
    pub(super) fn set_aside_nodes(&mut self) -> BTreeSet<&'a ObjectId> {
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        let mut made = BTreeSet::new();
        for (root, tables) in &self.decisions.rebuilt {
            let Some((root, _)) = self.before.objects.get_key_value(root) else { continue };
            let others = tables.iter().filter(|table| *table != root);
            let statements = [root].into_iter().chain(others).flat_map(|id| self.dialect.set_aside(id, root, sides));
            let statements = statements.collect();
            let node = self.graph.add_node(Node { action: Action::Alter, id: root, finishes: false, statements });
            for (table, _) in tables.iter().filter_map(|table| self.before.objects.get_key_value(table)) {
                self.removed.insert(table, node);
                made.insert(table);
            }
        }
        made
    }

    /// Whether a step sets a table aside, and another changes in place, in no transaction, what the table is made of.
    pub(super) fn is_apart(&self, aside: NodeIndex, changed: NodeIndex) -> bool {
        let Some(changed) = self.graph.node_weight(changed).filter(|node| node.action == Action::Alter) else {
            return false;
        };
        self.graph[aside].action == Action::Alter && changed.statements.iter().any(|statement| !statement.transactional)
    }

    /// Rows are copied when their table is there with what they are divided into, and before anything that
    /// they would set off, or that is quicker made of rows that are there.
    pub(super) fn rows_come_back_once_their_table_is_there(&mut self) {
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        let mut guesses: Vec<(NodeIndex, NodeIndex)> = Vec::new();
        let mut refilled = Vec::new();
        for (root, tables) in &self.decisions.rebuilt {
            let Some((root, _)) = self.after.objects.get_key_value(root) else { continue };
            let mut family = divided(self.dialect, root, self.after);
            family.insert(root.clone());
            let statements = self.dialect.refill(root, &self.decisions.values, sides);
            let node = self.graph.add_node(Node { action: Action::Alter, id: root, finishes: true, statements });
            if let Some(gone) = self.removed.get(root).copied() {
                self.edge(gone, node, &[]);
            }
            refilled.push(node);
            let inner = |id: &ObjectId| {
                let holds = |id: &ObjectId| id.kind.holds_data() || id.kind.is_link();
                holds(id)
                    || id
                        .parent()
                        .is_some_and(|parent| holds(parent) && parent.parent().is_some() && !id.kind.is_facet())
            };
            // What the old ones are made of goes after them.
            let entries = self.before.objects.iter().filter(|(id, _)| tables.contains(id.root()));
            let needed = entries.flat_map(|(_, entry)| &entry.depends).filter_map(|id| self.removed.get(id));
            guesses.extend(needed.map(|last| (node, *last)));
            for (id, made) in sorted(&self.made) {
                let near = family.contains(id.root());
                if near && inner(id) {
                    self.edge(made, node, &[]);
                } else if near || self.needs(id).into_iter().any(|needed| family.contains(needed.root())) {
                    guesses.push((node, made));
                }
            }
        }
        self.old_types_go_after_their_values(&refilled);
        self.guess(guesses);
    }

    /// A type whose place another took goes when the rows that held its values are copied.
    fn old_types_go_after_their_values(&mut self, refilled: &[NodeIndex]) {
        for (id, statements) in self.decisions.last.iter().filter(|(_, statements)| !statements.is_empty()) {
            let last = Node { action: Action::Alter, id, finishes: true, statements: statements.clone() };
            let last = self.graph.add_node(last);
            for first in self.changed.get(id).into_iter().chain(refilled).copied().collect::<Vec<_>>() {
                self.edge(first, last, &[]);
            }
        }
    }

    /// Whether its table is rebuilt, or is one that the rows of such a table are divided into afterwards.
    pub(super) fn family_is_rebuilt(&self, id: &ObjectId) -> bool {
        let rebuilt = &self.decisions.rebuilt;
        rebuilt.keys().any(|root| root == id.root() || divided(self.dialect, root, self.after).contains(id.root()))
    }
}
