//! The parts of a plan by their lines: header, type, opening, body, closing, tail.

use std::ops::Range;

use super::{
    error::{ImportError, Missing},
    lines::{Lines, cells},
    marker::{Marker, marked},
    words::{fold_start, fold_words, is_upper, squeeze, starts_with_words, words},
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
}

/// Finds the parts of a plan, or says what is missing.
pub(super) fn frame(lines: &Lines) -> Result<Frame, ImportError> {
    let type_line = type_line(lines)?;
    let after = type_line + 1..lines.len();
    let heading = |index: &usize| match marked(lines.text(*index)) {
        Some((Marker::Roman(value), _)) => value <= 3,
        Some((Marker::Upper(letter), _)) => letter == 'A',
        Some((Marker::Number(parts), _)) => parts[0] == 1,
        _ => false,
    };
    let body = after.clone().find(heading).ok_or(ImportError::NotAPlan(Missing::Sections))?;
    let tail = (body + 1..lines.len())
        .find(|index| begins_tail(lines.text(*index)))
        .unwrap_or(lines.len());
    let closing = closing_start(lines, body..tail);
    Ok(Frame {
        header: 0..type_line,
        type_line,
        opening: after.start..body,
        body: body..closing,
        closing: closing..tail,
        tail: tail..lines.len(),
    })
}

fn type_line(lines: &Lines) -> Result<usize, ImportError> {
    let mut other = None;
    for index in 0..lines.len() {
        let text = lines.text(index);
        if lines.is_blank(index) {
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
    let heading = |index: usize| matches!(marked(lines.text(index)), Some((marker, _)) if marker != Marker::Bullet);
    let last_heading = body.clone().rev().find(|index| heading(*index)).unwrap_or(body.start);
    let starts =
        |index: usize, start: &str| starts_with_words(&fold_start(lines.text(index), 6), start);
    let formula = (last_heading + 1..body.end).find(|index| starts(*index, "tren day la"));
    let last_mark =
        body.clone().rev().find(|index| marked(lines.text(*index)).is_some()).unwrap_or(body.start);
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
        Lines::new(&text.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
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
                tail: 9..11
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
