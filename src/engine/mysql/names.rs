//! The names that the server chooses where a model names nothing, and how long names may be.

/// The longest name, in characters.
pub const LONGEST: usize = 64;

/// A name for what stands on a column or table, `t_ibfk_1`, `t_chk_1`, that is not taken yet.
pub fn numbered(table: &str, word: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1_u32;
    loop {
        let name = format!("{table}_{word}_{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// The name of an index: its first column's, with a number from 2 where that is taken.
pub fn index(column: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(column) {
        return column.to_owned();
    }
    let mut number = 2_u32;
    while taken(&format!("{column}_{number}")) {
        number += 1;
    }
    format!("{column}_{number}")
}
