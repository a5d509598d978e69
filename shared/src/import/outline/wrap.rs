//! Whether a line goes on with the paragraph before it, or begins its own.

use crate::import::{
    labels::label,
    words::{is_upper, squeeze},
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
    " Ban Quản lý",
    " Ban",
];

/// How a text was broken into lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wrap {
    /// The width, in characters, if the text was wrapped at one.
    width: Option<usize>,
}

impl Wrap {
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let lengths: Vec<usize> =
            lines.map(|line| squeeze(line).chars().count()).filter(|length| *length > 0).collect();
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let full = lengths.iter().filter(|length| **length * 5 >= longest * 4).count();
        let wrapped =
            longest <= WRAP_WIDTH_MAX && full >= FULL_LINES_MIN && full * 8 >= lengths.len();
        Self { width: wrapped.then_some(longest) }
    }

    /// Whether `text`, on the line after `previous` (whose last line has `last_line` characters),
    /// belongs to it.
    pub(super) fn goes_on(
        self,
        previous: &str,
        last_line: usize,
        after_heading: bool,
        text: &str,
    ) -> bool {
        if label(text).is_some() {
            return false;
        }
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
            || (after_heading && is_upper(previous) && is_upper(text))
            || (full && !is_upper(text) && !is_upper(previous))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_letter_goes_on_and_a_label_does_not() {
        let wrap = Wrap { width: None };
        assert!(wrap.goes_on("Nâng cao năng lực", 20, true, "công tác"));
        assert!(wrap.goes_on("Phối hợp: Công an xã,", 20, false, "Trạm Y tế"));
        assert!(!wrap.goes_on("Mở lớp", 20, false, "đơn vị chủ trì: A"));
        assert!(!wrap.goes_on("Mở lớp.", 20, false, "nhận hồ sơ"));
        assert!(!wrap.goes_on("Mục đích", 20, true, "Cụ thể hóa"));
    }

    #[test]
    fn in_wrapped_text_a_full_line_goes_on() {
        let wrap = Wrap { width: Some(80) };
        assert!(wrap.goes_on("giới thiệu về xã", 78, false, "Nà Sơn"));
        assert!(!wrap.goes_on("giới thiệu về xã", 70, false, "Nà Sơn"));
        assert!(!wrap.goes_on("giới thiệu về xã", 30, false, "Nà Sơn"));
        assert!(!wrap.goes_on("đã nêu.", 78, false, "Nà Sơn"));
    }
}
