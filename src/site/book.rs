//! What all pages look things up in: which object has which page, what belongs to it, what it uses.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::{Measure, Site, layout};
use crate::model::hashed::HashMap;
use crate::model::{Comment, Kind, ObjectId, Outline, OutlineTable, Reference};
use crate::plan::Step;

/// The page of what changed.
pub(super) const CHANGES: &str = "changes.html";

/// How many tables one diagram shows.
const MOST: usize = 120;

/// A page with a diagram.
pub(super) struct Diagram {
    pub(super) path: String,
    pub(super) title: String,
    /// The places of its relations in the outline.
    pub(super) relations: Vec<usize>,
}

/// A page of a part of the database.
pub(super) struct View<'a> {
    pub(super) path: String,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// The places of its relations in the outline.
    pub(super) relations: Vec<usize>,
    /// The pages of its diagrams, where one on its own would hold too much.
    pub(super) diagrams: Vec<Diagram>,
}

/// A table that refers to another, and by which key.
type Referrer<'a> = (&'a OutlineTable<'a>, &'a Reference<'a>);

/// A site's contents.
pub(super) struct Book<'a> {
    pub(super) site: &'a Site<'a>,
    /// Tables and views with their parts.
    pub(super) outline: &'a Outline<'a>,
    /// What has a page, in the schema's order.
    pub(super) roots: Vec<&'a ObjectId>,
    /// Who refers to a relation.
    pub(super) referrers: HashMap<&'a ObjectId, Vec<Referrer<'a>>>,
    pub(super) diagrams: Vec<Diagram>,
    pub(super) views: Vec<View<'a>>,
    paths: HashMap<&'a ObjectId, String>,
    places: HashMap<&'a ObjectId, usize>,
    parts: HashMap<&'a ObjectId, Vec<&'a ObjectId>>,
    statements: HashMap<&'a ObjectId, Vec<&'a Step>>,
    uses: HashMap<&'a ObjectId, BTreeSet<&'a ObjectId>>,
    used_by: HashMap<&'a ObjectId, BTreeSet<&'a ObjectId>>,
}

impl<'a> Book<'a> {
    pub(super) fn of(site: &'a Site<'a>, outline: &'a Outline<'a>) -> Self {
        let schema = site.schema;
        let told = |id: &&ObjectId| id.parent().is_none() && !id.kind.is_facet() && !id.kind.is_of_cluster();
        let roots: Vec<&ObjectId> = schema.objects.keys().filter(told).collect();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let paths = roots.iter().map(|id| (*id, path(id, &mut taken))).collect();
        let places: HashMap<&ObjectId, usize> =
            outline.relations.iter().enumerate().map(|(at, relation)| (relation.id, at)).collect();
        let mut parts: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::default();
        let mut uses: HashMap<&ObjectId, BTreeSet<&ObjectId>> = HashMap::default();
        let mut used_by: HashMap<&ObjectId, BTreeSet<&ObjectId>> = HashMap::default();
        for (id, entry) in &schema.objects {
            let root = id.root();
            if id.parent().is_some() {
                parts.entry(root).or_default().push(id);
            }
            let named = entry.object.references(id);
            let known = entry.depends.iter().chain(&named).filter_map(|of| schema.objects.get_key_value(of.root()));
            for (of, _) in known.filter(|(of, _)| *of != root && !of.kind.is_namespace() && !of.kind.is_of_cluster()) {
                let Some((root, _)) = schema.objects.get_key_value(root) else { continue };
                uses.entry(root).or_default().insert(of);
                used_by.entry(of).or_default().insert(root);
            }
        }
        let mut statements: HashMap<&ObjectId, Vec<&Step>> = HashMap::default();
        for step in site.steps {
            statements.entry(step.id.root()).or_default().push(step);
        }
        let mut referrers: HashMap<&ObjectId, Vec<Referrer<'_>>> = HashMap::default();
        for relation in &outline.relations {
            for reference in &relation.references {
                referrers.entry(reference.references).or_default().push((relation, reference));
            }
        }
        let mut named = BTreeSet::new();
        let diagrams = diagrams(outline, &places, &mut named);
        let views = views(site, outline, &places, &mut named);
        Self { site, outline, roots, referrers, diagrams, views, paths, places, parts, statements, uses, used_by }
    }

