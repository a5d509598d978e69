//! Whether a line goes on with the paragraph before it, or begins its own.

use std::collections::BTreeSet;

use crate::import::{
    labels::{Label, label},
    units,
    words::{first_words, fold_words, gap_before, is_upper, squeeze, words},
};

/// Lines no longer than this, in characters, may come from a text that was wrapped at a width.
const WRAP_WIDTH_MAX: usize = 140;

/// Lines near the width it takes to see that a text was wrapped at it.
const FULL_LINES_MIN: usize = 5;

/// What no line ends with: the rest of a list or of a unit's name follows.
const UNFINISHED: &[&str] = &[
    " và",
    " -",
    " Phòng",
    " Hội",
    " Trung tâm",
    " Trung",
    " Trạm",
    " Trường",
    " Đoàn",
    " Tổ",
    " Đội",
    " Công an",
    " Văn phòng",
    " của",
    " về",
    " với",
    " tại",
    " theo",
    " Ban Quản lý",
    " Ban",
];

/// What a figure belongs to.
const BEFORE_FIGURE: &[&str] = &[" năm", " ngày", " tháng", " quý", " số"];

/// A list of units on a line of so many characters may have been broken inside a name.
const LIST_LINE_MIN: usize = 60;

/// Words that are joined by a dash, folded; a text shows more of them in its lines.
const JOINED: &[(&str, &str)] = &[
    ("te", "xa"),
    ("hoa", "xa"),
    ("tri", "xa"),
    ("phong", "an"),
    ("ninh", "quoc"),
    ("chinh", "ke"),
    ("dong", "thuong"),
];

/// Of a paragraph's end so many bytes are looked at: it may be as long as the text.
const END_BYTES_MAX: usize = 400;

/// How a text was broken into lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrap {
    /// The width, in characters, if the text was wrapped at one.
    width: Option<usize>,
    /// The longest line that may have been wrapped.
    longest: usize,
    /// Words before and behind a dash inside a line.
    joined: BTreeSet<(String, String)>,
}

/// The last bytes of a text, from a whole letter on.
fn end_of(text: &str) -> &str {
    let mut from = text.len().saturating_sub(END_BYTES_MAX);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

impl Wrap {
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut lengths: Vec<usize> = Vec::new();
        let mut joined = BTreeSet::new();
        for line in lines.map(squeeze).filter(|line| !line.is_empty()) {
            lengths.push(line.chars().count());
            if !line.contains(" - ") {
                continue;
            }
            let found = words(&line);
            for behind in 1..found.len() {
                if gap_before(&line, &found, behind).contains(" - ") {
                    joined.insert((found[behind - 1].fold.clone(), found[behind].fold.clone()));
                }
            }
        }
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let full = lengths.iter().filter(|length| **length * 5 >= longest * 4).count();
        let wrapped =
            longest <= WRAP_WIDTH_MAX && full >= FULL_LINES_MIN && full * 8 >= lengths.len();
        Self { width: wrapped.then_some(longest), longest: longest.min(WRAP_WIDTH_MAX), joined }
    }

    /// Whether a line that begins with a dash and then `rest` goes on with `previous`: "phát triển
    /// kinh tế" / "- xã hội".
    pub(super) fn dash_goes_on(&self, previous: &str, rest: &str) -> bool {
        let Some(behind) = first_words(rest, 1).pop().filter(|word| word.is_small()) else {
            return false;
        };
        let previous = end_of(previous);
        let Some(before) = words(previous).pop().filter(|word| previous.ends_with(word.text))
        else {
            return false;
        };
        JOINED.contains(&(before.fold.as_str(), behind.fold.as_str()))
            || self.joined.contains(&(before.fold, behind.fold))
    }

    /// Whether `text` goes on with a list of units that was broken inside a name: "Trung tâm" /
    /// "Dịch vụ tổng hợp xã, các thôn".
    fn list_goes_on(&self, previous: &str, last_line: usize, text: &str) -> bool {
        let listed = matches!(label(previous), Some((Label::Lead | Label::Coordinating, _)));
        let word = text.split(' ').next().map_or(0, |word| word.chars().count());
        let full = last_line >= LIST_LINE_MIN || (last_line + 1 + word) * 10 > self.longest * 7;
        let listing = text.contains([',', ';']) || fold_words(text).split(' ').count() <= 4;
        listed
            && full
            && listing
            && text.starts_with(char::is_uppercase)
            && !units::starts_with_unit(text)
    }

    /// Whether `text`, on the line after `previous` (whose last line has `last_line` characters),
    /// belongs to it.
    pub(super) fn goes_on(
        &self,
        previous: &str,
        last_line: usize,
        after_heading: bool,
        text: &str,
    ) -> bool {
        if label(text).is_some() {
            return false;
        }
        let whole = previous;
        let previous = end_of(previous);
        // A line was broken for its width only where the next word had no room on it.
        let word = text.split(' ').next().map_or(0, |word| word.chars().count());
        let full = self.width.is_some_and(|width| (last_line + 1 + word) * 20 > width * 19);
        if previous.ends_with(['.', ':', ';', '!', '?', '…']) {
            return full
                && !after_heading
                && !previous.ends_with("./.")
                && text.starts_with(char::is_lowercase);
        }
        text.starts_with(|c: char| c.is_lowercase() || c == '(')
            || previous.ends_with(',')
            || UNFINISHED.iter().any(|word| previous.ends_with(word))
            || (text.starts_with(|c: char| c.is_ascii_digit())
                && BEFORE_FIGURE.iter().any(|word| previous.ends_with(word)))
            || self.list_goes_on(whole, last_line, text)
            || (after_heading && is_upper(previous) && is_upper(text))
            || (full && !is_upper(text) && !is_upper(previous))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_letter_goes_on_and_a_label_does_not() {
        let wrap = Wrap { width: None, longest: 80, joined: BTreeSet::new() };
        assert!(wrap.goes_on("Nâng cao năng lực", 20, true, "công tác"));
        assert!(wrap.goes_on("Phối hợp: Công an xã,", 20, false, "Trạm Y tế"));
        assert!(!wrap.goes_on("Mở lớp", 20, false, "đơn vị chủ trì: A"));
        assert!(!wrap.goes_on("Mở lớp.", 20, false, "nhận hồ sơ"));
        assert!(!wrap.goes_on("Mục đích", 20, true, "Cụ thể hóa"));
    }

    #[test]
    fn in_wrapped_text_a_full_line_goes_on() {
        let wrap = Wrap { width: Some(80), longest: 80, joined: BTreeSet::new() };
        assert!(wrap.goes_on("giới thiệu về xã", 78, false, "Nà Sơn"));
        assert!(!wrap.goes_on("giới thiệu về xã", 70, false, "Nà Sơn"));
        assert!(!wrap.goes_on("giới thiệu về xã", 30, false, "Nà Sơn"));
        assert!(!wrap.goes_on("đã nêu.", 78, false, "Nà Sơn"));
    }
}
