//! The steps as nodes of a graph, and the reasons why one must come before another.

mod circle;
mod guess;
mod rebuild;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::decide::{Decisions, Dependents, is_bound};
use super::{Action, join, order};
use crate::engine::{Dialect, Follows, Sides, Statement};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{ObjectId, Schema};

/// What is done to one object, in one place of the order.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) action: Action,
    pub(super) id: &'a ObjectId,
    /// Whether it completes what an earlier node made.
    pub(super) finishes: bool,
    pub(super) statements: Vec<Statement>,
}

/// A circle that no rule opens.
#[derive(Debug)]
pub(super) struct Round {
    /// The circle, told.
    pub(super) fault: Fault,
    /// What in it is changed by building another beside it, outside of a transaction.
    pub(super) beside: BTreeSet<ObjectId>,
}

impl Round {
    fn new(graph: &DiGraph<Node<'_>, ()>) -> Self {
        let circles = circle::circles(graph);
        let nodes = circles.iter().flatten().map(|node| &graph[*node]);
        let beside = nodes.filter(|node| {
            let alone = node.statements.iter().any(|statement| !statement.transactional);
            node.action == Action::Alter && !node.id.kind.holds_data() && alone
        });
        Self { beside: beside.map(|node| node.id.clone()).collect(), fault: order::circle(graph, &circles) }
    }
}

/// Builds the graph and puts it in order. A part is first taken to be made and dropped along with
/// its parent, but for those that shall be made apart; where that leads in a circle, those parts
/// that close it are done by themselves.
pub(super) fn build<'a>(
    dialect: &dyn Dialect,
    sides: Sides<'a>,
    dependents: &Dependents<'a>,
    decisions: Decisions<'a>,
    apart: &'a BTreeSet<ObjectId>,
) -> Result<Vec<Node<'a>>, Box<Round>> {
    let mut apart: BTreeSet<_> = apart.iter().map(|id| (Action::Create, id)).collect();
    loop {
        let builder = Builder::new(dialect, sides, dependents, &decisions, &apart);
        let (mut graph, reasons) = builder.graph();
        let circles = circle::circles(&graph);
        if circles.is_empty() {
            circle::open(&mut graph, dialect, sides);
            return Ok(order::sort(join::join(graph, sides.before, sides.after)));
        }
        let closing: BTreeSet<(Action, &ObjectId)> = reasons
            .iter()
            .filter(|reason| {
                circles.iter().any(|circle| circle.contains(&reason.edge.0) && circle.contains(&reason.edge.1))
            })
            .flat_map(|reason| reason.folded.iter().copied())
            .filter(|part| !apart.contains(part))
            .collect();
        if closing.is_empty() {
            circle::open(&mut graph, dialect, sides);
            let told = Box::new(Round::new(&graph));
            // What is one statement in the end needs no order within.
            let joined = join::join(graph, sides.before, sides.after);
            let round = tarjan_scc(&joined).iter().any(|circle| circle.len() > 1);
            return if round { Err(told) } else { Ok(order::sort(joined)) };
        }
        apart.extend(one_sort_of_drops(closing));
    }
}

/// Of what could be dropped apart, one sort at a time, which may be enough: what points at others first, links to
/// them last. What was kept with its table then goes with that.
fn one_sort_of_drops(closing: BTreeSet<(Action, &ObjectId)>) -> impl Iterator<Item = (Action, &ObjectId)> {
    let sort = |id: &ObjectId| (id.kind.is_link(), Reverse(id.kind));
    let first = closing.iter().filter(|(action, _)| *action == Action::Drop).map(|(_, id)| sort(id)).min();
    closing.into_iter().filter(move |(action, id)| *action != Action::Drop || Some(sort(id)) == first)
}

/// Why an edge is there: the folded parts on whose behalf it was drawn.
struct Reason<'a> {
    edge: (NodeIndex, NodeIndex),
    folded: Vec<(Action, &'a ObjectId)>,
}

