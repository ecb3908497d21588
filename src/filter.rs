//! What part of a database a command looks at, the same on both sides of a comparison.

use globset::{GlobBuilder, GlobMatcher};

use crate::error::Fault;
use crate::model::hashed::HashSet;
use crate::model::{Kind, ObjectId, Schema};

/// `--schemas`, `--include` and `--exclude`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    schemas: Vec<String>,
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
    /// What a viewpoint shows of the rest.
    viewpoint: Option<Box<Filter>>,
}

/// `KIND:GLOB` or `GLOB`, as `--exclude` and `--allow` take it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The kind's name, its words joined by any of space, `-` and `_`; any kind where absent.
    kind: Option<String>,
    text: String,
    glob: GlobMatcher,
    /// What stands before the first dot: a pattern of namespaces.
    namespace: GlobMatcher,
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
        let built = |text: &str| {
            let glob = GlobBuilder::new(text).literal_separator(false).build().map_err(|error| {
                Fault::new(format!("`{pattern}` is not a pattern"))
                    .detail(error.kind().to_string())
                    .hint("write a name such as `public.users`, or a glob such as `public.tmp_*`")
            })?;
            Ok::<_, Fault>(glob.compile_matcher())
        };
        let glob = built(text)?;
        // A dot within braces parts nothing: `{a.b,c.d}`.
        let namespace = text.split_once('.').and_then(|(before, _)| built(before).ok()).unwrap_or_else(|| glob.clone());
        Ok(Self { kind, text: text.to_owned(), glob, namespace })
    }

    /// Reads several.
    ///
    /// # Errors
    /// When one is none.
    pub fn all(patterns: &[String]) -> Result<Vec<Self>, Fault> {
        patterns.iter().map(|pattern| Self::new(pattern)).collect()
    }

    /// Whether a kind and name are what it means.
    pub fn matches(&self, kind: Kind, name: &str) -> bool {
        self.kind.as_ref().is_none_or(|wanted| *wanted == plain(kind.label())) && self.matches_name(name)
    }

    fn matches_name(&self, name: &str) -> bool {
        self.text == name || self.glob.is_match(name)
    }

    /// Whether it names the object, or something that the object is within.
    pub fn covers(&self, id: &ObjectId) -> bool {
        let within_schema = matches!(self.kind.as_deref(), None | Some("schema")) && !id.schema().is_empty();
        self.matches(id.kind, &id.to_string())
            || id.parent().is_some_and(|parent| self.covers(parent))
            || within_schema && self.matches_name(id.schema())
    }

    /// Whether something that it names may be in this namespace.
    fn enters(&self, id: &ObjectId) -> bool {
        id.kind.is_namespace() && self.namespace.is_match(&*id.name)
    }
}

/// A kind's name in the one spelling that patterns are compared in.
fn plain(kind: &str) -> String {
    kind.to_lowercase().replace(['-', '_'], " ")
}

impl Filter {
    /// `schemas`: only what is in these, all where empty. `include`: only what matches, all where empty.
    /// `exclude`: what is someone else's.
    pub fn new(schemas: &[String], include: Vec<Pattern>, exclude: Vec<Pattern>) -> Self {
        Self { schemas: schemas.to_vec(), include, exclude, viewpoint: None }
    }

    /// The same, and of that only what another keeps.
    #[must_use]
    pub fn seen_from(self, viewpoint: Filter) -> Self {
        Self { viewpoint: Some(Box::new(viewpoint)), ..self }
    }

    /// Whether nothing is left out.
    pub fn keeps_all(&self) -> bool {
        let own = self.schemas.is_empty() && self.include.is_empty() && self.exclude.is_empty();
        own && self.viewpoint.as_ref().is_none_or(|other| other.keeps_all())
    }

    /// Whether an object of a schema is looked at. What belongs to another, as a sequence to its column, is where
    /// that one is.
    pub fn keeps(&self, schema: &Schema, id: &ObjectId) -> bool {
        let root = id.root();
        let owner = schema.get(root).and_then(|object| object.belongs_to());
        // A schema stands for itself; what is in no schema is nobody's who asks for schemas.
        let namespace = if root.kind.is_namespace() { &root.name } else { &root.schema };
        let in_schemas = self.schemas.is_empty() || self.schemas.iter().any(|wanted| **wanted == **namespace);
        let covered = |pattern: &Pattern| pattern.covers(id) || owner.is_some_and(|owner| pattern.covers(owner));
        let included =
            self.include.is_empty() || self.include.iter().any(|pattern| covered(pattern) || pattern.enters(root));
        let own = in_schemas && included && !self.exclude.iter().any(covered);
        own && self.viewpoint.as_ref().is_none_or(|other| other.keeps(schema, id))
    }

    /// Takes out of a schema what is not looked at.
    pub fn apply(&self, schema: &mut Schema) {
        if self.keeps_all() {
            return;
        }
        let sheets = schema.sheets.iter().map(|sheet| &sheet.id);
        let told = sheets.chain(schema.descriptions.iter().map(|description| &description.id));
        let gone = schema.objects.keys().chain(told).filter(|id| !self.keeps(schema, id));
        let gone: HashSet<ObjectId> = gone.cloned().collect();
        schema.objects.retain(|id, _| !gone.contains(id));
        schema.sheets.retain(|sheet| !gone.contains(&sheet.id));
        schema.descriptions.retain(|description| !gone.contains(&description.id));
        schema.unmodelled.retain(|item| self.keeps_name(&item.name));
    }

