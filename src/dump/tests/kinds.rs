//! One of every kind in every place, with whatever texts.

use super::*;
use crate::engine::Engine;

/// What is drawn for the kinds that are no parts of a table.
pub type Extra = (Vec<String>, [bool; 16], Vec<Options>, String, String);

pub fn extra() -> impl Strategy<Value = Extra> {
    (prop::collection::vec(text(), 16), any::<[bool; 16]>(), prop::collection::vec(options(), 3), name("e"), name("w"))
}

/// A statement that has nothing around it which a model would not keep.
fn statement(text: &str) -> String {
    let bare = crate::load::view::bare(text);
    if bare.is_empty() { "SELECT 1".to_owned() } else { bare.to_owned() }
}

pub struct Maker<'a> {
    pub schema: &'a mut Schema,
    pub texts: &'a [String],
    pub flags: [bool; 16],
    pub role: String,
}

impl Maker<'_> {
    pub fn put(&mut self, id: &ObjectId, object: impl Into<Object>) {
        let former = self.schema.insert(id.clone(), object, None);
        assert!(former.is_none(), "{id} twice");
    }

    pub fn comment(&mut self, of: &ObjectId) {
        if self.flags[0] {
            let text = self.texts[0].clone();
            self.put(&ObjectId::child(of, Kind::Comment, ""), Comment::new(text));
        }
        if self.flags[15] {
            let label = self.texts[1].clone();
            self.put(&ObjectId::child(of, Kind::SecurityLabel, "a b"), SecurityLabel { label });
        }
    }

    pub fn owner(&mut self, of: &ObjectId) {
        if self.flags[1] {
            let role = self.role.clone();
            self.put(&ObjectId::child(of, Kind::Owner, ""), Owner { role });
        }
        self.comment(of);
    }

    fn grants(&mut self, of: &ObjectId) {
        for (grantee, grant) in grants(self.flags, &self.role) {
            self.put(&ObjectId::child(of, Kind::Grant, grantee), grant);
        }
    }

    pub fn rights(&mut self, of: &ObjectId) {
        self.grants(of);
        self.owner(of);
    }

    pub fn some(&self, flag: usize, text: usize) -> Option<String> {
        self.flags[flag].then(|| self.texts[text].clone())
    }
}

fn grants(flags: [bool; 16], role: &str) -> BTreeMap<String, Grant> {
    let words = |flag: bool| if flag { vec!["INSERT".to_owned(), "SELECT".to_owned()] } else { Vec::new() };
    let mut grants = BTreeMap::new();
    if flags[2] {
        grants.insert(String::new(), Grant { privileges: words(flags[3]), ..Grant::default() });
    }
    if flags[4] {
        let grant = Grant { privileges: words(flags[5]), grantable: words(flags[6]), revoked: words(flags[7]) };
        grants.insert(role.to_owned(), grant);
    }
    grants
}

