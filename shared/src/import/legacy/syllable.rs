//! Whether a word could be a Vietnamese syllable: what tells one encoding from another.

use unicode_normalization::UnicodeNormalization;

/// What a syllable may begin with.
const ONSETS: &[&str] = &[
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "",
];

/// What follows, without its tone.
const RHYMES: &str = " a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ";

/// Whether `word` is built like a syllable.
pub(super) fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    // `ñ` comes apart into n and a tilde, but no consonant carries a tone.
    let mut before = ' ';
    let mut misplaced = false;
    let plain: String = word
        .nfd()
        .flat_map(char::to_lowercase)
        .filter(|c| {
            let tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += usize::from(tone);
            misplaced |= tone && matches!(before, 'b'..='d' | 'f'..='h' | 'j'..='n' | 'p'..='t' | 'v'..='x' | 'z');
            before = *c;
            !tone
        })
        .nfc()
        .collect();
    tones <= 1
        && !misplaced
        && ONSETS.iter().any(|onset| {
            plain.strip_prefix(onset).is_some_and(|rhyme| {
                !rhyme.is_empty() && !rhyme.contains(' ') && RHYMES.contains(&format!(" {rhyme} "))
            }) || (*onset == "gi" && matches!(plain.as_str(), "gi" | "gin" | "gim"))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_and_what_is_none() {
        for word in
            ["kế", "HOẠCH", "Điềm", "nghiêng", "quyền", "giữa", "gì", "xã", "Ủy", "ý", "thuở"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["ho¹ch", "keá", "hoaïch", "viöt", "ñy"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
