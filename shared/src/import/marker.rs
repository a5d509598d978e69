//! What a line begins with: `Phần thứ nhất`, `A.`, `I.`, `1.`, `1.1.`, `a)`, `(1)`, `-`.

mod named;

use super::words::first_words;
use named::named;

/// Deepest number taken for a heading ("1.1.1.1."); longer ones are text.
pub(super) const MAX_HEADING_DEPTH: usize = 5;

/// The mark a line begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    /// A heading with its kind in words: "Chương II", "Nhiệm vụ 1:".
    Named(Kind, u32),
    /// `A.`
    Upper(char),
    /// `II.`
    Roman(u32),
    /// A heading without a mark, by what follows it.
    Plain(u32),
    /// `2.` or `2.1.`
    Number(Vec<u32>),
    /// `2)`: a heading, or a point under one that is numbered otherwise.
    Paren(u32),
    /// `a)`, `(a)`
    Alpha(char),
    /// `(1)`, `a.1)`
    Point(u32),
    /// `-`, `+`, `•`
    Bullet,
    /// An appendix with tasks: "PHỤ LỤC".
    Appendix(u32),
    /// A row of a table of tasks, with what its first column says.
    Row {
        /// How deep it stands among the rows.
        depth: usize,
        /// Its number under the row above it.
        label: String,
    },
}

/// What a heading says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// "Phần thứ nhất", "Phần I".
    Part,
    /// "Chương I".
    Chapter,
    /// "Mục 1."
    Section,
    /// "Điều 1."
    Article,
    /// "Nhiệm vụ 1:"
    Item,
}

impl Marker {
    /// How deep such a heading stands: a smaller rank holds a greater one.
    pub(super) fn rank(&self) -> usize {
        match self {
            Marker::Named(Kind::Part, _) => 0,
            Marker::Named(Kind::Chapter, _) => 1,
            Marker::Upper(_) | Marker::Appendix(_) => 2,
            Marker::Named(Kind::Section, _) => 3,
            Marker::Roman(_) => 4,
            Marker::Plain(_) => 5,
            Marker::Named(Kind::Article, _) => 6,
            Marker::Number(parts) => 6 + parts.len(),
            Marker::Paren(_) => 7,
            Marker::Named(Kind::Item, _) => 7 + MAX_HEADING_DEPTH,
            Marker::Alpha(_) => 8 + MAX_HEADING_DEPTH,
            Marker::Point(_) => 9 + MAX_HEADING_DEPTH,
            Marker::Bullet => 10 + MAX_HEADING_DEPTH,
            Marker::Row { depth, .. } => 11 + MAX_HEADING_DEPTH + depth,
        }
    }

    /// Whether such a heading parts the plan; numbers begin anew under it.
    pub(super) fn is_section(&self) -> bool {
        match self {
            Marker::Named(kind, _) => !matches!(kind, Kind::Article | Kind::Item),
            Marker::Upper(_) | Marker::Appendix(_) | Marker::Roman(_) => true,
            _ => false,
        }
    }

    /// The mark without its punctuation, as paths have it.
    pub(super) fn label(&self) -> String {
        match self {
            Marker::Upper(letter) | Marker::Alpha(letter) => letter.to_string(),
            Marker::Roman(value) => to_roman(*value),
            Marker::Number(parts) => parts.iter().map(u32::to_string).collect::<Vec<_>>().join("."),
            Marker::Bullet => "-".to_owned(),
            Marker::Named(Kind::Part, number) => format!("P{number}"),
            Marker::Named(Kind::Chapter, number) => format!("C{number}"),
            Marker::Named(Kind::Section, number) => format!("M{number}"),
            Marker::Plain(number) => format!("n{number}"),
            Marker::Named(_, number) | Marker::Paren(number) | Marker::Point(number) => {
                number.to_string()
            }
            Marker::Appendix(1) => "PL".to_owned(),
            Marker::Appendix(number) => format!("PL{number}"),
            Marker::Row { label, .. } => label.clone(),
        }
    }
}

