//! Where the boxes of a diagram go: laid out once, when the site is made.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use petgraph::algo::{greedy_feedback_arc_set, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef as _;

/// Between boxes.
const GAP: f64 = 36.0;
/// Between the columns of boxes, where the lines run.
const CHANNEL: f64 = 90.0;

/// A box's upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct At {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A diagram's boxes, in the order in which they were given, and its size.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) boxes: Vec<At>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A part of the diagram that no line joins to others.
struct Island {
    boxes: Vec<(usize, At)>,
    width: f64,
    height: f64,
}

/// Places boxes of these sizes so that what refers stands left of what it refers to, and what hangs
/// together stands together.
pub(super) fn plan(sizes: &[(f64, f64)], edges: &[(usize, usize)]) -> Plan {
    let mut lines: Vec<(usize, usize)> =
        edges.iter().copied().filter(|(from, to)| from != to && *from < sizes.len() && *to < sizes.len()).collect();
    lines.sort_unstable();
    lines.dedup();
    let mut groups = UnionFind::<usize>::new(sizes.len());
    for (from, to) in &lines {
        groups.union(*from, *to);
    }
    let mut islands: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..sizes.len() {
        islands.entry(groups.find(at)).or_default().push(at);
    }
    let islands = islands.into_values().map(|members| island(members, sizes, &lines)).collect();
    shelve(islands, sizes.len())
}

/// Columns of boxes, the ones that refer left of those that they refer to.
fn island(members: Vec<usize>, sizes: &[(f64, f64)], lines: &[(usize, usize)]) -> Island {
    let size = |at: usize| sizes.get(at).copied().unwrap_or_default();
    let mut columns = ordered(columns(&members, lines), &Neighbours::of(&members, lines));
    // A column that is much higher than the whole should be is several.
    let area: f64 = members.iter().map(|at| (size(*at).0 + CHANNEL) * (size(*at).1 + GAP)).sum();
    let tallest = members.iter().map(|at| size(*at).1).fold(0.0, f64::max);
    let limit = area.sqrt().max(tallest);
    columns = columns.into_iter().flat_map(|column| broken(column, limit, &size)).collect();
    let tops = settled(&columns, &Neighbours::of(&members, lines), &size);
    let (mut boxes, mut x, mut height) = (Vec::new(), 0.0_f64, 0.0_f64);
    for column in &columns {
        let width = column.iter().map(|at| size(*at).0).fold(0.0, f64::max);
        for at in column {
            let y = tops.get(at).copied().unwrap_or_default();
            boxes.push((*at, At { x: x + (width - size(*at).0) / 2.0, y }));
            height = height.max(y + size(*at).1);
        }
        x += width + CHANNEL;
    }
    boxes.sort_by_key(|(at, _)| *at);
    Island { boxes, width: (x - CHANNEL).max(0.0), height }
}

/// Who is joined to whom.
struct Neighbours(BTreeMap<usize, Vec<usize>>);

impl Neighbours {
    fn of(members: &[usize], lines: &[(usize, usize)]) -> Self {
        let mut all: BTreeMap<usize, Vec<usize>> = members.iter().map(|at| (*at, Vec::new())).collect();
        for (from, to) in lines.iter().filter(|(from, _)| members.binary_search(from).is_ok()) {
            all.entry(*from).or_default().push(*to);
            all.entry(*to).or_default().push(*from);
        }
        Self(all)
    }

    /// The mean of what its neighbours have of something; none where none of them has it.
    fn mean(&self, at: usize, value: impl Fn(usize) -> Option<f64>) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0.0);
        for found in self.0.get(&at)?.iter().filter_map(|other| value(*other)) {
            sum += found;
            count += 1.0;
        }
        (count > 0.0).then(|| sum / count)
    }
}

/// The columns from left to right: a box stands left of everything that it refers to, but for what
/// closes a circle.
fn columns(members: &[usize], lines: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: BTreeMap<usize, NodeIndex> = members.iter().map(|at| (*at, graph.add_node(*at))).collect();
    for (from, to) in lines {
        if let (Some(from), Some(to)) = (nodes.get(from), nodes.get(to)) {
            graph.add_edge(*from, *to, ());
        }
    }
    let circular: Vec<_> = greedy_feedback_arc_set(&graph).map(|edge| edge.id()).collect();
    graph.retain_edges(|_, edge| !circular.contains(&edge));
    let mut layers: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    for node in toposort(&graph, None).unwrap_or_default().into_iter().rev() {
        let above = graph.neighbors(node).filter_map(|to| layers.get(&to)).max();
        layers.insert(node, above.map_or(0, |layer| layer + 1));
    }
    let mut found: BTreeMap<Reverse<usize>, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes {
        found.entry(Reverse(layers.get(&node).copied().unwrap_or_default())).or_default().push(at);
    }
    found.into_values().collect()
}

