//! Splitting "Phòng Văn hóa, Xã hội và Thông tin, Công an xã và các thôn" into its units.

use super::{
    groups::{self, GroupKind},
    heads::{Head, head_at},
};
use crate::domain::directory::UnitKind;
use crate::import::words::{Word, capitalised, gap_before, phrase_at, squeeze, words};

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

/// Small words after which a list of units has ended, with their marks.
const STOP_WORDS: &[&str] = &[
    "để", "nhằm", "theo", "là", "chịu", "sẽ", "phải", "được", "gửi", "khi", "nếu", "căn", "tại",
    "do", "trình", "giúp",
];

/// Folded beginnings of what units do: the list has ended.
const STOP_PHRASES: &[&str] = &[
    "bao cao",
    "bao dam",
    "ban hanh",
    "bo tri",
    "cap nhat",
    "chi dao",
    "chu dong",
    "chu tri",
    "chuan bi",
    "co nhiem vu",
    "co trach nhiem",
    "cung cap",
    "cu can bo",
    "dam bao",
    "dang tai",
    "dau moi",
    "day manh",
    "de xuat",
    "don doc",
    "duy tri",
    "giam sat",
    "giao ban",
    "ho tro",
    "hoan thanh",
    "huong dan",
    "kiem tra",
    "kip thoi",
    "lam dau moi",
    "lap ke hoach",
    "lap du toan",
    "nghien cuu",
    "pho bien",
    "phat dong",
    "phoi hop",
    "phu trach",
    "quan ly",
    "quan triet",
    "ra soat",
    "tang cuong",
    "tham gia",
    "tham muu",
    "theo doi",
    "thong bao",
    "thong qua",
    "thuc hien",
    "thuong xuyen",
    "tiep nhan",
    "tiep tuc",
    "to chuc",
    "tong hop",
    "trien khai",
    "trong viec",
    "trong cong tac",
    "trong qua trinh",
    "tuyen truyen",
    "tap trung",
    "tham dinh",
    "van dong",
    "xay dung",
    "mo lop",
    "mo chuyen muc",
];

/// Of these, the ones that also end names: "Trung tâm Dịch vụ tổng hợp".
const NAME_ENDS: &[&str] = &[
    "giam sat",
    "ho tro",
    "huong dan",
    "kiem tra",
    "quan ly",
    "tiep nhan",
    "tong hop",
    "tuyen truyen",
    "van dong",
    "xay dung",
];

/// Persons who stand for the units they head.
const HEADS_OF: &[&str] =
    &["thu truong", "truong", "lanh dao", "nguoi dung dau", "tat ca", "toan the", "bi thu"];

/// How a person is addressed: what follows is no unit.
const PERSONS: &[&str] = &["đồng chí", "ông", "bà", "anh", "chị"];

/// Heads that one plural distributes over several names: "các phòng: Kinh tế, Văn hóa - Xã hội".
const DISTRIBUTED: &[&str] =
    &["phong", "thon", "ban", "xom", "ap", "hoi", "truong", "khu pho", "to dan pho"];

/// Reads a list of units from the start of `text`.
///
/// A comma begins a new unit only before a word that begins units; else it belongs to the name. A
/// semicolon always does.
pub(in crate::import) fn read(text: &str) -> List {
    let text = without_parentheses(text);
    let words = words(&text);
    let mut reader =
        Reader { text: &text, words: &words, start: 0, prefix: None, list: List::default() };
    reader.run();
    reader.list
}

struct Reader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
    /// First word of the unit being read.
    start: usize,
    /// A head to put before the unit being read.
    prefix: Option<String>,
    list: List,
}

