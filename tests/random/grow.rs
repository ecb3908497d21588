//! Makes random things.

use super::choices::{Choices, name};
use super::types::BASES;
use super::world::{
    Column, Function, FunctionBody, Head, Id, OwnType, Part, PartBody, Partition, Sequence, Table, Ty, TypeBody, Value,
    View, World,
};

/// A new schema.
pub fn world(major: u32, first: Id, c: &mut Choices) -> World {
    let mut world = World { major, next: first, ..World::default() };
    for number in 0..=c.below(2) {
        let name = if number == 0 { "app".to_owned() } else { name(c, "sch", number) };
        world.schemas.push((name, c.below(3), c.chance(20).then_some(number)));
    }
    for _ in 0..c.below(36) {
        thing(&mut world, c);
    }
    world
}

/// Adds something.
pub fn thing(world: &mut World, c: &mut Choices) {
    match c.below(16) {
        0..=4 => table(world, c),
        5 | 6 => own_type(world, c),
        7 => {
            let head = head(world, c, "seq");
            let owned_by = c
                .among(&world.tables, |_| true)
                .and_then(|it| Some((it.head.id, it.columns.first()?.id)))
                .filter(|_| c.chance(40));
            world.sequences.push(Sequence { head, options: c.below(5), owned_by });
        }
        8..=10 => function(world, c),
        11..=13 => view(world, c),
        14 => world.default_privileges = c.below(4),
        _ => {
            world.publication =
                c.among(&world.tables, |it| !it.unlogged).map(|it| it.head.id).map(|id| (id, c.below(2)))
        }
    }
}

fn head(world: &mut World, c: &mut Choices, word: &str) -> Head {
    let id = world.fresh();
    Head {
        id,
        schema: c.below(world.schemas.len()),
        name: name(c, word, id),
        comment: c.chance(15).then(|| c.below(4)),
        grant: if c.chance(20) { 1 + c.below(4) } else { 0 },
        owner: c.chance(6),
    }
}

pub fn own_type(world: &mut World, c: &mut Choices) {
    let body = match c.below(5) {
        0 | 1 => TypeBody::Enum((0..=c.below(4)).map(|at| name(c, "label", at).chars().take(30).collect()).collect()),
        2 => TypeBody::Domain { base: c.below(12), check: c.chance(50), default: c.chance(40), not_null: c.chance(10) },
        3 => TypeBody::Composite((0..=c.below(3)).map(|at| (name(c, "attr", at), c.below(BASES.len()))).collect()),
        _ => TypeBody::Range(c.one(&[0, 1, 4, 9, 14])),
    };
    let mut head = head(world, c, "typ");
    if matches!(body, TypeBody::Range(_)) {
        // The server cuts the name that it gives the multirange in the middle of a letter.
        head.name.truncate(head.name.char_indices().nth(20).map_or(head.name.len(), |(at, _)| at));
    }
    world.types.push(OwnType { head, body });
}

pub fn function(world: &mut World, c: &mut Choices) {
    let a_table = c.among(&world.tables, |_| true).map(|it| it.head.id);
    let a_view = c.among(&world.views, |_| true).map(|it| it.head.id);
    let scalar = |it: &Function| matches!(it.body, FunctionBody::Scalar { .. });
    let other = c.among(&world.functions, scalar).map(|it| it.head.id);
    let body = match (c.below(12), a_table, a_view, other) {
        (3, Some(table), ..) => FunctionBody::Rows(table),
        (4, Some(table), None, _) | (4, _, Some(table), _) => FunctionBody::OfRow(table),
        (5..=7, ..) => FunctionBody::Trigger,
        (8, ..) => FunctionBody::Procedure(c.below(12)),
        (9, Some(table), ..) if world.major >= 14 => FunctionBody::Atomic(table),
        (10, _, _, Some(other)) => FunctionBody::Calls(other),
        (11, ..) => FunctionBody::Aggregate,
        _ => FunctionBody::Scalar { base: c.below(8), second: c.chance(30) },
    };
    let head = head(world, c, "fun");
    world.functions.push(Function { head, body, attributes: c.below(6), version: c.below(8) });
}

