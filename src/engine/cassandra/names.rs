//! Names that the server chooses where none is given.

/// `users_email_idx`, with a number where that is taken (`IndexMetadata.generateDefaultIndexName`).
pub fn index(base: &str, taken: impl Fn(&str) -> bool) -> String {
    let first = format!("{base}_idx");
    let mut name = first.clone();
    let mut number = 0_u32;
    while taken(&name) {
        number += 1;
        name = format!("{first}_{number}");
    }
    name
}
