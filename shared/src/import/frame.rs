//! The parts of a plan by their lines: header, type, opening, body, closing, tail.

use std::ops::Range;

use super::{
    error::{ImportError, Missing},
    lines::{Lines, cells},
    marker::{Marker, marked},
    source::Place,
    words::{Word, fold_start, fold_words, is_upper, squeeze, starts_with_words, words},
};

/// Kinds of documents that are plans, folded.
const PLAN_TYPES: &[&str] = &["ke hoach", "chuong trinh", "phuong an", "de an"];

/// Kinds of documents that are not.
const OTHER_TYPES: &[&str] = &[
    "bao cao",
    "to trinh",
    "thong bao",
    "bien ban",
    "giay moi",
    "cong dien",
    "nghi quyet",
    "huong dan",
    "quy che",
    "cong van",
    "chi thi",
    "hop dong",
    "giay gioi thieu",
];

/// Where the parts of a plan are, as line indices from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// Everything before the type line.
    pub(super) header: Range<usize>,
    /// The line that says "KẾ HOẠCH".
    pub(super) type_line: usize,
    /// From behind the type line to the first heading: abstract and legal bases.
    pub(super) opening: Range<usize>,
    /// Headings and what is under them.
    pub(super) body: Range<usize>,
    /// "Trên đây là Kế hoạch …".
    pub(super) closing: Range<usize>,
    /// Recipients and signature.
    pub(super) tail: Range<usize>,
    /// Appendices that hold tasks.
    pub(super) appendix: Range<usize>,
}

/// Finds the parts of a plan, or says what is missing.
pub(super) fn frame(lines: &Lines) -> Result<Frame, ImportError> {
    let type_line = type_line(lines)?;
    let after = type_line + 1..lines.len();
    let heading = |index: &usize| match lines.marked(*index) {
        Some((Marker::Roman(value), _)) => value <= 3,
        Some((Marker::Upper(letter), _)) => letter == 'A',
        Some((Marker::Number(parts), _)) => parts[0] == 1,
        Some((Marker::Row { .. }, _)) => true,
        _ => false,
    };
    let body = after.clone().find(heading).ok_or(ImportError::NotAPlan(Missing::Sections))?;
    let tail = (body + 1..lines.len())
        .find(|index| !lines.place(*index).in_task_table() && begins_tail(lines.text(*index)))
        .unwrap_or(lines.len());
    let closing = closing_start(lines, body..tail);
    let appendix = appendix(lines, tail);
    Ok(Frame {
        header: 0..type_line,
        type_line,
        opening: after.start..body,
        body: body..closing,
        closing: closing..tail,
        tail: tail..appendix,
        appendix: appendix..lines.len(),
    })
}

/// Where the appendices begin, if there is a table of tasks in them; else the end.
fn appendix(lines: &Lines, tail: usize) -> usize {
    let behind = tail..lines.len();
    let row = |index: &usize| matches!(lines.place(*index), Place::Row(_));
    let Some(first_row) = behind.clone().find(row) else { return lines.len() };
    let title = behind.clone().find(|index| is_appendix(lines, *index));
    title.filter(|title| *title < first_row).unwrap_or_else(|| {
        let mut first = first_row;
        while first > tail && lines.place(first - 1).in_task_table() {
            first -= 1;
        }
        first
    })
}

/// The title of an appendix: "PHỤ LỤC".
pub(super) fn is_appendix(lines: &Lines, index: usize) -> bool {
    let text = lines.text(index);
    *lines.place(index) == Place::Text
        && starts_with_words(&fold_start(text, 2), "phu luc")
        && words(text).iter().take(2).all(Word::is_all_caps)
}

fn type_line(lines: &Lines) -> Result<usize, ImportError> {
    let mut other = None;
    for index in 0..lines.len() {
        let text = lines.text(index);
        if lines.is_blank(index) || *lines.place(index) != Place::Text {
            continue;
        }
        if other.is_none() && plan_type(text).is_some() {
            return Ok(index);
        }
        let start = fold_start(text, 4);
        let titled = is_upper(text) && words(text).len() <= 4;
        if other.is_none()
            && titled
            && OTHER_TYPES.iter().any(|kind| starts_with_words(&start, kind))
        {
            other = Some(squeeze(text));
        }
    }
    let letter = |index: usize| {
        let start = fold_start(lines.text(index), 2);
        start == "kinh gui" || start == "v v"
    };
    let found = other.or_else(|| (0..lines.len()).any(letter).then(|| "CÔNG VĂN".to_owned()));
    Err(ImportError::NotAPlan(Missing::Type { found }))
}

/// The type a line states, and what follows it on the line.
pub(super) fn plan_type(line: &str) -> Option<(String, String)> {
    let text = squeeze(line);
    if words(&text).len() > 40 || marked(&text).is_some() {
        return None;
    }
    let folded = fold_words(&text);
    let kind = PLAN_TYPES.iter().find(|kind| starts_with_words(&folded, kind))?;
    let count = kind.split(' ').count();
    let found = words(&text);
    let (said, rest) = text.split_at(found[count - 1].end());
    let rest = rest.trim_start_matches([':', ' ', '-', '–']);
    (is_upper(said) && (rest.is_empty() || is_upper(rest)) || folded == *kind)
        .then(|| (said.to_uppercase(), rest.to_owned()))
}

