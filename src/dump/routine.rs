//! `functions:` and `procedures:`

use super::Dump;
use super::yaml::{Entries, Yaml};
use crate::model::{Object, ObjectId, Parallel, Routine, RoutineKind, Volatility};

/// Writes a routine, its body last.
pub fn write(dump: &Dump<'_>, id: &ObjectId, object: &Object) -> Option<Yaml> {
    let Object::Routine(routine) = object else { return None };
    let Routine {
        routine,
        arguments: _,
        returns,
        language,
        body,
        sql_body,
        library,
        volatility,
        strict,
        security_definer,
        leakproof,
        parallel,
        cost,
        rows,
        support,
        transform,
        config,
    } = routine;
    let mut entries = Entries::default();
    dump.common(&mut entries, id);
    entries.text("returns", returns.as_ref());
    entries.flag("window", *routine == RoutineKind::Window);
    // Without quotes its letters could be of any case.
    let plain = *language == language.to_lowercase() && !language.starts_with('"');
    let quoted = || format!("\"{}\"", language.replace('"', "\"\""));
    entries.add("language", if plain { Yaml::text(language) } else { Yaml::text(quoted()) });
    match volatility {
        Volatility::Volatile => {}
        Volatility::Stable => entries.add("volatility", Yaml::word("stable")),
        Volatility::Immutable => entries.add("volatility", Yaml::word("immutable")),
    }
    entries.flag("strict", *strict);
    entries.flag("security_definer", *security_definer);
    entries.flag("leakproof", *leakproof);
    match parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => entries.add("parallel", Yaml::word("restricted")),
        Parallel::Safe => entries.add("parallel", Yaml::word("safe")),
    }
    entries.number("cost", *cost);
    entries.number("rows", *rows);
    entries.text("support", support.as_ref());
    entries.list("transform", transform);
    entries.options("config", config);
    entries.text("library", library.as_ref());
    entries.flag("sql_body", *sql_body);
    entries.add("body", Yaml::text(body));
    Some(entries.block())
}
