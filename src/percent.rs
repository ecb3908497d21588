//! What a URL cannot hold as it is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but what RFC 3986 (2.3) calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Encodes what a URL cannot hold as it is.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Undoes that; none where a percent sign is not followed by two digits, or the bytes are no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let is_escape =
        |part: &str| part.as_bytes().first_chunk::<2>().is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    let well_formed = text.split('%').skip(1).all(is_escape);
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    well_formed.then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        assert_eq!(encode("a b/c@é-_.~"), "a%20b%2Fc%40%C3%A9-_.~");
        assert_eq!(decode("a%20b%2fc%40%C3%A9").as_deref(), Some("a b/c@é"));
        for wrong in ["%", "%4", "a%zz", "%ff"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
