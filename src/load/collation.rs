//! `collations:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::Owned;
use super::read::{Text, flat, mapping};
use crate::model::{Collation, Kind, ObjectId, Options};

flat! {
    /// The options of a collation that have a key of their own.
    pub struct CollationOptions {
        /// `libc`, `icu` or `builtin`.
        "provider": Text,
        /// The locale, for order and classes of characters alike.
        "locale": Text,
        /// The locale for order.
        "lc_collate": Text,
        /// The locale for classes of characters.
        "lc_ctype": Text,
        /// Whether strings that are equal have equal bytes: `true` if not said.
        "deterministic": Text,
        /// Rules that change the locale's order (PostgreSQL 16).
        "rules": Text,
        /// `true` for a copy of `"C"` or `"POSIX"` that goes with every encoding: only copies do.
        "any_encoding": Text,
    }
}

mapping! {
    /// A collation.
    pub struct CollationModel, "a collation" {
        /// Whatever else `CREATE COLLATION` takes, by name.
        options "options": Options,
        .. flat: CollationOptions,
        .. owned: Owned,
    }
}

impl Part for CollationModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let id = ObjectId::in_schema(Kind::Collation, item.schema, item.name);
        let options = item.body.flat.with(&item.body.options);
        if cx.insert(&id, Collation { options }, item.spot) {
            item.body.owned.build(&id, cx);
        }
    }
}
