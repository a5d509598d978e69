//! A document number printed twice: "Quyết định 12/QĐ-TTg số 12/QĐ-TTg".

use super::Repair;
use crate::import::{
    cite::number_text,
    words::{gap_before, words},
};

/// Words before a number's second mention that are looked at: kind, number and its parts.
const LOOK_BACK_WORDS: usize = 20;

/// Keeps one of two equal numbers, behind "số".
pub(super) fn repairs(text: &str) -> Vec<Repair> {
    let found = words(text);
    let mut repairs = Vec::new();
    let mut done = 0;
    for index in 1..found.len() {
        if found[index].fold != "so"
            || gap_before(text, &found, index + 1) != " "
            || found[index].start < done
        {
            continue;
        }
        let Some(second) = found.get(index + 1).and_then(|word| number_text(&text[word.start..]))
        else {
            continue;
        };
        // A kind of document is a few words long: what is looked back at is bounded.
        let from = found[index.saturating_sub(LOOK_BACK_WORDS)].start.max(done);
        let before = text[from..found[index].start].trim_end();
        let Some(head) = before.strip_suffix(second).filter(|head| head.ends_with(' ')) else {
            continue;
        };
        let head = head.trim_end();
        let said = head.strip_suffix("số").map_or(head, str::trim_end);
        // The kind of document stands before it, else the first number may be another sentence's.
        let kind = said.rfind(['.', ';', ',', '(']).map_or(said, |at| &said[at + 1..]).trim_start();
        let kind_words = words(kind);
        let first = kind_words.iter().rposition(|word| word.is_capitalised());
        let Some(kind_start) = first.map(|at| said.len() - kind.len() + kind_words[at].start)
        else {
            continue;
        };
        let end = found[index + 1].start + second.len();
        let after = format!("{} số {second}", &said[kind_start..]);
        repairs.push(Repair { range: from + kind_start..end, after });
        done = end;
    }
    repairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> Vec<(&str, String)> {
        repairs(text).into_iter().map(|repair| (&text[repair.range], repair.after)).collect()
    }

    #[test]
    fn one_number_is_kept() {
        for text in [
            "theo Quyết định 12/QĐ-TTg số 12/QĐ-TTg của",
            "theo Quyết định số 12/QĐ-TTg số 12/QĐ-TTg của",
        ] {
            let [(before, after)] = &repaired(text)[..] else { panic!("{text}") };
            assert!(text.contains(before) && before.starts_with("Quyết định"));
            assert_eq!(after, "Quyết định số 12/QĐ-TTg");
        }
        assert_eq!(repaired("Quyết định 12/QĐ-TTg số 13/QĐ-TTg"), []);
        assert_eq!(repaired("Quyết định số 12/QĐ-TTg"), []);
    }
}
