//! `types:`, composite types of their own.

use super::common::Common;
use super::context::{Context, Item};
use super::document::Part;
use super::grant::Rights;
use super::read::{Form, Named, Text, mapping, value};
use crate::model::{Attribute, Composite, Kind, ObjectId};

mapping! {
    /// A composite type.
    pub struct CompositeModel, "a composite type" {
        /// Its attributes in order, each a type or a mapping.
        attributes "attributes": Named<Form<Text, AttributeModel>>,
        .. rights: Rights,
    }
}

mapping! {
    /// An attribute of a composite type.
    pub struct AttributeModel, "an attribute" {
        /// Its type with modifiers.
        data_type "type": Text,
        /// The collation where it is not the type's own, as SQL wants it.
        collation "collation": Option<Text>,
        .. common: Common,
    }
}

impl Part for CompositeModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_relation(item.schema, item.name, "composite type", item.spot);
        cx.declare_type(item.schema, item.name, "composite type", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let mut attributes = Vec::new();
        for (name, model) in &item.body.attributes.0 {
            cx.check_name(&name.value, name.spot);
            let (written, collation) = match model {
                Form::Short(written) => (written, None),
                Form::Long(long) => (&long.data_type, value(&long.collation)),
            };
            let data_type = cx.data_type(&written.value);
            attributes.push(Attribute { name: name.value.clone(), data_type, collation });
        }
        let id = ObjectId::in_schema(Kind::Composite, item.schema, item.name);
        if !cx.insert(&id, Composite { attributes }, item.spot) {
            return;
        }
        item.body.rights.build(&id, cx);
        for (name, model) in &item.body.attributes.0 {
            if let Form::Long(long) = model {
                // An attribute is no object; what is said of it names it so.
                let attribute = ObjectId::child(&id, Kind::Column, name.value.as_str());
                long.common.build(&attribute, cx);
            }
        }
    }
}
