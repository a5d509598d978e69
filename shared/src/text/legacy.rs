//! Text typed for the fonts of before Unicode (TCVN3 as in .VnTime, VNI-Times). Pasted here it is
//! unreadable and not to be found: recognised, so that a form can say so. Never converted by itself.

/// How many words must look so; one may be a foreign name.
const WORDS_MIN: usize = 2;
/// Of all words, one in so many.
const SHARE: usize = 4;

/// Whether a text looks as if it were typed for TCVN3 or VNI fonts: `Tuyªn truyÒn` and
/// `Tuyeân truyeàn` are both `Tuyên truyền`.
pub fn looks_like_legacy_font(text: &str) -> bool {
    let text = super::nfc(text);
    let (mut words, mut strange) = (0_usize, 0_usize);
    for word in text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation()) {
        if !word.chars().any(|c| c.is_ascii_alphabetic()) {
            continue;
        }
        words += 1;
        // A word with letters that only Unicode has was typed in Unicode.
        let unicode = word.chars().any(|c| c > '\u{ff}');
        strange += usize::from(!unicode && (has_tcvn3_sign(word) || has_vni_pair(word)));
    }
    strange >= WORDS_MIN && strange * SHARE >= words
}

/// Signs of Latin-1 that stand for Vietnamese letters in TCVN3 (and some in VNI), and that no
/// Vietnamese word has.
fn has_tcvn3_sign(word: &str) -> bool {
    const SIGNS: &str = "¨©ª«¬®µ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñö÷øûüþ";
    let touches_letter = word.chars().any(char::is_alphabetic);
    if touches_letter && word.chars().any(|c| SIGNS.contains(c)) {
        return true;
    }
    // A capital with marks behind a small letter: `truyÒn`.
    let behind =
        |pair: &[char]| pair[0].is_lowercase() && !pair[1].is_ascii() && pair[1].is_uppercase();
    word.chars().collect::<Vec<_>>().windows(2).any(behind)
}

/// A vowel followed by its marks as a letter of their own, as VNI writes: `eâ`, `aù`.
fn has_vni_pair(word: &str) -> bool {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    letters.windows(2).any(|pair| match pair[0] {
        'a' | 'e' => "âêáàãéèúùõ".contains(pair[1]),
        'o' => "âùõ".contains(pair[1]),
        'ô' | 'u' => "ùõ".contains(pair[1]),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::looks_like_legacy_font;

    #[test]
    fn text_of_old_fonts_is_recognised() {
        for text in [
            "Tuyªn truyÒn quy chÕ khu vùc biªn giíi",
            "Hép d©n t¹i nhµ v¨n hãa th«n",
            "Tuyeân truyeàn quy cheá khu vöïc bieân giôùi",
            "Hoïp daân taïi nhaø vaên hoùa thoân",
        ] {
            assert!(looks_like_legacy_font(text), "{text}");
        }
    }

    #[test]
    fn unicode_text_is_left_in_peace() {
        for text in [
            "",
            "Tuyên truyền quy chế khu vực biên giới tại chợ phiên, 35 °C, 20 m².",
            "ẰẲẴẮẶ Ễ Ộ Ữ Ỵ ỹ đĐ nghiêng",
            "Hoà giải, quý, thuý, xuân, huê, giá, giúp, già, khoảng, ngoài, trường, THÔN, GIÀ",
            "GIAO LƯU VĂN NGHỆ VỚI XÃ BẠN; ÚT, Á, À",
            "Họp với đoàn Besançon và Zürich về hợp tác",
            "To\u{302}i ho\u{323}p tho\u{302}n",
            "meeting with the café owners",
        ] {
            assert!(!looks_like_legacy_font(text), "{text}");
        }
    }
}
