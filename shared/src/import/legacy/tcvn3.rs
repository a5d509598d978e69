//! TCVN3 (ABC): one byte a letter.

/// Letters from 0xA1 on in their order; blank where the encoding has none.
const FROM_A1: &str = "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ";

/// A letter of the encoding, as the Unicode letter of the same number, in Unicode.
fn letter(code: char) -> Option<char> {
    if code.is_ascii() {
        return Some(code);
    }
    // A no-break space, and punctuation of Windows that fonts of the encoding keep.
    if matches!(
        code,
        '\u{a0}' | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201e}' | '\u{2022}' | '\u{2026}'
    ) {
        return Some(code);
    }
    let place = usize::try_from(u32::from(code).checked_sub(0xa1)?).ok()?;
    table().nth(place).filter(|letter| *letter != ' ')
}

fn table() -> impl Iterator<Item = char> {
    FROM_A1.chars()
}

/// A text in Unicode; none if it holds letters the encoding has not.
pub(super) fn decode(text: &str) -> Option<String> {
    text.chars().map(letter).collect()
}

/// Capitals with a tone are written as small letters: in a word of capitals they are capitals too. A
/// word that could be either ("KÕ") goes by its neighbours on the line.
pub(super) fn with_capitals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let pieces: Vec<&str> = line.split_inclusive(|c: char| !c.is_alphabetic()).collect();
        let cases: Vec<Case> = pieces.iter().map(|piece| case_of(piece)).collect();
        let sure = |case: &&Case| matches!(case, Case::Capitals | Case::Small);
        let mut before = None;
        let mut behind: Vec<Option<Case>> = vec![None; cases.len()];
        for at in (0..cases.len().saturating_sub(1)).rev() {
            behind[at] = Some(cases[at + 1]).filter(|case| sure(&case)).or(behind[at + 1]);
        }
        for (at, piece) in pieces.iter().enumerate() {
            let around = [before, behind[at]];
            let capitals = match cases[at] {
                Case::Either => {
                    around.contains(&Some(Case::Capitals)) && !around.contains(&Some(Case::Small))
                }
                case => case == Case::Capitals,
            };
            if capitals {
                out.extend(piece.chars().flat_map(char::to_uppercase));
            } else {
                out.push_str(piece);
            }
            before = Some(cases[at]).filter(|case| sure(&case)).or(before);
        }
    }
    out
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    Small,
    /// Its letters without a tone do not tell.
    Either,
    /// No word.
    None,
}

fn case_of(word: &str) -> Case {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return Case::None;
    }
    if word.contains(|c: char| c.is_lowercase() && (c.is_ascii() || "ăâêôơưđ".contains(c))) {
        return Case::Small;
    }
    if capitals > 1 { Case::Capitals } else { Case::Either }
}

/// A text in the encoding, as letters of the same numbers; none if it has letters the encoding has
/// not. Capitals with a tone become small letters.
#[cfg(test)]
pub(super) fn encode(text: &str) -> Option<String> {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                return Some(c);
            }
            let find = |letter: char| table().position(|other| other == letter);
            let small = c.to_lowercase().next()?;
            let place = find(c).or_else(|| find(small))?;
            char::from_u32(0xa1 + u32::try_from(place).ok()?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

    #[test]
    fn every_letter_comes_back() {
        for letter in LETTERS.chars().chain("ĂÂÊÔƠƯĐ".chars()) {
            let there = encode(&letter.to_string()).expect("a letter");
            assert_eq!(decode(&there), Some(letter.to_string()), "{letter}");
        }
    }

    #[test]
    fn places_known_from_documents() {
        // As such text looks without its font.
        assert_eq!(decode("KÕ ho¹ch c«ng t¸c n¨m"), Some("Kế hoạch công tác năm".into()));
        assert_eq!(
            decode("§¶ng ñy x· §iÒm He, tØnh L¹ng S¬n"),
            Some("Đảng ủy xã Điềm He, tỉnh Lạng Sơn".into())
        );
        assert_eq!(
            decode("Céng hoµ x· héi chñ nghÜa ViÖt Nam"),
            Some("Cộng hoà xã hội chủ nghĩa Việt Nam".into())
        );
        assert_eq!(
            decode("®\u{AD}êng h\u{AD}íng dÉn thñy lîi"),
            Some("đường hướng dẫn thủy lợi".into())
        );
        assert_eq!(with_capitals("Kế HOạCH CÔNG TáC"), "KẾ HOẠCH CÔNG TÁC");
        assert_eq!(with_capitals("Kế hoạch ở xã A, ấn"), "Kế hoạch ở xã A, ấn");
        assert_eq!(with_capitals("UBND TỉNH"), "UBND TỈNH");
    }
}