/// Splits the mark off a line that has one.
pub(super) fn marked(line: &str) -> Option<(Marker, &str)> {
    let line = line.trim();
    let first = line.chars().next()?;
    if is_bullet(first) {
        let rest = line.trim_start_matches(|c| is_bullet(c) || c == ' ' || c == '\t');
        let spaced = line[first.len_utf8()..].starts_with([' ', '\t']);
        let wordy = rest.chars().next().is_some_and(|c| c.is_alphabetic() || "\"“(".contains(c));
        return (spaced || wordy).then_some((Marker::Bullet, rest));
    }
    if LETTER_BULLETS.contains(first) && line[first.len_utf8()..].starts_with([' ', '\t']) {
        return capital_after(&line[first.len_utf8()..]).map(|rest| (Marker::Bullet, rest));
    }
    if first.is_ascii_digit() {
        return number(line);
    }
    if first == '(' {
        return in_parentheses(line);
    }
    if let Some(named) = named(line) {
        return Some(named);
    }
    let length = line.find(|c: char| !c.is_alphabetic()).unwrap_or(line.len());
    let (head, tail) = line.split_at(length);
    if let Some(value) = from_roman(head) {
        if let Some(rest) = tail.strip_prefix('.')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return number(rest);
        }
        // "II - NỘI DUNG" too; other marks stand close to their punctuation.
        let dash = tail.trim_start();
        let tail = if dash.starts_with(['-', '–']) { dash } else { tail };
        return after_mark(tail).map(|rest| (Marker::Roman(value), rest));
    }
    let mut chars = head.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), None) if letter.is_uppercase() => {
            after_mark(tail).map(|rest| (Marker::Upper(letter), rest))
        }
        (Some(letter), None) if ALPHABET.contains(letter) && tail.starts_with([')', '.']) => {
            // "a.1) Tại bãi tắm" is a point under "a)".
            let inner = tail.strip_prefix('.').and_then(number);
            match inner {
                Some((Marker::Number(parts), rest)) if parts.len() == 1 => {
                    Some((Marker::Point(parts[0]), rest))
                }
                Some((Marker::Paren(value), rest)) => Some((Marker::Point(value), rest)),
                _ => after_mark(tail).map(|rest| (Marker::Alpha(letter), rest)),
            }
        }
        _ => None,
    }
}

/// The letters that number points, in their order (Nghị định 30/2020: with `đ`; Word's own
/// numbering: with `f`, `j`, `w` and `z`).
pub(super) const ALPHABET: &str = "abcdđefghijklmnopqrstuvwxyz";

/// Dashes, dots and arrows; a symbol font's bullets come as letters of private use.
fn is_bullet(c: char) -> bool {
    "-–—−‒+•·●▪◦■□➢✓✔○◆◇❖►▶➤∙‣⁃".contains(c) || ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Letters that a symbol font shows as bullets, where text was taken without its font.
const LETTER_BULLETS: &str = "ovüØ§";

/// `(1)` and `(a)`.
fn in_parentheses(line: &str) -> Option<(Marker, &str)> {
    let (inner, rest) = line[1..].split_once(')')?;
    let rest = if rest.starts_with([' ', '\t']) { rest.trim_start() } else { capital_after(rest)? };
    let mut letters = inner.chars();
    let marker = match (letters.next(), letters.next()) {
        (Some(letter), None) if ALPHABET.contains(letter) => Marker::Alpha(letter),
        _ if inner.len() <= 2 => Marker::Point(inner.parse().ok().filter(|value| *value > 0)?),
        _ => return None,
    };
    Some((marker, rest))
}

/// `1.`, `1)`, `1/`, `1.1.`, `1.1` before a capital; never dates or quantities.
fn number(line: &str) -> Option<(Marker, &str)> {
    let mut parts = Vec::new();
    let mut rest = line;
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 || digits > 2 || (digits == 2 && rest.starts_with('0') && !parts.is_empty())
        {
            return None;
        }
        let value: u32 = rest[..digits].parse().ok().filter(|value| *value > 0)?;
        parts.push(value);
        rest = &rest[digits..];
        match rest.strip_prefix('.') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => break,
        }
    }
    if parts.len() > MAX_HEADING_DEPTH {
        return None;
    }
    let bare = parts.len() > 1 && rest.starts_with([' ', '\t']);
    let paren = parts.len() == 1 && rest.starts_with(')');
    // "3 - Việc": the dash may stand apart.
    let dash = rest.trim_start();
    let rest = if dash.starts_with(['-', '–']) && !bare { dash } else { rest };
    let rest = if bare { heading_after(rest)? } else { after_mark(rest)? };
    Some((if paren { Marker::Paren(parts[0]) } else { Marker::Number(parts) }, rest))
}

/// What makes a figure with a point a quantity: "1.5 triệu đồng".
const MEASURES: &[&str] = &[
    "trieu", "ty", "ti", "nghin", "ngan", "dong", "km", "km2", "ha", "m", "m2", "m3", "kg", "tan",
    "ta", "tang", "lan", "luot", "diem", "phan", "nguoi", "ho", "bo", "cuon", "suat", "gio", "met",
];

/// The heading behind "1.1 ", with a small letter too where it is no quantity.
fn heading_after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let small = rest.starts_with(char::is_lowercase)
        && first_words(rest, 1).first().is_some_and(|word| !MEASURES.contains(&word.fold.as_str()));
    if small { Some(rest) } else { capital_after(rest) }
}

/// What follows a mark's punctuation, if there is one and it ends there.
fn after_mark(tail: &str) -> Option<&str> {
    if let Some(rest) = tail.strip_prefix(['-', '–']) {
        return capital_after(rest);
    }
    let rest = tail.strip_prefix(['.', ')', '/', ':'])?;
    let rest = rest.strip_prefix(['.', '-', ')']).unwrap_or(rest);
    if rest.starts_with([' ', '\t']) { Some(rest.trim_start()) } else { capital_after(rest) }
}

