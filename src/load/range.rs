//! `ranges:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::Rights;
use super::read::{Form, Text, mapping, value};
use crate::engine::postgres::spelling;
use crate::model::{Comment, Kind, ObjectId, Range};

/// A range type: the type of its bounds, or a mapping.
pub type RangeModel = Form<Text, LongRange>;

mapping! {
    /// A range type.
    pub struct LongRange, "a range type" {
        /// The type of its bounds.
        subtype "subtype": Text,
        /// The operator class that orders them, where it is not the type's default, as SQL wants it.
        opclass "opclass": Option<Text>,
        /// Their collation, where it is not the type's own, as SQL wants it.
        collation "collation": Option<Text>,
        /// The function that brings a range to its canonical form.
        canonical "canonical": Option<Text>,
        /// The function that tells the distance of two bounds.
        subtype_diff "subtype_diff": Option<Text>,
        /// The name of its multirange type, where it is not the server's choice (PostgreSQL 14).
        multirange "multirange": Option<Text>,
        /// The schema of its multirange type, where it is not the range's (PostgreSQL 14).
        multirange_schema "multirange_schema": Option<Text>,
        /// What its multirange type is for, in words that the database keeps (PostgreSQL 14).
        multirange_comment "multirange_comment": Option<Text>,
        .. rights: Rights,
    }
}

impl Part for RangeModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_type(item.schema, item.name, "range type", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let range = match item.body {
            Form::Short(subtype) => Range { subtype: spelling::normalize(&subtype.value), ..Range::default() },
            Form::Long(long) => Range {
                subtype: spelling::normalize(&long.subtype.value),
                opclass: value(&long.opclass),
                collation: value(&long.collation),
                canonical: value(&long.canonical),
                subtype_diff: value(&long.subtype_diff),
                multirange: value(&long.multirange),
                multirange_schema: value(&long.multirange_schema),
            },
        };
        let id = ObjectId::in_schema(Kind::Range, item.schema, item.name);
        if cx.insert(&id, range, item.spot)
            && let Form::Long(long) = item.body
        {
            long.rights.build(&id, cx);
            if let Some(text) = &long.multirange_comment {
                let of_multirange = ObjectId::child(&id, Kind::Comment, "multirange");
                cx.insert(&of_multirange, Comment::new(text.value.clone()), text.spot);
            }
        }
    }
}
