//! Above the type line: authority, motto, number and date, urgency.

use super::ISSUERS;
use crate::import::{
    cite,
    frame::Frame,
    lines::{Field, Lines, cells},
    model::ImportedPlan,
    units, when,
    words::{
        capitalised, first_words, fold_start, gap_before, is_upper, phrase_at, squeeze,
        starts_with_words, words,
    },
};

/// Issuer, motto, number and date above the type line. Gives the issuer as printed there.
pub(super) fn letterhead(
    lines: &mut Lines,
    frame: &Frame,
    plan: &mut ImportedPlan,
) -> Option<String> {
    let mut printed: Vec<String> = Vec::new();
    for index in frame.header.clone() {
        if lines.is_blank(index) {
            continue;
        }
        let text = squeeze(lines.text(index));
        let mut fields = Vec::new();
        if number_and_date(&text, plan) {
            fields.push(Some(Field::Number));
        } else {
            for cell in cells(lines.text(index)) {
                fields.push(letterhead_cell(&cell, &mut printed));
            }
        }
        let lost = fields.iter().any(Option::is_none);
        let field = fields.into_iter().flatten().next().unwrap_or(Field::Letterhead);
        if lost {
            lines.note(&[index], Field::NotUnderstood);
        } else {
            plan.letterhead.push(text);
            lines.note(&[index], field);
        }
    }
    // The lowest body issues: "UBND XÃ A" above "BAN CHỈ ĐẠO B".
    let start = printed.iter().rposition(|cell| begins_issuer(cell))?;
    Some(sentence_case(&printed[start..].join(" ")))
}

/// Whether a line of the letterhead begins the name of a body that issues plans.
fn begins_issuer(cell: &str) -> bool {
    let found = first_words(cell, 6);
    ISSUERS.iter().any(|issuer| phrase_at(&found, 0, issuer)) || units::starts_with_unit(cell)
}

/// Takes number and date from a line that has a place for one of them, filled in or not.
fn number_and_date(line: &str, plan: &mut ImportedPlan) -> bool {
    let found = words(line);
    let has = |word: &str| found.iter().any(|other| other.fold == word);
    let numbered = found.first().is_some_and(|word| word.fold == "so") && line.contains([':', '/']);
    let date = when::header_date(line);
    let dated = (has("ngay") && has("thang") && has("nam")) || (numbered && date.is_some());
    if numbered {
        let rest = line[found[0].end()..].trim_start_matches([':', '.', ' ']);
        plan.number = cite::number_text(rest).map(str::to_owned).or(plan.number.take());
    }
    if dated {
        plan.issued_on = date.map(|date| date.to_string()).or(plan.issued_on.take());
    }
    numbered || dated
}

/// Longest line of a letterhead that is not in capitals, in words.
const LETTERHEAD_WORDS_MAX: usize = 14;

/// How urgent or secret a document is, and that it is a draft.
const STAMPS: &[&str] =
    &["hoa toc", "khan", "thuong khan", "mat", "toi mat", "tuyet mat", "du thao"];

fn letterhead_cell(cell: &str, printed: &mut Vec<String>) -> Option<Field> {
    let found = words(cell);
    let at = |phrase: &str| (0..found.len()).find(|index| phrase_at(&found, *index, phrase));
    let motto = at("cong hoa xa hoi chu nghia viet nam")
        .or_else(|| at("doc lap tu do hanh phuc"))
        .or_else(|| at("dang cong san viet nam"));
    if let Some(motto) = motto {
        let before = cell[..found[motto].start].trim();
        return if before.is_empty() {
            Some(Field::Motto)
        } else {
            letterhead_cell(before, printed)
        };
    }
    if STAMPS.iter().any(|stamp| starts_with_words(&fold_start(cell, 4), stamp)) {
        return Some(Field::Letterhead);
    }
    let named = found.len() <= LETTERHEAD_WORDS_MAX && begins_issuer(cell) && !cell.ends_with('.');
    (is_upper(cell) || named).then(|| {
        printed.push(squeeze(cell));
        Field::Issuer
    })
}

/// "ỦY BAN NHÂN DÂN XÃ NÀ SƠN" as a text would write it.
fn sentence_case(name: &str) -> String {
    let lower = name.to_lowercase();
    let found = words(&lower);
    let level = |at: usize| {
        matches!(found[at].fold.as_str(), "xa" | "phuong" | "khu" | "tinh" | "pho" | "tran")
    };
    let place = (0..found.len()).find(|at| level(*at)).map_or(found.len(), |at| at + 1);
    let mut out = String::new();
    for (index, word) in found.iter().enumerate() {
        out.push_str(gap_before(&lower, &found, index));
        out.push_str(&if index == 0 || index >= place {
            capitalised(word.text)
        } else {
            word.text.to_owned()
        });
    }
    expand(&out)
}

/// The issuer's name with "UBND" and "HĐND" written out.
pub(super) fn expand(name: &str) -> String {
    name.replace("UBND", "Ủy ban nhân dân")
        .replace("Ubnd", "Ủy ban nhân dân")
        .replace("HĐND", "Hội đồng nhân dân")
}
