//! The last look at an import: what of a line stands in no field of the result is not understood.
//!
//! Readers note where they put a line; whether all of it arrived there is not left to them. Here the
//! finished plan is held against the lines once more, three words at a time: three words that follow
//! one another in a line have to follow one another in a field, and a field answers for as many lines
//! as it repeats them. Marks and labels ("2.1.", "Thời gian:") only say what a line is.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    header,
    labels::{label, split_at_labels},
    lines::{Field, Lines},
    marker::marked,
    model::ImportedPlan,
    source::Place,
    words::{first_words, words},
};

/// Words that are looked at together.
const WINDOW: usize = 3;

/// The words of a result, as numbers.
#[derive(Default)]
struct Held {
    numbers: BTreeMap<String, usize>,
    /// How often three words follow one another.
    runs: BTreeMap<[usize; WINDOW], usize>,
    /// Words and pairs of words.
    short: BTreeSet<Vec<usize>>,
    /// Fields of less than three words.
    whole: BTreeSet<Vec<usize>>,
}

impl Held {
    fn add(&mut self, text: &str) {
        let mut numbers = Vec::new();
        for word in words(text) {
            let next = self.numbers.len();
            numbers.push(*self.numbers.entry(word.fold).or_insert(next));
        }
        for run in numbers.windows(WINDOW) {
            if let Ok(run) = <[usize; WINDOW]>::try_from(run) {
                *self.runs.entry(run).or_default() += 1;
            }
        }
        for length in 1..WINDOW {
            self.short.extend(numbers.windows(length).map(<[usize]>::to_vec));
        }
        if numbers.len() < WINDOW {
            self.whole.insert(numbers);
        }
    }

    /// Whether every word of `text` stands in the result beside its neighbours.
    fn holds(&mut self, text: &str) -> bool {
        let numbers: Vec<Option<usize>> =
            words(text).iter().map(|word| self.numbers.get(&word.fold).copied()).collect();
        let known = |run: &[Option<usize>]| run.iter().copied().collect::<Option<Vec<usize>>>();
        if numbers.len() < WINDOW {
            return known(&numbers).is_some_and(|run| run.is_empty() || self.short.contains(&run));
        }
        let mut held = vec![false; numbers.len()];
        for (at, run) in numbers.windows(WINDOW).enumerate() {
            let run = known(run).and_then(|run| <[usize; WINDOW]>::try_from(run).ok());
            if let Some(left) =
                run.and_then(|run| self.runs.get_mut(&run)).filter(|left| **left > 0)
            {
                *left -= 1;
                held[at..at + WINDOW].fill(true);
            }
        }
        for length in 1..WINDOW {
            for (at, run) in numbers.windows(length).enumerate() {
                if held[at..at + length].contains(&false)
                    && known(run).is_some_and(|run| self.whole.contains(&run))
                {
                    held[at..at + length].fill(true);
                }
            }
        }
        !held.contains(&false)
    }
}

/// What a task has from the heading above it, and so holds no line of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) lead: bool,
    pub(super) coordinating: bool,
    pub(super) due: bool,
    pub(super) funding: bool,
}

/// Notes every line of which a part stands in no field. `copied` tells of each task what it has
/// from above; `elsewhere` is text that fields hold in another form.
pub(super) fn audit(
    lines: &mut Lines,
    plan: &ImportedPlan,
    copied: &[Copied],
    elsewhere: &[String],
) {
    let mut held = Held::default();
    collect(plan, copied, &mut |text| held.add(text));
    elsewhere.iter().for_each(|text| held.add(text));
    for index in 0..lines.len() {
        let Some(field) = lines.fate(index) else { continue };
        if matches!(field, Field::Blank | Field::NotUnderstood | Field::TableHead) {
            continue;
        }
        // Its words are among those of the row it goes on with.
        if *lines.place(index) == Place::RowGoesOn {
            continue;
        }
        let text = lines.text(index);
        if field == Field::Type && spells(text, &plan.kind) {
            continue;
        }
        let rest = lines.marked(index).map_or(text, |(_, rest)| rest);
        // A mark before the label: "- a) Chủ trì: …".
        let rest = marked(rest).filter(|(_, inner)| label(inner).is_some()).map_or(rest, |m| m.1);
        let whole = split_at_labels(rest)
            .into_iter()
            .all(|piece| parts(piece, field).into_iter().all(|part| held.holds(part)));
        if !whole {
            lines.note(&[index], Field::NotUnderstood);
        }
    }
}

