//! What must never be typed here: state secrets and identity numbers (DOMAIN §6, §7).

use crate::text::nfc;

/// Something that keeps a text on the device until it is cleared: it is put into no document, and
/// so reaches nobody (DOMAIN §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// A secrecy mark: MẬT, TỐI MẬT, TUYỆT MẬT.
    SecrecyMark,
    /// A personal identity number: twelve digits on their own.
    IdentityNumber,
}

/// The marks of Luật Bảo vệ bí mật nhà nước, as they are stamped.
const MARKS: &[&[&str]] = &[&["MẬT"], &["TỐI", "MẬT"], &["TUYỆT", "MẬT"]];

/// Looks for what must not be in a text.
///
/// A mark stands alone, in capitals, as it is stamped: on a line, in brackets, behind a colon or parted
/// by blanks or dashes. "MẬT ONG RỪNG" is honey, and "phân loại tài liệu MẬT" speaks of the law.
pub fn scan(text: &str) -> Option<Forbidden> {
    let text = nfc(text);
    if text.lines().any(is_mark) {
        return Some(Forbidden::SecrecyMark);
    }
    let identity = text.split(|c: char| !c.is_ascii_digit() && c != ' ' && c != '.').any(|run| {
        let groups: Vec<&str> = run.split([' ', '.']).filter(|group| !group.is_empty()).collect();
        groups.iter().any(|group| group.len() == 12)
            || groups.windows(3).any(|w| {
                w.iter().map(|g| g.len()).sum::<usize>() == 12
                    && w.iter().all(|g| g.len() >= 3)
                    && w[0].starts_with('0')
            })
    });
    identity.then_some(Forbidden::IdentityNumber)
}

/// Whether a mark stands alone in a line in normal form.
pub fn is_mark(line: &str) -> bool {
    let parts = line.split(['(', ')', '[', ']', ':', '|', '–', '—', '\t']);
    let mut parts = parts.flat_map(|part| part.split("  ")).flat_map(|part| part.split(" - "));
    parts.any(|part| MARKS.iter().any(|mark| words(part).eq(mark.iter().copied())))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrecy_marks_and_identity_numbers_are_found() {
        for text in [
            "MẬT",
            "Báo cáo tháng 6\n(TỐI MẬT)\n",
            "Báo cáo (TỐI MẬT) tháng 6",
            "  TUYỆT MẬT. ",
            "Độ mật: TUYỆT MẬT",
            "MẬT – Số 12/BC-UBND",
            "ỦY BAN NHÂN DÂN XÃ    MẬT",
            "MA\u{302}\u{323}T",
        ] {
            assert_eq!(scan(text), Some(Forbidden::SecrecyMark), "{text}");
        }
        assert_eq!(scan("số 012345678901 của ông A"), Some(Forbidden::IdentityNumber));
        assert_eq!(scan("số 0123 4567 8901"), Some(Forbidden::IdentityNumber));
    }

    #[test]
    fn harmless_text_passes() {
        for text in [
            "Tuyên truyền bảo vệ bí mật nhà nước",
            "Quảng bá mật ong",
            "MẬT ONG RỪNG",
            "Tập huấn phân loại tài liệu MẬT, TỐI MẬT",
            "Tập huấn về độ mật (MẬT, TỐI MẬT, TUYỆT MẬT)",
            "Mật",
            "Kinh phí 1.234.567.890 đồng, 120 lượt người",
            "Ngày 09/02/2026, điện thoại 0987 654 321",
            "",
        ] {
            assert_eq!(scan(text), None, "{text}");
        }
    }
}