/// Adds one of every kind to a schema, in the home schema `home`.
pub fn add(schema: &mut Schema, home: &str, extra: &Extra) {
    let (texts, flags, options, name, role) = extra;
    let tables: Vec<ObjectId> = schema.objects.keys().filter(|id| id.kind == Kind::Table).cloned().collect();
    let columns: Vec<ObjectId> = schema.objects.keys().filter(|id| id.kind == Kind::Column).cloned().collect();
    let triggers: Vec<(ObjectId, Object)> = schema
        .objects
        .iter()
        .filter(|(id, _)| id.kind == Kind::Trigger)
        .map(|(id, entry)| (id.clone(), entry.object.clone()))
        .collect();
    let with_rights: Vec<ObjectId> = schema
        .objects
        .keys()
        .filter(|id| matches!(id.kind, Kind::Table | Kind::Routine | Kind::Sequence | Kind::Enum | Kind::Schema))
        .cloned()
        .collect();
    let mut make = Maker { schema, texts, flags: *flags, role: role.clone() };
    for (number, of) in with_rights.into_iter().enumerate() {
        if number % 2 == 0 {
            make.grants(&of);
        }
        // A table and schema `public` have a comment already.
        if flags[8] && !make.schema.objects.contains_key(&ObjectId::child(&of, Kind::Comment, "")) {
            make.owner(&of);
        }
    }
    for column in columns.into_iter().step_by(2) {
        make.grants(&column);
    }
    let id = |kind, mark: &str| ObjectId::in_schema(kind, home, format!("{name}{mark}"));

    let collation = id(Kind::Collation, "a");
    let mut body = Collation { options: options[0].clone().into_iter().collect() };
    body.options.insert("provider".to_owned(), "icu".to_owned());
    body.options.insert("deterministic".to_owned(), texts[1].clone());
    make.put(&collation, body);
    make.owner(&collation);

    let domain = id(Kind::Domain, "b");
    let body = Domain {
        data_type: "character varying(5)".to_owned(),
        collation: make.some(9, 1),
        default: make.some(10, 2),
        not_null: flags[11],
        not_null_name: make.some(12, 4).filter(|_| flags[11]),
    };
    make.put(&domain, body);
    make.rights(&domain);
    let check = ObjectId::child(&domain, Kind::Check, format!("{name}c"));
    make.put(&check, Check { expression: texts[3].clone(), not_valid: flags[12], ..Check::default() });
    make.comment(&check);

    let composite = id(Kind::Composite, "c");
    let attribute = |number: usize| Attribute {
        name: short_name(&texts[number], number),
        data_type: "\"A b\"[]".to_owned(),
        collation: flags[number].then(|| texts[number].clone()),
    };
    let attributes: Vec<Attribute> = (0..usize::from(flags[13]) * 3).map(attribute).collect();
    let first = attributes.first().map(|attribute| attribute.name.clone());
    make.put(&composite, Composite { attributes });
    make.rights(&composite);
    if let Some(first) = first {
        make.comment(&ObjectId::child(&composite, Kind::Column, first));
    }

    let range = id(Kind::Range, "d");
    let body = Range {
        subtype: "integer".to_owned(),
        opclass: make.some(9, 4),
        collation: make.some(10, 5),
        canonical: make.some(11, 6),
        subtype_diff: make.some(12, 7),
        multirange: make.some(13, 8),
        multirange_schema: make.some(14, 9),
    };
    make.put(&range, body);
    make.rights(&range);

    for (number, (arguments, signature)) in [
        ("", ""),
        ("\"a b\" double precision, VARIADIC \"any\"", ""),
        ("x integer ORDER BY y text", "x integer ORDER BY y text"),
        ("ORDER BY integer", "something else"),
    ]
    .into_iter()
    .enumerate()
    {
        let own = format!("{name}g{number}");
        let aggregate = ObjectId::routine(Kind::Aggregate, home, own, signature);
        let mut body = Aggregate {
            arguments: arguments.to_owned(),
            sfunc: texts[number].clone(),
            stype: "bigint".to_owned(),
            options: options[1].clone().into_iter().collect(),
        };
        body.options.insert("initcond".to_owned(), texts[9].clone());
        body.options.insert("hypothetical".to_owned(), if flags[9] { String::new() } else { texts[1].clone() });
        make.put(&aggregate, body);
        make.rights(&aggregate);
    }

    let view = id(Kind::View, "h");
    make.put(&view, View { query: statement(&texts[10]), options: options[2].clone() });
    make.rights(&view);
    for number in 0..2 {
        let column = ObjectId::child(&view, Kind::Column, short_name(&texts[number], number));
        if flags[number + 9] {
            let expression = texts[number].clone();
            make.put(&ObjectId::child(&column, Kind::Default, ""), DefaultValue { expression });
        }
        make.grants(&column);
        make.comment(&column);
    }

    let kept = KeptColumn {
        storage: flags[9].then(|| "external".to_owned()),
        compression: flags[10].then(|| "lz4".to_owned()),
        statistics: Some(17),
        options: options[0].clone(),
    };
    let materialized = id(Kind::MaterializedView, "i");
    let index = ObjectId::child(&materialized, Kind::Index, format!("{name}j"));
    let body = MaterializedView {
        query: statement(&texts[11]),
        options: options[0].clone(),
        row_key: None,
        access_method: make.some(9, 2).filter(|method| method != "heap"),
        tablespace: make.some(10, 3),
        cluster_on: flags[11].then(|| index.name.to_string()),
        without_data: flags[12],
        columns: [(short_name(&texts[4], 4), kept)].into_iter().filter(|_| flags[13]).collect(),
    };
    make.put(&materialized, body);
    make.rights(&materialized);
    let column = ObjectId::child(&materialized, Kind::Column, short_name(&texts[4], 4));
    make.grants(&column);
    make.comment(&column);
    if flags[11] || flags[13] {
        let key = |part: usize| KeyPart { expression: Some(texts[part].clone()), ..KeyPart::default() };
        let keys = vec![KeyPart { column: Some(short_name(&texts[4], 4)), ..KeyPart::default() }, key(5)];
        make.put(&index, Index { method: "btree".to_owned(), keys, unique: flags[14], ..Index::default() });
        make.comment(&index);
    }

    let parents: Vec<ObjectId> = tables.iter().cloned().chain([view]).collect();
    for parent in &parents {
        let rule = ObjectId::child(parent, Kind::Rule, format!("{name}k"));
        make.put(&rule, Rule { definition: statement(&texts[12]), enabled: flags[9].then(|| "always".to_owned()) });
        make.comment(&rule);
        if parent.kind == Kind::View {
            if let Some((id, object)) = triggers.first() {
                make.put(&ObjectId::child(parent, Kind::Trigger, Arc::clone(&id.name)), object.clone());
            }
            continue;
        }
        let policy = ObjectId::child(parent, Kind::Policy, format!("{name}l"));
        let mut roles = if flags[10] { vec!["public".to_owned()] } else { vec![role.clone(), texts[13].clone()] };
        roles.sort();
        roles.dedup();
        let body = Policy {
            command: if flags[11] { "all" } else { "update" }.to_owned(),
            restrictive: flags[12],
            roles,
            using: make.some(13, 14),
            check: make.some(14, 15),
        };
        make.put(&policy, body);
        make.comment(&policy);
    }

    for (number, about) in tables.iter().take(1).chain([&materialized]).enumerate() {
        let statistics = id(Kind::Statistics, &format!("m{number}"));
        let body = Statistics {
            table: about.clone(),
            kinds: if flags[9] { vec!["mcv".to_owned(), "ndistinct".to_owned()] } else { Vec::new() },
            keys: vec![texts[1].clone(), texts[2].clone()],
            target: flags[10].then_some(7),
        };
        make.put(&statistics, body);
        make.owner(&statistics);
    }

    let database = ObjectId::database();
    make.grants(&database);
    make.comment(&database);
    for (number, limited) in ["", role].into_iter().enumerate() {
        for (parameter, value) in &options[number] {
            let signature = limited;
            let id = ObjectId::child(&database, Kind::Setting, parameter.as_str()).with_signature(signature);
            make.put(&id, Setting { value: value.clone() });
        }
    }

    let member = ObjectId::role(&format!("{name}w"));
    let body = Role {
        superuser: flags[9],
        noinherit: flags[10],
        createrole: flags[11],
        createdb: flags[12],
        login: flags[13],
        replication: flags[14],
        bypassrls: flags[15],
        connection_limit: flags[1].then_some(0),
        valid_until: flags[2].then(|| "2030-01-31 12:00:00+00".to_owned()),
    };
    make.put(&member, body);
    make.comment(&member);
    let body = Membership { admin: flags[3], inherit: flags[4].then_some(flags[10]), noset: flags[5] };
    make.put(&ObjectId::child(&member, Kind::Membership, role.as_str()), body);
    for (parameter, value) in &options[0] {
        let id = ObjectId::child(&member, Kind::Setting, parameter.as_str());
        make.put(&id, Setting { value: value.clone() });
    }

    let parser = id(Kind::TextSearchParser, "p");
    let body = TextSearchParser {
        start: texts[0].clone(),
        gettoken: texts[1].clone(),
        end: texts[2].clone(),
        lextypes: texts[3].clone(),
        headline: make.some(9, 4),
    };
    make.put(&parser, body);
    make.comment(&parser);

    let template = id(Kind::TextSearchTemplate, "q");
    make.put(&template, TextSearchTemplate { init: make.some(10, 5), lexize: texts[6].clone() });
    make.comment(&template);

    let dictionary = id(Kind::TextSearchDictionary, "r");
    let pairs = options[1].clone().into_iter().collect();
    make.put(&dictionary, TextSearchDictionary { template: texts[7].clone(), options: pairs });
    make.owner(&dictionary);

    let configuration = id(Kind::TextSearchConfiguration, "s");
    let mappings = options[2].keys().map(|token| (token.clone(), texts[..2].to_vec())).collect();
    make.put(&configuration, TextSearchConfiguration { parser: texts[8].clone(), mappings });
    make.owner(&configuration);

    operators::add(&mut make, home, name);

    let secrets = Secrets::from([("password".to_owned(), Redacted("${A_b1}".to_owned()))]);
    let secrets = || if flags[14] { secrets.clone() } else { Secrets::new() };
    let wrapper = ObjectId::global(Kind::ForeignDataWrapper, format!("{name}t"));
    let bare = |text: Option<String>| text.filter(|text| !text.ends_with("()"));
    let body = ForeignDataWrapper {
        handler: bare(make.some(9, 1)),
        validator: bare(make.some(10, 2)),
        options: options[0].clone(),
        secrets: secrets(),
    };
    make.put(&wrapper, body);
    make.rights(&wrapper);

    let server = ObjectId::global(Kind::ForeignServer, format!("{name}u"));
    let body = ForeignServer {
        wrapper: wrapper.name.to_string(),
        server_type: make.some(11, 3),
        version: make.some(12, 4),
        options: options[1].clone(),
        secrets: secrets(),
    };
    make.put(&server, body);
    make.rights(&server);
    for role in ["public", role] {
        let mapping = ObjectId::routine(Kind::UserMapping, "", Arc::clone(&server.name), role);
        make.put(&mapping, UserMapping { options: options[2].clone(), secrets: secrets(), hidden: false });
    }

    let trigger = ObjectId::global(Kind::EventTrigger, format!("{name}n"));
    let mut tags: Vec<String> = texts[..usize::from(flags[9]) * 3].iter().map(|tag| tag.to_uppercase()).collect();
    tags.sort();
    tags.dedup();
    let function = texts[4].strip_suffix("()").filter(|bare| !bare.is_empty()).unwrap_or("f").to_owned();
    let enabled = flags[10].then(|| "replica".to_owned());
    make.put(&trigger, EventTrigger { event: texts[5].clone(), tags, function, enabled });
    make.owner(&trigger);

    let publication = ObjectId::global(Kind::Publication, format!("{name}o"));
    let mut schemas = if flags[9] { texts[..2].to_vec() } else { Vec::new() };
    schemas.sort();
    schemas.dedup();
    let published = |table: &ObjectId| PublishedTable {
        table: table.clone(),
        columns: columns_of(make.schema, table).into_iter().take(usize::from(flags[10]) * 2).collect(),
        filter: flags[11].then(|| texts[2].clone()),
    };
    let mut published: Vec<PublishedTable> = tables.iter().map(published).collect();
    published.sort_by(|a, b| (&a.table.schema, &a.table.name).cmp(&(&b.table.schema, &b.table.name)));
    let all_tables = flags[12];
    let events = ["insert", "update", "delete", "truncate"].into_iter();
    let body = Publication {
        all_tables,
        schemas: if all_tables { Vec::new() } else { schemas },
        tables: if all_tables { Vec::new() } else { published },
        publish: events
            .zip(&flags[2..])
            .filter(|(_, on)| flags[13] || **on)
            .map(|(event, _)| event.to_owned())
            .collect(),
        via_root: flags[14],
        generated_columns: flags[11],
    };
    make.put(&publication, body);
    make.owner(&publication);

    let subscription = ObjectId::global(Kind::Subscription, format!("{name}v"));
    let body = Subscription {
        connection: flags[9].then(|| Redacted("host=a password=${P}".to_owned())),
        publications: texts[..2].iter().cloned().collect(),
        slot: flags[10].then(|| short_name(&texts[4], 4)).filter(|slot| slot != "none"),
        enabled: false,
        streaming: flags[11].then(|| "off".to_owned()),
        options: if flags[12] { [("origin".to_owned(), "none".to_owned())].into() } else { BTreeMap::new() },
    };
    make.put(&subscription, body);
    make.owner(&subscription);

    for (number, objects) in ["tables", "large objects"].into_iter().enumerate() {
        let within = if flags[9 + number] { home } else { "" };
        let id = ObjectId::routine(Kind::DefaultPrivilege, within, role.as_str(), objects);
        make.put(&id, DefaultPrivilege { grants: grants(*flags, role) });
    }
}