    /// An object's page.
    pub(super) fn path(&self, id: &ObjectId) -> &str {
        self.paths.get(id.root()).map(String::as_str).unwrap_or_default()
    }

    /// Where a link to an object leads from a page that is `up` above the site's root; none where it has
    /// no page.
    pub(super) fn link(&self, id: &ObjectId, up: &str) -> Option<String> {
        let path = self.paths.get(id.root())?;
        let column = std::iter::successors(Some(id), |id| id.parent()).find(|id| id.kind == Kind::Column);
        let anchor = column.map(|column| format!("#{}", anchor(&column.name))).unwrap_or_default();
        Some(format!("{up}{path}{anchor}"))
    }

    /// The table or view with what is part of it.
    pub(super) fn relation(&self, id: &ObjectId) -> Option<&'a OutlineTable<'a>> {
        self.outline.relations.get(*self.places.get(id)?)
    }

    /// Where a relation stands in the outline.
    pub(super) fn place(&self, id: &ObjectId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// What belongs to an object, at any depth.
    pub(super) fn parts(&self, id: &ObjectId) -> &[&'a ObjectId] {
        self.parts.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The statements that make an object with all that belongs to it.
    pub(super) fn statements(&self, id: &ObjectId) -> &[&'a Step] {
        self.statements.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What an object needs.
    pub(super) fn uses(&self, id: &ObjectId) -> impl Iterator<Item = &'a ObjectId> {
        self.uses.get(id).into_iter().flatten().copied()
    }

    /// What needs an object.
    pub(super) fn used_by(&self, id: &ObjectId) -> impl Iterator<Item = &'a ObjectId> {
        self.used_by.get(id).into_iter().flatten().copied()
    }

    /// The text of an object's own comment.
    pub(super) fn comment(&self, id: &ObjectId) -> Option<&'a str> {
        let own = self.parts(id.root()).iter().find(|part| {
            part.kind == Kind::Comment && part.name.is_empty() && part.parent().is_some_and(|parent| parent == id)
        })?;
        <&Comment>::try_from(self.site.schema.get(own)?).ok().map(|comment| comment.text.as_str())
    }

    /// A statement as a part of a script.
    pub(super) fn spelled(&self, sql: &str) -> String {
        self.site.engine.dialect().spelled(sql)
    }

    /// How big a table is, where that is known.
    pub(super) fn measure(&self, id: &ObjectId) -> Option<&'a Measure> {
        self.site.sizes.get(&(id.schema.to_string(), id.name.to_string()))
    }

    /// The kinds of what has pages, with their objects, in the schema's order.
    pub(super) fn by_kind(&self) -> BTreeMap<Kind, Vec<&'a ObjectId>> {
        let mut kinds: BTreeMap<Kind, Vec<&ObjectId>> = BTreeMap::new();
        for id in &self.roots {
            kinds.entry(id.kind).or_default().push(id);
        }
        kinds
    }
}

/// A diagram for every schema; several where one would hold too much.
fn diagrams(outline: &Outline<'_>, places: &HashMap<&ObjectId, usize>, taken: &mut BTreeSet<String>) -> Vec<Diagram> {
    let mut schemas: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, relation) in outline.relations.iter().enumerate() {
        schemas.entry(relation.id.schema()).or_default().push(at);
    }
    let whole = |name: &str| if name.is_empty() { "All tables".to_owned() } else { name.to_owned() };
    let part = |name: &str| if name.is_empty() { "Tables ".to_owned() } else { format!("{name}, ") };
    let all = schemas.into_iter().flat_map(|(name, members)| {
        let file = slug(if name.is_empty() { "all" } else { name });
        drawn(outline, places, &members, [&whole(name), &part(name), &file], taken)
    });
    all.collect()
}

