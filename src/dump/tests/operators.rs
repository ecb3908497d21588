//! Operators and what goes with types and functions, with whatever texts.

use super::kinds::Maker;
use super::*;

/// Adds some of each kind in the home schema `home`.
pub fn add(make: &mut Maker<'_>, home: &str, name: &str) {
    let (texts, flags) = (make.texts, make.flags);
    for (number, (own, signature)) in
        [("===", "integer, \"A b\"[]"), ("@#@", "NONE, text"), ("<->", "public.point, character varying")]
            .into_iter()
            .enumerate()
    {
        let other = |flag: usize, schema: &str| flags[flag].then(|| format!("{}.{own}", quote(schema)));
        let body = Operator {
            function: texts[number].clone(),
            commutator: other(9, home),
            negator: other(10, name),
            restrict: make.some(11, 1),
            join: make.some(12, 2),
            hashes: flags[13],
            merges: flags[14],
        };
        let operator = ObjectId::routine(Kind::Operator, home, own, signature);
        make.put(&operator, body);
        make.owner(&operator);
    }

    let family = ObjectId::routine(Kind::OperatorFamily, home, name, "btree");
    let own = OperatorFamily {
        operators: if flags[9] { texts[..2].to_vec() } else { Vec::new() },
        functions: if flags[10] { texts[2..4].to_vec() } else { Vec::new() },
    };
    make.put(&family, own.clone());
    make.owner(&family);
    let elsewhere = ObjectId::routine(Kind::OperatorFamily, "pg_catalog", name, "gist");
    for (family, method) in [(family.clone(), "btree"), (elsewhere, "gist")] {
        let body = OperatorClass {
            data_type: "integer".to_owned(),
            default: flags[11],
            family,
            storage: flags[12].then(|| "text".to_owned()),
            operators: own.functions.clone(),
            functions: own.operators.clone(),
        };
        let class = ObjectId::routine(Kind::OperatorClass, home, name, method);
        make.put(&class, body);
        make.owner(&class);
    }

    let base = ObjectId::in_schema(Kind::BaseType, home, format!("{name}w"));
    let mut options = BTreeMap::new();
    if flags[9] {
        for (option, text) in ["input", "output", "default", "odd"].into_iter().zip(texts) {
            options.insert(option.to_owned(), text.clone());
        }
        options.insert("preferred".to_owned(), if flags[10] { String::new() } else { texts[5].clone() });
    }
    make.put(&base, BaseType { options });
    make.rights(&base);

    let conversion = ObjectId::in_schema(Kind::Conversion, home, name);
    let [source, target, function] = [0, 1, 2].map(|number: usize| texts[number].clone());
    make.put(&conversion, Conversion { source, target, function, default: flags[13] });
    make.owner(&conversion);

    let language = ObjectId::global(Kind::Language, name);
    let handler = texts[3].clone();
    let body = Language { trusted: flags[9], handler, inline: make.some(10, 4), validator: make.some(11, 5) };
    make.put(&language, body);
    make.rights(&language);

    let method = ObjectId::global(Kind::AccessMethod, name);
    make.put(&method, AccessMethod { table: flags[14], handler: texts[6].clone() });
    make.comment(&method);

    let contexts = [CastContext::Explicit, CastContext::Assignment, CastContext::Implicit];
    for (number, spelled) in ["integer AS text", "\"a AS b\"[] AS public.\"C\"", "date AS oid"].into_iter().enumerate()
    {
        let function = make.some(9 + number, 7);
        let cast = ObjectId::global(Kind::Cast, spelled);
        let inout = flags[12] && function.is_none();
        make.put(&cast, Cast { function, inout, context: contexts[number] });
        make.comment(&cast);
    }

    let transform = ObjectId::global(Kind::Transform, format!("\"A b\" LANGUAGE {}", quote(name)));
    make.put(&transform, Transform { from_sql: make.some(9, 8), to_sql: make.some(10, 9) });
    make.comment(&transform);
}

/// A name as SQL has it.
fn quote(name: &str) -> String {
    crate::engine::postgres::quote::ident(name)
}