    /// The same of what has no more than a name.
    fn keeps_name(&self, name: &str) -> bool {
        let in_schemas = self.schemas.is_empty()
            || self.schemas.iter().any(|wanted| name.strip_prefix(wanted.as_str()).is_some_and(starts_part));
        let covered = |pattern: &Pattern| pattern.kind.is_none() && pattern.matches_name(name);
        let included = self.include.is_empty() || self.include.iter().any(covered);
        let own = in_schemas && included && !self.exclude.iter().any(covered);
        own && self.viewpoint.as_ref().is_none_or(|other| other.keeps_name(name))
    }
}

fn starts_part(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

#[cfg(test)]
mod tests {

    use super::*;

    fn table(schema: &str, name: &str) -> ObjectId {
        ObjectId::in_schema(Kind::Table, schema, name)
    }

    fn read(schemas: &[String], include: &[String], exclude: &[String]) -> Result<Filter, Fault> {
        Ok(Filter::new(schemas, Pattern::all(include)?, Pattern::all(exclude)?))
    }

    #[test]
    fn schemas_keep_what_is_in_them_and_the_schema_itself() {
        let filter = read(&["app".to_owned()], &[], &[]).unwrap();
        assert!(filter.keeps(&Schema::default(), &table("app", "users")));
        assert!(filter.keeps(&Schema::default(), &ObjectId::global(Kind::Schema, "app")));
        assert!(!filter.keeps(&Schema::default(), &table("public", "users")));
        assert!(!filter.keeps(&Schema::default(), &ObjectId::global(Kind::Schema, "public")));
        assert!(!filter.keeps(&Schema::default(), &ObjectId::global(Kind::Extension, "citext")));
        let column = ObjectId::child(&table("app", "users"), Kind::Column, "id");
        assert!(filter.keeps(&Schema::default(), &column));
    }

    #[test]
    fn an_excluded_object_takes_its_parts_with_it() {
        let filter = read(&[], &[], &["public.tmp_*".to_owned(), "audit".to_owned()]).unwrap();
        let tmp = table("public", "tmp_1");
        assert!(!filter.keeps(&Schema::default(), &tmp));
        assert!(!filter.keeps(&Schema::default(), &ObjectId::child(&tmp, Kind::Column, "id")));
        assert!(!filter.keeps(&Schema::default(), &table("audit", "log")));
        assert!(!filter.keeps(&Schema::default(), &ObjectId::global(Kind::Schema, "audit")));
        assert!(filter.keeps(&Schema::default(), &table("public", "users")));
    }

    #[test]
    fn what_is_included_takes_its_parts_and_its_schema_with_it() {
        let filter = read(&[], &["app.user*".to_owned(), "domain:app.*".to_owned()], &["app.user_tmp".to_owned()]);
        let filter = filter.unwrap();
        let keeps = |id: &ObjectId| filter.keeps(&Schema::default(), id);
        let users = table("app", "users");
        assert!(keeps(&users) && keeps(&ObjectId::child(&users, Kind::Column, "id")));
        assert!(keeps(&ObjectId::global(Kind::Schema, "app")) && keeps(&ObjectId::in_schema(Kind::Domain, "app", "d")));
        assert!(!keeps(&ObjectId::global(Kind::Schema, "public")) && !keeps(&table("app", "user_tmp")));
        assert!(!keeps(&table("app", "orders")) && !keeps(&ObjectId::global(Kind::Extension, "citext")));
        let seen = read(&[], &["app.user*".to_owned()], &[]).unwrap().seen_from(filter.clone());
        assert!(seen.keeps(&Schema::default(), &users) && !seen.keeps(&Schema::default(), &table("app", "user_tmp")));
        assert!(!seen.keeps_all() && !seen.keeps_name("app.x") && seen.keeps_name("app.users"));
    }

    #[test]
    fn a_sequence_is_where_its_table_is() {
        let mut schema = Schema::default();
        let column = ObjectId::child(&table("app", "users"), Kind::Column, "id");
        let sequence = ObjectId::in_schema(Kind::Sequence, "app", "numbers");
        let numbers = serde_json::json!({"data_type": "bigint", "start": 1, "min": 1, "max": 9, "increment": 1, "cache": 1, "cycle": false});
        let made: Result<crate::model::Sequence, _> = serde_json::from_value(numbers);
        let owned = crate::model::Sequence { owned_by: Some(column), ..made.unwrap() };
        schema.insert(sequence.clone(), owned, None);
        for (include, exclude, kept) in
            [("app.users", "", true), ("app.orders", "", false), ("app.*", "app.users", false)]
        {
            let exclude: Vec<String> = (!exclude.is_empty()).then(|| exclude.to_owned()).into_iter().collect();
            let filter = read(&[], &[include.to_owned()], &exclude).unwrap();
            assert_eq!(filter.keeps(&schema, &sequence), kept, "{include} {exclude:?}");
            let mut filtered = schema.clone();
            filter.apply(&mut filtered);
            assert_eq!(filtered.objects.len(), usize::from(kept));
        }
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
