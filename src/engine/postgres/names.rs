//! The names that the server gives to what nobody named.

/// The longest identifier, in bytes (`NAMEDATALEN` - 1).
pub const LONGEST: usize = 63;

/// `TABLE_COLUMN_LABEL`, cut as `makeObjectName` in the server's indexcmds.c does: the longer of
/// the two names gives way, never within a character.
pub fn relation_name(name: &str, second: Option<&str>, label: &str) -> String {
    let overhead = label.len() + 1 + second.map_or(0, |_| 1);
    let room = LONGEST.saturating_sub(overhead);
    let (mut first_length, mut second_length) = (name.len(), second.map_or(0, str::len));
    while first_length + second_length > room {
        if first_length > second_length {
            first_length -= 1;
        } else {
            second_length -= 1;
        }
    }
    let first = clip(name, first_length);
    match second {
        Some(second) => format!("{first}_{}_{label}", clip(second, second_length)),
        None => format!("{first}_{label}"),
    }
}

fn clip(text: &str, mut length: usize) -> &str {
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    &text[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_as_the_server_cuts_them() {
        assert_eq!(relation_name("users", Some("id"), "seq"), "users_id_seq");
        let long = "a".repeat(60);
        assert_eq!(relation_name(&long, Some("identifier"), "seq"), format!("{}_identifier_seq", "a".repeat(48)));
        assert_eq!(relation_name(&"é".repeat(31), None, "pkey"), format!("{}_pkey", "é".repeat(29)));
    }
}