fn capital_after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    rest.starts_with(|c: char| c.is_uppercase() || c == '"' || c == '“').then_some(rest)
}

const ROMAN: [(&str, u32); 9] = [
    ("X", 10),
    ("IX", 9),
    ("VIII", 8),
    ("VII", 7),
    ("VI", 6),
    ("V", 5),
    ("IV", 4),
    ("III", 3),
    ("II", 2),
];

/// The value of a Roman number up to XXXIX in its proper spelling.
pub(super) fn from_roman(text: &str) -> Option<u32> {
    let tens = text.len() - text.trim_start_matches('X').len();
    (1..40).find(|value| *value as usize / 10 == tens && to_roman(*value) == text)
}

/// A number up to XXXIX in Roman figures.
pub(super) fn to_roman(mut value: u32) -> String {
    let mut text = String::new();
    while value > 0 {
        let (digits, worth) =
            ROMAN.iter().find(|(_, worth)| *worth <= value).copied().unwrap_or(("I", 1));
        text.push_str(digits);
        value -= worth;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(line: &str) -> Option<(String, &str)> {
        marked(line).map(|(marker, rest)| (format!("{}:{}", marker.rank(), marker.label()), rest))
    }

    fn is(line: &str, label: &str, rest: &str) {
        let found =
            mark(line).map(|(label, rest)| (label.split_once(':').map(|p| p.1.to_owned()), rest));
        assert_eq!(found, Some((Some(label.to_owned()), rest)), "{line}");
    }

    #[test]
    fn every_form_of_heading_is_known() {
        is("I. MỤC ĐÍCH", "I", "MỤC ĐÍCH");
        is("XIV/ KINH PHÍ", "XIV", "KINH PHÍ");
        is("II- NỘI DUNG", "II", "NỘI DUNG");
        is("II – NỘI DUNG", "II", "NỘI DUNG");
        is("3- Nội dung", "3", "Nội dung");
        is("A. PHẦN CHUNG", "A", "PHẦN CHUNG");
        is("1. Mục đích", "1", "Mục đích");
        is("1.Mục đích", "1", "Mục đích");
        is("01. Mục đích", "1", "Mục đích");
        is("2.1. Nội dung", "2.1", "Nội dung");
        is("2.1 Nội dung", "2.1", "Nội dung");
        is("II.2.1. Nội dung", "2.1", "Nội dung");
        is("a) Tuyên truyền", "a", "Tuyên truyền");
        is("đ) Tuyên truyền", "đ", "Tuyên truyền");
        is("- Đơn vị", "-", "Đơn vị");
        is("-Đơn vị", "-", "Đơn vị");
        is("+ Đơn vị", "-", "Đơn vị");
        is("PHẦN THỨ HAI", "P2", "");
        is("Phần I. MỤC ĐÍCH", "P1", "MỤC ĐÍCH");
        is("PHẦN I MỤC ĐÍCH", "P1", "MỤC ĐÍCH");
        is("Chương II", "C2", "");
        is("Mục 1. Quy định", "M1", "Quy định");
        is("Điều 12. Khám tuyển", "12", "Khám tuyển");
        is("Nhiệm vụ 1: Sửa bến thuyền", "1", "Sửa bến thuyền");
        is("Nhiệm vụ 3 - Sửa bến thuyền", "3", "Sửa bến thuyền");
        is("(1) Khảo sát", "1", "Khảo sát");
        is("(b) Khảo sát", "b", "Khảo sát");
        is("1) Khảo sát", "1", "Khảo sát");
        is("a.1) Tại bãi tắm", "1", "Tại bãi tắm");
        is("3 - Việc làm", "3", "Việc làm");
        is("1.1 việc nhỏ", "1.1", "việc nhỏ");
        is("\u{f0b7} Đơn vị", "-", "Đơn vị");
        is("o\tĐơn vị", "-", "Đơn vị");
        is("Ø Đơn vị", "-", "Đơn vị");
    }

    #[test]
    fn dates_quantities_and_names_are_text() {
        for line in [
            "15/3/2026 là hạn",
            "09.02.2026",
            "2.000 lượt người",
            "1.5 triệu đồng",
            "3.2 km đường",
            "Phần 1 của kế hoạch",
            "Điều 5 Luật Đất đai",
            "Mục 3 nêu trên",
            "Nhiệm vụ chung: giữ rừng",
            "Nội dung 2026: đổi mới",
            "(15 ngày) kể từ nay",
            "(đã ký)",
            "2 - 3 buổi",
            "o bế",
            "2026. Kết quả",
            "V.I.Lênin",
            "100% thôn",
            "2-3 buổi",
            "5 thôn",
            "-5 độ",
            "IIII. Sai",
            "và các",
        ] {
            let found = mark(line);
            assert!(
                found.is_none() || line.starts_with("V.I"),
                "{line} was taken for a heading: {found:?}"
            );
        }
    }
}
