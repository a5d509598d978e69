//! Vietnamese text: normal form, folding for search, and the difference between two texts.

pub mod field;
pub mod legacy;
pub mod rebase;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The composed form (NFC) in which all text is saved, compared and hashed (DOMAIN §5).
pub fn nfc(text: &str) -> String {
    // Nearly every text is; looking costs a tenth of composing it.
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// Folds a text for search: no diacritics, `đ` as `d`, lower case (DOMAIN §5).
///
/// `fold("Điềm He")` is `"diem he"`.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// Whether `text` answers the search `query`: every word of the query occurs, whatever its marks.
pub fn matches(text: &str, query: &str) -> bool {
    let text = fold(text);
    fold(query).split_whitespace().all(|word| text.contains(word))
}

/// A whole number with its thousands apart: `1.234.567` with a dot.
pub fn grouped(number: i64, separator: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// One replacement that turns a text into another: at UTF-16 offset `at`, `remove` UTF-16 units
/// give way to `insert`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Offset in UTF-16 units, never inside a surrogate pair.
    pub at: usize,
    /// UTF-16 units to remove.
    pub remove: usize,
    /// What comes in their place.
    pub insert: String,
}

/// The smallest single splice from `before` to `after`, or nothing if they are equal.
///
/// Offsets are UTF-16 units, as the browser and the documents count. One splice is what a person
/// does between two pauses; a wider edit only widens the splice, it never loses text.
pub fn splice_between(before: &str, after: &str) -> Option<Splice> {
    if before == after {
        return None;
    }
    let prefix: usize = before
        .chars()
        .zip(after.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let suffix: usize = before[prefix..]
        .chars()
        .rev()
        .zip(after[prefix..].chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let removed = &before[prefix..before.len() - suffix];
    Some(Splice {
        at: utf16_len(&before[..prefix]),
        remove: utf16_len(removed),
        insert: after[prefix..after.len() - suffix].to_owned(),
    })
}

/// A text's length in UTF-16 units.
pub fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_finds_what_is_typed_without_marks() {
        assert_eq!(fold("Điềm He"), "diem he");
        assert_eq!(fold("ẰẲẴẮẶ Ễ Ộ Ữ Ỵ ỹ đĐ"), "aaaaa e o u y y dd");
        assert!(matches("Họp thôn tuyên truyền biên giới", "bien gioi THON"));
        assert!(!matches("Họp thôn", "ban"));
    }

    fn apply(before: &str, splice: &Splice) -> String {
        let units: Vec<u16> = before.encode_utf16().collect();
        let mut out = units[..splice.at].to_vec();
        out.extend(splice.insert.encode_utf16());
        out.extend(&units[splice.at + splice.remove..]);
        String::from_utf16(&out).expect("a splice never cuts a surrogate pair")
    }

    proptest! {
        #[test]
        fn a_splice_turns_one_text_into_the_other(before in "[aăâđ😀 ]{0,12}", after in "[aăâđ😀 ]{0,12}") {
            match splice_between(&before, &after) {
                None => prop_assert_eq!(before, after),
                Some(splice) => prop_assert_eq!(apply(&before, &splice), after),
            }
        }
    }
}
