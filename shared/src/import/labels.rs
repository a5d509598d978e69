//! The labelled lines of a task: "Đơn vị chủ trì: …", "Phối hợp: …", "Thời gian thực hiện: …".

use super::{
    units,
    words::{Word, first_words, gap_before, phrase_at},
};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// Who leads; may go on with who coordinates.
    Lead,
    /// Who coordinates.
    Coordinating,
    /// When, or how often.
    Time,
    /// Money.
    Funding,
    /// The task's own text.
    Content,
}

/// Words of a label, at most: longer beginnings are prose.
const LABEL_WORDS: usize = 12;

/// Words that may stand around "chủ trì", "phối hợp", "thực hiện" in a label.
const AROUND_UNITS: &[&str] = &[
    "ban", "bo", "ca", "cac", "cap", "chinh", "chiu", "chu", "co", "cong", "cung", "dau", "don",
    "giao", "hien", "ho", "hop", "khai", "lien", "linh", "luc", "luong", "moi", "muu", "nganh",
    "nguoi", "nhan", "nhiem", "phan", "phoi", "phu", "phong", "quan", "tham", "thuc", "to", "chuc",
    "trach", "tri", "trien", "tro", "va", "vi", "voi", "xa", "gia",
];

const AROUND_TIME: &[&str] = &[
    "bao", "bat", "bo", "cao", "chuc", "dau", "dia", "diem", "do", "du", "gian", "gui", "han",
    "hien", "hoan", "ket", "khai", "kien", "sung", "thanh", "thoi", "thuc", "tien", "to", "trien",
    "va",
];

const AROUND_FUNDING: &[&str] = &[
    "bao", "chi", "dam", "du", "gian", "muc", "ngan", "sach", "so", "tien", "hien", "kien", "kinh",
    "nguon", "phi", "thuc", "toan", "ve",
];

const AROUND_CONTENT: &[&str] =
    &["cong", "cu", "dung", "hien", "khai", "nhiem", "noi", "the", "thuc", "trien", "viec", "vu"];

/// The label `text` begins with, and what follows it.
pub(super) fn label(text: &str) -> Option<(Label, &str)> {
    if !text.starts_with(char::is_alphanumeric) {
        return None;
    }
    let head = first_words(text, LABEL_WORDS + 1);
    let first = head.first().filter(|word| word.start == 0)?;
    if !first.is_capitalised() && !first.is_small() {
        return None;
    }
    let mut end = None;
    for index in 0..head.len() {
        let after = &text[head[index].end()..];
        let trimmed = after.trim_start();
        if let Some(value) = trimmed.strip_prefix(':') {
            end = Some((index + 1, value));
            break;
        }
        let gap = gap_before(text, &head, index);
        if index > 0 && !matches!(gap.trim(), "" | "," | "/" | "-" | "–") {
            break;
        }
        // "Đơn vị chủ trì - Phòng A", "Cơ quan phối hợp Công an xã": no colon, but the name of a unit.
        let core = index >= 2
            && (phrase_at(&head, index - 1, "chu tri") || phrase_at(&head, index - 1, "phoi hop"));
        let dash = trimmed.strip_prefix(['-', '–', '—']);
        let rest = dash.unwrap_or(trimmed).trim_start();
        if core
            && (dash.is_some() || index >= 3)
            && !after.starts_with(',')
            && units::starts_with_unit(rest)
        {
            end = Some((index + 1, rest));
            break;
        }
    }
    let (length, value) = end?;
    let value = value.trim();
    // "Trách nhiệm: báo cáo kịp thời" says what, not who.
    let who = length != 2 || !phrase_at(&head, 0, "trach nhiem") || units::starts_with_unit(value);
    let kind = classify(&head[..length]).filter(|_| who)?;
    Some((kind, value))
}

