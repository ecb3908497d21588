//! `enums:`

use super::context::{Context, Item, values};
use super::document::Part;
use super::grant::Rights;
use super::read::{Form, Text, mapping};
use crate::model::hashed::HashMap;
use crate::model::{Enum, Kind, ObjectId};

/// An enumerated type: its labels, or a mapping.
pub type EnumModel = Form<Vec<Text>, LongEnum>;

mapping! {
    /// An enumerated type.
    pub struct LongEnum, "an enum" {
        /// Its labels in their order of sorting.
        labels "labels": Vec<Text>,
        .. rights: Rights,
    }
}

impl Part for EnumModel {
    fn declare(item: &Item<'_, Self>, cx: &mut Context) {
        cx.declare_type(item.schema, item.name, "enum", item.spot);
    }

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let (labels, rights) = match item.body {
            Form::Short(labels) => (labels, None),
            Form::Long(long) => (&long.labels, Some(&long.rights)),
        };
        let mut seen = HashMap::default();
        for label in labels {
            cx.check_name(&label.value, label.spot);
            if let Some(first) = seen.insert(label.value.as_str(), label.spot) {
                let also = cx.place(first).map(|place| place.to_string()).unwrap_or_default();
                let message = format!("the label `{}` of enum `{}` is there twice", label.value, item.name);
                cx.faults.add(label.spot, message, format!("it stands at {also} too: keep one of them"));
            }
        }
        let id = ObjectId::in_schema(Kind::Enum, item.schema, item.name);
        if cx.insert(&id, Enum { labels: values(labels) }, item.spot)
            && let Some(rights) = rights
        {
            rights.build(&id, cx);
        }
    }
}
