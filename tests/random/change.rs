//! Changes a random schema into a similar one.

use super::choices::{Choices, name};
use super::grow;
use super::types::BASES;
use super::world::{PartBody, Ty, TypeBody, Value, World};

/// The same schema with some changes.
pub fn changed(world: &World, c: &mut Choices) -> World {
    let mut world = world.clone();
    for _ in 0..=c.below(14) {
        change(&mut world, c);
    }
    world
}

fn change(world: &mut World, c: &mut Choices) {
    match c.below(20) {
        0 | 1 => grow::thing(world, c),
        2 => drop(world, c),
        3 => facet(world, c),
        4 | 5 => own_type(world, c),
        6 | 7 => function(world, c),
        8 | 9 => view(world, c),
        10 => sequence(world, c),
        _ => table(world, c),
    }
}

fn drop(world: &mut World, c: &mut Choices) {
    fn one<T>(of: &mut Vec<T>, c: &mut Choices) {
        if !of.is_empty() {
            of.remove(c.below(of.len()));
        }
    }
    match c.below(6) {
        0 => one(&mut world.views, c),
        1 => one(&mut world.tables, c),
        2 => one(&mut world.functions, c),
        3 => one(&mut world.types, c),
        4 => one(&mut world.sequences, c),
        _ => world.publication = None,
    }
}

fn facet(world: &mut World, c: &mut Choices) {
    let (comment, grant, owner) = (c.below(5), c.below(5), c.chance(30));
    let renamed = c.chance(25);
    let heads: Vec<&mut super::world::Head> = match c.below(5) {
        0 => world.views.iter_mut().map(|it| &mut it.head).collect(),
        1 => world.functions.iter_mut().map(|it| &mut it.head).collect(),
        2 => world.types.iter_mut().map(|it| &mut it.head).collect(),
        3 => world.sequences.iter_mut().map(|it| &mut it.head).collect(),
        _ => world.tables.iter_mut().map(|it| &mut it.head).collect(),
    };
    let length = heads.len();
    if length == 0 {
        return;
    }
    let at = c.below(length);
    for head in heads.into_iter().skip(at).take(1) {
        head.comment = (comment > 0).then_some(comment);
        head.grant = grant;
        head.owner = owner;
        if renamed {
            head.name = name(c, "new", head.id);
        }
    }
}

fn own_type(world: &mut World, c: &mut Choices) {
    if world.types.is_empty() {
        return;
    }
    let at = c.below(world.types.len());
    match &mut world.types[at].body {
        TypeBody::Enum(labels) => match c.below(3) {
            1 if labels.len() > 1 => {
                labels.remove(c.below(labels.len()));
            }
            2 if labels.len() > 1 => labels.swap(0, 1),
            _ => {
                let new = format!("new {}", world.next + labels.len());
                if !labels.contains(&new) {
                    labels.insert(c.below(labels.len() + 1), new);
                }
            }
        },
        TypeBody::Domain { base, check, default, not_null } => match c.below(4) {
            0 => *check = !*check,
            1 => *default = !*default,
            2 => *not_null = !*not_null,
            _ => *base = related(*base, c),
        },
        TypeBody::Composite(fields) => match c.below(3) {
            0 => fields.push((format!("added {}", world.next + fields.len()), c.below(BASES.len()))),
            1 if fields.len() > 1 => {
                fields.remove(c.below(fields.len()));
            }
            _ => {
                if let Some((_, base)) = fields.first_mut() {
                    *base = related(*base, c);
                }
            }
        },
        TypeBody::Range(base) => *base = if *base == 0 { 4 } else { 0 },
    }
}

/// A type that this one's values are cast into.
fn related(base: usize, c: &mut Choices) -> usize {
    let all: Vec<usize> = (0..BASES.len()).filter(|at| BASES[*at].family == BASES[base].family).collect();
    c.one(&all)
}

fn function(world: &mut World, c: &mut Choices) {
    if let 1.. = world.functions.len() {
        let at = c.below(world.functions.len());
        let function = &mut world.functions[at];
        match c.below(4) {
            0 => function.attributes = c.below(6),
            1 => {
                if let super::world::FunctionBody::Scalar { base, second } = &mut function.body {
                    if c.chance(50) { *second = !*second } else { *base = related(*base, c) }
                }
            }
            _ => function.version = c.below(8),
        }
    }
}

fn sequence(world: &mut World, c: &mut Choices) {
    if let 1.. = world.sequences.len() {
        let at = c.below(world.sequences.len());
        if c.chance(60) { world.sequences[at].options = c.below(5) } else { world.sequences[at].owned_by = None }
    }
}

fn view(world: &mut World, c: &mut Choices) {
    if let 1.. = world.views.len() {
        let at = c.below(world.views.len());
        let view = &mut world.views[at];
        match c.below(7) {
            0 => view.fewer = c.below(3),
            1 => view.options = c.below(4),
            2 => view.materialized = !view.materialized,
            3 => view.index = !view.index,
            4 => view.join = None,
            5 => view.calls = None,
            _ => view.version = c.below(6),
        }
    }
}

