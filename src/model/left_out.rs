//! What a schema is without: kinds that nobody asks for, what is of one installation, its database's name.

use std::collections::BTreeSet;

use super::{Granting, Kind, Schema};

impl Schema {
    /// Forgets what the database is called: statements are to be about whichever they run in.
    pub fn run_anywhere(&mut self) {
        let name = self.database.take();
        if let Some(granting) = &mut self.granting {
            for patterns in granting.patterns.values_mut() {
                patterns.retain(|pattern| Some(pattern) == name.as_ref());
                patterns.iter_mut().for_each(|pattern| Granting::HERE.clone_into(pattern));
            }
            granting.patterns.retain(|_, patterns| !patterns.is_empty());
        }
    }

    /// Leaves kinds out, and with them what is told of them that nothing models.
    pub fn leave_out(&mut self, left: impl Fn(Kind) -> bool) {
        self.objects.retain(|id, _| !left(id.kind));
        self.leave_untold(left);
    }

    /// Tells nothing of what is not modelled of these kinds.
    pub fn leave_untold(&mut self, left: impl Fn(Kind) -> bool) {
        let names: BTreeSet<String> =
            Kind::ALL.iter().filter(|kind| left(**kind)).map(|kind| kind.to_string()).collect();
        self.unmodelled.retain(|it| !names.contains(&it.kind));
    }

    /// The schema without what belongs to one installation alone; see [`Kind::is_of_installation`].
    pub fn retain_portable(&mut self) {
        self.objects.retain(|id, _| !id.is_of_installation());
    }
}