/// Whether a line is `kind` with its letters set apart.
fn spells(line: &str, kind: &str) -> bool {
    let letters = |text: &str| words(text).into_iter().map(|word| word.fold).collect::<String>();
    letters(line) == letters(kind)
}

/// What of a clause has to stand in a field.
fn parts(piece: &str, field: Field) -> Vec<&str> {
    match field {
        Field::Basis => return header::without_openers(piece),
        Field::Recipients => {
            let head = first_words(piece, 2);
            let named = head.len() == 2 && head[0].fold == "noi" && head[1].fold == "nhan";
            return vec![if named { &piece[head[1].end()..] } else { piece }];
        }
        _ => {}
    }
    // Who leads and coordinates is kept with its label, which may stand apart from the names.
    let Some((_, value)) = label(piece) else { return vec![piece] };
    vec![value]
}

/// Every text of the plan that lines of the file were put into.
fn collect(plan: &ImportedPlan, copied: &[Copied], add: &mut dyn FnMut(&str)) {
    let lists = [
        &plan.letterhead,
        &plan.basis,
        &plan.purpose,
        &plan.requirements,
        &plan.funding,
        &plan.closing,
        &plan.recipients,
        &plan.signature.lines,
    ];
    lists.into_iter().flatten().for_each(|text| add(text));
    let single = [&plan.issuing, &plan.signature.name];
    single.into_iter().flatten().for_each(|text| add(text));
    add(&format!("{} {}", plan.kind, plan.title));
    for section in &plan.sections {
        add(&section.title);
        section.content.iter().for_each(|text| add(text));
    }
    for (task, copied) in plan.tasks.iter().zip(copied) {
        add(&task.title);
        task.content.iter().for_each(|text| add(text));
        let own = [
            (&task.note, false),
            (&task.lead_raw, copied.lead),
            (&task.coordinating_raw, copied.coordinating),
            (&task.funding, copied.funding),
        ];
        let own = own.into_iter().filter(|(_, copied)| !copied);
        own.filter_map(|(text, _)| text.as_ref()).for_each(|text| add(text));
        if let Some(due) = task.due.as_ref().filter(|_| !copied.due) {
            add(&due.raw);
        }
    }
    for duty in &plan.responsibilities {
        add(&duty.heading);
        duty.duties.iter().for_each(|text| add(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(texts: &[&str]) -> Held {
        let mut held = Held::default();
        texts.iter().for_each(|text| held.add(text));
        held
    }

    #[test]
    fn a_word_is_held_beside_its_neighbours() {
        let mut fields = held(&["Tuyên truyền trên loa của thôn", "Mục đích"]);
        assert!(fields.holds("tuyên truyền trên loa"));
        assert!(!fields.holds("tuyên truyền loa của thôn"));
        assert!(
            held(&["Mục đích", "Giữ gìn rừng đầu nguồn"]).holds("Mục đích: Giữ gìn rừng đầu nguồn")
        );
        assert!(!held(&["Giữ gìn rừng"]).holds("Giữ gìn rừng đầu"));
        assert!(held(&[]).holds("…"));
    }

    #[test]
    fn a_field_answers_once_for_a_line() {
        let mut fields = held(&["xong trước ngày 30/6"]);
        assert!(fields.holds("xong trước ngày 30/6"));
        assert!(!fields.holds("xong trước ngày 30/6"));
    }
}