fn table(world: &mut World, c: &mut Choices) {
    if world.tables.is_empty() {
        return;
    }
    let at = c.below(world.tables.len());
    match c.below(16) {
        0..=2 => {
            let column = grow::column(world, Some(at), c);
            world.tables[at].columns.push(column);
        }
        3 => {
            let table = &mut world.tables[at];
            if table.columns.len() > 1 {
                table.columns.remove(1 + c.below(table.columns.len() - 1));
            }
        }
        4..=7 => column(world, at, c),
        8..=10 => grow::part(world, at, c),
        11 => {
            let table = &mut world.tables[at];
            if !table.parts.is_empty() {
                table.parts.remove(c.below(table.parts.len()));
            }
        }
        12 => part(world, at, c),
        13 => {
            let table = &mut world.tables[at];
            match c.below(4) {
                0 => table.unlogged = !table.unlogged && table.inherits.is_empty(),
                1 => table.fillfactor = c.chance(60).then(|| 40 + c.below(50)),
                2 => table.row_security = c.below(3),
                _ => table.replica = c.below(3),
            }
        }
        14 => {
            // What a table has as its own cannot be made its parents' alone, so that it only leaves them.
            world.tables[at].inherits.clear();
        }
        _ => partition(world, at, c),
    }
}

fn column(world: &mut World, at: usize, c: &mut Choices) {
    if world.tables[at].columns.is_empty() {
        return;
    }
    let which = c.below(world.tables[at].columns.len());
    let column = &mut world.tables[at].columns[which];
    match c.below(12) {
        0 => column.not_null = !column.not_null,
        1 => column.default = Some(Value::Literal(c.below(2))),
        2 => column.default = None,
        3 | 4 => {
            if let Ty::Base(base) = column.ty {
                column.ty = Ty::Base(related(base, c));
            }
        }
        5 => column.identity = c.below(4),
        6 => column.generated = None,
        7 => column.collation = !column.collation,
        8 => column.storage = !column.storage,
        9 => column.statistics = c.chance(60).then(|| 10 + c.below(9)),
        10 => {
            column.comment = c.chance(60).then(|| c.below(4));
            column.grant = c.chance(50);
        }
        _ => column.name = name(c, "newcol", column.id),
    }
}

fn part(world: &mut World, at: usize, c: &mut Choices) {
    let parts = &mut world.tables[at].parts;
    if parts.is_empty() {
        return;
    }
    let which = c.below(parts.len());
    let part = &mut parts[which];
    if c.chance(20) {
        part.comment = c.chance(50).then(|| c.below(4));
        return;
    }
    match &mut part.body {
        PartBody::Unique { deferrable, .. } => *deferrable = !*deferrable,
        PartBody::Check { version, not_valid, .. } => {
            if c.chance(50) {
                *version = c.below(4)
            } else {
                *not_valid = !*not_valid
            }
        }
        PartBody::Foreign { action, deferrable, not_valid, .. } => match c.below(3) {
            0 => *action = c.below(4),
            1 => *deferrable = !*deferrable,
            _ => *not_valid = !*not_valid,
        },
        PartBody::Index { method, version, partial, .. } => match c.below(3) {
            0 => *method = c.below(6),
            1 => *version = c.below(5),
            _ => *partial = !*partial,
        },
        PartBody::Trigger { version, state, .. } => {
            if c.chance(50) {
                *version = c.below(4)
            } else {
                *state = c.below(4)
            }
        }
        PartBody::Policy { version, .. } | PartBody::Statistics { version, .. } | PartBody::Rule(version) => {
            *version = c.below(6)
        }
        PartBody::Primary(_) | PartBody::Exclude(_) => part.name = name(c, "newpart", part.id),
    }
}

fn partition(world: &mut World, at: usize, c: &mut Choices) {
    if let Some((key, way)) = world.tables[at].divided
        && c.chance(15)
    {
        return grow::divide(world, at, (key, (way + 1 + c.below(2)) % 3), c);
    }
    if world.tables[at].divided.is_none_or(|(_, way)| way == 2) || world.tables[at].partitions.is_empty() {
        return;
    }
    match c.below(3) {
        0 => {
            // The default one stays, so that all rows have their place.
            let parts = &mut world.tables[at].partitions;
            let which = c.below(parts.len());
            if parts[which].bound != 3 {
                parts.remove(which);
            }
        }
        1 => {
            let taken: Vec<usize> = world.tables[at].partitions.iter().map(|it| it.bound).collect();
            let free = (0..3).find(|bound| !taken.contains(bound));
            // Rows in the default one would stand in the way of any but that of no row.
            if let Some(bound) = free.filter(|bound| *bound == 2) {
                let part = grow::partition(world, bound, c);
                world.tables[at].partitions.insert(0, part);
            }
        }
        _ => {
            let parts = &mut world.tables[at].partitions;
            let which = c.below(parts.len());
            let part = &mut parts[which];
            match c.below(3) {
                0 => part.own_default = !part.own_default,
                1 => part.own_check = !part.own_check,
                _ => part.own_index = !part.own_index,
            }
        }
    }
}
