//! Vietnamese text older than Unicode: recognised, and converted where it is certain.
//!
//! TCVN3 (ABC) gives each letter a byte of its own; capitals with a tone are small letters in a font
//! of capitals. VNI writes a vowel and, behind it, a sign for its marks. Both come as bytes, as the
//! same numbers in Unicode (pasted from a document), or in a .docx under a font that tells.

mod syllable;
mod tcvn3;
mod vni;

use serde::{Deserialize, Serialize};

/// An encoding older than Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Legacy {
    /// TCVN 5712:1993, third form: fonts ".VnTime".
    Tcvn3,
    /// VNI for Windows: fonts "VNI-Times".
    Vni,
}

impl Legacy {
    /// Its name as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Legacy::Tcvn3 => "TCVN3 (ABC)",
            Legacy::Vni => "VNI",
        }
    }
}

/// What a text seems to be written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing older than Unicode.
    Unicode,
    /// Certainly this; the text in Unicode.
    Certain(Legacy, String),
    /// Probably this, with too much that does not fit.
    Doubtful(Legacy),
}

/// Words with letters beyond ASCII it takes to be certain.
const WORDS_MIN: usize = 8;

/// Words looked at: a page of each encoding is enough to tell them apart.
const WORDS_MAX: usize = 2_000;

/// Of a hundred such words, how many must be syllables of Vietnamese to be certain.
const CERTAIN_PERCENT: usize = 95;

/// How many to suspect an encoding.
const SUSPECT_PERCENT: usize = 60;

/// The encoding that a font stands for, and whether it draws capitals only.
pub(super) fn of_font(font: &str) -> Option<(Legacy, bool)> {
    let name = font.trim().to_ascii_lowercase();
    if name.starts_with(".vn") {
        return Some((Legacy::Tcvn3, name.ends_with('h')));
    }
    name.starts_with("vni-").then_some((Legacy::Vni, false))
}

/// Text of a known encoding in Unicode; none if it holds letters that the encoding has not.
pub(super) fn convert(encoding: Legacy, text: &str, capitals: bool) -> Option<String> {
    let plain = match encoding {
        Legacy::Tcvn3 => tcvn3::decode(text),
        Legacy::Vni => vni::decode(text),
    }?;
    Some(if capitals { plain.to_uppercase() } else { plain })
}

/// Looks at a whole text, its bytes taken for the first 256 letters of Unicode where it came as bytes.
pub(super) fn recognise(text: &str) -> Verdict {
    let mut best: Option<(usize, Legacy, String)> = None;
    let words: Vec<&str> = high_words(text).take(WORDS_MAX).collect();
    if words.is_empty() {
        return Verdict::Unicode;
    }
    if share(&words, |word| word.chars().all(|c| u32::from(c) < 0x100)) < SUSPECT_PERCENT
        || share(&words, syllable::is_syllable) >= CERTAIN_PERCENT
    {
        return Verdict::Unicode;
    }
    for encoding in [Legacy::Tcvn3, Legacy::Vni] {
        let fits = |word: &str| {
            convert(encoding, word, false).is_some_and(|plain| {
                plain
                    .split(|c: char| !c.is_alphabetic())
                    .all(|part| part.is_empty() || syllable::is_syllable(part))
            })
        };
        let percent = share(&words, fits);
        if best.as_ref().is_none_or(|(other, _, _)| *other < percent) {
            let plain = convert(encoding, text, false).unwrap_or_default();
            best = Some((percent, encoding, plain));
        }
    }
    match best {
        Some((percent, encoding, plain))
            if percent >= CERTAIN_PERCENT && words.len() >= WORDS_MIN && !plain.is_empty() =>
        {
            let plain =
                if encoding == Legacy::Tcvn3 { tcvn3::with_capitals(&plain) } else { plain };
            Verdict::Certain(encoding, plain)
        }
        Some((percent, encoding, _)) if percent >= SUSPECT_PERCENT && words.len() > 1 => {
            Verdict::Doubtful(encoding)
        }
        _ => Verdict::Unicode,
    }
}

/// Runs of letters and signs that hold something beyond ASCII.
fn high_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic())
        .filter(|word| !word.is_ascii() && word.contains(|c: char| c.is_alphanumeric()))
}

fn share(words: &[&str], test: impl Fn(&str) -> bool) -> usize {
    words.iter().filter(|word| test(word)).count() * 100 / words.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "Kế hoạch công tác thông tin đối ngoại trên địa bàn xã Nà Mẫu; tổ chức tuyên truyền, vận động Nhân dân thực hiện đường lối, chính sách ở thôn, bản. Phòng Văn hóa - Xã hội chủ trì, phối hợp với Ủy ban Mặt trận Tổ quốc, Hội Phụ nữ và các trường học. Đẩy mạnh chuyển đổi số, ứng dụng công nghệ thông tin.";

    #[test]
    fn each_encoding_is_told_from_the_other_and_converted() {
        let tcvn3 = tcvn3::encode(PLAN).expect("letters");
        let vni = vni::encode(PLAN).expect("letters");
        match recognise(&tcvn3) {
            Verdict::Certain(Legacy::Tcvn3, plain) => {
                assert_eq!(plain.to_lowercase(), PLAN.to_lowercase());
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(recognise(&vni), Verdict::Certain(Legacy::Vni, PLAN.to_owned()));
        assert_eq!(recognise(PLAN), Verdict::Unicode);
        assert_eq!(recognise("Plan for the café à la carte"), Verdict::Unicode);
        assert_eq!(recognise("plain"), Verdict::Unicode);
    }

    #[test]
    fn a_few_words_are_not_certain() {
        let tcvn3 = tcvn3::encode("kế hoạch tuyên truyền").expect("letters");
        assert_eq!(recognise(&tcvn3), Verdict::Doubtful(Legacy::Tcvn3));
        let mixed = format!("{} ÿÿ ¿¿ x¿y z¿w", tcvn3::encode(PLAN).expect("letters"));
        assert_eq!(recognise(&mixed), Verdict::Doubtful(Legacy::Tcvn3));
    }

    #[test]
    fn fonts_tell_their_encoding() {
        assert_eq!(of_font(".VnTime"), Some((Legacy::Tcvn3, false)));
        assert_eq!(of_font(".VnTimeH"), Some((Legacy::Tcvn3, true)));
        assert_eq!(of_font("VNI-Times"), Some((Legacy::Vni, false)));
        assert_eq!(of_font("Times New Roman"), None);
    }
}
