use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hashed::IndexMap;
use super::{Entry, ObjectId};

/// The objects of a schema, in the order in which they were written. A copy is the same list until one of the
/// two is changed: a database that is as its model says is held once, and known to be the same at a glance.
#[derive(Clone, Debug, Default)]
pub struct Objects(Arc<IndexMap<ObjectId, Entry>>);

impl Objects {
    /// Whether it is the very same list; if not, it may still be an equal one.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Keeps what is wanted. Where that is all, the list stays the one that it was.
    pub fn retain(&mut self, mut keep: impl FnMut(&ObjectId, &Entry) -> bool) {
        let Some(first) = self.0.iter().position(|(id, entry)| !keep(id, entry)) else { return };
        let mut at = 0;
        // Whom it was asked of before is not asked again, but for the first that goes.
        Arc::make_mut(&mut self.0).retain(|id, entry| {
            at += 1;
            at <= first || at > first + 1 && keep(id, entry)
        });
    }
}

impl From<IndexMap<ObjectId, Entry>> for Objects {
    fn from(objects: IndexMap<ObjectId, Entry>) -> Self {
        Self(Arc::new(objects))
    }
}

impl FromIterator<(ObjectId, Entry)> for Objects {
    fn from_iter<T: IntoIterator<Item = (ObjectId, Entry)>>(entries: T) -> Self {
        Self::from(entries.into_iter().collect::<IndexMap<_, _>>())
    }
}

impl Deref for Objects {
    type Target = IndexMap<ObjectId, Entry>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Objects {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(&mut self.0)
    }
}

impl IntoIterator for Objects {
    type Item = (ObjectId, Entry);
    type IntoIter = indexmap::map::IntoIter<ObjectId, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<'a> IntoIterator for &'a Objects {
    type Item = (&'a ObjectId, &'a Entry);
    type IntoIter = indexmap::map::Iter<'a, ObjectId, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Objects {
    type Item = (&'a ObjectId, &'a mut Entry);
    type IntoIter = indexmap::map::IterMut<'a, ObjectId, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::make_mut(&mut self.0).iter_mut()
    }
}

impl Serialize for Objects {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        indexmap::map::serde_seq::serialize(&*self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Objects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        indexmap::map::serde_seq::deserialize(deserializer).map(|objects: IndexMap<_, _>| Self::from(objects))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Namespace, Schema};

    fn three() -> Schema {
        let mut schema = Schema::default();
        for name in ["a", "b", "c"] {
            schema.insert(ObjectId::global(Kind::Schema, name), Namespace::default(), None);
        }
        schema
    }

    #[test]
    fn a_copy_is_the_same_until_one_of_the_two_is_changed() {
        let one = three();
        let mut two = one.clone();
        two.objects.retain(|_, _| true);
        assert!(one.objects.is(&two.objects));
        assert!(!one.objects.is(&three().objects));
        two.objects.retain(|id, _| &*id.name != "b");
        assert!(!one.objects.is(&two.objects));
        let names = |schema: &Schema| schema.objects.keys().map(|id| id.name.to_string()).collect::<String>();
        assert_eq!((names(&one), names(&two)), ("abc".to_owned(), "ac".to_owned()));
    }

    #[test]
    fn what_is_kept_is_asked_of_each_but_once() {
        for gone in ["", "a", "b", "c", "ab", "bc", "ac", "abc"] {
            let (mut schema, mut asked) = (three(), String::new());
            schema.objects.retain(|id, _| {
                asked.push_str(&id.name);
                !gone.contains(&*id.name)
            });
            assert_eq!(asked, "abc", "{gone}");
            assert!(
                schema.objects.keys().all(|id| !gone.contains(&*id.name)) && schema.objects.len() + gone.len() == 3
            );
        }
    }
}
