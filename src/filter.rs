//! What part of a database a command looks at, the same on both sides of a comparison.

use globset::{GlobBuilder, GlobMatcher};

use crate::error::Fault;
use crate::model::{Kind, ObjectId, Schema};

/// `--schemas` and `--exclude`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    schemas: Vec<String>,
    exclude: Vec<Pattern>,
}

/// `KIND:GLOB` or `GLOB`, as `--exclude` and `--allow` take it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The kind's name, its words joined by any of space, `-` and `_`; any kind where absent.
    kind: Option<String>,
    text: String,
    glob: GlobMatcher,
}

impl Pattern {
    /// Reads a pattern. `*` stands for any text, dots included, `?` for a character, `{a,b}` for
    /// either.
    ///
    /// # Errors
    /// When the glob is none.
    pub fn new(pattern: &str) -> Result<Self, Fault> {
        let kinds = || Kind::ALL.iter().map(|kind| (plain(kind.label()), *kind));
        let (kind, text) = match pattern.split_once(':') {
            Some((word, rest)) if kinds().any(|(label, _)| label == plain(word)) => (Some(plain(word)), rest),
            _ if kinds().any(|(label, _)| label == plain(pattern)) => (Some(plain(pattern)), "*"),
            Some(_) | None => (None, pattern),
        };
        let glob = GlobBuilder::new(text).literal_separator(false).build().map_err(|error| {
            Fault::new(format!("`{pattern}` is not a pattern"))
                .detail(error.kind().to_string())
                .hint("write a name such as `public.users`, or a glob such as `public.tmp_*`")
        })?;
        Ok(Self { kind, text: text.to_owned(), glob: glob.compile_matcher() })
    }

    /// Whether a kind and name are what it means.
    pub fn matches(&self, kind: Kind, name: &str) -> bool {
        self.kind.as_ref().is_none_or(|wanted| *wanted == plain(kind.label())) && self.matches_name(name)
    }

    fn matches_name(&self, name: &str) -> bool {
        self.text == name || self.glob.is_match(name)
    }

    /// Whether it names the object, or something that the object is within.
    fn covers(&self, id: &ObjectId) -> bool {
        let within_schema = matches!(self.kind.as_deref(), None | Some("schema")) && !id.schema().is_empty();
        self.matches(id.kind, &id.to_string())
            || id.parent().is_some_and(|parent| self.covers(parent))
            || within_schema && self.matches_name(id.schema())
    }
}

/// A kind's name in the one spelling that patterns are compared in.
fn plain(kind: &str) -> String {
    kind.to_lowercase().replace(['-', '_'], " ")
}

impl Filter {
    /// `schemas`: only what is in these, all where empty. `exclude`: what is someone else's.
    ///
    /// # Errors
    /// When a pattern is none.
    pub fn new(schemas: &[String], exclude: &[String]) -> Result<Self, Fault> {
        let exclude = exclude.iter().map(|pattern| Pattern::new(pattern)).collect::<Result<_, _>>()?;
        Ok(Self { schemas: schemas.to_vec(), exclude })
    }

    /// Whether nothing is left out.
    pub fn keeps_all(&self) -> bool {
        self.schemas.is_empty() && self.exclude.is_empty()
    }

    /// Whether an object is looked at.
    pub fn keeps(&self, id: &ObjectId) -> bool {
        let root = id.root();
        // A schema stands for itself; what is in no schema is nobody's who asks for schemas.
        let schema = if root.kind.is_namespace() { &root.name } else { &root.schema };
        let in_schemas = self.schemas.is_empty() || self.schemas.iter().any(|wanted| **wanted == **schema);
        in_schemas && !self.exclude.iter().any(|pattern| pattern.covers(id))
    }

    /// Takes out of a schema what is not looked at.
    pub fn apply(&self, schema: &mut Schema) {
        if self.keeps_all() {
            return;
        }
        schema.objects.retain(|id, _| self.keeps(id));
        schema.sheets.retain(|sheet| self.keeps(&sheet.id));
        schema.descriptions.retain(|description| self.keeps(&description.id));
        schema.unmodelled.retain(|item| {
            let in_schemas = self.schemas.is_empty()
                || self.schemas.iter().any(|wanted| item.name.strip_prefix(wanted.as_str()).is_some_and(starts_part));
            let excluded = |pattern: &Pattern| pattern.kind.is_none() && pattern.matches_name(&item.name);
            in_schemas && !self.exclude.iter().any(excluded)
        });
    }
}

fn starts_part(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn table(schema: &str, name: &str) -> ObjectId {
        ObjectId::in_schema(Kind::Table, schema, name)
    }

    #[test]
    fn schemas_keep_what_is_in_them_and_the_schema_itself() {
        let filter = Filter::new(&["app".to_owned()], &[]).unwrap();
        assert!(filter.keeps(&table("app", "users")));
        assert!(filter.keeps(&ObjectId::global(Kind::Schema, "app")));
        assert!(!filter.keeps(&table("public", "users")));
        assert!(!filter.keeps(&ObjectId::global(Kind::Schema, "public")));
        assert!(!filter.keeps(&ObjectId::global(Kind::Extension, "citext")));
        let column = ObjectId::child(&Arc::new(table("app", "users")), Kind::Column, "id");
        assert!(filter.keeps(&column));
    }

    #[test]
    fn an_excluded_object_takes_its_parts_with_it() {
        let filter = Filter::new(&[], &["public.tmp_*".to_owned(), "audit".to_owned()]).unwrap();
        let tmp = Arc::new(table("public", "tmp_1"));
        assert!(!filter.keeps(&tmp));
        assert!(!filter.keeps(&ObjectId::child(&tmp, Kind::Column, "id")));
        assert!(!filter.keeps(&table("audit", "log")));
        assert!(!filter.keeps(&ObjectId::global(Kind::Schema, "audit")));
        assert!(filter.keeps(&table("public", "users")));
    }

    #[test]
    fn a_pattern_may_name_a_kind() {
        let pattern = Pattern::new("foreign-key:public.a.*").unwrap();
        assert!(pattern.matches(Kind::ForeignKey, "public.a.fk"));
        assert!(!pattern.matches(Kind::Column, "public.a.fk"));
        let all = Pattern::new("column").unwrap();
        assert!(all.matches(Kind::Column, "public.a.b") && !all.matches(Kind::Table, "public.a"));
        assert!(Pattern::new("[").unwrap_err().to_string().contains("is not a pattern"));
    }
}
