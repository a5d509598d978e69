//! After the last paragraph: recipients and signature.

use std::ops::Range;

use super::{
    frame::{is_authority, is_recipients_head},
    lines::{Field, Lines, cells},
    marker::{Marker, marked},
    model::ImportedPlan,
    words::{
        Word, fold_start, fold_words, is_upper, squeeze, starts_with_words, trim_clause, words,
    },
};

/// Words of a post or an authority: a line of capitals with one of them is not a name.
const POST_WORDS: &[&str] = &[
    "chu tich",
    "pho",
    "uy ban",
    "tm",
    "kt",
    "tl",
    "tuq",
    "giam doc",
    "truong",
    "bi thu",
    "hoi dong",
    "nhan dan",
    "dang uy",
    "thuong vu",
    "chanh",
    "xa",
    "phuong",
    "ban",
    "ubnd",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Recipients,
    Signature,
}

/// Reads recipients and signature, in either order or side by side, into `plan`.
pub(super) fn read(lines: &mut Lines, range: Range<usize>, plan: &mut ImportedPlan) {
    let mut part = Part::Signature;
    for index in range {
        if starts_with_words(&fold_start(lines.text(index), 2), "phu luc") {
            break;
        }
        if lines.is_aside(index) {
            continue;
        }
        let mut fields = Vec::new();
        for cell in columns(lines.text(index)) {
            fields.push(read_cell(&cell, &mut part, plan));
        }
        let lost = fields.iter().any(Option::is_none);
        let field = fields.into_iter().flatten().next();
        lines.note(
            &[index],
            if lost { Field::NotUnderstood } else { field.unwrap_or(Field::Blank) },
        );
    }
}

/// The cells of a line of the tail. The two columns stand apart by wide gaps, or by what only the
/// right one can begin with: an authority in capitals.
fn columns(text: &str) -> Vec<String> {
    cells(text).iter().flat_map(|cell| cell.split("  ")).flat_map(split_at_authority).collect()
}

fn split_at_authority(cell: &str) -> Vec<String> {
    let found = words(cell);
    let begins = |at: usize| {
        let apart = cell[found[at - 1].end()..found[at].start].contains([';', ':', '.', ')']);
        apart
            && at + 1 < found.len()
            && found[at].is_all_caps()
            && is_authority(&cell[found[at].start..])
    };
    match (1..found.len().min(LEFT_WORDS_MAX)).find(|at| begins(*at)) {
        // "T/M. ỦY BAN NHÂN DÂN" is one cell.
        Some(at) if !is_upper(&cell[..found[at].start]) => {
            let (left, right) = cell.split_at(found[at].start);
            vec![squeeze(left), squeeze(right)]
        }
        _ => vec![squeeze(cell)],
    }
}

/// Words of a recipient, at most, before what stands beside it.
const LEFT_WORDS_MAX: usize = 40;

fn read_cell(cell: &str, part: &mut Part, plan: &mut ImportedPlan) -> Option<Field> {
    let signature = &mut plan.signature;
    if is_recipients_head(cell) {
        *part = Part::Recipients;
        if let Some((_, first)) = cell.split_once(':') {
            first.split(';').for_each(|one| recipient(one, plan));
        }
        return Some(Field::Recipients);
    }
    if let Some((Marker::Bullet, rest)) = marked(cell) {
        recipient(rest, plan);
        return Some(Field::Recipients);
    }
    let signing = !signature.lines.is_empty();
    if is_authority(cell)
        || (signing && signature.name.is_none() && is_upper(cell) && is_post(cell))
    {
        *part = Part::Signature;
        signature.lines.push(squeeze(cell));
        return Some(Field::Signature);
    }
    if signing && signature.name.is_none() && is_person(cell) {
        signature.name = Some(squeeze(cell));
        return Some(Field::Signature);
    }
    if signing && (cell.starts_with('(') || starts_with_words(&fold_words(cell), "da ky")) {
        signature.lines.push(squeeze(cell));
        return Some(Field::Signature);
    }
    if *part == Part::Recipients {
        match plan.recipients.last_mut() {
            Some(last) if cell.starts_with(char::is_lowercase) => {
                last.push(' ');
                last.push_str(trim_clause(cell));
            }
            _ => recipient(cell, plan),
        }
        return Some(Field::Recipients);
    }
    None
}

