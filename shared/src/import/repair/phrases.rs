//! Set phrases of administrative Vietnamese, held against words that have other marks on the same letters.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::Repair;
use crate::import::words::{Word, gap_before, spelling, with_case_of, words};
use table::{ALSO_CORRECT, NEIGHBOURS, PHRASES};

struct Phrase {
    words: Vec<Word<'static>>,
    text: &'static str,
}

/// The phrases by their first folded word, the longest first.
pub(super) struct Phrases {
    by_first: BTreeMap<String, Vec<Phrase>>,
    correct: BTreeSet<String>,
}

/// The table taken apart once: it costs more than a plan does.
static SHARED: LazyLock<Phrases> = LazyLock::new(Phrases::new);

impl Phrases {
    /// The phrases of the table.
    pub(super) fn shared() -> &'static Self {
        &SHARED
    }

    fn new() -> Self {
        let mut by_first: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        for text in PHRASES {
            let words = words(text);
            let first = words[0].fold.clone();
            by_first.entry(first).or_default().push(Phrase { words, text });
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        let correct = [PHRASES, ALSO_CORRECT, NEIGHBOURS].concat();
        let correct = correct.into_iter().map(|text| spelled(&words(text))).collect();
        Self { by_first, correct }
    }

    /// Repairs of set phrases in a line: same letters, other marks, and not correct as they stand.
    pub(super) fn repairs(&self, text: &str) -> Vec<Repair> {
        let found = words(text);
        let mut repairs = Vec::new();
        let mut index = 0;
        while index < found.len() {
            let phrases = self.by_first.get(&found[index].fold);
            let here =
                phrases.into_iter().flatten().find(|phrase| phrase.stands_at(text, &found, index));
            let Some(phrase) = here else {
                index += 1;
                continue;
            };
            let length = phrase.words.len();
            let written = &found[index..index + length];
            let wrong = written
                .iter()
                .zip(&phrase.words)
                .filter(|(a, b)| spelling(a.text) != spelling(b.text))
                .count();
            if wrong == 0 {
                index += length.saturating_sub(1).max(1);
                continue;
            }
            // A word with all its marks lost is a scanner's work; else most of a phrase must be right.
            let bare = written.iter().all(|word| word.text.is_ascii());
            if (bare || wrong <= length / 2) && !self.stands(text, &found, index, phrase) {
                let after = phrase.written_like(text, written);
                repairs.push(Repair { range: written[0].start..written[length - 1].end(), after });
                index += length;
            } else {
                index += 1;
            }
        }
        repairs
    }

    /// Whether the words from `index` on are correct as they stand, or may be parts of words with
    /// their neighbours on either side: "mọi | trường hợp", "lao động | bào chữa".
    fn stands(&self, text: &str, found: &[Word<'_>], index: usize, phrase: &Phrase) -> bool {
        let end = index + phrase.words.len();
        let pair = |left: usize| {
            gap_before(text, found, left + 1) == " "
                && self.correct.contains(&spelled(&found[left..left + 2]))
        };
        self.correct.contains(&spelled(&found[index..end]))
            || (index > 0 && pair(index - 1))
            || (end < found.len() && pair(end - 1))
    }
}

impl Phrase {
    fn stands_at(&self, text: &str, found: &[Word<'_>], index: usize) -> bool {
        self.words.iter().enumerate().all(|(offset, part)| {
            let gap = gap_before(text, found, index + offset);
            let wanted = gap_before(self.text, &self.words, offset);
            found.get(index + offset).is_some_and(|word| word.fold == part.fold)
                && (offset == 0 || gap == wanted)
        })
    }

    /// The phrase with the capitals of what was written.
    fn written_like(&self, text: &str, written: &[Word<'_>]) -> String {
        let mut after = String::new();
        for (offset, (word, part)) in written.iter().zip(&self.words).enumerate() {
            if offset > 0 {
                after.push_str(gap_before(text, written, offset));
            }
            let right = if spelling(word.text) == spelling(part.text) {
                word.text.to_owned()
            } else {
                with_case_of(word.text, part.text)
            };
            after.push_str(&right);
        }
        after
    }
}

fn spelled(words: &[Word<'_>]) -> String {
    words.iter().map(|word| spelling(word.text)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> Vec<(String, String)> {
        let repairs = Phrases::new().repairs(text);
        repairs.into_iter().map(|r| (text[r.range].to_owned(), r.after)).collect()
    }

    fn to(text: &str, before: &str, after: &str) {
        assert_eq!(repaired(text), [(before.to_owned(), after.to_owned())], "{text}");
    }

    #[test]
    fn marks_come_back() {
        to("1. Kiến toàn tổ chức", "Kiến toàn", "Kiện toàn");
        to(
            "xây dựng thể trận quốc phòng toàn dân",
            "thể trận quốc phòng toàn dân",
            "thế trận quốc phòng toàn dân",
        );
        to("LÒNG GHÉP nội dung", "LÒNG GHÉP", "LỒNG GHÉP");
        to("công tác tuyền truyền", "tuyền truyền", "tuyên truyền");
        to("cơ sơ; ra soát hộ", "ra soát", "rà soát");
        to("Ủy ban nhân dan xã", "Ủy ban nhân dan", "Ủy ban nhân dân");
        to("nông thon mới", "nông thon mới", "nông thôn mới");
        to("van ban; trien khai", "trien khai", "triển khai");
    }

    #[test]
    fn what_is_correct_stays() {
        for text in [
            "truyền thống văn hóa",
            "phương thức hiện đại",
            "khả năng cao",
            "thông báo về việc",
            "tìm hiểu qua mạng",
            "trao đổi ngoại ngữ",
            "hệ thống tin nhắn",
            "phố biển",
            "có quan hệ",
            "văn hoá, xã hội",
            "sự kiện toàn tỉnh",
            "vùng Đông Bộ",
            "kinh phí chi đào tạo",
            "đúng cho mọi trường hợp",
            "người lao động bào chữa",
            "công ty định ký hợp đồng",
            "ke-hoach/trien-khai",
        ] {
            assert_eq!(repaired(text), [], "{text}");
        }
    }

    #[test]
    fn the_table_does_not_contradict_itself() {
        let phrases = Phrases::new();
        for text in PHRASES.iter().chain(ALSO_CORRECT) {
            assert_eq!(phrases.repairs(text), [], "{text}");
        }
    }
}