/// The diagrams of some relations, called as a whole and as a part, with pages of that name.
fn drawn(
    outline: &Outline<'_>,
    places: &HashMap<&ObjectId, usize>,
    members: &[usize],
    [whole, beginning, file]: [&str; 3],
    taken: &mut BTreeSet<String>,
) -> Vec<Diagram> {
    let own: HashMap<usize, usize> = members.iter().enumerate().map(|(own, at)| (*at, own)).collect();
    let edges: Vec<(usize, usize)> = members
        .iter()
        .filter_map(|at| outline.relations.get(*at).map(|relation| (*at, relation)))
        .flat_map(|(at, relation)| relation.references.iter().map(move |reference| (at, reference)))
        .filter_map(|(at, reference)| Some((*own.get(&at)?, *own.get(places.get(reference.references)?)?)))
        .collect();
    let parts = layout::divide(members.len(), &edges, MOST);
    let several = parts.len() > 1;
    let mut all = Vec::new();
    for (number, part) in parts.into_iter().enumerate() {
        let relations: Vec<usize> = part.iter().filter_map(|own| members.get(*own)).copied().collect();
        let first = relations.first().and_then(|at| outline.relations.get(*at));
        let joined = |own: usize| edges.iter().any(|(from, to)| *from == own || *to == own);
        let title = match first.filter(|_| several) {
            Some(it) if part.first().is_some_and(|own| joined(*own)) => format!("{beginning}around {}", it.id.name),
            Some(_) => format!("{beginning}others ({})", number + 1),
            None => whole.to_owned(),
        };
        let number = if several { format!("-{}", number + 1) } else { String::new() };
        let path = free(format!("diagram/{file}{number}"), taken);
        all.push(Diagram { path, title, relations });
    }
    all
}

/// The pages of the parts that the configuration names.
fn views<'a>(
    site: &'a Site<'a>,
    outline: &Outline<'_>,
    places: &HashMap<&ObjectId, usize>,
    taken: &mut BTreeSet<String>,
) -> Vec<View<'a>> {
    let all = site.viewpoints.iter().map(|viewpoint| {
        let relations = viewpoint.members.iter().filter_map(|id| places.get(id)).copied();
        let relations: Vec<usize> = relations.collect::<BTreeSet<usize>>().into_iter().collect();
        let file = slug(viewpoint.name);
        let path = free(format!("viewpoint/{file}"), taken);
        let (title, description) = (viewpoint.title, viewpoint.description);
        let mut diagrams = Vec::new();
        if relations.len() > MOST {
            let (part, file) = (format!("{title}, "), format!("viewpoint-{file}"));
            diagrams = drawn(outline, places, &relations, [title, &part, &file], taken);
        }
        View { path, title, description, relations, diagrams }
    });
    all.collect()
}

/// A page of that name, or of one like it that no other has.
fn free(mut name: String, taken: &mut BTreeSet<String>) -> String {
    while !taken.insert(name.to_lowercase()) {
        name.push('_');
    }
    format!("{name}.html")
}

/// The page of an object: its name as far as every file system takes it. Two that would be the same
/// where capitals do not count get different ones.
fn path(id: &ObjectId, taken: &mut BTreeSet<String>) -> String {
    let folder = id.kind.label().replace(' ', "-");
    let mut name = if id.schema.is_empty() { id.name.to_string() } else { format!("{}.{}", id.schema, id.name) };
    if !id.signature.is_empty() {
        name.push_str(&format!("({})", id.signature));
    }
    let slug = slug(&name);
    let mut path = format!("{folder}/{slug}.html");
    let mut number = 1_u32;
    while !taken.insert(path.to_lowercase()) {
        number = number.saturating_add(1);
        path = format!("{folder}/{slug}~{number}.html");
    }
    path
}

/// Plain signs alone, and not too many; what is lost by that is made up for by a digest.
fn slug(name: &str) -> String {
    const LONGEST: usize = 80;
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
        .take(LONGEST)
        .collect();
    if plain != name || name.starts_with('.') || name.is_empty() {
        let digest = Sha256::digest(name.as_bytes());
        let digest: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        return format!("{}-{digest}", plain.trim_start_matches('.'));
    }
    plain
}

/// Where a column stands on its table's page.
pub(super) fn anchor(column: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let name: String = column
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("~{byte:02x}") })
        .collect();
    format!("c-{name}")
}
