use serde::{Deserialize, Serialize};

use super::{Entity, Options};

/// That the rows of a table lie column by column, by Citus's access method `columnar`: a part of the
/// table, without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columnar {
    /// What is not as the server has it by itself: `columnar.compression`, `columnar.stripe_row_limit` and so on.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub options: Options,
}

impl Entity for Columnar {}