impl Reader<'_> {
    fn run(&mut self) {
        self.open(0);
        let mut index = self.start + 1;
        while index < self.words.len() {
            if self.stops(index) {
                return self.end(index);
            }
            let gap = gap_before(self.text, self.words, index);
            let linked = matches!(self.words[index].fold.as_str(), "va" | "cung" | "voi")
                && self.words[index].is_small();
            let separated = gap.contains([',', ';', '/', '+']) || (linked && gap.trim().is_empty());
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
        self.start = index;
        for heads in HEADS_OF {
            let after = index + heads.split(' ').count();
            if phrase_at(self.words, index, heads)
                && self.words.get(after).is_some_and(|word| word.fold == "cac")
            {
                self.start = after;
            }
        }
        if let Some(first) = self.distributes(self.start) {
            let head = &self.words[self.start + 1..first];
            let name: Vec<&str> = head.iter().map(|word| word.text).collect();
            self.prefix = Some(capitalised(&name.join(" ")));
            self.start = first;
        } else if head_at(self.text, self.words, self.start).is_some() {
            let village = groups::begins_village(&self.words[self.start..]);
            let length = if self.words[self.start].fold == "khu" { 2 } else { 1 };
            let simple = village && self.words[self.start].fold != "to";
            self.prefix = None;
            if simple && self.words.get(self.start + length).is_some_and(Word::is_capitalised) {
                let head: Vec<&str> =
                    self.words[self.start..self.start + length].iter().map(|w| w.text).collect();
                self.prefix = Some(capitalised(&head.join(" ")));
                self.start += length;
            }
        }
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

    fn begins_unit(&self, index: usize) -> bool {
        let here = &self.words[index];
        if let Some(head) = head_at(self.text, self.words, index) {
            let committee =
                matches!(head.words, "ubnd" | "uy ban nhan dan" | "hdnd" | "hoi dong nhan dan");
            return !(committee && phrase_at(self.words, self.start, "van phong"));
        }
        if HEADS_OF.iter().any(|heads| {
            phrase_at(self.words, index, heads)
                && self
                    .words
                    .get(index + heads.split(' ').count())
                    .is_some_and(|word| word.fold == "cac")
        }) {
            return true;
        }
        let in_group = self.words[self.start].fold == "cac";
        if in_group {
            let members = self.words.get(self.start + 1..).unwrap_or_default();
            return groups::begins_village(&self.words[index..])
                && !groups::begins_village(members);
        }
        self.prefix.is_some() && here.is_capitalised()
    }

    fn stops(&self, index: usize) -> bool {
        let word = &self.words[index];
        let inside_head = head_at(self.text, self.words, self.start)
            .is_some_and(|head| index < self.start + head.words.split(' ').count());
        if !word.is_small() || inside_head {
            return false;
        }
        STOP_WORDS.contains(&word.text)
            || STOP_PHRASES.iter().any(|phrase| {
                phrase_at(self.words, index, phrase) && !self.ends_name(index, phrase)
            })
    }

    /// Whether a phrase that could begin the work ends a name here.
    fn ends_name(&self, index: usize, phrase: &str) -> bool {
        let after = index + phrase.split(' ').count();
        let gap = gap_before(self.text, self.words, after);
        let last = match self.words.get(after) {
            None => true,
            Some(word) => {
                word.fold == "xa" || word.fold == "phuong" || gap.contains([',', ';', '.'])
            }
        };
        last && NAME_ENDS.contains(&phrase)
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
        let plural = first.is_small() && groups::begins_village(&self.words[self.start..]);
        let name = match &self.prefix {
            Some(prefix) => format!("{prefix} {written}"),
            None if plural && head_at(self.text, self.words, self.start).is_none() => {
                format!("các {written}")
            }
            None => written,
        };
        let own = words(&name);
        let head = head_at(&name, &own, 0);
        let lower = name.to_lowercase();
        let person =
            PERSONS.iter().any(|p| lower.strip_prefix(p).is_some_and(|rest| rest.starts_with(' ')));
        let unknown = head.is_none() && !first.is_capitalised() && !plural;
        if person || unknown || own.len() > NAME_WORDS_MAX {
            self.list.doubtful = true;
            return;
        }
        let kind = head.map_or(UnitKind::Khac, |head| head.kind);
        let group = (kind == UnitKind::Group).then(|| groups::classify(&name));
        self.list.units.push(Mention { name: capitalised(&name), kind, head, group });
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
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        read(text).units.into_iter().map(|unit| unit.name).collect()
    }

    #[test]
    fn commas_inside_names_stay() {
        assert_eq!(
            names("Phòng Văn hóa, Xã hội và Thông tin, Công an xã; Trạm Y tế xã và các thôn."),
            ["Phòng Văn hóa, Xã hội và Thông tin", "Công an xã", "Trạm Y tế xã", "Các thôn"]
        );
        assert_eq!(
            names("Văn phòng HĐND và UBND xã, Trung tâm Văn hóa, Thể thao và Truyền thông"),
            ["Văn phòng HĐND và UBND xã", "Trung tâm Văn hóa, Thể thao và Truyền thông"]
        );
    }

    #[test]
    fn groups_keep_their_commas_and_end_at_the_next_unit() {
        assert_eq!(
            names("Phòng Kinh tế, các phòng, ban, cơ quan, đơn vị, các thôn."),
            ["Phòng Kinh tế", "Các phòng, ban, cơ quan, đơn vị", "Các thôn"]
        );
        assert_eq!(
            names("Các cơ quan, đơn vị và thôn, bản"),
            ["Các cơ quan, đơn vị", "Các thôn, bản"]
        );
        assert_eq!(
            names("Thủ trưởng các cơ quan, đơn vị; Trưởng các thôn"),
            ["Các cơ quan, đơn vị", "Các thôn"]
        );
        assert_eq!(
            names("các ban, ngành, Mặt trận Tổ quốc và các đoàn thể"),
            ["Các ban, ngành", "Mặt trận Tổ quốc", "Các đoàn thể"]
        );
    }

    #[test]
    fn one_plural_for_several_names() {
        assert_eq!(
            names("Các phòng: Kinh tế, Văn hóa - Xã hội; Công an xã"),
            ["Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Công an xã"]
        );
        assert_eq!(
            names("các thôn Nà Pài, Khòn Cải và Bản Dạ"),
            ["Thôn Nà Pài", "Thôn Khòn Cải", "Bản Dạ"]
        );
    }

    #[test]
    fn the_list_ends_where_the_work_begins() {
        let list = read("Công an xã, các đơn vị liên quan tổ chức tuyên truyền tại các thôn");
        assert_eq!(list.units.len(), 2);
        assert_eq!(list.rest, "tổ chức tuyên truyền tại các thôn");
        assert_eq!(names("Ban Quản lý chợ xã tổ chức dọn vệ sinh"), ["Ban Quản lý chợ xã"]);
    }

    #[test]
    fn persons_are_no_units() {
        let list = read("đồng chí Nguyễn Văn A, Công an xã");
        assert!(list.doubtful);
        assert_eq!(list.units.len(), 1);
        assert!(read("theo phân công").doubtful);
    }
}