fn begins_tail(line: &str) -> bool {
    cells(line).iter().any(|cell| is_recipients_head(cell) || is_authority(cell))
}

/// "Nơi nhận:".
pub(super) fn is_recipients_head(cell: &str) -> bool {
    let found = super::words::first_words(cell, 3);
    let head = super::words::phrase_at(&found, 0, "noi nhan");
    head && (found.len() == 2 || cell[found[1].end()..].trim_start().starts_with([':', '.']))
}

/// The first line of a signature block: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "CHỦ TỊCH".
pub(super) fn is_authority(cell: &str) -> bool {
    let start = fold_start(cell, 3);
    let short = words(cell).len() <= 10;
    let mark = ["tm", "kt", "tl", "tuq", "q", "t m", "k t", "t l"]
        .iter()
        .any(|mark| starts_with_words(&start, mark));
    let post = [
        "chu tich",
        "pho chu tich",
        "bi thu",
        "pho bi thu",
        "giam doc",
        "truong ban",
        "chanh van phong",
        "truong phong",
    ];
    is_upper(cell) && short && (mark || post.iter().any(|post| starts_with_words(&start, post)))
}

/// Where the paragraphs after the last duty begin; the end of `body` if there are none.
fn closing_start(lines: &Lines, body: Range<usize>) -> usize {
    let heading =
        |index: usize| matches!(lines.marked(index), Some((marker, _)) if marker != Marker::Bullet);
    let last_heading = body.clone().rev().find(|index| heading(*index)).unwrap_or(body.start);
    let starts =
        |index: usize, start: &str| starts_with_words(&fold_start(lines.text(index), 6), start);
    let formula = (last_heading + 1..body.end).find(|index| starts(*index, "tren day la"));
    let is_marked =
        |index: usize| lines.marked(index).is_some() || lines.place(index).in_task_table();
    let last_mark = body.clone().rev().find(|index| is_marked(*index)).unwrap_or(body.start);
    let from = last_mark.min(formula.unwrap_or(last_mark)) + 1;
    let ends = |index: usize| lines.text(index).trim_end().ends_with("./.");
    let plea = |index: usize| {
        starts(index, "trong qua trinh")
            || (ends(index)
                && ["yeu cau", "de nghi", "can cu noi dung", "can cu ke hoach"]
                    .iter()
                    .any(|start| starts(index, start)))
    };
    let plea = (from..formula.unwrap_or(body.end)).find(|index| plea(*index));
    plea.or(formula).unwrap_or(body.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Lines {
        Lines::of(text)
    }

    #[test]
    fn the_parts_of_a_plan() {
        let text = lines(&[
            "UBND XÃ A",
            "KẾ HOẠCH",
            "Về việc B",
            "",
            "I. C",
            "1. D",
            "- e",
            "Trong quá trình thực hiện, …",
            "Trên đây là Kế hoạch./.",
            "Nơi nhận:",
            "- F;",
        ]);
        assert_eq!(
            frame(&text),
            Ok(Frame {
                header: 0..1,
                type_line: 1,
                opening: 2..4,
                body: 4..7,
                closing: 7..9,
                tail: 9..11,
                appendix: 11..11
            })
        );
    }

    #[test]
    fn what_is_no_plan_says_what_it_is() {
        let missing = |text: &[&str]| match frame(&lines(text)) {
            Err(ImportError::NotAPlan(missing)) => missing,
            other => panic!("{other:?}"),
        };
        let found = |text: &str| Missing::Type { found: Some(text.to_owned()) };
        assert_eq!(missing(&["BÁO CÁO", "Kết quả", "KẾ HOẠCH", "I. A"]), found("BÁO CÁO"));
        assert_eq!(missing(&["V/v nộp báo cáo", "Kính gửi: các thôn", "1. A"]), found("CÔNG VĂN"));
        assert_eq!(missing(&["Xin chào"]), Missing::Type { found: None });
        assert_eq!(missing(&["KẾ HOẠCH", "Không có mục"]), Missing::Sections);
    }

    #[test]
    fn type_lines() {
        assert_eq!(plan_type("KẾ HOẠCH"), Some(("KẾ HOẠCH".into(), String::new())));
        assert_eq!(plan_type("Kế hoạch"), Some(("KẾ HOẠCH".into(), String::new())));
        assert_eq!(
            plan_type("KẾ HOẠCH CHUYỂN ĐỔI SỐ"),
            Some(("KẾ HOẠCH".into(), "CHUYỂN ĐỔI SỐ".into()))
        );
        assert_eq!(plan_type("Kế hoạch này có hiệu lực"), None);
        assert_eq!(plan_type("PHỤ LỤC KẾ HOẠCH"), None);
    }
}
