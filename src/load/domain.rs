//! `domains:`

use super::constraint::{CheckModel, build_check};
use super::context::{Context, Item};
use super::document::Part;
use super::grant::Rights;
use super::read::{Form, Named, Nullable, Text, mapping, value};
use super::table::Home;
use crate::engine::postgres::spelling;
use crate::model::{Domain, Kind, ObjectId};

/// A domain: the type that it narrows, or a mapping.
pub type DomainModel = Form<Text, LongDomain>;

mapping! {
    /// A domain.
    pub struct LongDomain, "a domain" {
        /// The type that it narrows.
        data_type "type": Text,
        /// Whether it refuses NULL.
        not_null "not_null": bool,
        /// The name of the constraint that refuses NULL, where it is not `DOMAIN_not_null` (PostgreSQL 17).
        not_null_name "not_null_name": Option<Text>,
        /// The default of columns of this type, an SQL expression.
        default "default": Nullable<Text>,
        /// The collation where it is not the type's own, as SQL wants it.
        collation "collation": Option<Text>,
        /// Check constraints by name: the condition on `VALUE`, or a mapping.
        checks "checks": Named<CheckModel>,
        .. rights: Rights,
    }
}

impl Part for DomainModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_type(item.schema, item.name, "domain", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let (written, long) = match item.body {
            Form::Short(written) => (written, None),
            Form::Long(long) => (&long.data_type, Some(long)),
        };
        let domain = Domain {
            data_type: spelling::normalize(&written.value),
            collation: long.and_then(|long| value(&long.collation)),
            default: long.and_then(|long| value(&long.default.0)),
            not_null: long.is_some_and(|long| long.not_null || long.not_null_name.is_some()),
            not_null_name: long.and_then(|long| value(&long.not_null_name)),
        };
        let id = ObjectId::in_schema(Kind::Domain, item.schema, item.name);
        if !cx.insert(&id, domain, item.spot) {
            return;
        }
        if let Some(long) = long {
            long.rights.build(&id, cx);
            let home = Home { id: &id, schema: item.schema, name: item.name };
            for (name, check) in &long.checks.0 {
                build_check(home, &name.value, check, name.spot, cx);
            }
        }
    }
}
