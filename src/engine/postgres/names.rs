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

/// The first of `FIRST_SECOND_LABEL`, `…LABEL1`, `…LABEL2` that is not taken (`ChooseRelationName`,
/// `ChooseConstraintName`).
pub fn free_name(first: &str, second: Option<&str>, label: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = relation_name(first, second, label);
    let mut pass = 0_u32;
    while taken(&name) {
        pass += 1;
        name = relation_name(first, second, &format!("{label}{pass}"));
    }
    name
}

/// The columns' part of a key's or foreign key's name (`ChooseIndexNameAddition`): joined by `_`
/// until it is longer than any name can be.
pub fn columns_part<S: AsRef<str>>(columns: &[S]) -> String {
    let mut joined = String::new();
    for (position, column) in columns.iter().enumerate() {
        if position > 0 {
            joined.push('_');
        }
        joined.push_str(column.as_ref());
        if joined.len() > LONGEST {
            break;
        }
    }
    joined
}

/// Whether a sequence can count in this type.
pub fn is_sequence_type(data_type: &str) -> bool {
    matches!(data_type, "smallint" | "integer" | "bigint")
}

/// The type that `serial` and its like stand for.
pub fn serial_type(data_type: &str) -> Option<&'static str> {
    match data_type.trim().to_ascii_lowercase().as_str() {
        "smallserial" | "serial2" => Some("smallint"),
        "serial" | "serial4" => Some("integer"),
        "bigserial" | "serial8" => Some("bigint"),
        _ => None,
    }
}

/// The default of a serial column, as the server prints it for its sequence.
pub fn next_value(schema: &str, sequence: &str) -> String {
    let name = format!("{}.{}", super::quote::ident(schema), super::quote::ident(sequence));
    format!("nextval({}::regclass)", super::quote::literal(&name))
}

/// The beginning of a text, at most that many bytes, never cut within a character.
pub(super) fn clip(text: &str, length: usize) -> &str {
    let mut length = length.min(text.len());
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

    #[test]
    fn a_taken_name_is_numbered() {
        assert_eq!(free_name("t", Some("a"), "key", |name| name == "t_a_key"), "t_a_key1");
        assert_eq!(free_name("t", None, "pkey", |_| false), "t_pkey");
    }
}
