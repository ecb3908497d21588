//! What an engine's list of kinds is turned into, whatever the engine.

/// The methods of [`super::Dialect`] that hand their question to the kind that it is about, by the
/// trait `Sql` of the room where this is used. Kinds that are not in the list are never asked about: no
/// model of that engine can hold one.
macro_rules! by_kind {
    ($($kind:ident,)*) => {
        fn create(
            &self,
            id: &crate::model::ObjectId,
            object: &Object,
            parts: &[(&crate::model::ObjectId, &Object)],
            sides: crate::engine::Sides<'_>,
        ) -> Vec<crate::engine::Statement> {
            match object { $(Object::$kind(body) => body.create(id, parts, sides),)* _ => Vec::new() }
        }

        fn drop(
            &self,
            id: &crate::model::ObjectId,
            object: &Object,
            sides: crate::engine::Sides<'_>,
        ) -> Vec<crate::engine::Statement> {
            match object { $(Object::$kind(body) => body.drop(id, sides),)* _ => Vec::new() }
        }

        fn alter(
            &self,
            id: &crate::model::ObjectId,
            before: &Object,
            after: &Object,
            sides: crate::engine::Sides<'_>,
        ) -> crate::engine::Alteration {
            match (before, after) {
                $((Object::$kind(before), Object::$kind(after)) => before.alter(id, after, sides),)*
                _ => crate::engine::Alteration::Replace,
            }
        }

        fn rename(
            &self,
            from: &crate::model::ObjectId,
            to: &crate::model::ObjectId,
            object: &Object,
            _: (u32, crate::engine::Respelling<'_>),
        ) -> Vec<crate::engine::Statement> {
            match object { $(Object::$kind(body) => body.rename(from, to),)* _ => Vec::new() }
        }

        fn folds(&self, _: &crate::model::ObjectId, object: &Object) -> bool {
            match object { $(Object::$kind(body) => body.folds(),)* _ => false }
        }

        fn claim(&self, id: &crate::model::ObjectId, object: &Object) -> Option<String> {
            match object { $(Object::$kind(body) => body.claim(id),)* _ => None }
        }

        fn adopt(&self, settled: &mut Object, written: &Object, live: &Object) {
            match (settled, written, live) {
                $((Object::$kind(settled), Object::$kind(written), Object::$kind(live)) => settled.adopt(written, live),)*
                _ => {}
            }
        }

        fn has(&self, kind: crate::model::Kind) -> bool {
            match kind { $(crate::model::Kind::$kind => true,)* _ => false }
        }

        fn quote(&self, name: &str) -> String {
            super::quote::ident(name)
        }
    };
}
pub(super) use by_kind;
