//! Splitting "Phòng Văn hóa, Xã hội và Thông tin, Công an xã và các thôn" into its units.

use super::{
    fields,
    groups::{self, GroupKind},
    heads::{self, COMMUNE, Head, head_at},
    known::Known,
    persons::{behind_person, is_person},
    stops,
};
use crate::domain::directory::UnitKind;
use crate::import::words::{
    Word, capitalised, gap_before, phrase_at, squeeze, uncapitalised, words,
};

/// A unit named in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Mention {
    /// As written.
    pub(in crate::import) name: String,
    /// What kind of body it is.
    pub(in crate::import) kind: UnitKind,
    /// How its name begins, where that is known.
    pub(in crate::import) head: Option<Head>,
    /// What it stands for, if it is a group.
    pub(in crate::import) group: Option<GroupKind>,
}

/// A list of units and what follows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct List {
    /// The units, in order.
    pub(in crate::import) units: Vec<Mention>,
    /// From the first word that no longer belongs to the list.
    pub(in crate::import) rest: String,
    /// Whether a part of the list could not be read as a unit.
    pub(in crate::import) doubtful: bool,
}

/// Longest name taken for a unit, in words.
const NAME_WORDS_MAX: usize = 24;

/// Heads that one plural distributes over several names: "các phòng: Kinh tế, Văn hóa - Xã hội".
const DISTRIBUTED: &[&str] =
    &["phong", "thon", "ban", "xom", "ap", "hoi", "truong", "khu pho", "to dan pho"];

/// Reads a list of units from the start of `text`. A comma begins a new unit only before a word that begins units; else it belongs to the name. A
/// semicolon always does.
pub(in crate::import) fn read(text: &str, known: &Known) -> List {
    Reader::read(text, known, false)
}

/// Reads a list where nothing but names is to be expected: behind a label, in a heading.
///
/// Words of work are part of a name there ("Ban Quản lý dự án đầu tư xây dựng"); only a role ("phối
/// hợp với …") and what follows the commune end the list.
pub(in crate::import) fn read_names(text: &str, known: &Known) -> List {
    Reader::read(text, known, true)
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
    known: &'a Known,
    /// Whether nothing but names is to be expected.
    names: bool,
    /// First word of the unit being read.
    start: usize,
    /// A head to put before the unit being read.
    prefix: Option<String>,
    /// Whether commas part the names of one plural.
    commas: bool,
    /// First word that can be the beginning of the work.
    stop_from: usize,
    /// Where the unit's name ends, if it is known.
    name_end: Option<usize>,
    /// For each word the next one behind a semicolon.
    semicolons: Vec<Option<usize>>,
    list: List,
}

