//! Bytes that are no text, among the text that a server sends: MariaDB shows a default of binary as it is.

/// Text of a server's: a literal in it that is no UTF-8 is spelled in hexadecimal digits, as MySQL does.
pub(super) fn spelled(bytes: Vec<u8>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    let mut out = String::new();
    let mut rest = bytes.as_slice();
    while let Some(start) = rest.iter().position(|byte| *byte == b'\'') {
        let (before, from) = rest.split_at(start);
        let (value, length) = literal(from);
        let (written, after) = from.split_at(length);
        out.push_str(&String::from_utf8_lossy(before));
        match std::str::from_utf8(written) {
            Ok(text) => out.push_str(text),
            Err(_) => {
                out.push_str("0x");
                out.extend(value.iter().map(|byte| format!("{byte:02X}")));
            }
        }
        rest = after;
    }
    out.push_str(&String::from_utf8_lossy(rest));
    out
}

/// The value of the literal at the beginning, and how long it is as it is written.
fn literal(text: &[u8]) -> (Vec<u8>, usize) {
    let mut value = Vec::new();
    let mut index = 1;
    while let Some(byte) = text.get(index) {
        let next = text.get(index + 1);
        index += 1;
        match (byte, next) {
            (b'\'', Some(b'\'')) => {
                value.push(b'\'');
                index += 1;
            }
            (b'\'', _) => break,
            (b'\\', Some(escaped)) => {
                value.push(match escaped {
                    b'0' => 0,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'Z' => 26,
                    other => *other,
                });
                index += 1;
            }
            (byte, _) => value.push(*byte),
        }
    }
    (value, index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_spelled_in_digits() {
        let shown =
            b"`a` varchar(9) DEFAULT 'it''s \xc3\xbc',\n`b` varbinary(9) DEFAULT '\\0\xff''\\\\\\n' COMMENT 'x'"
                .to_vec();
        assert_eq!(
            spelled(shown),
            "`a` varchar(9) DEFAULT 'it''s ü',\n`b` varbinary(9) DEFAULT 0x00FF275C0A COMMENT 'x'"
        );
        assert_eq!(spelled("'ü'".into()), "'ü'");
        assert_eq!(spelled(b"\xff'\xff".to_vec()), "\u{fffd}0xFF");
    }
}
