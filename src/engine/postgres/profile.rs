//! Platforms that make objects of their own in a user's database: which these are.
//!
//! Sources: Supabase's `supabase/postgres` initial schema and role documentation, pg_partman's and
//! pg_cron's manuals, PostGIS's `topology` and `tiger` extensions, Timescale's manual on hypertables.

use std::collections::BTreeSet;

use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Kind, Object, ObjectId, Schema};

/// What is known of a platform. A name that ends with `*` stands for all that begin like it.
struct Profile {
    name: &'static str,
    /// The platform's roles: what these own is the platform's, wherever it is.
    roles: &'static [&'static str],
    /// The platform's schemas. What a role of the user's owns in one is the user's all the same,
    /// where the platform has roles to tell them apart.
    schemas: &'static [&'static str],
    /// Objects by kind and name, whatever schema they are in.
    objects: &'static [(Kind, &'static str)],
    /// Parts of the user's objects, by kind and name.
    parts: &'static [(Kind, &'static str)],
    /// Whether users put triggers and policies on the platform's tables.
    guests: bool,
}

const PROFILES: &[Profile] = &[
    Profile {
        name: "supabase",
        roles: &[
            "anon",
            "authenticated",
            "authenticator",
            "dashboard_user",
            "pgbouncer",
            "pgsodium_*",
            "service_role",
            "supabase_*",
        ],
        schemas: &[
            "_analytics",
            "_realtime",
            "_supavisor",
            "auth",
            "cron",
            "extensions",
            "graphql",
            "graphql_public",
            "net",
            "pgbouncer",
            "pgsodium",
            "pgsodium_masks",
            "realtime",
            "storage",
            "supabase_functions",
            "supabase_migrations",
            "vault",
        ],
        objects: &[
            (Kind::Extension, "pg_graphql"),
            (Kind::Extension, "pg_stat_statements"),
            (Kind::Extension, "pgcrypto"),
            (Kind::Extension, "pgjwt"),
            (Kind::Extension, "pgsodium"),
            (Kind::Extension, "supabase_vault"),
            (Kind::Extension, "uuid-ossp"),
            (Kind::Publication, "supabase_realtime_messages_publication*"),
        ],
        parts: &[(Kind::Setting, "app.settings.*")],
        guests: true,
    },
    Profile { name: "pg_partman", roles: &[], schemas: &["partman"], objects: &[], parts: &[], guests: false },
    Profile { name: "pg_cron", roles: &[], schemas: &["cron"], objects: &[], parts: &[], guests: false },
    Profile {
        name: "postgis",
        roles: &[],
        schemas: &["tiger", "tiger_data", "topology"],
        objects: &[
            (Kind::Table, "spatial_ref_sys"),
            (Kind::View, "geography_columns"),
            (Kind::View, "geometry_columns"),
            (Kind::View, "raster_columns"),
            (Kind::View, "raster_overviews"),
        ],
        parts: &[],
        guests: false,
    },
    Profile {
        name: "timescaledb",
        roles: &[],
        schemas: &["_timescaledb_*", "timescaledb_*", "toolkit_experimental"],
        objects: &[],
        parts: &[(Kind::Trigger, "ts_cagg_invalidation_trigger"), (Kind::Trigger, "ts_insert_blocker")],
        guests: false,
    },
];

/// The profile whose platform makes and drops partitions by a table of its own.
pub const PARTITIONS: &str = "pg_partman";

/// The names of the profiles.
pub fn names() -> Vec<&'static str> {
    PROFILES.iter().map(|profile| profile.name).collect()
}

/// The objects of a database that are a platform's, or parts of tables that the user's model
/// borrows.
pub fn platform(live: &Schema, profiles: &[String], borrowed: &BTreeSet<ObjectId>) -> HashSet<ObjectId> {
    let profiles: Vec<&Profile> =
        PROFILES.iter().filter(|profile| profiles.iter().any(|name| name == profile.name)).collect();
    if profiles.is_empty() && borrowed.is_empty() {
        return HashSet::default();
    }
    let owners = owners(live);
    let profiles: Vec<Told<'_>> = profiles.into_iter().map(|profile| Told::new(profile, &owners)).collect();
    let mut theirs: HashMap<&ObjectId, bool> = HashMap::default();
    for id in live.objects.keys().map(ObjectId::root) {
        if !theirs.contains_key(id) {
            let guests = profiles.iter().filter(|told| told.has(id, live, &owners)).map(|told| told.profile.guests);
            let guests = guests.chain(borrowed.contains(id).then_some(true)).collect::<Vec<_>>();
            if !guests.is_empty() {
                theirs.insert(id, guests.contains(&true));
            }
        }
    }
    let is_theirs = |id: &ObjectId| match theirs.get(id.root()) {
        Some(guests) => !guests || !is_guest(id, live, &theirs),
        None => profiles.iter().any(|told| told.profile.has_part(id)),
    };
    live.objects.keys().filter(|id| is_theirs(id)).cloned().collect()
}

/// Who owns what, by the outermost object.
fn owners(live: &Schema) -> HashMap<&ObjectId, &str> {
    let owned = live.objects.iter().filter_map(|(id, entry)| match &entry.object {
        Object::Owner(owner) => Some((id.parent()?, owner.role.as_str())),
        _ => None,
    });
    owned.collect()
}