impl Reader<'_> {
    fn read(text: &str, known: &Known, names: bool) -> List {
        let text = without_parentheses(text);
        let words = words(&text);
        let mut semicolons = vec![None; words.len()];
        for at in (1..words.len()).rev() {
            let here = gap_before(&text, &words, at).contains(';');
            semicolons[at - 1] = if here { Some(at) } else { semicolons[at] };
        }
        let mut reader = Reader {
            text: &text,
            words: &words,
            known,
            names,
            semicolons,
            start: 0,
            prefix: None,
            commas: true,
            stop_from: 0,
            name_end: None,
            list: List::default(),
        };
        reader.run();
        reader.list
    }

    fn run(&mut self) {
        self.open(0);
        let mut index = self.start + 1;
        while index < self.words.len() {
            if self.stops(index) {
                return self.end(index);
            }
            let gap = gap_before(self.text, self.words, index);
            let linked = matches!(self.words[index].fold.as_str(), "va" | "cung" | "voi")
                && (self.words[index].is_small() || self.words[index].is_all_caps());
            // "12/12 thôn", "Thôn 2/9": a figure is one.
            let figure = self.words[index].text.starts_with(|c: char| c.is_ascii_digit())
                && self.words[index - 1].text.ends_with(|c: char| c.is_ascii_digit());
            let separated = gap.contains([',', ';'])
                || (gap.contains(['/', '+']) && !figure)
                || (linked && gap.trim().is_empty());
            let sentence = gap.contains(". ") && !self.words[index - 1].is_all_caps();
            if gap.contains(':') && self.distributes(self.start).is_none_or(|at| at != index) {
                return self.end(index);
            }
            let next = if linked { index + 1 } else { index };
            if (separated || sentence) && next < self.words.len() {
                if gap.contains(';') || self.begins_unit(next) {
                    self.close(index);
                    self.open(next);
                    index = self.start.max(next) + 1;
                    continue;
                }
                if sentence {
                    return self.end(index);
                }
            }
            index += 1;
        }
        self.close(self.words.len());
    }

    /// Begins a unit at word `index`, or behind the persons who stand for it.
    fn open(&mut self, index: usize) {
        let index = self.behind_count(index).unwrap_or(index);
        self.start = index;
        self.name_end = self.known.at(self.words, index).map(|length| index + length);
        if let Some(after) = behind_person(self.text, self.words, index) {
            self.start = after;
            self.name_end = self.known.at(self.words, after).map(|length| after + length);
        }
        if let Some(first) = self.distributes(self.start) {
            let head = &self.words[self.start + 1..first];
            let name: Vec<&str> = head.iter().map(|word| word.text).collect();
            self.prefix = Some(capitalised(&name.join(" ")));
            self.start = first;
            self.commas = self.commas_part();
        } else if self.head(self.start).is_some() {
            let village = groups::begins_village(&self.words[self.start..]);
            let length = if self.words[self.start].fold == "khu" { 2 } else { 1 };
            let simple = village && self.words[self.start].fold != "to";
            self.prefix = None;
            // "Tổ dân phố số 1, số 2": the head goes for every number.
            let head = self.head(self.start).map_or(1, |head| head.words.split(' ').count());
            let numbered = village && self.is_number(self.start + head);
            if numbered {
                let head: Vec<&str> =
                    self.words[self.start..self.start + head].iter().map(|w| w.text).collect();
                self.start += head.len();
                self.prefix = Some(capitalised(&head.join(" ")));
                self.commas = true;
            } else if simple
                && self.words.get(self.start + length).is_some_and(Word::is_capitalised)
            {
                let head: Vec<&str> =
                    self.words[self.start..self.start + length].iter().map(|w| w.text).collect();
                self.prefix = Some(capitalised(&head.join(" ")));
                self.start += length;
                self.commas = self.commas_part();
            }
        }
        let head = self.head(self.start);
        self.stop_from = head.map_or(self.start + 1, |head| {
            self.start + head.words.split(' ').count() + usize::from(head.id.is_none())
        });
    }

    /// The first name of a plural that distributes over names, where one begins at `index`.
    fn distributes(&self, index: usize) -> Option<usize> {
        if self.words.get(index)?.fold != "cac" {
            return None;
        }
        let head = DISTRIBUTED.iter().find(|head| phrase_at(self.words, index + 1, head))?;
        let first = index + 1 + head.split(' ').count();
        let name = self.words.get(first).filter(|word| word.is_capitalised())?;
        let gap = gap_before(self.text, self.words, first);
        let joined = gap == " " || gap.trim() == ":";
        (joined && head_at(self.text, self.words, first).is_none() && !name.is_all_caps())
            .then_some(first)
    }

    /// The head of a name at a word.
    fn head(&self, index: usize) -> Option<Head> {
        let found = head_at(self.text, self.words, index);
        found.or_else(|| heads::any_head_at(self.text, self.words, index).filter(|_| self.names))
    }

    /// Whether the unit being read is complete before word `index`, where only names are expected:
    /// it is one of its kind, it ends with its commune, or it has no head that could go on.
    fn is_complete(&self, index: usize) -> bool {
        let Some(head) = self.head(self.start) else { return self.prefix.is_none() };
        let end = self.start + head.words.split(' ').count();
        let own = head.id.is_some() && index >= end;
        let whole = COMMUNE.iter().any(|level| {
            let length = level.split(' ').count();
            index >= self.start + length && phrase_at(self.words, index - length, level)
        });
        own || whole
    }

    /// Whether a word behind a comma is no field of work that the name before could go on with:
    /// "Phòng Văn hóa, Xã hội", but "Phòng Kinh tế, Điện lực".
    fn is_apart(&self, index: usize) -> bool {
        gap_before(self.text, self.words, index).contains(',')
            && !fields::is_field_of_work(self.words, index)
            && !super::names::is_abbreviation(&self.words[index].fold)
    }

    fn begins_unit(&self, index: usize) -> bool {
        let here = &self.words[index];
        if let Some(head) = self.head(index) {
            let committee =
                matches!(head.words, "ubnd" | "uy ban nhan dan" | "hdnd" | "hoi dong nhan dan");
            return !(committee && phrase_at(self.words, self.start, "van phong"));
        }
        if behind_person(self.text, self.words, index).is_some() {
            return true;
        }
        let committee = matches!(here.fold.as_str(), "ubnd" | "hdnd");
        if self.behind_count(index).is_some() {
            return true;
        }
        let in_group = self.words[self.start].fold == "cac";
        if self.names
            && here.is_capitalised()
            && !committee
            && (in_group || self.is_complete(index) || self.is_apart(index))
        {
            return true;
        }
        if in_group {
            let members = self.words.get(self.start + 1..).unwrap_or_default();
            return groups::begins_village(&self.words[index..])
                && !groups::begins_village(members);
        }
        self.prefix.is_some() && self.commas && (here.is_capitalised() || self.is_number(index))
    }

    /// The word behind a count of villages that begins at word `index`: "12 thôn", "12/12 thôn".
    fn behind_count(&self, index: usize) -> Option<usize> {
        let count = |word: &&Word<'_>| word.text.chars().all(|c| c.is_ascii_digit());
        let behind = index + self.words[index..].iter().take_while(count).count();
        let villages = behind > index && groups::begins_village(&self.words[behind..]);
        // "Thôn 1, 2, thôn 3" counts nothing.
        let counted = villages && gap_before(self.text, self.words, behind) == " ";
        counted.then_some(behind)
    }

    /// Whether a village's number stands at a word: "3", "số 3".
    fn is_number(&self, index: usize) -> bool {
        let at = index + usize::from(self.words.get(index).is_some_and(|word| word.fold == "so"));
        self.words.get(at).is_some_and(|word| word.text.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Whether commas part the names of one plural. In "Các phòng: Văn hóa, Xã hội và Thông tin;
    /// Kinh tế" semicolons do, in "Các phòng: Kinh tế, Nội vụ; Công an xã" they part other units.
    fn commas_part(&self) -> bool {
        let behind = self.semicolons.get(self.start).copied().flatten();
        behind.is_none_or(|at| head_at(self.text, self.words, at).is_some())
    }

    /// Whether the list ends before word `index`: the work of the units begins there.
    fn stops(&self, index: usize) -> bool {
        let word = &self.words[index];
        let goes_on = gap_before(self.text, self.words, index) == " " && word.is_small();
        let link = matches!(
            word.fold.as_str(),
            "va" | "cung" | "voi" | "co" | "thuoc" | "tren" | "trong" | "o"
        );
        if goes_on && !link && self.name_is_over(index) {
            return true;
        }
        if self.names {
            return index >= self.stop_from && stops::begins_role(self.words, index);
        }
        let whole = self.words[self.start].fold == "cac"
            || self.head(self.start).is_some_and(|head| head.id.is_some());
        index >= self.stop_from && stops::begins_work(self.text, self.words, index, whole)
    }

    /// Whether the name of the unit has ended before the small word at `index`.
    fn name_is_over(&self, index: usize) -> bool {
        let level = COMMUNE.iter().any(|level| phrase_at(self.words, index, level));
        if self.name_end == Some(index) && !self.names {
            return !level;
        }
        if self.words[self.start].fold == "cac" {
            let body = &self.words[self.start + 1..];
            return (!self.names || groups::begins_village(body))
                && groups::is_over(self.text, body, index - self.start - 1);
        }
        // "Công an xã | tuần tra": the commune closes a name.
        let before = &self.words[index - 1];
        let word = self.words[index].fold.as_str();
        let earlier = index.checked_sub(2).map(|at| self.words[at].fold.as_str());
        // "Bảo hiểm xã hội", "Hợp tác xã nông nghiệp" end otherwise.
        let society = before.text == "xã" && (word == "hoi" || earlier == Some("tac"));
        index > self.stop_from
            && !society
            && before.is_small()
            && ends_with_commune(before, earlier)
    }

    fn end(&mut self, index: usize) {
        self.close(index);
        self.list.rest = self.text[self.words[index].start..].trim().to_owned();
    }

    /// Takes the words up to `end` as one unit.
    fn close(&mut self, end: usize) {
        let mut end = end;
        while end > self.start && matches!(self.words[end - 1].text, "và" | "cùng" | "với") {
            end -= 1;
        }
        let Some(first) = self.words.get(self.start).filter(|_| end > self.start) else { return };
        let written = squeeze(&self.text[first.start..self.words[end - 1].end()]);
        // In "các cơ quan, đơn vị, thôn" the plural goes for the villages too.
        let unit = &self.words[self.start..end];
        let nameless = unit.iter().skip(1).all(Word::is_small) && groups::begins_village(unit);
        let plural = nameless && self.prefix.is_none();
        let name = match &self.prefix {
            Some(prefix) => format!("{prefix} {written}"),
            None if plural => format!("các {}", uncapitalised(&written)),
            None => written,
        };
        let own = words(&name);
        let head = head_at(&name, &own, 0)
            .or_else(|| heads::any_head_at(&name, &own, 0).filter(|_| self.names));
        let unknown = head.is_none() && !first.is_capitalised() && !plural && self.prefix.is_none();
        if is_person(&name) || unknown || own.len() > NAME_WORDS_MAX {
            self.list.doubtful = true;
            return;
        }
        let kind = head.map_or(UnitKind::Khac, |head| head.kind);
        let group = (kind == UnitKind::Group).then(|| groups::classify(&name));
        self.list.units.push(Mention { name: capitalised(&name), kind, head, group });
    }
}

/// Whether a word ends the name of a commune's unit: "xã", "phường", "đặc khu", "thị trấn".
fn ends_with_commune(word: &Word<'_>, before: Option<&str>) -> bool {
    match word.text {
        "xã" | "phường" => true,
        "khu" => before == Some("dac"),
        "trấn" => before == Some("thi"),
        _ => false,
    }
}

/// `text` without what stands in parentheses.
pub(in crate::import) fn without_parentheses(text: &str) -> String {
    let mut depth = 0usize;
    let mut outside = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    squeeze(&outside).replace(" ,", ",").replace(" ;", ";").replace(" .", ".")
}

#[cfg(test)]
mod tests;
