//! From bytes to lines: UTF-8 and UTF-16, any line ends, NFC.

use super::error::ImportError;
use crate::text::nfc;

/// Largest text file taken, in bytes. A commune's plan is about 20 KB; two hundred times that still
/// parses at once on a tablet.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Most lines taken. A plan hard-wrapped at 80 columns has a few hundred.
pub const MAX_LINES: usize = 50_000;

/// The lines of a text file in NFC, without line ends and invisible characters.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<String>, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: bytes.len() });
    }
    let text = decode(bytes)?;
    let mut lines = Vec::new();
    let mut rest = text.as_str();
    while let Some(end) = rest.find(['\n', '\r']) {
        lines.push(clean(&rest[..end]));
        let width = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[end + width..];
    }
    if !rest.is_empty() {
        lines.push(clean(rest));
    }
    if lines.iter().all(|line| line.trim().is_empty()) {
        return Err(ImportError::Empty);
    }
    if lines.len() > MAX_LINES {
        return Err(ImportError::TooManyLines { lines: lines.len() });
    }
    Ok(lines)
}

fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"%PDF-") {
        return Err(ImportError::NotText { offset: 0 });
    }
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, 2, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, 2, u16::from_be_bytes)?,
        _ => match zeros(bytes) {
            Zeros::None => utf8(bytes, 0)?,
            Zeros::High => utf16(bytes, 0, u16::from_le_bytes)?,
            Zeros::Low => utf16(bytes, 0, u16::from_be_bytes)?,
            Zeros::Mixed(offset) => return Err(ImportError::NotText { offset }),
        },
    };
    match text
        .char_indices()
        .find(|(_, c)| c.is_control() && !"\t\n\r\u{b}\u{c}\u{85}".contains(*c))
    {
        Some((offset, _)) => Err(ImportError::NotText { offset }),
        None => Ok(text),
    }
}

fn utf8(bytes: &[u8], skipped: usize) -> Result<String, ImportError> {
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(ImportError::Encoding { offset: skipped + error.valid_up_to() }),
    }
}

fn utf16(bytes: &[u8], skipped: usize, unit: fn([u8; 2]) -> u16) -> Result<String, ImportError> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return Err(ImportError::Encoding { offset: skipped + bytes.len() - 1 });
    }
    let mut text = String::with_capacity(bytes.len());
    let mut offset = skipped;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| ImportError::Encoding { offset })?;
        offset += 2 * c.len_utf16();
        text.push(c);
    }
    Ok(text)
}

/// Where the zero bytes of a file without a byte order mark stand: UTF-8 text has none, and the
/// blanks and Latin letters of UTF-16 text have them nearly all on one side (U+0300, the grave of
/// decomposed text, has one on the other).
enum Zeros {
    None,
    High,
    Low,
    Mixed(usize),
}

fn zeros(bytes: &[u8]) -> Zeros {
    let Some(first) = bytes.iter().position(|byte| *byte == 0) else {
        return Zeros::None;
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let low = pairs.iter().filter(|pair| pair[0] == 0).count();
    let high = pairs.iter().filter(|pair| pair[1] == 0).count();
    let clear = |many: usize, few: usize| many * 4 >= pairs.len() && few * 4 < many;
    if clear(high, low) {
        Zeros::High
    } else if clear(low, high) {
        Zeros::Low
    } else {
        Zeros::Mixed(first)
    }
}

/// One line in NFC; white space other than tabs is a blank, what cannot be seen is gone.
fn clean(line: &str) -> String {
    let visible: String = line
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'))
        .map(|c| if c.is_whitespace() && c != '\t' { ' ' } else { c })
        .collect();
    nfc(&visible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    const TEXT: &str = "KẾ HOẠCH\r\nxã Tân Lập\rnăm 2026\n";

    fn utf16_bytes(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_lines() {
        let expected = vec!["KẾ HOẠCH".to_owned(), "xã Tân Lập".to_owned(), "năm 2026".to_owned()];
        let decomposed: String = TEXT.nfd().collect();
        let variants = [
            TEXT.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", TEXT.as_bytes()].concat(),
            decomposed.into_bytes(),
            [b"\xff\xfe".to_vec(), utf16_bytes(TEXT, u16::to_le_bytes)].concat(),
            [b"\xfe\xff".to_vec(), utf16_bytes(TEXT, u16::to_be_bytes)].concat(),
            utf16_bytes(TEXT, u16::to_le_bytes),
            utf16_bytes(TEXT, u16::to_be_bytes),
        ];
        for bytes in variants {
            assert_eq!(lines(&bytes), Ok(expected.clone()));
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(lines(b""), Err(ImportError::Empty));
        assert_eq!(lines(b" \r\n\t\n"), Err(ImportError::Empty));
        assert_eq!(lines(b"PK\x03\x04rest"), Err(ImportError::NotText { offset: 0 }));
        assert_eq!(lines(b"abc\0\0\0d"), Err(ImportError::NotText { offset: 3 }));
        assert_eq!(lines(b"abc\x07"), Err(ImportError::NotText { offset: 3 }));
        assert_eq!(lines(b"K\xca HOACH"), Err(ImportError::Encoding { offset: 1 }));
        assert_eq!(lines(b"\xff\xfe\x00\xd8a\0"), Err(ImportError::Encoding { offset: 2 }));
        assert_eq!(lines(b"\xff\xfea\0b"), Err(ImportError::Encoding { offset: 4 }));
        assert_eq!(
            lines(&vec![b'a'; MAX_BYTES + 1]),
            Err(ImportError::TooLarge { bytes: MAX_BYTES + 1 })
        );
        let many = b"a\n".repeat(MAX_LINES + 1);
        assert_eq!(lines(&many), Err(ImportError::TooManyLines { lines: MAX_LINES + 1 }));
    }
}
