//! The one place that says how tables are hashed: a large schema has hundreds of thousands of names, each looked up
//! many times, and the standard library's hash is a fifth of the time that reading them takes.

/// By a seed of this process's own, so that no catalog can be made that collides.
pub type Hashed = foldhash::fast::RandomState;

/// A map whose keys are [`Hashed`].
pub type HashMap<K, V> = std::collections::HashMap<K, V, Hashed>;

/// A set that is hashed as [`HashMap`] is.
pub type HashSet<T> = std::collections::HashSet<T, Hashed>;

/// A map in the order in which it was filled, hashed as [`HashMap`] is.
pub type IndexMap<K, V> = indexmap::IndexMap<K, V, Hashed>;