/// The boxes of each column in an order in which few lines cross: where their neighbours are, as the mean.
fn ordered(mut columns: Vec<Vec<usize>>, near: &Neighbours) -> Vec<Vec<usize>> {
    const SWEEPS: usize = 8;
    let mut ranks: BTreeMap<usize, f64> = BTreeMap::new();
    let rank = |ranks: &mut BTreeMap<usize, f64>, column: &[usize]| {
        let mut place = 0.5;
        let all: f64 = column.iter().map(|_| 1.0).sum();
        for at in column {
            ranks.insert(*at, place / all);
            place += 1.0;
        }
    };
    columns.iter().for_each(|column| rank(&mut ranks, column));
    for sweep in 0..SWEEPS {
        let turn: &mut dyn Iterator<Item = &mut Vec<usize>> =
            if sweep % 2 == 0 { &mut columns.iter_mut() } else { &mut columns.iter_mut().rev() };
        for column in turn {
            let mut wanted: Vec<(f64, usize)> = column
                .iter()
                .map(|at| {
                    let own = ranks.get(at).copied().unwrap_or_default();
                    (near.mean(*at, |other| ranks.get(&other).copied()).unwrap_or(own), *at)
                })
                .collect();
            wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
            *column = wanted.into_iter().map(|(_, at)| at).collect();
            rank(&mut ranks, column);
        }
    }
    columns
}

/// A column as several of which none is higher than that.
fn broken(column: Vec<usize>, limit: f64, size: &impl Fn(usize) -> (f64, f64)) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
    let mut height = 0.0;
    for at in column {
        let own = size(at).1 + GAP;
        if height > 0.0 && height + own > limit * 1.2 {
            parts.push(Vec::new());
            height = 0.0;
        }
        height += own;
        if let Some(part) = parts.last_mut() {
            part.push(at);
        }
    }
    parts
}

/// How far down each box begins: near its neighbours, its column's order kept, none upon another.
fn settled(columns: &[Vec<usize>], near: &Neighbours, size: &impl Fn(usize) -> (f64, f64)) -> BTreeMap<usize, f64> {
    const ROUNDS: usize = 16;
    let mut tops: BTreeMap<usize, f64> = BTreeMap::new();
    for column in columns {
        let mut y = 0.0;
        for at in column {
            tops.insert(*at, y);
            y += size(*at).1 + GAP;
        }
    }
    for _ in 0..ROUNDS {
        for column in columns {
            let wanted: Vec<f64> = column
                .iter()
                .map(|at| {
                    let own = tops.get(at).copied().unwrap_or_default();
                    let middle = near.mean(*at, |other| Some(tops.get(&other)? + size(other).1 / 2.0));
                    middle.map_or(own, |middle| middle - size(*at).1 / 2.0)
                })
                .collect();
            // Pushed down where they meet, then moved as a whole to where they wanted to be.
            let mut y = f64::NEG_INFINITY;
            let mut placed: Vec<f64> = Vec::with_capacity(column.len());
            for (at, wanted) in column.iter().zip(&wanted) {
                let top = wanted.max(y);
                placed.push(top);
                y = top + size(*at).1 + GAP;
            }
            let count: f64 = column.iter().map(|_| 1.0).sum();
            let shift = placed.iter().zip(&wanted).map(|(placed, wanted)| wanted - placed).sum::<f64>() / count;
            for (at, placed) in column.iter().zip(placed) {
                tops.insert(*at, placed + shift);
            }
        }
    }
    let least = tops.values().copied().fold(f64::INFINITY, f64::min);
    tops.values_mut().for_each(|top| *top = (*top - least).round());
    tops
}

