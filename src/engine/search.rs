//! The search for a row that a server takes: what its refusals are about is varied.

use std::collections::BTreeSet;

/// Where a search is. Each place of a row has so many choices.
pub(in crate::engine) struct Search {
    counts: Vec<usize>,
    start: Vec<usize>,
    choice: Vec<usize>,
    /// What is varied now: what the rule is about that refused last; once that is no use, all that any
    /// rule was about.
    varied: Vec<usize>,
    seen: BTreeSet<usize>,
    rules: BTreeSet<String>,
    turn: usize,
}

impl Search {
    /// Begins with these choices.
    pub(in crate::engine) fn new(counts: Vec<usize>, first: Vec<usize>) -> Self {
        let (varied, seen, rules) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        Self { counts, choice: first.clone(), start: first, varied, seen, rules, turn: 0 }
    }

    /// What is to be tried.
    pub(in crate::engine) fn choice(&self) -> &[usize] {
        &self.choice
    }

    /// Goes on after a refusal by that rule, for which those places are to blame; false where all has been tried.
    pub(in crate::engine) fn refused(&mut self, rule: String, suspects: impl FnOnce() -> Vec<usize>) -> bool {
        if self.rules.insert(rule) {
            self.varied = suspects();
            self.seen.extend(&self.varied);
            (self.start, self.turn) = (self.choice.clone(), 0);
        }
        self.turn += 1;
        if self.turned() {
            return true;
        }
        let all: Vec<usize> = self.seen.iter().copied().collect();
        if self.varied == all {
            return false;
        }
        (self.varied, self.turn) = (all, 1);
        self.turned();
        true
    }

    /// Makes the next choice, counting through the choices of what is varied; false where all have been.
    fn turned(&mut self) -> bool {
        self.choice.copy_from_slice(&self.start);
        let mut rest = self.turn;
        for index in &self.varied {
            let (Some(count), Some(at)) = (self.counts.get(*index), self.choice.get_mut(*index)) else { continue };
            let count = (*count).max(1);
            *at = (*at + rest % count) % count;
            rest /= count;
        }
        rest == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_blame_is_varied_and_then_all_that_was() {
        let mut search = Search::new(vec![3, 2, 2], vec![0, 0, 1]);
        let mut tried = vec![search.choice().to_vec()];
        while search.refused("one".to_owned(), || vec![1]) && tried.len() < 9 {
            tried.push(search.choice().to_vec());
        }
        assert_eq!(tried, [[0, 0, 1], [0, 1, 1]]);
        let mut search = Search::new(vec![3, 2], vec![2, 0]);
        assert!(search.refused("one".to_owned(), || vec![0]));
        assert_eq!(search.choice(), [0, 0]);
        // Another rule begins from there, and both are tried together at last.
        assert!(search.refused("two".to_owned(), || vec![1]));
        assert_eq!(search.choice(), [0, 1]);
        let mut last = BTreeSet::new();
        while search.refused("two".to_owned(), Vec::new) {
            last.insert(search.choice().to_vec());
        }
        assert_eq!(last.len(), 5, "{last:?}");
    }
}