struct Builder<'a, 'd> {
    dialect: &'d dyn Dialect,
    before: &'a Schema,
    after: &'a Schema,
    online: bool,
    /// Who needs what of what is there.
    dependents: &'d Dependents<'a>,
    decisions: &'d Decisions<'a>,
    /// Where in the graph an object is made, changed, removed, completed.
    made: HashMap<&'a ObjectId, NodeIndex>,
    changed: HashMap<&'a ObjectId, NodeIndex>,
    removed: HashMap<&'a ObjectId, NodeIndex>,
    completed: HashMap<&'a ObjectId, NodeIndex>,
    graph: DiGraph<Node<'a>, ()>,
    reasons: Vec<Reason<'a>>,
    known: BTreeSet<(NodeIndex, NodeIndex)>,
}

impl<'a, 'd> Builder<'a, 'd> {
    fn new(
        dialect: &'d dyn Dialect,
        sides: Sides<'a>,
        dependents: &'d Dependents<'a>,
        decisions: &'d Decisions<'a>,
        apart: &BTreeSet<(Action, &'a ObjectId)>,
    ) -> Self {
        let mut builder = Self {
            dialect,
            before: sides.before,
            after: sides.after,
            online: sides.online,
            dependents,
            decisions,
            made: HashMap::default(),
            changed: HashMap::default(),
            removed: HashMap::default(),
            completed: HashMap::default(),
            graph: DiGraph::new(),
            reasons: Vec::new(),
            known: BTreeSet::new(),
        };
        builder.create_nodes(apart);
        builder.along_nodes();
        builder.drop_nodes(apart);
        for (id, statements) in &decisions.alters {
            let node = Node { action: Action::Alter, id, finishes: false, statements: statements.clone() };
            builder.changed.insert(id, builder.graph.add_node(node));
        }
        for id in decisions.carried.keys() {
            // What carries it may be carried itself: an heir's heir goes with the one at the top.
            let above: Vec<_> = std::iter::successors(Some(*id), |by| decisions.carried.get(by).copied())
                .take(decisions.carried.len() + 1)
                .skip(1)
                .collect();
            for places in [&mut builder.made, &mut builder.changed, &mut builder.removed] {
                if let Some(node) = above.iter().find_map(|by| places.get(by).copied()) {
                    places.entry(id).or_insert(node);
                }
            }
        }
        builder
    }

    fn create_nodes(&mut self, apart: &BTreeSet<(Action, &'a ObjectId)>) {
        let mut parts: HashMap<&ObjectId, Vec<&'a ObjectId>> = HashMap::default();
        let left = rebuild::left(self.before, self.decisions);
        let sides = Sides { before: &left, after: self.after, online: self.online };
        let mut alone = Vec::new();
        // In the order of the wanted schema, so that columns stand as they were written.
        for (id, entry) in &self.after.objects {
            if !self.decisions.creates.contains(id) || self.decisions.along.contains_key(id) {
                continue;
            }
            let folds = self.dialect.folds(id, &entry.object) && !apart.contains(&(Action::Create, id));
            let host = id.parent().filter(|parent| folds && self.decisions.creates.contains(parent));
            // A part of a part goes where that goes.
            match host.and_then(|host| self.host(host, apart)) {
                Some(host) => parts.entry(host).or_default().push(id),
                None => alone.push(id),
            }
        }
        for id in alone {
            let parts = parts.remove(id).unwrap_or_default();
            let with: Vec<_> = parts.iter().filter_map(|part| Some((*part, self.after.get(part)?))).collect();
            let Some(object) = self.after.get(id) else { continue };
            let statements = self.as_before(id, self.dialect.create(id, object, &with, sides));
            let index = self.graph.add_node(Node { action: Action::Create, id, finishes: false, statements });
            for made in parts.into_iter().chain([id]) {
                self.made.insert(made, index);
            }
        }
    }

    /// What is left to do on what comes back with what hands it down.
    fn along_nodes(&mut self) {
        for (id, (_, statements)) in self.decisions.along.iter().filter(|(_, (_, statements))| !statements.is_empty()) {
            let node = Node { action: Action::Create, id, finishes: false, statements: statements.clone() };
            self.made.insert(id, self.graph.add_node(node));
        }
    }

    /// The outermost object whose statement makes this one.
    fn host(&self, id: &ObjectId, apart: &BTreeSet<(Action, &'a ObjectId)>) -> Option<&'a ObjectId> {
        let (id, entry) = self.after.objects.get_key_value(id)?;
        let folds = self.dialect.folds(id, &entry.object) && !apart.contains(&(Action::Create, id));
        match id.parent().filter(|parent| folds && self.decisions.creates.contains(parent)) {
            Some(parent) => self.host(parent, apart),
            None => Some(id),
        }
    }

    fn drop_nodes(&mut self, apart: &BTreeSet<(Action, &'a ObjectId)>) {
        let mut along = Vec::new();
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        let set_aside = self.set_aside_nodes();
        for id in self.decisions.drops.difference(&set_aside) {
            let Some((id, entry)) = self.before.objects.get_key_value(*id) else { continue };
            let bound = entry.depends.iter().find(|to| is_bound(self.dialect, self.before, to, id));
            let holder = self.before.holder(id).filter(|_| !apart.contains(&(Action::Drop, id)));
            let above = self.decisions.along.get(id).map(|(above, _)| *above);
            let taken = [above, holder, self.dialect.dropped_with(id, &entry.object, sides), bound];
            let host = taken.into_iter().flatten().find(|host| self.decisions.drops.contains(host));
            match host {
                Some(host) => along.push((id, host)),
                None => {
                    let statements = self.as_before(id, self.dialect.drop(id, &entry.object, sides));
                    let node = Node { action: Action::Drop, id, finishes: false, statements };
                    self.removed.insert(id, self.graph.add_node(node));
                }
            }
        }
        // A part of a part goes with the outermost; a few rounds settle it, for nothing is deep.
        while !along.is_empty() {
            let waiting = along.len();
            along.retain(|(id, host)| match self.removed.get(host) {
                Some(index) => {
                    self.removed.insert(id, *index);
                    false
                }
                None => true,
            });
            if along.len() == waiting {
                break;
            }
        }
    }

    /// Draws `from` before `to`, and remembers which folded parts wanted it.
    fn edge(&mut self, from: NodeIndex, to: NodeIndex, parts: &[(Action, &'a ObjectId)]) {
        if from == to {
            return;
        }
        if self.known.insert((from, to)) {
            self.graph.add_edge(from, to, ());
        }
        let folded: Vec<_> =
            parts.iter().copied().filter(|(_, id)| self.graph[from].id != *id && self.graph[to].id != *id).collect();
        self.reasons.push(Reason { edge: (from, to), folded });
    }

    /// What an object needs on the wanted side: what the catalog and its structure say.
    fn needs(&self, id: &'a ObjectId) -> Vec<&'a ObjectId> {
        let Some(entry) = self.after.objects.get(id) else { return Vec::new() };
        let mut needs: Vec<&'a ObjectId> = entry.depends.iter().collect();
        needs.extend(self.after.holder(id));
        let roles = entry.object.roles(id).into_iter().map(ObjectId::role);
        for needed in entry.object.references(id).into_iter().chain(roles) {
            needs.extend(self.after.objects.get_key_value(&needed).map(|(needed, _)| needed));
        }
        needs
    }

    fn graph(mut self) -> (DiGraph<Node<'a>, ()>, Vec<Reason<'a>>) {
        self.what_is_needed_comes_first();
        self.who_needs_it_goes_first();
        self.a_name_is_free_before_it_is_taken();
        self.what_is_handed_down_comes_first();
        self.who_changes_with_it_takes_its_turn();
        self.who_owns_it_comes_before_who_may_use_it();
        self.a_link_is_open_while_its_ends_change();
        self.what_must_wait_comes_last();
        self.rows_come_back_once_their_table_is_there();
        self.the_only_one_goes_first();
        self.an_heir_that_goes_makes_way();
        self.who_points_at_rows_lets_go();
        self.what_is_handed_down_goes_above_first();
        self.who_hands_it_down_alone_changes_it();
        self.who_needs_it_no_more_changes_first();
        self.what_it_stood_on_has_changed_first();
        self.what_a_text_mentions_comes_first();
        self.what_works_unnamed_comes_first();
        self.what_acts_on_statements_stays_out_of_the_way();
        (self.graph, self.reasons)
    }

    /// A server refuses to make or change an object whose needs are not there, as they shall be.
    fn what_is_needed_comes_first(&mut self) {
        let made: Vec<_> = sorted(&self.made).into_iter().chain(sorted(&self.changed)).collect();
        for (id, node) in made {
            for needed in self.needs(id) {
                // What is completed later is begun without what needs it, and that needs its beginning alone.
                if self.made.get(id) == Some(&node) && is_bound(self.dialect, self.after, id, needed) {
                    continue;
                }
                let begun = is_bound(self.dialect, self.after, needed, id);
                let changed = self.changed.get(needed).filter(|_| !begun);
                for first in [self.made.get(needed), changed].into_iter().flatten().copied().collect::<Vec<_>>() {
                    self.edge(first, node, &[(Action::Create, id)]);
                }
            }
        }
    }

    /// A server refuses to drop what something still needs, and to alter what stands in use.
    fn who_needs_it_goes_first(&mut self) {
        let dependents = self.dependents;
        let gone: Vec<_> = sorted(&self.removed).into_iter().chain(sorted(&self.changed)).collect();
        for (id, node) in gone {
            for dependent in dependents.get(id).into_iter().flatten().copied() {
                if let Some(first) = self.removed.get(dependent).copied()
                    && !is_bound(self.dialect, self.before, id, dependent)
                {
                    // What no transaction may hold does not come between a table's being set aside and made again.
                    let (first, last) = if self.is_apart(first, node) { (node, first) } else { (first, node) };
                    self.edge(first, last, &[(Action::Drop, dependent)]);
                }
                // What is about to need it no more is changed before it goes.
                if let Some(first) = self.changed.get(dependent).copied()
                    && self.removed.get(id) == Some(&node)
                {
                    self.edge(first, node, &[]);
                }
            }
        }
        // What would be dropped along with another lets go of it first.
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        for (id, node) in sorted(&self.changed) {
            if let Some(host) = self.before.get(id).and_then(|object| self.dialect.dropped_with(id, object, sides))
                && let Some(last) = self.removed.get(host).copied()
            {
                self.edge(node, last, &[]);
            }
        }
    }

    /// Two objects of one name cannot be there at once.
    fn a_name_is_free_before_it_is_taken(&mut self) {
        let mut holders: BTreeMap<String, Vec<NodeIndex>> = BTreeMap::new();
        for (id, node) in sorted(&self.removed) {
            let object = self.before.get(id);
            if let Some(claim) = object.and_then(|object| self.dialect.claim(id, object)) {
                holders.entry(claim).or_default().push(node);
            }
        }
        let claims = |schema: &Schema, id: &ObjectId| schema.get(id).and_then(|object| self.dialect.claim(id, object));
        let mut takers = Vec::new();
        // What is changed may let go of one name and take another: that of the sequence behind it.
        for (id, node) in sorted(&self.changed) {
            let (old, new) = (claims(self.before, id), claims(self.after, id));
            if old == new {
                continue;
            }
            if let Some(claim) = old {
                holders.entry(claim).or_default().push(node);
            }
            takers.extend(new.map(|claim| (claim, node)));
        }
        for (claim, node) in takers {
            for first in holders.get(&claim).cloned().unwrap_or_default() {
                self.edge(first, node, &[]);
            }
        }
        for (id, node) in sorted(&self.made) {
            if let Some(first) = self.removed.get(id).copied() {
                self.edge(first, node, &[(Action::Create, id)]);
            }
            let claim = self.after.get(id).and_then(|object| self.dialect.claim(id, object));
            for first in claim.and_then(|claim| holders.get(&claim)).cloned().unwrap_or_default() {
                self.edge(first, node, &[(Action::Create, id)]);
            }
        }
    }

    /// An object that changes hands takes the old owner's grants to the new one: others are made after that.
    fn who_owns_it_comes_before_who_may_use_it(&mut self) {
        let mut owners: HashMap<&'a ObjectId, Vec<NodeIndex>> = HashMap::default();
        for (id, node) in [&self.made, &self.changed, &self.removed].into_iter().flatten() {
            if id.kind.moves_grants() && self.graph[*node].id == *id {
                owners.entry(id.root()).or_default().push(*node);
            }
        }
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        for (id, node) in self.touched().into_iter().filter(|(id, _)| id.kind.is_moved_by_owners()) {
            // A column's sequence goes with its table.
            let along =
                self.after.get(id.root()).and_then(|object| self.dialect.dropped_with(id.root(), object, sides));
            for root in [Some(id.root()), along.map(|host| host.root())].into_iter().flatten() {
                let mut first = owners.get(root).cloned().unwrap_or_default();
                first.sort();
                for first in first {
                    self.edge(first, node, &[]);
                }
            }
        }
    }

    /// What an heir is left to do starts from what it is given.
    fn what_is_handed_down_comes_first(&mut self) {
        for (id, by) in &self.decisions.carried {
            let gone = || self.removed.get(by).filter(|_| self.after.get(by).is_none());
            let given = [self.made.get(by), self.changed.get(by), gone()].into_iter().flatten().copied();
            let own = [self.made.get(id), self.changed.get(id)].into_iter().flatten().copied();
            // One that is there no more than it was is dropped after it was given.
            let left = self.after.get(id).is_none().then(|| self.removed.get(id).copied()).flatten();
            let own: Vec<_> = own.chain(left).collect();
            for first in given.collect::<Vec<_>>() {
                for last in own.iter().copied().filter(|last| *last != first) {
                    self.edge(first, last, &[]);
                }
            }
        }
        for (own, given) in self.decisions.first {
            let own = self.made.get(own).or_else(|| self.changed.get(own)).copied();
            let given = self.made.get(given).or_else(|| self.changed.get(given)).copied();
            if let (Some(first), Some(last)) = (own, given) {
                self.edge(first, last, &[]);
            }
        }
    }

    /// Of two that change, one may have to be the first.
    fn who_changes_with_it_takes_its_turn(&mut self) {
        let sides = Sides { before: self.before, after: self.after, online: self.online };
        for (id, node) in sorted(&self.changed) {
            let (Some(before), Some(after)) = (self.before.get(id), self.after.get(id)) else { continue };
            for other in self.dialect.changes_after(id, before, after, sides) {
                if let Some(first) = self.changed.get(&other).copied() {
                    self.edge(first, node, &[]);
                }
            }
        }
    }

    /// A link is made once both its ends are as they shall be, and undone before they change.
    fn a_link_is_open_while_its_ends_change(&mut self) {
        let mut parts: HashMap<&'a ObjectId, BTreeSet<NodeIndex>> = HashMap::default();
        let mut late: HashMap<&'a ObjectId, BTreeSet<(NodeIndex, Follows)>> = HashMap::default();
        for (id, node) in [&self.made, &self.changed, &self.removed].into_iter().flatten() {
            if !id.kind.is_link() {
                let made = self.after.get(id).filter(|_| self.made.get(id) == Some(node));
                // Rows that are brought back set nothing off, and come once all links are made.
                let waits = id.kind.acts_on_rows() && self.family_is_rebuilt(id);
                let follows = made.map(|object| match waits {
                    true => Follows { own: true, others: true },
                    false => self.dialect.follows_links(id, object, self.after),
                });
                match follows.unwrap_or_default() {
                    // What is said of an object neither holds a link up nor waits for it, but where it says so.
                    Follows { own: false, others: false } if id.kind.is_facet() => {}
                    Follows { own: false, others: false } => _ = parts.entry(id.root()).or_default().insert(*node),
                    follows => _ = late.entry(id.root()).or_default().insert((*node, follows)),
                }
            }
        }
        let ends = |schema: &'a Schema, id: &'a ObjectId| {
            let far = schema.get(id).map(|object| object.references(id)).unwrap_or_default();
            let near = id.parent().cloned();
            far.into_iter().chain(near).collect::<Vec<_>>()
        };
        for (id, node) in sorted(&self.removed).into_iter().filter(|(id, _)| id.kind.is_link()) {
            // One that goes along with its table is no step of its own.
            if self.graph[node].id != id {
                continue;
            }
            for end in ends(self.before, id) {
                for later in parts.get(&end).into_iter().flatten().copied().collect::<Vec<_>>() {
                    self.edge(node, later, &[]);
                }
            }
        }
        for (id, node) in sorted(&self.made).into_iter().filter(|(id, _)| id.kind.is_link()) {
            if self.graph[node].id != id {
                self.a_born_heir_has_all_from_the_start(id, node);
                continue;
            }
            for end in ends(self.after, id) {
                for first in parts.get(&end).into_iter().flatten().copied().collect::<Vec<_>>() {
                    self.edge(first, node, &[]);
                }
                let near = id.parent().is_some_and(|parent| *parent == end);
                for (part, follows) in late.get(&end).into_iter().flatten().copied().collect::<Vec<_>>() {
                    let follows = if near { follows.own } else { follows.others };
                    let (first, last) = if follows { (node, part) } else { (part, node) };
                    self.edge(first, last, &[]);
                }
                // From the top down: what a link hands on, it has from the one above it.
                let above = ObjectId::child(&end, id.kind, "");
                if let Some(first) = self.made.get(&above).copied().filter(|_| above != *id) {
                    self.edge(first, node, &[]);
                }
            }
        }
    }

    /// What is made along with its link to others is given their parts as they then are.
    fn a_born_heir_has_all_from_the_start(&mut self, link: &'a ObjectId, node: NodeIndex) {
        let sources = self.after.get(link).map(|object| object.references(link)).unwrap_or_default();
        for (id, first) in sorted(&self.made).into_iter().chain(sorted(&self.changed)).chain(sorted(&self.removed)) {
            let object = self.after.get(id).or_else(|| self.before.get(id));
            let given = object.is_some_and(|object| self.dialect.folds(id, object)) && !id.kind.is_link();
            if given && sources.contains(id.root()) {
                self.edge(first, node, &[]);
            }
        }
    }

    /// Ownership, clustering and their like need other objects, which may need this one.
    fn what_must_wait_comes_last(&mut self) {
        let touched: BTreeSet<&'a ObjectId> = self.made.keys().chain(self.changed.keys()).copied().collect();
        // A part that is made anew takes along what its parent had set on it.
        let parents: BTreeSet<&'a ObjectId> = self.made.keys().filter_map(|id| id.parent()).collect();
        for id in touched.union(&parents).copied().collect::<Vec<_>>() {
            let Some((id, entry)) = self.after.objects.get_key_value(id) else { continue };
            let old = self.before.get(id).filter(|_| !self.made.contains_key(id));
            let again = self
                .dialect
                .finish(id, None, &entry.object)
                .filter(|finish| finish.needs.iter().any(|id| self.made.contains_key(id)));
            let finish = match self.dialect.finish(id, old, &entry.object) {
                // What is altered is not made again.
                Some(left) if left.statements.is_empty() => Some(left),
                left => again.or(left),
            };
            let Some(finish) = finish else { continue };
            let node = Node { action: Action::Alter, id, finishes: true, statements: finish.statements };
            let node = self.graph.add_node(node);
            let own = [self.made.get(id), self.changed.get(id)];
            let needs = finish
                .needs
                .iter()
                .chain(entry.depends.iter().filter(|needed| is_bound(self.dialect, self.after, id, needed)));
            // And these as they shall be: an index to know rows by is of columns that refuse NULL.
            let deeper = finish.needs.iter().filter_map(|id| self.after.objects.get_key_value(id));
            let deeper = deeper.flat_map(|(id, _)| self.needs(id)).filter(|needed| *needed != id);
            let needs = needs.chain(deeper).flat_map(|id| [self.made.get(id), self.changed.get(id)]);
            for first in own.into_iter().chain(needs).flatten().copied().collect::<Vec<_>>() {
                self.edge(first, node, &[]);
            }
            if self.dialect.completes(&entry.object) {
                self.completed.insert(id, node);
                for (other, at) in self.touched() {
                    let waits = other != id && self.needs(other).contains(&id);
                    if waits && !is_bound(self.dialect, self.after, id, other) {
                        self.edge(node, at, &[(Action::Create, other)]);
                    }
                }
            }
        }
    }

    /// What is made or changed, with its node, in order.
    fn touched(&self) -> Vec<(&'a ObjectId, NodeIndex)> {
        sorted(&self.made).into_iter().chain(sorted(&self.changed)).collect()
    }
}

fn sorted<'a>(map: &HashMap<&'a ObjectId, NodeIndex>) -> Vec<(&'a ObjectId, NodeIndex)> {
    let mut pairs: Vec<_> = map.iter().map(|(id, node)| (*id, *node)).collect();
    pairs.sort_by_key(|(id, _)| *id);
    pairs
}