fn recipient(text: &str, plan: &mut ImportedPlan) {
    let text = squeeze(trim_clause(text));
    if !text.is_empty() {
        plan.recipients.push(text);
    }
}

fn is_post(cell: &str) -> bool {
    let folded = format!(" {} ", fold_words(cell));
    POST_WORDS.iter().any(|word| folded.contains(&format!(" {word} ")))
}

fn is_person(cell: &str) -> bool {
    let found = words(cell);
    let letters = cell.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c));
    (2..=6).contains(&found.len())
        && letters
        && found.iter().all(Word::is_capitalised)
        && !(is_upper(cell) && is_post(cell))
}

/// Codes that a copy is filed under: of "Lưu: VT, VHXH" `VT` and `VHXH`.
pub(super) fn filing_codes(recipients: &[String]) -> Vec<String> {
    let filed = recipients.iter().filter(|one| starts_with_words(&fold_start(one, 1), "luu"));
    filed
        .flat_map(|one| {
            words(one)
                .into_iter()
                .filter(Word::is_all_caps)
                .map(|word| word.text.to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(text: &[&str]) -> (ImportedPlan, usize) {
        let mut lines = Lines::of(text);
        let mut plan = ImportedPlan::default();
        let all = 0..lines.len();
        read(&mut lines, all, &mut plan);
        let lost = lines.account().1.len();
        (plan, lost)
    }

    #[test]
    fn recipients_then_signature() {
        let (plan, lost) = tail(&[
            "Nơi nhận:",
            "- Như trên;",
            "- TT Đảng ủy,",
            "- Lưu: VT, VHXH.",
            "",
            "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "(Đã ký)",
            "Nguyễn Thị Mẫu",
        ]);
        assert_eq!(plan.recipients, ["Như trên", "TT Đảng ủy", "Lưu: VT, VHXH"]);
        assert_eq!(
            plan.signature.lines,
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Đã ký)"]
        );
        assert_eq!(plan.signature.name.as_deref(), Some("Nguyễn Thị Mẫu"));
        assert_eq!(lost, 0);
        assert_eq!(filing_codes(&plan.recipients), ["VT", "VHXH"]);
    }

    #[test]
    fn names_of_all_peoples() {
        for name in ["Nguyễn Thị Mẫu", "Siu H'Mẫu", "Giàng A Mẫu", "ĐINH VĂN MẪU"] {
            assert!(is_person(name), "{name}");
        }
        assert!(!is_person("CHỦ TỊCH") && !is_person("Ký bởi: Mẫu"));
    }

    #[test]
    fn side_by_side_and_the_other_way_round() {
        let (plan, lost) = tail(&[
            "Nơi nhận:          CHỦ TỊCH",
            "- Như trên;",
            "- Lưu: VT.          TRẦN VĂN MẪU",
        ]);
        assert_eq!(
            (plan.recipients.len(), plan.signature.name.as_deref(), lost),
            (2, Some("TRẦN VĂN MẪU"), 0)
        );
        let (plan, lost) = tail(&[
            "Nơi nhận: TM. ỦY BAN NHÂN DÂN",
            "- UBND tỉnh; KT. CHỦ TỊCH",
            "- Lưu: VT.  PHÓ CHỦ TỊCH",
            "",
            "Trần Thị Mẫu",
        ]);
        assert_eq!(plan.recipients, ["UBND tỉnh", "Lưu: VT"]);
        assert_eq!(plan.signature.lines, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
        assert_eq!((plan.signature.name.as_deref(), lost), (Some("Trần Thị Mẫu"), 0));
        let (plan, lost) =
            tail(&["CHỦ TỊCH", "Trần Văn Mẫu", "Nơi nhận: Như trên; Lưu: VT.", "PHỤ LỤC", "bảng"]);
        assert_eq!(
            (plan.recipients.len(), plan.signature.name.as_deref(), lost),
            (2, Some("Trần Văn Mẫu"), 2)
        );
    }
}