fn classify(words: &[Word<'_>]) -> Option<Label> {
    let all_in = |set: &[&str]| words.iter().all(|word| set.contains(&word.fold.as_str()));
    let has = |phrase: &str| (0..words.len()).any(|index| phrase_at(words, index, phrase));
    let starts = |phrase: &str| phrase_at(words, 0, phrase);
    if all_in(AROUND_UNITS) {
        let person = starts("nguoi phu trach");
        if (has("chu tri") || has("dau moi") || has("phu trach") || has("chiu trach nhiem"))
            && !person
        {
            return Some(Label::Lead);
        }
        let who = ["don vi", "co quan", "luc luong"];
        if has("phoi hop") || ((has("tham gia") || has("ho tro")) && who.into_iter().any(starts)) {
            return Some(Label::Coordinating);
        }
        let who =
            ["don vi", "co quan", "bo phan", "phan cong", "trach nhiem", "giao", "nguoi thuc hien"];
        if words.len() == 2 && (starts("phan cong") || starts("trach nhiem")) {
            return Some(Label::Lead);
        }
        if (has("thuc hien") || has("tham muu") || has("trien khai")) && who.into_iter().any(starts)
        {
            return Some(Label::Lead);
        }
    }
    if all_in(AROUND_TIME)
        && ["thoi gian", "thoi han", "tien do", "thoi diem", "han", "hoan thanh"]
            .into_iter()
            .any(|w| starts(w) || starts(&format!("du kien {w}")))
    {
        return Some(Label::Time);
    }
    if all_in(AROUND_FUNDING)
        && ["kinh phi", "du toan", "muc chi", "so tien", "ngan sach"].into_iter().any(has)
    {
        return Some(Label::Funding);
    }
    (all_in(AROUND_CONTENT) && starts("noi dung")).then_some(Label::Content)
}

/// Whether a folded word says in a line on units what they are for, and is no part of a name alone.
pub(super) fn is_role_word(fold: &str) -> bool {
    AROUND_UNITS.contains(&fold)
        || matches!(fold, "de" | "nghi" | "yeu" | "cau" | "cho" | "chat" | "che")
}

/// Cuts a paragraph before every label after the first clause: "Chủ trì: A; phối hợp: B" are two.
/// A comma or a dash parts too where a colon leaves no doubt: "Chủ trì: A, phối hợp: B".
pub(super) fn split_at_labels(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut search = 0;
    while let Some(found) = text[search..].find(['.', ';', '(', ',', '-', '–']) {
        let mark = search + found;
        let width = text[mark..].chars().next().map_or(1, char::len_utf8);
        search = mark + width;
        let rest = text[search..].trim_start_matches([' ', '-', '+', '–']);
        let at = text.len() - rest.len();
        let open = text[mark..].starts_with('(');
        let spaced = at > search || open || text[mark..].starts_with(';');
        // Dashes and blanks are passed once, however many there are.
        search = at;
        let weak = text[mark..].starts_with([',', '-', '–']);
        let dash = weak && !text[mark..].starts_with(',');
        if !spaced || (dash && !text[..mark].ends_with(' ')) {
            continue;
        }
        // "Đơn vị chủ trì, phối hợp: …" is one label.
        let within =
            || label(&text[start..]).is_some_and(|(_, value)| text.len() - value.len() > at);
        let Some((kind, value)) = label(rest) else { continue };
        if weak && within() {
            continue;
        }
        let named = &rest[..rest.len() - value.len()];
        if kind != Label::Content && (!weak || named.trim_end().ends_with(':')) {
            let end = if open || dash { mark } else { mark + 1 };
            if !text[start..end].trim().is_empty() {
                pieces.push(text[start..end].trim());
            }
            start = at;
            search = at;
        }
    }
    pieces.push(text[start..].trim());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_the_labels() {
        for (text, kind, value) in [
            ("Đơn vị chủ trì: Phòng A.", Label::Lead, "Phòng A."),
            ("Cơ quan chủ trì: Phòng A", Label::Lead, "Phòng A"),
            ("Chủ trì: Phòng A", Label::Lead, "Phòng A"),
            ("Chủ trì thực hiện : Phòng A", Label::Lead, "Phòng A"),
            ("Đơn vị thực hiện: Phòng A", Label::Lead, "Phòng A"),
            ("Đơn vị chủ trì - Phòng Kinh tế", Label::Lead, "Phòng Kinh tế"),
            ("Đơn vị chủ trì Phòng Kinh tế", Label::Lead, "Phòng Kinh tế"),
            ("Phân công thực hiện: Phòng A", Label::Lead, "Phòng A"),
            ("Cơ quan, đơn vị phối hợp: các thôn", Label::Coordinating, "các thôn"),
            ("PHỐI HỢP: các thôn", Label::Coordinating, "các thôn"),
            ("Đơn vị tham gia: các thôn", Label::Coordinating, "các thôn"),
            ("Phối hợp thực hiện: các thôn", Label::Coordinating, "các thôn"),
            ("Thời gian thực hiện: Quý II", Label::Time, "Quý II"),
            ("Thời hạn hoàn thành: trước 30/6", Label::Time, "trước 30/6"),
            ("Thời gian: cả năm", Label::Time, "cả năm"),
            ("Thời gian, địa điểm: 20/3, tại Nhà văn hóa", Label::Time, "20/3, tại Nhà văn hóa"),
            ("Thời gian và địa điểm tổ chức: quý II", Label::Time, "quý II"),
            ("Đơn vị chịu trách nhiệm: Phòng A", Label::Lead, "Phòng A"),
            ("Phân công: Phòng A", Label::Lead, "Phòng A"),
            ("Hoàn thành: 15/9", Label::Time, "15/9"),
            ("Dự toán: 45 triệu", Label::Funding, "45 triệu"),
            ("Kinh phí: 20 triệu", Label::Funding, "20 triệu"),
            ("Nguồn kinh phí thực hiện: ngân sách", Label::Funding, "ngân sách"),
            ("Nội dung thực hiện: Mở lớp", Label::Content, "Mở lớp"),
        ] {
            assert_eq!(label(text), Some((kind, value)), "{text}");
        }
    }

    #[test]
    fn prose_is_no_label() {
        for text in [
            "Chủ trì, phối hợp với Công an xã tuyên truyền: an ninh",
            "Phối hợp Công an xã mở lớp",
            "Chủ trì tham mưu báo cáo",
            "Nội dung tuyên truyền: biên giới",
            "Tuyên truyền về: chủ quyền",
            "Hình thức: loa",
            "Lãnh đạo phụ trách: đồng chí Chủ tịch",
            "Hoàn thành tốt nhiệm vụ: giao quân",
            "",
            ": x",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn several_labels_on_a_line() {
        assert_eq!(
            split_at_labels(
                "Mở 02 lớp. Đơn vị chủ trì: Phòng A; đơn vị phối hợp: các thôn. Thời gian: Quý II."
            ),
            [
                "Mở 02 lớp.",
                "Đơn vị chủ trì: Phòng A;",
                "đơn vị phối hợp: các thôn.",
                "Thời gian: Quý II."
            ]
        );
        assert_eq!(split_at_labels("Mở lớp (Chủ trì: Phòng A)"), ["Mở lớp", "Chủ trì: Phòng A)"]);
        assert_eq!(split_at_labels("Mở lớp; tập huấn."), ["Mở lớp; tập huấn."]);
        assert_eq!(
            split_at_labels("Chủ trì: Phòng A, phối hợp: Công an xã - Thời gian: Quý I"),
            ["Chủ trì: Phòng A,", "phối hợp: Công an xã", "Thời gian: Quý I"]
        );
        assert_eq!(
            split_at_labels("Phòng Văn hóa - Xã hội, phối hợp với Công an xã"),
            ["Phòng Văn hóa - Xã hội, phối hợp với Công an xã"]
        );
    }
}
