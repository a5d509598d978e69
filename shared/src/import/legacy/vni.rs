//! VNI for Windows: a vowel, and behind it a sign for its marks.

use unicode_normalization::UnicodeNormalization;

/// Letters that are one sign; capitals are 32 below.
const SINGLE: &[(char, char)] = &[
    ('ñ', 'đ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
];

/// Signs behind a vowel, and the marks they stand for; capitals are 32 below.
const SIGNS: &[(char, &str)] = &[
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
];

/// The small letter of a sign, and whether it was a capital.
fn small(code: char) -> (char, bool) {
    match code {
        '\u{c0}'..='\u{de}' => (char::from_u32(u32::from(code) + 32).unwrap_or(code), true),
        _ => (code, false),
    }
}

fn single(code: char) -> Option<char> {
    let (code, capital) = small(code);
    let (_, letter) = SINGLE.iter().find(|(sign, _)| *sign == code)?;
    Some(if capital { letter.to_uppercase().next()? } else { *letter })
}

fn sign(code: char) -> Option<&'static str> {
    SIGNS.iter().find(|(sign, _)| *sign == small(code).0).map(|(_, marks)| *marks)
}

/// A text in Unicode; none if it holds signs that stand for nothing.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut takes_sign = false;
    for code in text.chars() {
        let vowel = code.is_ascii() && "aeouyAEOUY".contains(code);
        if code.is_ascii() || matches!(code, '\u{a0}' | '\u{2013}'..='\u{2026}') {
            out.push(code);
            takes_sign = vowel;
        } else if let Some(marks) = sign(code).filter(|_| takes_sign) {
            out.push_str(marks);
            takes_sign = false;
        } else {
            let letter = single(code)?;
            out.push(letter);
            takes_sign = matches!(letter, 'ơ' | 'ư' | 'Ơ' | 'Ư');
        }
    }
    Some(out.nfc().collect())
}

/// A text in the encoding, as letters of the same numbers.
#[cfg(test)]
pub(super) fn encode(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        let capital = c.is_uppercase();
        let up = |code: char| {
            if capital { char::from_u32(u32::from(code) - 32) } else { Some(code) }
        };
        let lower = c.to_lowercase().next()?;
        if c.is_ascii() {
            out.push(c);
        } else if let Some((code, _)) = SINGLE.iter().find(|(_, letter)| *letter == lower) {
            out.push(up(*code)?);
        } else {
            let parts: Vec<char> = lower.to_string().nfd().collect();
            // ơ and ư are letters of their own; their tone follows.
            let (base, marks) = match parts.split_first()? {
                ('o', marks) if marks.contains(&'\u{31b}') => ('ô', marks),
                ('u', marks) if marks.contains(&'\u{31b}') => ('ö', marks),
                (base, marks) => (*base, marks),
            };
            let mut wanted: Vec<char> = marks.iter().copied().filter(|m| *m != '\u{31b}').collect();
            wanted.sort_by_key(|mark| !matches!(mark, '\u{302}' | '\u{306}'));
            let wanted: String = wanted.into_iter().collect();
            let (code, _) = SIGNS.iter().find(|(_, marks)| *marks == wanted)?;
            out.push(if base.is_ascii() && capital {
                base.to_ascii_uppercase()
            } else if base.is_ascii() {
                base
            } else {
                up(base)?
            });
            out.push(up(*code)?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

    #[test]
    fn every_letter_comes_back() {
        for letter in LETTERS.chars().chain(LETTERS.to_uppercase().chars()) {
            let there = encode(&letter.to_string()).expect("a letter");
            assert_eq!(decode(&there), Some(letter.to_string()), "{letter}");
        }
    }

    #[test]
    fn places_known_from_documents() {
        // As such text looks without its font.
        assert_eq!(decode("KEÁ HOAÏCH COÂNG TAÙC NAÊM"), Some("KẾ HOẠCH CÔNG TÁC NĂM".into()));
        assert_eq!(
            decode("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
            Some("Cộng hòa xã hội chủ nghĩa Việt Nam".into())
        );
        assert_eq!(decode("ñöôøng loái, höôùng daãn"), Some("đường lối, hướng dẫn".into()));
    }
}
