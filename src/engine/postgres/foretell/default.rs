//! Defaults that are constants, or that the server has shown for such a column.

use super::text::constant;
use super::{Known, Told};
use crate::model::{DefaultValue, Object, ObjectId};

impl Known<'_> {
    pub(super) fn default(&self, id: &ObjectId, default: &DefaultValue) -> Told {
        let Object::Column(column) = self.model.get(id.parent()?)? else { return None };
        if column.generated.is_some() || column.identity.is_some() || column.inherited {
            return None;
        }
        if let Some(expression) = constant(&column.data_type, &default.expression) {
            return Some((Object::Default(DefaultValue { expression }), Vec::new()));
        }
        let shown = self.shown.default(&column.data_type, &default.expression)?;
        Some((Object::Default(default.clone()), self.stays(shown)?))
    }
}
