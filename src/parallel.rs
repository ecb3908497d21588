//! Work on many small things, divided between the processor's cores.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

/// How many things at least are worth a thread of their own, which takes some 50 µs to begin.
const FEWEST: usize = 256;

/// What `work` makes of each part of so many things, which are divided evenly; in their order.
pub fn ranges<R: Send>(length: usize, work: impl Fn(Range<usize>) -> R + Sync) -> Vec<R> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let parts = cores.min(length / FEWEST).max(1);
    let part = |at: usize| length * at / parts..length * (at + 1) / parts;
    scope(|scope| {
        let work = &work;
        let others: Vec<_> = (1..parts).map(|at| scope.spawn(move || work(part(at)))).collect();
        let mut results = vec![work(part(0))];
        results.extend(others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))));
        results
    })
}

/// What `work` makes of each of these, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parts = ranges(items.len(), |range| items.get(range).into_iter().flatten().map(&work).collect::<Vec<R>>());
    let mut results = Vec::with_capacity(items.len());
    results.extend(parts.into_iter().flatten());
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_worked_on_once_and_in_order() {
        for length in [0, 1, FEWEST - 1, FEWEST, 2 * FEWEST, 5 * FEWEST + 3] {
            let numbers: Vec<usize> = (0..length).collect();
            assert_eq!(map(&numbers, |number| number * 2), (0..length).map(|number| number * 2).collect::<Vec<_>>());
            let all: Vec<usize> = ranges(length, Iterator::collect::<Vec<_>>).into_iter().flatten().collect();
            assert_eq!(all, numbers);
        }
    }
}
