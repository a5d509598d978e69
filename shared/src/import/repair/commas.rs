//! A comma lost in the phrase for all departments: "các phòng, ban cơ quan, đơn vị".

use super::Repair;
use crate::import::words::{gap_before, phrase_at, spelling, words};

/// The members of such a phrase, with their marks.
const ITEMS: &[&str] = &["phòng", "ban", "ngành", "cơ quan", "đơn vị", "đoàn thể"];

/// Two members that are commonly joined without a comma.
const JOINED: &[(&str, &str)] = &[("phòng", "ban"), ("ban", "ngành")];

/// Puts a comma between two members where the rest of the phrase has commas.
pub(super) fn repairs(text: &str) -> Vec<Repair> {
    let found = words(text);
    let item_at = |index: usize| {
        ITEMS.iter().find(|item| {
            item.split(' ').enumerate().all(|(offset, part)| {
                found.get(index + offset).is_some_and(|word| spelling(word.text) == spelling(part))
            })
        })
    };
    let mut repairs = Vec::new();
    let mut index = 0;
    while index < found.len() {
        if !phrase_at(&found, index, "cac") {
            index += 1;
            continue;
        }
        let start = index;
        index += 1;
        let mut members: Vec<(&str, &str)> = Vec::new();
        while let Some(item) = item_at(index) {
            let gap = gap_before(text, &found, index);
            if !members.is_empty() && gap != ", " && gap != " " {
                break;
            }
            let end = index + item.split(' ').count();
            members.push((gap, item));
            index = end;
        }
        let commas = members.iter().skip(1).filter(|(gap, _)| *gap == ", ").count();
        let lost =
            |pair: &[(&str, &str)]| pair[1].0 == " " && !JOINED.contains(&(pair[0].1, pair[1].1));
        if commas > 0 && members.windows(2).any(lost) {
            let phrase = &text[found[start].start..found[index - 1].end()];
            let mut after = phrase.split(' ').next().unwrap_or_default().to_owned();
            let mut at = start + 1;
            for (position, (gap, item)) in members.iter().enumerate() {
                let keep = position == 0 || !lost(&members[position - 1..=position]);
                after.push_str(if keep { gap } else { ", " });
                let end = at + item.split(' ').count();
                after.push_str(&text[found[at].start..found[end - 1].end()]);
                at = end;
            }
            repairs.push(Repair { range: found[start].start..found[index - 1].end(), after });
        }
    }
    repairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> Vec<String> {
        repairs(text).into_iter().map(|repair| repair.after).collect()
    }

    #[test]
    fn a_lost_comma_comes_back() {
        assert_eq!(
            repaired("- Các phòng, ban cơ quan, đơn vị;"),
            ["Các phòng, ban, cơ quan, đơn vị"]
        );
        assert_eq!(repaired("các ban, ngành đoàn thể xã"), ["các ban, ngành, đoàn thể"]);
    }

    #[test]
    fn usual_pairs_and_plain_phrases_stay() {
        for text in [
            "các phòng ban, cơ quan, đơn vị",
            "các ban ngành, đoàn thể",
            "các cơ quan đơn vị",
            "các phòng, ban, cơ quan, đơn vị",
            "các đơn vị trên địa bàn",
        ] {
            assert_eq!(repaired(text), [""; 0], "{text}");
        }
    }
}
