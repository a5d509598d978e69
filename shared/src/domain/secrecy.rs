//! What must never be typed here: state secrets and identity numbers (DOMAIN §6, §7).

use crate::text::nfc;

/// Something in a text that blocks submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// A secrecy mark: MẬT, TỐI MẬT, TUYỆT MẬT.
    SecrecyMark,
    /// A personal identity number: twelve digits on their own.
    IdentityNumber,
}

/// Looks for what must not be in a text.
///
/// The mark is looked for in capitals, as it is stamped: "mật" occurs in harmless words ("mật
/// ong").
pub fn scan(text: &str) -> Option<Forbidden> {
    let text = nfc(text);
    if words(&text).any(|word| word == "MẬT") {
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

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrecy_marks_and_identity_numbers_are_found() {
        assert_eq!(scan("Báo cáo (TỐI MẬT) tháng 6"), Some(Forbidden::SecrecyMark));
        assert_eq!(scan("ba\u{301}o ca\u{301}o MA\u{302}\u{323}T"), Some(Forbidden::SecrecyMark));
        assert_eq!(scan("số 012345678901 của ông A"), Some(Forbidden::IdentityNumber));
        assert_eq!(scan("số 0123 4567 8901"), Some(Forbidden::IdentityNumber));
    }

    #[test]
    fn harmless_text_passes() {
        for text in [
            "Tuyên truyền bảo vệ bí mật nhà nước",
            "Quảng bá mật ong",
            "Kinh phí 1.234.567.890 đồng, 120 lượt người",
            "Ngày 09/02/2026, điện thoại 0987 654 321",
            "",
        ] {
            assert_eq!(scan(text), None, "{text}");
        }
    }
}
