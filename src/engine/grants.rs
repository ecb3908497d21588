//! What the engines' grants have in common.

/// Implements an engine's `Sql` for grants by its `between(id, before, after, sides)`, the statements that lead from some
/// privileges to others, and by whether what they are on is made along with them, so that nobody is told of them.
macro_rules! grants {
    ($is_new:expr) => {
        impl Sql for Grant {
            fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
                let mut statements = between(id, &Self::default(), self, sides);
                if ($is_new)(id, sides) {
                    // That someone may use what nobody had is no news.
                    statements.iter_mut().for_each(|statement| statement.hazards.clear());
                }
                statements
            }

            fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
                between(id, self, &Self::default(), sides)
            }

            fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
                Alteration::InPlace(between(id, self, after, sides))
            }
        }
    };
}

pub(super) use grants;