/// Puts islands on shelves, the highest first, so that the whole is about as wide as a screen.
fn shelve(mut islands: Vec<Island>, count: usize) -> Plan {
    islands.sort_by(|a, b| {
        b.height.total_cmp(&a.height).then(a.boxes.first().map(|it| it.0).cmp(&b.boxes.first().map(|it| it.0)))
    });
    let area: f64 = islands.iter().map(|it| (it.width + GAP) * (it.height + GAP)).sum();
    let widest = islands.iter().map(|it| it.width).fold(0.0, f64::max);
    let limit = (area * 1.8).sqrt().max(widest);
    let mut plan = Plan { boxes: vec![At::default(); count], ..Plan::default() };
    let (mut x, mut y, mut shelf) = (0.0_f64, 0.0_f64, 0.0_f64);
    for island in &islands {
        if x > 0.0 && x + island.width > limit {
            (x, y) = (0.0, y + shelf + GAP);
            shelf = 0.0;
        }
        for (at, place) in &island.boxes {
            if let Some(slot) = plan.boxes.get_mut(*at) {
                *slot = At { x: round(x + place.x), y: round(y + place.y) };
            }
        }
        shelf = shelf.max(island.height);
        plan.width = plan.width.max(x + island.width);
        plan.height = plan.height.max(y + island.height);
        x += island.width + GAP;
    }
    (plan.width, plan.height) = (round(plan.width), round(plan.height));
    plan
}

/// Whole units: nobody sees less, and every machine writes the same.
fn round(value: f64) -> f64 {
    value.round()
}

/// Divides what is too much for one diagram: the tables around the one that most refer to, then those
/// around the next, and so on. What is joined to nothing comes last.
pub(super) fn divide(count: usize, edges: &[(usize, usize)], most: usize) -> Vec<Vec<usize>> {
    if count <= most {
        return if count == 0 { Vec::new() } else { vec![(0..count).collect()] };
    }
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        for (one, other) in [(*from, *to), (*to, *from)] {
            if let Some(list) = near.get_mut(one) {
                list.push(other);
            }
        }
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    let mut by_degree: Vec<usize> = (0..count).collect();
    by_degree.sort_by_key(|at| (Reverse(near.get(*at).map_or(0, Vec::len)), *at));
    let mut taken = vec![false; count];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut rest: Vec<usize> = Vec::new();
    for start in by_degree {
        if taken.get(start).copied().unwrap_or(true) {
            continue;
        }
        let mut part = vec![start];
        taken.iter_mut().skip(start).take(1).for_each(|it| *it = true);
        let mut next = 0;
        while let Some(at) = part.get(next).copied() {
            next += 1;
            for other in near.get(at).into_iter().flatten() {
                if part.len() < most && taken.get(*other) == Some(&false) {
                    taken.iter_mut().skip(*other).take(1).for_each(|it| *it = true);
                    part.push(*other);
                }
            }
        }
        // The few that are left over of a neighbourhood are no diagram of their own.
        if part.len() < 4 { rest.append(&mut part) } else { parts.push(part) }
    }
    parts.extend(rest.chunks(most).map(<[usize]>::to_vec));
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn no_two_boxes_meet(
            sizes in prop::collection::vec((60.0..300.0_f64, 20.0..400.0_f64), 0..24),
            edges in prop::collection::vec((0..24_usize, 0..24_usize), 0..40),
        ) {
            let one = plan(&sizes, &edges);
            prop_assert_eq!(&one, &plan(&sizes, &edges));
            prop_assert_eq!(one.boxes.len(), sizes.len());
            for (a, (at, size)) in one.boxes.iter().zip(&sizes).enumerate() {
                prop_assert!(at.x >= 0.0 && at.y >= 0.0);
                prop_assert!(at.x + size.0 <= one.width + 1.0 && at.y + size.1 <= one.height + 1.0);
                for (other, size_of) in one.boxes.iter().zip(&sizes).skip(a + 1) {
                    let apart = at.x + size.0 <= other.x + 1.0 || other.x + size_of.0 <= at.x + 1.0
                        || at.y + size.1 <= other.y + 1.0 || other.y + size_of.1 <= at.y + 1.0;
                    prop_assert!(apart, "{:?} {:?} and {:?} {:?}", at, size, other, size_of);
                }
            }
        }

        #[test]
        fn every_table_is_in_one_part(
            count in 0..300_usize,
            edges in prop::collection::vec((0..300_usize, 0..300_usize), 0..300),
        ) {
            let edges: Vec<_> = edges.into_iter().filter(|(a, b)| *a < count && *b < count).collect();
            let parts = divide(count, &edges, 40);
            let mut all: Vec<usize> = parts.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..count).collect::<Vec<_>>());
            prop_assert!(parts.iter().all(|part| part.len() <= 40 && !part.is_empty()));
        }
    }
}
