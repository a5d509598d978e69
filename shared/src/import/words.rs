//! Words of a text with their places, and the two ways of comparing Vietnamese words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::fold;

#[cfg(test)]
thread_local! {
    /// Words looked at by this thread: the work that tests count.
    pub(super) static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts looks at words, and at the bytes between them, in tests.
fn look(many: usize) {
    #[cfg(test)]
    LOOKED_AT.with(|looked| looked.set(looked.get() + many));
    #[cfg(not(test))]
    let _ = many;
}

/// One word: a run of letters and digits.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// As written.
    pub(super) text: &'a str,
    /// Where it starts in the text it was taken from, in bytes.
    pub(super) start: usize,
    /// Without diacritics, in lower case.
    pub(super) fold: String,
}

impl Word<'_> {
    /// Where the word ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it starts with a capital letter.
    pub(super) fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it starts with a small letter.
    pub(super) fn is_small(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_lowercase)
    }

    /// Whether it is written in capitals throughout (and is longer than an initial).
    pub(super) fn is_all_caps(&self) -> bool {
        is_upper(self.text) && self.text.chars().count() > 1
    }
}

/// The words of `text`, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    WordIter { text, at: 0 }.collect()
}

/// The first `count` words of `text`: for looking at how a long line begins.
pub(super) fn first_words(text: &str, count: usize) -> Vec<Word<'_>> {
    WordIter { text, at: 0 }.take(count).collect()
}

struct WordIter<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for WordIter<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let is_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
        let rest = &self.text[self.at..];
        let skipped = rest.find(is_word);
        look(1 + skipped.unwrap_or(rest.len()));
        let skipped = skipped?;
        let rest = &rest[skipped..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let start = self.at + skipped;
        self.at = start + length;
        let text = &rest[..length];
        Some(Word { text, start, fold: fold(text) })
    }
}

/// What stands between word `index - 1` and word `index`; empty before the first.
pub(super) fn gap_before<'a>(text: &'a str, words: &[Word<'_>], index: usize) -> &'a str {
    look(1);
    match (index.checked_sub(1).and_then(|i| words.get(i)), words.get(index)) {
        (Some(left), Some(right)) => &text[left.end()..right.start],
        _ => "",
    }
}

/// The folded words of `text`, joined by single blanks.
pub(super) fn fold_words(text: &str) -> String {
    join_folds(&words(text))
}

/// The first `count` folded words of `text`, joined by single blanks.
pub(super) fn fold_start(text: &str, count: usize) -> String {
    join_folds(&first_words(text, count))
}

/// Folded words joined by single blanks.
pub(super) fn join_folds(words: &[Word<'_>]) -> String {
    let folds: Vec<&str> = words.iter().map(|word| word.fold.as_str()).collect();
    folds.join(" ")
}

/// Whether `folded` is `start` or goes on after it with a blank.
pub(super) fn starts_with_words(folded: &str, start: &str) -> bool {
    folded.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether the words from `index` on fold to `phrase` (blank-separated).
pub(super) fn phrase_at(words: &[Word<'_>], index: usize, phrase: &str) -> bool {
    look(1);
    phrase
        .split(' ')
        .enumerate()
        .all(|(offset, part)| words.get(index + offset).is_some_and(|word| word.fold == part))
}

/// The spelling of a word that ignores case and where its tone mark stands: `hoá` and `hóa` are
/// spelled alike, `hoa` and `hòa` are not.
pub(super) fn spelling(word: &str) -> String {
    look(1);
    let mut letters = String::with_capacity(word.len() + 2);
    let mut tone = None;
    for c in word.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(c),
            other => letters.push(other),
        }
    }
    letters.extend(tone);
    letters
}

/// `word` written with the capitals of `model`.
pub(super) fn with_case_of(model: &str, word: &str) -> String {
    if is_upper(model) && model.chars().count() > 1 {
        return word.to_uppercase();
    }
    if model.chars().next().is_some_and(char::is_uppercase) {
        capitalised(word)
    } else {
        word.to_owned()
    }
}

/// `text` with a capital first letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// `text` with a small first letter.
pub(super) fn uncapitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Whether `text` has letters and none of them is small.
pub(super) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// `text` with runs of white space as one blank and none at its ends.
pub(super) fn squeeze(text: &str) -> String {
    look(1);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without what ends a clause: `.`, `;`, `,`, `./.` and blanks.
pub(super) fn trim_clause(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ';', ',', '/', ':', ' ']).trim_start_matches([',', ';', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_places_and_folds() {
        let text = "- Đơn vị: Phòng";
        let found = words(text);
        assert_eq!(join_folds(&found), "don vi phong");
        assert_eq!(&text[found[1].start..found[1].end()], "vị");
        assert_eq!(gap_before(text, &found, 2), ": ");
        assert_eq!(gap_before(text, &found, 0), "");
    }

    #[test]
    fn spelling_ignores_case_and_the_place_of_the_tone_mark() {
        assert_eq!(spelling("Hoá"), spelling("hóa"));
        assert_eq!(spelling("UỶ"), spelling("ủy"));
        assert_ne!(spelling("Điem"), spelling("Điềm"));
        assert_ne!(spelling("Diêm"), spelling("Điêm"));
    }

    #[test]
    fn case_follows_the_model() {
        assert_eq!(with_case_of("LÒNG", "lồng"), "LỒNG");
        assert_eq!(with_case_of("Lòng", "lồng"), "Lồng");
        assert_eq!(with_case_of("lòng", "lồng"), "lồng");
    }
}