fn ty(world: &World, c: &mut Choices) -> Ty {
    match c.below(10) {
        7 => Ty::Array(c.below(8)),
        8 | 9 => c.among(&world.types, |_| true).map_or(Ty::Base(1), |own| Ty::Own(own.head.id)),
        0..=2 => Ty::Base(0),
        _ => Ty::Base(c.below(BASES.len())),
    }
}

pub fn column(world: &mut World, table: Option<usize>, c: &mut Choices) -> Column {
    let id = world.fresh();
    let ty = ty(world, c);
    let of_type =
        |it: &Function| matches!((&it.body, &ty), (FunctionBody::Scalar { base, .. }, Ty::Base(own)) if base == own);
    let default = match c.below(8) {
        1 | 2 => Some(Value::Literal(c.below(2))),
        3 => c.among(&world.functions, of_type).map(|it| Value::Call(it.head.id)),
        4 => c.among(&world.sequences, |_| true).map(|it| Value::NextVal(it.head.id)),
        5 => Some(Value::Null),
        _ => None,
    };
    let first = table.and_then(|at| world.tables[at].columns.first()).map(|it| it.id);
    Column {
        id,
        name: name(c, "col", id),
        ty,
        not_null: c.chance(30),
        default,
        identity: if c.chance(12) { 1 + c.below(3) } else { 0 },
        generated: first.filter(|_| c.chance(12)),
        collation: c.chance(15),
        storage: c.chance(10),
        statistics: c.chance(8).then(|| 10 + c.below(9)),
        comment: c.chance(12).then(|| c.below(4)),
        grant: c.chance(8),
    }
}

pub fn table(world: &mut World, c: &mut Choices) {
    let head = head(world, c, "tab");
    let inherits: Vec<Id> = match c.below(8) {
        1 => c.among(&world.tables, |it| it.divided.is_none()).map(|it| it.head.id).into_iter().collect(),
        2 => world.tables.iter().filter(|it| it.divided.is_none()).map(|it| it.head.id).take(2).collect(),
        _ => Vec::new(),
    };
    let unlogged = c.chance(8);
    world.tables.push(Table {
        head,
        columns: Vec::new(),
        parts: Vec::new(),
        divided: None,
        partitions: Vec::new(),
        unlogged: unlogged && inherits.is_empty(),
        inherits,
        fillfactor: c.chance(10).then(|| 50 + c.below(40)),
        row_security: if c.chance(15) { 1 + c.below(2) } else { 0 },
        replica: if c.chance(8) { 1 + c.below(2) } else { 0 },
    });
    let at = world.tables.len() - 1;
    for _ in 0..=c.below(5) {
        let column = column(world, Some(at), c);
        world.tables[at].columns.push(column);
    }
    if world.tables[at].inherits.is_empty() && c.chance(30) {
        let way = c.below(3);
        let key = world.tables[at].columns[0].id;
        world.tables[at].columns[0].ty = Ty::Base(c.below(5));
        world.tables[at].columns[0].generated = None;
        if way == 2
            && c.chance(40)
            && let Some(own) = c.among(&world.types, |own| matches!(own.body, TypeBody::Enum(_)))
        {
            world.tables[at].columns[0].ty = Ty::Own(own.head.id);
        }
        divide(world, at, (key, way), c);
    }
    for _ in 0..c.below(6) {
        part(world, at, c);
    }
}

/// Divides a table, by a column and in a way.
pub fn divide(world: &mut World, at: usize, (key, way): (Id, usize), c: &mut Choices) {
    world.tables[at].divided = Some((key, way));
    world.tables[at].partitions.clear();
    for bound in 0..4 {
        // Every row has its place.
        if way == 2 || bound == 3 || c.chance(60) {
            let mut part = partition(world, bound, c);
            if c.chance(25) {
                part.parts = (0..4).map(|inner| partition(world, inner, c)).collect();
            }
            world.tables[at].partitions.push(part);
        }
    }
}

pub fn partition(world: &mut World, bound: usize, c: &mut Choices) -> Partition {
    let head = Head { owner: false, ..head(world, c, "part") };
    let (own_default, own_check, own_index) = (c.chance(15), c.chance(15), c.chance(15));
    Partition { head, bound, own_default, own_check, own_index, attached: c.chance(30), parts: Vec::new() }
}

