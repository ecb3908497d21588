use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Storage parameters and the like, as they were given: their order is never a difference. Nearly all objects
/// have none, which takes a pointer's room.
#[derive(Clone, Debug, Default)]
pub struct Options(Option<Box<IndexMap<String, String>>>);

static NONE: LazyLock<IndexMap<String, String>> = LazyLock::new(IndexMap::new);

impl Options {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|own| own.is_empty())
    }
}

impl Deref for Options {
    type Target = IndexMap<String, String>;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Options {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Options {}

impl From<IndexMap<String, String>> for Options {
    fn from(own: IndexMap<String, String>) -> Self {
        Self((!own.is_empty()).then(|| Box::new(own)))
    }
}

impl<const N: usize> From<[(String, String); N]> for Options {
    fn from(own: [(String, String); N]) -> Self {
        own.into_iter().collect()
    }
}

impl FromIterator<(String, String)> for Options {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(own: I) -> Self {
        IndexMap::from_iter(own).into()
    }
}

impl Extend<(String, String)> for Options {
    fn extend<I: IntoIterator<Item = (String, String)>>(&mut self, more: I) {
        let mut more = more.into_iter().peekable();
        if more.peek().is_some() {
            (**self).extend(more);
        }
    }
}

impl IntoIterator for Options {
    type Item = (String, String);
    type IntoIter = indexmap::map::IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.map(|own| *own).unwrap_or_default().into_iter()
    }
}

impl<'a> IntoIterator for &'a Options {
    type Item = (&'a String, &'a String);
    type IntoIter = indexmap::map::Iter<'a, String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IndexMap::deserialize(deserializer).map(Self::from)
    }
}