/// Whether it is a policy on a platform's table, or a trigger that calls a function of the user's;
/// or a part of one.
fn is_guest(id: &ObjectId, live: &Schema, theirs: &HashMap<&ObjectId, bool>) -> bool {
    let calls_ours = || {
        let needed = live.objects.get(id).map(|entry| entry.depends.as_slice()).unwrap_or_default();
        needed.iter().any(|needed| needed.kind == Kind::Routine && !theirs.contains_key(needed))
    };
    match id.kind {
        Kind::Policy => true,
        Kind::Trigger => calls_ours(),
        _ => id.parent().is_some_and(|parent| is_guest(parent, live, theirs)),
    }
}

/// A profile, and in which of its schemas roles tell the platform's objects from the user's.
struct Told<'a> {
    profile: &'static Profile,
    apart: HashSet<&'a str>,
}

impl<'a> Told<'a> {
    fn new(profile: &'static Profile, owners: &HashMap<&'a ObjectId, &str>) -> Self {
        let theirs = owners.iter().filter(|(_, role)| like(profile.roles, role));
        Self { profile, apart: theirs.map(|(id, _)| &*id.schema).collect() }
    }

    fn has(&self, id: &ObjectId, live: &Schema, owners: &HashMap<&ObjectId, &str>) -> bool {
        let Profile { roles, schemas, objects, .. } = self.profile;
        let is_role = |role: &str| like(roles, role);
        let owner = owners.get(id).copied().or(live.reader.as_deref()).unwrap_or_default();
        let named = || objects.iter().any(|(kind, name)| *kind == id.kind && like(&[name], &id.name));
        match id.kind {
            Kind::Role | Kind::DefaultPrivilege => is_role(&id.name) || like(schemas, &id.schema),
            // An extension's user makes the schema for it, where the extension does not.
            Kind::Schema => !roles.is_empty() && like(schemas, &id.name),
            // Supabase makes every extension as its own superuser, the user's too.
            Kind::Extension | Kind::Database => named(),
            _ if like(schemas, &id.schema) => is_role(owner) || !self.apart.contains(&*id.schema),
            _ => is_role(owner) || named(),
        }
    }
}

impl Profile {
    fn has_part(&self, id: &ObjectId) -> bool {
        let is_part = self.parts.iter().any(|(kind, name)| *kind == id.kind && like(&[name], &id.name));
        id.of.is_some() && is_part || id.parent().is_some_and(|parent| self.has_part(parent))
    }
}

fn like(patterns: &[&str], name: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == *pattern,
    })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{Entry, Owner, Table, Trigger};

    fn add(schema: &mut Schema, id: &ObjectId, object: impl Into<Object>, depends: &[ObjectId]) {
        let entry = Entry { object: object.into(), depends: depends.to_vec(), shape: Vec::new(), place: None };
        schema.objects.insert(id.clone(), entry);
    }

    fn own(schema: &mut Schema, id: &ObjectId, role: &str) {
        let owner = ObjectId::child(id, Kind::Owner, "");
        add(schema, &owner, Owner { role: role.to_owned() }, &[]);
    }

    #[test]
    fn a_users_trigger_on_a_platforms_table_is_the_users() {
        let mut live = Schema { reader: Some("postgres".to_owned()), ..Schema::default() };
        let users = ObjectId::in_schema(Kind::Table, "auth", "users");
        let mine = ObjectId::in_schema(Kind::Table, "auth", "mine");
        let profiles = ObjectId::in_schema(Kind::Table, "public", "profiles");
        let ours = ObjectId::routine(Kind::Routine, "public", "on_user", "");
        let theirs = ObjectId::routine(Kind::Routine, "auth", "on_user", "");
        for id in [&users, &mine, &profiles] {
            add(&mut live, id, Table::default(), &[]);
        }
        // Their names alone matter here.
        add(&mut live, &ours, Table::default(), &[]);
        add(&mut live, &theirs, Table::default(), &[]);
        own(&mut live, &users, "supabase_auth_admin");
        own(&mut live, &theirs, "supabase_auth_admin");
        let (a, b) = (ObjectId::child(&users, Kind::Trigger, "a"), ObjectId::child(&users, Kind::Trigger, "b"));
        add(&mut live, &a, Trigger::default(), std::slice::from_ref(&ours));
        add(&mut live, &b, Trigger::default(), std::slice::from_ref(&theirs));
        let policy = ObjectId::child(&users, Kind::Policy, "p");
        add(&mut live, &policy, Table::default(), &[]);

        let found = platform(&live, &["supabase".to_owned()], &BTreeSet::new());
        assert!(found.contains(&users) && found.contains(&theirs) && found.contains(&b));
        for id in [&mine, &profiles, &ours, &a, &policy] {
            assert!(!found.contains(id), "{id} is the user's");
        }
        assert!(platform(&live, &[], &BTreeSet::new()).is_empty());
        let found = platform(&live, &[], &BTreeSet::from([users.clone()]));
        assert!(found.contains(&users) && !found.contains(&a) && !found.contains(&theirs));
    }

    #[test]
    fn names_are_taken_whole_or_by_their_beginning() {
        assert!(like(&["a*", "b"], "abc") && like(&["a*", "b"], "b"));
        assert!(!like(&["a*", "b"], "bc"));
    }
}
