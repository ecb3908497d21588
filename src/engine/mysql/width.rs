//! Display widths of integers, which say nothing of what a column holds.

/// A type without the width that the server gives an integer by itself: MariaDB and MySQL until 8.0.18 show
/// it, later ones do not. One that is another's choice stays, and so does what zeros fill.
pub(super) fn without_usual(data_type: &str) -> String {
    let lower = data_type.to_ascii_lowercase();
    let Some((family, rest)) = lower.split_once('(') else { return data_type.to_owned() };
    let Some((width, after)) = rest.split_once(')') else { return data_type.to_owned() };
    let unsigned = after.contains("unsigned");
    let usual = match (family, unsigned) {
        ("tinyint", false) => "4",
        ("tinyint", true) => "3",
        ("smallint", false) => "6",
        ("smallint", true) => "5",
        ("mediumint", false) => "9",
        ("mediumint", true) => "8",
        ("int", false) => "11",
        ("int", true) => "10",
        ("bigint", _) => "20",
        _ => return data_type.to_owned(),
    };
    if width != usual || after.contains("zerofill") {
        return data_type.to_owned();
    }
    format!("{family}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_adds_is_left_out() {
        for (shown, said) in [
            ("int(11)", "int"),
            ("int(10) unsigned", "int unsigned"),
            ("bigint(20) unsigned", "bigint unsigned"),
            ("tinyint(1)", "tinyint(1)"),
            ("int(10)", "int(10)"),
            ("int(10) unsigned zerofill", "int(10) unsigned zerofill"),
            ("varchar(11)", "varchar(11)"),
            ("enum('int(11)')", "enum('int(11)')"),
            ("year(4)", "year(4)"),
        ] {
            assert_eq!(without_usual(shown), said);
        }
    }
}