fn columns_of(schema: &Schema, table: &ObjectId) -> Vec<String> {
    let of = |id: &&ObjectId| id.kind == Kind::Column && id.parent().is_some_and(|parent| *parent == *table);
    schema.objects.keys().filter(of).map(|id| id.name.to_string()).collect()
}

/// What only MySQL and MariaDB have, as `dump` writes it.
const PROGRAMS: &str = include_str!("programs.yaml");

#[test]
fn programs_are_written_as_people_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.yaml");
    std::fs::write(&path, PROGRAMS).unwrap();
    let schema = crate::load::load_for(&path, Engine::Mysql).unwrap();
    assert_eq!(to_string(&schema), PROGRAMS);
    assert!(file(&schema).left_out.is_empty());
}

/// A model with every kind, as `dump` writes it.
const EVERYTHING: &str = include_str!("everything.yaml");

#[test]
fn every_kind_is_written_as_people_write_it() {
    let schema = load(EVERYTHING);
    for (written, wanted) in to_string(&schema).lines().zip(EVERYTHING.lines()) {
        assert_eq!(written, wanted);
    }
    assert_eq!(to_string(&schema), EVERYTHING);
    for kind in Kind::ALL.iter().filter(|kind| Engine::Postgresql.dialect().has(**kind)) {
        // The database itself is no object, but things are said of it.
        let there = |id: &ObjectId| id.kind == *kind || id.root().kind == *kind;
        assert!(schema.objects.keys().any(there), "no {kind} in everything.yaml");
    }
    comes_back(&schema);
}

#[test]
fn what_has_no_place_is_told() {
    let mut schema = load("views: {v: SELECT 1}");
    assert!(file(&schema).left_out.is_empty());
    let view = ObjectId::in_schema(Kind::View, "public", "v");
    let index = ObjectId::child(&view, Kind::Index, "i");
    schema.insert(index.clone(), Index::default(), None);
    assert_eq!(file(&schema).left_out, [&index]);
}