/// Adds something to a table.
pub fn part(world: &mut World, at: usize, c: &mut Choices) {
    let ids: Vec<Id> = world.columns(&world.tables[at]).iter().map(|it| it.id).collect();
    if ids.is_empty() {
        return;
    }
    let first = ids[0];
    let some = |c: &mut Choices| {
        let mut some = vec![c.one(&ids)];
        if c.chance(40) {
            some.push(c.one(&ids));
        }
        some.dedup();
        some
    };
    let body = match c.below(20) {
        0..=2 => PartBody::Primary(if c.chance(70) { vec![first] } else { some(c) }),
        3 | 4 => PartBody::Unique {
            columns: if c.chance(60) { vec![first] } else { some(c) },
            deferrable: c.chance(30),
            include: c.chance(20).then(|| c.one(&ids)),
        },
        5 | 6 => PartBody::Check {
            column: c.one(&ids),
            version: c.below(4),
            not_valid: c.chance(15),
            no_inherit: c.chance(15),
        },
        7 => PartBody::Exclude(c.one(&ids)),
        8..=11 => {
            let keyed = |it: &Table| it.parts.iter().any(|part| matches!(part.body, PartBody::Primary(_)));
            let Some(target) = c.among(&world.tables, keyed) else { return };
            let to = target.head.id;
            let Some(keys) = world.primary(target) else { return };
            // Columns of the same types, this table's own where it has them.
            let wanted: Vec<(Ty, bool)> = keys.iter().map(|it| (it.ty.clone(), it.collation)).collect();
            let mut columns = Vec::new();
            for (ty, collation) in wanted {
                let found = world
                    .columns(&world.tables[at])
                    .iter()
                    .find(|it| {
                        it.ty == ty && it.collation == collation && it.generated.is_none() && !columns.contains(&it.id)
                    })
                    .map(|it| it.id);
                columns.push(match found {
                    Some(id) => id,
                    None => {
                        let new = Column { ty, collation, generated: None, default: None, ..column(world, None, c) };
                        world.tables[at].columns.push(new.clone());
                        new.id
                    }
                });
            }
            PartBody::Foreign { columns, to, action: c.below(4), deferrable: c.chance(20), not_valid: c.chance(15) }
        }
        12..=15 => PartBody::Index {
            columns: some(c),
            method: c.below(6),
            unique: c.chance(30),
            expression: c.chance(30),
            partial: c.chance(25),
            version: c.below(5),
        },
        16 => {
            let Some(function) = c.among(&world.functions, |it| matches!(it.body, FunctionBody::Trigger)) else {
                return;
            };
            PartBody::Trigger { function: function.head.id, version: c.below(4), state: c.below(6) }
        }
        17 => PartBody::Policy { column: c.one(&ids), version: c.below(6) },
        18 => PartBody::Rule(c.below(6)),
        _ => PartBody::Statistics { columns: some(c), version: c.below(3) },
    };
    let id = world.fresh();
    let named = matches!(
        body,
        PartBody::Trigger { .. } | PartBody::Policy { .. } | PartBody::Rule(_) | PartBody::Statistics { .. }
    );
    let part = Part {
        id,
        name: name(c, "part of", id),
        unnamed: !named && c.chance(30),
        comment: c.chance(15).then(|| c.below(4)),
        body,
    };
    world.tables[at].parts.push(part);
}

pub fn view(world: &mut World, c: &mut Choices) {
    let mut sources: Vec<Id> = world.tables.iter().map(|it| it.head.id).collect();
    sources.extend(world.views.iter().map(|it| it.head.id));
    if sources.is_empty() {
        return;
    }
    let scalar = |it: &Function| matches!(it.body, FunctionBody::Scalar { .. });
    let calls = c.among(&world.functions, scalar).map(|it| it.head.id).filter(|_| c.chance(30));
    let trigger = c
        .among(&world.functions, |it| matches!(it.body, FunctionBody::Trigger))
        .map(|it| it.head.id)
        .filter(|_| c.chance(20));
    let (from, join) = (c.one(&sources), c.chance(25).then(|| c.one(&sources)));
    let head = head(world, c, "view");
    world.views.push(View {
        head,
        from,
        join,
        calls,
        fewer: c.below(3),
        version: c.below(6),
        materialized: c.chance(25),
        options: c.below(4),
        index: c.chance(50),
        trigger,
    });
}
