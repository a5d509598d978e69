//! "Tổ chức thực hiện": which unit answers for what.

use super::{
    Body, DraftDuty, flat, is_row,
    role::{self, Role},
};
use crate::domain::directory::UnitKind;
use crate::import::{
    lines::Field,
    model::Responsibility,
    outline::{Node, Para},
    units::{
        self,
        known::Known,
        list::{self, Mention},
    },
    words::{first_words, phrase_at},
};

/// Words that may stand before the unit in a heading.
const OPENERS: &[&str] = &[
    "giao cho",
    "giao",
    "phan cong",
    "trach nhiem cua",
    "doi voi",
    "yeu cau",
    "nhiem vu cua",
    "tran trong de nghi",
    "de nghi",
];

/// A heading that names units.
struct Named<'a> {
    units: Vec<Mention>,
    heading: &'a str,
    requested: bool,
    /// What the units are to do, if the line goes on to say it.
    duty: Option<&'a str>,
}

impl Body<'_, '_> {
    /// A section of responsibilities.
    pub(super) fn organisation(&mut self, node: &Node) {
        self.heading(node);
        self.listed(&node.paras);
        for child in &node.children {
            if is_row(child) {
                self.inner(child, None);
            } else {
                self.responsible(child);
            }
        }
    }

    fn responsible(&mut self, node: &Node) {
        let titled = !node.paras.is_empty() || !node.children.is_empty();
        if let Some(named) = named(&node.heading.text, &self.known, titled) {
            let number = self.begin(&named, node.code.clone(), &node.heading.lines);
            self.lines.note(&node.heading.lines, Field::Responsibility);
            let below: Vec<Para> = node.children.iter().flat_map(flat).collect();
            for para in node.paras.iter().chain(&below) {
                self.duties[number].duty.duties.push(para.text.clone());
                self.lines.note(&para.lines, Field::Responsibility);
            }
            return;
        }
        if role::of(&node.heading.text) == Role::Funding {
            self.funding(node);
        } else {
            self.organisation(node);
        }
    }

    /// Paragraphs that may each begin with a unit: "- Phòng Kinh tế: …", "Giao Công an xã …".
    fn listed(&mut self, paras: &[Para]) {
        let mut open = None;
        for para in paras {
            let named = named(&para.text, &self.known, false)
                .filter(|named| named.duty.is_some() || para.bullet);
            match (named, open) {
                (Some(named), _) => {
                    let number = (self.duties.len() + 1).to_string();
                    open = Some((self.begin(&named, number, &para.lines), para.bullet));
                    self.lines.note(&para.lines, Field::Responsibility);
                }
                // What stands under a unit's line is its duty too.
                (None, Some((number, bullet))) if !bullet || para.bullet => {
                    self.duties[number].duty.duties.push(para.text.clone());
                    self.lines.note(&para.lines, Field::Responsibility);
                }
                _ => self.under_heading(std::slice::from_ref(para)),
            }
        }
    }

    /// Adds a responsibility; gives its index.
    fn begin(&mut self, named: &Named<'_>, no: String, lines: &[usize]) -> usize {
        let units = self.interned(&named.units, lines);
        let own = units
            .iter()
            .all(|unit| !matches!(self.registry.kind(*unit), UnitKind::Dang | UnitKind::DoanThe));
        let verb = if own && !named.requested { "giao" } else { "đề nghị" };
        let duty = Responsibility {
            no,
            unit: String::new(),
            heading: named.heading.to_owned(),
            verb: verb.to_owned(),
            duties: named.duty.into_iter().map(str::to_owned).collect(),
        };
        self.duties.push(DraftDuty { duty, units });
        self.duties.len() - 1
    }
}

/// Reads a line that begins with the unit it is about. `titled` says that what the unit does stands
/// below, so that the line is nothing but its name unless it ends like a sentence.
fn named<'a>(text: &'a str, known: &Known, titled: bool) -> Option<Named<'a>> {
    let found = first_words(text, 6);
    let opener = OPENERS
        .iter()
        .filter(|opener| phrase_at(&found, 0, opener))
        .max_by_key(|opener| opener.len());
    let first = opener.map_or(0, |opener| opener.split(' ').count());
    let start = found.get(first)?.start;
    let plain = text[start..].trim_end_matches(['.', ':', ';', ' ']);
    if !units::starts_with_unit(plain) {
        return None;
    }
    // In a heading a colon ends the names: "Trưởng các thôn: Tuyên truyền …".
    let colon = plain.find(": ");
    let names = colon.is_some() || (titled && !text.ends_with(['.', ';']));
    let value = colon.map_or(plain, |at| &plain[..at]);
    let read = if names { list::read_names(value, known) } else { list::read(value, known) };
    if read.units.is_empty() || read.doubtful {
        return None;
    }
    let requested = opener.is_some_and(|opener| opener.ends_with("de nghi"));
    let whole = text.trim_end_matches([':', ';', ' ']);
    if let Some(at) = colon.filter(|_| read.rest.is_empty()) {
        let (heading, duty) = (text[..start + at].trim(), text[start + at + 1..].trim());
        return Some(Named { units: read.units, heading, requested, duty: Some(duty) });
    }
    if read.rest.is_empty() {
        let heading = whole.trim_end_matches('.');
        return Some(Named { units: read.units, heading, requested, duty: None });
    }
    // The list ends where the work begins; parentheses in between leave no trace in `rest`.
    let tail = read.rest.split(' ').next().and_then(|word| text.find(&format!(" {word}")));
    let exact = whole.trim_end_matches('.').strip_suffix(read.rest.as_str()).map(str::len);
    let heading = text[..exact.or(tail).unwrap_or(text.len())].trim_end_matches([':', ',', ' ']);
    Some(Named { units: read.units, heading, requested, duty: Some(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Vec<String>, String, bool, Option<String>)> {
        named(text, &Known::default(), false).map(|named| {
            let units = named.units.into_iter().map(|unit| unit.name).collect();
            (units, named.heading.to_owned(), named.requested, named.duty.map(str::to_owned))
        })
    }

    #[test]
    fn headings_that_name_units() {
        let (units, heading, requested, duty) =
            read("Đề nghị Ủy ban MTTQ Việt Nam xã và các đoàn thể").expect("units");
        assert_eq!(units, ["Ủy ban MTTQ Việt Nam xã", "Các đoàn thể"]);
        assert_eq!(
            (heading.as_str(), requested, duty),
            ("Đề nghị Ủy ban MTTQ Việt Nam xã và các đoàn thể", true, None)
        );
        let (units, heading, _, duty) =
            read("Phòng Kinh tế (bộ phận tài chính): Bố trí kinh phí.").expect("units");
        assert_eq!((units.len(), heading.as_str()), (1, "Phòng Kinh tế (bộ phận tài chính)"));
        assert_eq!(duty.as_deref(), Some("Bố trí kinh phí."));
        let (_, heading, _, duty) =
            read("Giao Công an xã chủ trì, phối hợp với các thôn.").expect("units");
        assert_eq!(
            (heading.as_str(), duty.as_deref()),
            ("Giao Công an xã", Some("Giao Công an xã chủ trì, phối hợp với các thôn."))
        );
        assert_eq!(read("Trưởng các thôn").expect("units").0, ["Các thôn"]);
    }

    #[test]
    fn headings_that_do_not() {
        for text in [
            "Chế độ báo cáo",
            "Tổ chức tuyên truyền",
            "Thời gian thực hiện",
            "Căn cứ nhiệm vụ được giao",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
