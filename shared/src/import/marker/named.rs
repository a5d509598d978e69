//! Headings that say what they are: "Phần thứ nhất", "Chương I", "Nhiệm vụ 1:".

use super::{Kind, Marker, after_mark, capital_after, from_roman};
use crate::import::words::{Word, first_words, phrase_at};

/// Words of headings that say what they are.
const KINDS: &[(&str, Kind)] = &[
    ("phan", Kind::Part),
    ("chuong", Kind::Chapter),
    ("muc", Kind::Section),
    ("dieu", Kind::Article),
    ("nhiem vu", Kind::Item),
    ("nhom nhiem vu", Kind::Item),
    ("giai phap", Kind::Item),
    ("hoat dong", Kind::Item),
    ("noi dung", Kind::Item),
    ("cong viec", Kind::Item),
    ("viec", Kind::Item),
    ("du an", Kind::Item),
    ("tieu du an", Kind::Item),
    ("mo hinh", Kind::Item),
    ("chuyen de", Kind::Item),
];

/// "Phần thứ nhất" and so on.
const ORDINALS: &[&str] = &["nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi"];

/// "Phần thứ nhất", "Chương I", "Mục 1.", "Điều 1.", "Nhiệm vụ 1:".
pub(super) fn named(line: &str) -> Option<(Marker, &str)> {
    let found = first_words(line, 6);
    if !found.first()?.is_capitalised() || found.first()?.start > 0 {
        return None;
    }
    let (phrase, kind) = KINDS.iter().find(|(phrase, _)| phrase_at(&found, 0, phrase))?;
    let mut at = phrase.split(' ').count();
    let ordinal = *kind == Kind::Part && found.get(at).is_some_and(|word| word.fold == "thu");
    at += usize::from(ordinal);
    let word = found.get(at)?;
    let number = if ordinal {
        // "thứ tư" may be "thứ bốn".
        let fold = if word.fold == "bon" { "tu" } else { word.fold.as_str() };
        u32::try_from(ORDINALS.iter().position(|one| *one == fold)? + 1).ok()?
    } else {
        let figure = word.text.len() <= 2 && word.text.chars().all(|c| c.is_ascii_digit());
        from_roman(word.text).or_else(|| word.text.parse().ok().filter(|_| figure))?
    };
    let spaced = line[..word.end()].split_whitespace().count() == at + 1;
    let tail = &line[word.end()..];
    let alone = matches!(kind, Kind::Part | Kind::Chapter);
    let rest = match after_mark(tail.trim_start()) {
        Some(rest) => Some(rest),
        // The title stands on the next line, or in capitals on this one.
        None if alone && tail.trim_matches([' ', '.', ':']).is_empty() => Some(""),
        None if alone && found.get(at + 1).is_some_and(Word::is_all_caps) => capital_after(tail),
        None => None,
    };
    rest.filter(|_| spaced && number > 0).map(|rest| (Marker::Named(*kind, number), rest))
}
