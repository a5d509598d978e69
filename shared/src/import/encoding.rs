//! From bytes to lines: UTF-8, UTF-16 and what is older, any line ends, NFC.

use super::{
    error::ImportError,
    legacy::{self, Legacy, Verdict},
    notice::Notice,
    source::{Place, Source, SourceLine},
};
use crate::limits::{IMPORT_LINES_MAX, IMPORT_TEXT_BYTES_MAX};
use crate::text::nfc;

/// A text file in lines.
pub(super) fn read(bytes: &[u8]) -> Result<Source, ImportError> {
    let (lines, legacy) = lines(bytes)?;
    let lines = lines.into_iter().map(|text| SourceLine::new(text, Place::Text)).collect();
    Ok(Source { lines, notices: legacy.into_iter().map(Notice::Converted).collect() })
}

/// The lines of a text file in NFC, without line ends and invisible characters, and the encoding
/// they were converted from if it was no Unicode.
fn lines(bytes: &[u8]) -> Result<(Vec<String>, Option<Legacy>), ImportError> {
    if bytes.len() > IMPORT_TEXT_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: bytes.len(), max: IMPORT_TEXT_BYTES_MAX });
    }
    let (text, legacy) = unicode(bytes)?;
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
    if lines.len() > IMPORT_LINES_MAX {
        return Err(ImportError::TooManyLines { lines: lines.len() });
    }
    Ok((lines, legacy))
}

/// A file's text in Unicode, and what it was converted from.
fn unicode(bytes: &[u8]) -> Result<(String, Option<Legacy>), ImportError> {
    let (text, error) = match decode(bytes) {
        Ok(text) => (text, None),
        Err(error @ ImportError::Encoding { .. }) => (single_bytes(bytes), Some(error)),
        Err(error) => return Err(error),
    };
    if error.is_some() && text.contains(|c: char| c.is_control() && !TEXT_CONTROLS.contains(c)) {
        return Err(error.unwrap_or(ImportError::Empty));
    }
    match (legacy::recognise(&text), error) {
        (Verdict::Certain(legacy, plain), _) => Ok((plain, Some(legacy))),
        (Verdict::Doubtful(legacy), _) => Err(ImportError::LegacyEncoding { legacy }),
        (Verdict::Unicode, Some(error)) => Err(error),
        (Verdict::Unicode, None) => Ok((text, None)),
    }
}

/// Control characters that text has.
const TEXT_CONTROLS: &str = "\t\n\r\u{b}\u{c}\u{85}";

/// Bytes as the first letters of Unicode, with the punctuation of Windows.
fn single_bytes(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x85 => '…',
            0x91 => '\u{2018}',
            0x92 => '\u{2019}',
            0x93 => '“',
            0x94 => '”',
            0x95 => '•',
            0x96 => '–',
            0x97 => '—',
            _ => char::from(*byte),
        })
        .collect()
}

fn decode(bytes: &[u8]) -> Result<String, ImportError> {
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
    match text.char_indices().find(|(_, c)| c.is_control() && !TEXT_CONTROLS.contains(*c)) {
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
    nfc(&visible(line))
}

/// A line without what cannot be seen; white space other than tabs is a blank. Punctuation as wide
/// as a Chinese character, which some keyboards type, is the usual one.
pub(super) fn visible(line: &str) -> String {
    line.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}'))
        .map(|c| match c {
            '：' => ':',
            '；' => ';',
            '，' => ',',
            '（' => '(',
            '）' => ')',
            '\t' => c,
            _ if c.is_whitespace() => ' ',
            _ => c,
        })
        .collect()
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
            assert_eq!(lines(&bytes), Ok((expected.clone(), None)));
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(lines(b""), Err(ImportError::Empty));
        assert_eq!(lines(b" \r\n\t\n"), Err(ImportError::Empty));
        assert_eq!(lines(b"abc\0\0\0d"), Err(ImportError::NotText { offset: 3 }));
        assert_eq!(lines(b"abc\x07"), Err(ImportError::NotText { offset: 3 }));
        assert_eq!(lines(b"K\xca HOACH"), Err(ImportError::Encoding { offset: 1 }));
        assert_eq!(lines(b"\xff\xfe\x00\xd8a\0"), Err(ImportError::Encoding { offset: 2 }));
        assert_eq!(lines(b"\xff\xfea\0b"), Err(ImportError::Encoding { offset: 4 }));
        assert_eq!(
            lines(&vec![b'a'; IMPORT_TEXT_BYTES_MAX + 1]),
            Err(ImportError::TooLarge {
                bytes: IMPORT_TEXT_BYTES_MAX + 1,
                max: IMPORT_TEXT_BYTES_MAX
            })
        );
        let many = b"a\n".repeat(IMPORT_LINES_MAX + 1);
        assert_eq!(lines(&many), Err(ImportError::TooManyLines { lines: IMPORT_LINES_MAX + 1 }));
    }
}
