//! From what differs to the statements that mend it, in the order in which they must run.

mod step;

pub use step::{Action, Hazard, Reversible, Step};
