//! Parts that stand at another place among those of their parent than they should, where their order
//! is part of the schema.

use crate::model::hashed::{HashMap, HashSet};
use crate::model::{ObjectId, Schema};

/// The fewest parts that must move so that the others stand in the wanted order.
pub(super) fn moved<'a>(before: &'a Schema, after: &'a Schema) -> HashSet<&'a ObjectId> {
    let mut moved = HashSet::default();
    if !before.ordered || !after.ordered {
        return moved;
    }
    let (old, new) = (sequences(before, after), sequences(after, before));
    for (parent, wanted) in new {
        let Some(there) = old.get(parent).filter(|there| **there != wanted) else { continue };
        let places: HashMap<&ObjectId, usize> = there.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let order: Vec<usize> = wanted.iter().filter_map(|id| places.get(id).copied()).collect();
        let staying = longest_rise(&order);
        moved.extend(wanted.iter().enumerate().filter(|(at, _)| !staying.contains(at)).map(|(_, id)| *id));
    }
    moved
}

/// The parts that hold data, by parent and in order, of those that both sides have.
fn sequences<'a>(schema: &'a Schema, other: &Schema) -> HashMap<&'a ObjectId, Vec<&'a ObjectId>> {
    let mut sequences: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::default();
    for id in schema.objects.keys().filter(|id| id.kind.holds_data() && other.objects.contains_key(*id)) {
        if let Some(parent) = id.parent() {
            sequences.entry(parent).or_default().push(id);
        }
    }
    sequences
}

/// The indexes of a longest subsequence that only rises.
fn longest_rise(numbers: &[usize]) -> HashSet<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before = (0..at).filter(|other| numbers.get(*other) < Some(number));
        let longest =
            before.max_by_key(|other| (best.get(*other).map_or(0, |(length, _)| *length), std::cmp::Reverse(*other)));
        let length = longest.and_then(|other| best.get(other)).map_or(0, |(length, _)| *length);
        best.push((length + 1, longest));
    }
    let mut rise = HashSet::default();
    let mut at =
        (0..best.len()).max_by_key(|at| (best.get(*at).map_or(0, |(length, _)| *length), std::cmp::Reverse(*at)));
    while let Some(index) = at {
        rise.insert(index);
        at = best.get(index).and_then(|(_, before)| *before);
    }
    rise
}

/// Whether those that both schemas have stand in the same order in both.
pub(crate) fn in_order(before: &Schema, after: &Schema) -> bool {
    !before.ordered || !after.ordered || sequences(before, after) == sequences(after, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_move() {
        let stay = |numbers: &[usize]| {
            let mut stay: Vec<usize> = longest_rise(numbers).into_iter().collect();
            stay.sort_unstable();
            stay
        };
        assert_eq!(stay(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(stay(&[2, 0, 1]), [1, 2]);
        assert_eq!(stay(&[1, 0]).len(), 1);
        assert!(stay(&[]).is_empty());
    }
}
