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

/// How they are written.
const PLAN_TYPE_NAMES: &[&str] = &["KẾ HOẠCH", "CHƯƠNG TRÌNH", "PHƯƠNG ÁN", "ĐỀ ÁN"];

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
        Some((Marker::Paren(value), _)) => value == 1,
        Some((Marker::Named(_, value), _)) => value <= 3,
        Some((Marker::Row { .. }, _)) => true,
        _ => false,
    };
    let body = after.clone().find(heading).ok_or(ImportError::NotAPlan(Missing::Sections))?;
    let tail = tail_start(lines, body + 1..lines.len());
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

/// The line that says what the document is. One that says nothing else comes first: the letterhead
/// may name a programme, and a title may begin with the word.
fn type_line(lines: &Lines) -> Result<usize, ImportError> {
    let mut other: Option<(usize, String)> = None;
    let mut found: Option<(TypeLine, usize)> = None;
    let (mut letter, mut sectioned) = (false, false);
    for index in 0..lines.len() {
        let text = lines.text(index);
        if lines.is_blank(index) || *lines.place(index) != Place::Text {
            continue;
        }
        // In a letter, or behind the first heading, a line only begins with the word.
        letter |= fold_start(text, 2) == "kinh gui";
        if let Some((kind, ..)) = stated_type(text)
            && found.is_none_or(|(best, _)| kind < best)
            && (kind != TypeLine::Title || !(letter || sectioned))
        {
            found = Some((kind, index));
        }
        let start = fold_start(text, 4);
        let titled = is_upper(text) && words(text).len() <= 4;
        if other.is_none()
            && titled
            && OTHER_TYPES.iter().any(|kind| starts_with_words(&start, kind))
        {
            other = Some((index, squeeze(text)));
        }
        sectioned |= match lines.marked(index) {
            Some((Marker::Roman(1) | Marker::Upper('A') | Marker::Named(..), _)) => true,
            Some((Marker::Number(parts), _)) => parts == [1],
            _ => false,
        };
        if found.is_some() && sectioned {
            break;
        }
    }
    let other = other.filter(|(at, _)| found.is_none_or(|(_, line)| at < &line));
    if let Some((_, line)) = found.filter(|_| other.is_none()) {
        return Ok(line);
    }
    let other = other.map(|(_, text)| text);
    let letter = |index: usize| {
        let start = fold_start(lines.text(index), 2);
        start == "kinh gui" || start == "v v"
    };
    let found = other.or_else(|| (0..lines.len()).any(letter).then(|| "CÔNG VĂN".to_owned()));
    Err(ImportError::NotAPlan(Missing::Type { found }))
}

/// How clearly a line states the type, the clearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TypeLine {
    /// "KẾ HOẠCH", "Kế hoạch", "K Ế  H O Ạ C H".
    Alone,
    /// "KẾ HOẠCH CHUYỂN ĐỔI SỐ".
    Capitals,
    /// "Kế hoạch chuyển đổi số năm 2026".
    Title,
}

/// The type a line states, and what follows it on the line.
pub(super) fn plan_type(line: &str) -> Option<(String, String)> {
    stated_type(line).map(|(_, kind, rest)| (kind, rest))
}

fn stated_type(line: &str) -> Option<(TypeLine, String, String)> {
    let text = squeeze(line);
    if text.len() > TYPE_LINE_BYTES_MAX || marked(&text).is_some() {
        return None;
    }
    let found = words(&text);
    let folded = fold_words(&text);
    // Letters set apart: what they spell is what counts.
    if found.len() > 3 && found.iter().all(|word| word.text.chars().count() == 1) {
        let spelled: String = found.iter().map(|word| word.fold.as_str()).collect();
        let at = PLAN_TYPES.iter().position(|kind| kind.replace(' ', "") == spelled)?;
        return Some((TypeLine::Alone, PLAN_TYPE_NAMES[at].to_owned(), String::new()));
    }
    let kind = PLAN_TYPES.iter().find(|kind| starts_with_words(&folded, kind))?;
    let count = kind.split(' ').count();
    let (said, rest) = text.split_at(found[count - 1].end());
    let rest = rest.trim_start_matches([':', ' ', '-', '–']);
    let stated = |how| Some((how, said.to_uppercase(), rest.to_owned()));
    if folded == *kind {
        return stated(TypeLine::Alone);
    }
    if is_upper(said) && is_upper(rest) {
        return stated(TypeLine::Capitals);
    }
    let sentence = text.ends_with(['.', ';', ':', ',']) || text.contains("; ");
    let about =
        found.get(count).is_some_and(|word| !matches!(word.fold.as_str(), "nay" | "so" | "cua"));
    let titled = found[0].is_capitalised() && !sentence && about && found.len() <= 40;
    if titled { stated(TypeLine::Title) } else { None }
}

/// Longest line that states the type, in bytes.
const TYPE_LINE_BYTES_MAX: usize = 600;

/// Where recipients and signature begin: with the last "Nơi nhận" before the appendices, or what of
/// the signature stands right above it; without recipients with the last signature. The body may
/// speak of recipients and of the chairman too.
fn tail_start(lines: &Lines, range: Range<usize>) -> usize {
    let end = range.clone().find(|index| is_appendix(lines, *index)).unwrap_or(range.end);
    let free = |index: &usize| !lines.place(*index).in_task_table() && !lines.is_blank(*index);
    let holds =
        |index: usize, is: fn(&str) -> bool| cells(lines.text(index)).iter().any(|cell| is(cell));
    let before = || (range.start..end).rev().filter(free);
    let signed = |index: usize| holds(index, is_authority) || is_post_line(lines.text(index));
    let recipients = before().find(|index| holds(*index, is_recipients_head));
    let last = recipients.or_else(|| before().find(|index| holds(*index, is_authority)));
    let Some(last) = last else { return end };
    // Above it stand the other lines of the signature, and the name of who signs.
    let mut start = last;
    let mut lines_left = SIGNATURE_LINES_MAX;
    for index in (range.start..last).rev().filter(free).take_while(|_| {
        lines_left -= 1;
        lines_left > 0
    }) {
        if signed(index) {
            start = index;
        } else if lines.marked(index).is_some() || words(lines.text(index)).len() > 6 {
            break;
        }
    }
    start
}

/// Lines of a signature that stands above the recipients, at most.
const SIGNATURE_LINES_MAX: usize = 8;

/// "CHỦ TỊCH" and the like on a line of its own.
fn is_post_line(line: &str) -> bool {
    is_authority(&squeeze(line)) && words(line).len() <= 4
}

/// "Nơi nhận:".
pub(super) fn is_recipients_head(cell: &str) -> bool {
    let found = super::words::first_words(cell, 3);
    let head = super::words::phrase_at(&found, 0, "noi nhan") && found[0].is_capitalised();
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
                && [
                    "yeu cau",
                    "de nghi",
                    "can cu noi dung",
                    "can cu ke hoach",
                    "ke hoach nay",
                    "phuong an nay",
                    "chuong trinh nay",
                    "de an nay",
                ]
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
        assert_eq!(plan_type("K Ế  H O Ạ C H"), Some(("KẾ HOẠCH".into(), String::new())));
        assert_eq!(
            plan_type("Kế hoạch chuyển đổi số năm 2026"),
            Some(("KẾ HOẠCH".into(), "chuyển đổi số năm 2026".into()))
        );
        assert_eq!(plan_type("Kế hoạch này có hiệu lực"), None);
        assert_eq!(plan_type("PHỤ LỤC KẾ HOẠCH"), None);
    }
}
