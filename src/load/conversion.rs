//! `conversions:`

use super::context::{Context, Item};
use super::document::Part;
use super::grant::Owned;
use super::read::{Text, mapping};
use crate::model::{Conversion, Kind, ObjectId};

mapping! {
    /// A conversion between character encodings.
    pub struct ConversionModel, "a conversion" {
        /// The encoding that it is from: `LATIN1`.
        source "from": Text,
        /// The encoding that it is to: `UTF8`.
        target "to": Text,
        /// The function that does it.
        function "function": Text,
        /// Whether it is the one that its schema uses between the two.
        default "default": bool,
        .. owned: Owned,
    }
}

impl Part for ConversionModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let conversion = Conversion {
            source: body.source.value.clone(),
            target: body.target.value.clone(),
            function: body.function.value.clone(),
            default: body.default,
        };
        let id = ObjectId::in_schema(Kind::Conversion, item.schema, item.name);
        if cx.insert(&id, conversion, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}
