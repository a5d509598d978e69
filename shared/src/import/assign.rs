//! Sentences that name who leads: "Giao Phòng A chủ trì, phối hợp với Công an xã …".

use super::{
    units::{
        self,
        known::Known,
        list::{self, Mention},
    },
    words::{fold_words, phrase_at, words},
};

/// Who leads and who coordinates, and what they are to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) lead: Vec<Mention>,
    pub(super) coordinating: Vec<Mention>,
    /// What the sentence says beyond the names.
    pub(super) work: String,
    /// Whether a part could not be read as a unit.
    pub(super) doubtful: bool,
}

/// Words an assignment may begin with.
const OPENERS: &[&str] = &[
    "giao cho",
    "giao",
    "phan cong",
    "de nghi",
    "yeu cau",
    "do",
    "ubnd xa giao",
    "uy ban nhan dan xa giao",
];

/// What may stand between a unit and "chủ trì".
const BEFORE_LEAD: &[&str] =
    &["la don vi", "la co quan", "lam don vi", "lam co quan", "lam dau moi", "co trach nhiem"];

/// Work that says nothing beyond "to be done".
const EMPTY_WORK: &[&str] = &[
    "",
    "thuc hien",
    "to chuc thuc hien",
    "trien khai thuc hien",
    "to chuc trien khai thuc hien",
    "trien khai",
    "tham muu thuc hien",
    "to chuc trien khai",
];

/// Reads the value of a "Chủ trì:" line: units, and behind "phối hợp với" the coordinators.
pub(super) fn lead_value(value: &str, known: &Known) -> Assignment {
    let lead = list::read(value, known);
    let mut assignment =
        Assignment { lead: lead.units, doubtful: lead.doubtful, ..Assignment::default() };
    after_lead(&mut assignment, &lead.rest, known);
    assignment
}

/// Reads a sentence of prose, if it is one that assigns.
pub(super) fn sentence(text: &str, known: &Known) -> Option<Assignment> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let found = words(text);
    let opener = OPENERS
        .iter()
        .filter(|opener| phrase_at(&found, 0, opener))
        .map(|o| o.split(' ').count())
        .max();
    let first = opener.unwrap_or(0);
    let start = found.get(first)?.start;
    if !units::starts_with_unit(&text[start..]) {
        return None;
    }
    let lead = list::read(&text[start..], known);
    if lead.units.is_empty() || lead.doubtful {
        return None;
    }
    let rest = lead.rest.trim_start_matches([',', ' ']);
    let leads = leads_at(rest);
    // "do Công an xã thực hiện" and plain prose about a unit assign nothing by themselves.
    let given =
        opener.is_some() && found[0].fold != "do" && found[0].fold != "yeu" && !rest.is_empty();
    if leads.is_none() && !given {
        return None;
    }
    let mut assignment = Assignment { lead: lead.units, ..Assignment::default() };
    after_lead(&mut assignment, rest, known);
    Some(assignment)
}

/// What follows "chủ trì", if `rest` begins with it.
fn leads_at(rest: &str) -> Option<&str> {
    let found = words(rest);
    let skip = BEFORE_LEAD
        .iter()
        .find(|phrase| phrase_at(&found, 0, phrase))
        .map_or(0, |p| p.split(' ').count());
    phrase_at(&found, skip, "chu tri").then(|| &rest[found[skip + 1].end()..])
}

/// Takes coordinators and work from what follows the leading units.
fn after_lead(assignment: &mut Assignment, rest: &str, known: &Known) {
    let rest = leads_at(rest).unwrap_or(rest).trim_start_matches([',', ';', ' ', '.']);
    let found = words(rest);
    let skip = usize::from(found.first().is_some_and(|word| word.fold == "va"));
    if !phrase_at(&found, skip, "phoi hop") {
        assignment.work = meaningful(rest);
        return;
    }
    let mut next = skip + 2;
    while found.get(next).is_some_and(|word| {
        matches!(word.fold.as_str(), "voi" | "cung" | "chat" | "che" | "thuc" | "hien")
            && word.is_small()
    }) {
        next += 1;
    }
    let Some(word) = found.get(next) else { return };
    let coordinating = list::read(rest[word.start..].trim_end_matches(['.', ';', ')']), known);
    assignment.doubtful |= coordinating.doubtful;
    assignment.coordinating = coordinating.units;
    assignment.work = meaningful(&coordinating.rest);
}

fn meaningful(work: &str) -> String {
    if EMPTY_WORK.contains(&fold_words(work).as_str()) { String::new() } else { work.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(mentions: &[Mention]) -> Vec<&str> {
        mentions.iter().map(|mention| mention.name.as_str()).collect()
    }

    #[test]
    fn giao_chu_tri_phoi_hop() {
        let text = "Giao Phòng Văn hóa, Xã hội và Thông tin chủ trì, phối hợp với Công an xã, Đoàn Thanh niên và các đơn vị liên quan tổ chức hội thi tại các thôn.";
        let found = sentence(text, &Known::default()).expect("an assignment");
        assert_eq!(names(&found.lead), ["Phòng Văn hóa, Xã hội và Thông tin"]);
        assert_eq!(
            names(&found.coordinating),
            ["Công an xã", "Đoàn Thanh niên", "Các đơn vị liên quan"]
        );
        assert_eq!(found.work, "tổ chức hội thi tại các thôn");
    }

    #[test]
    fn other_forms() {
        let found =
            sentence("Công an xã chủ trì; phối hợp cùng các thôn thực hiện.", &Known::default())
                .expect("assigns");
        assert_eq!(
            (names(&found.lead), names(&found.coordinating)),
            (vec!["Công an xã"], vec!["Các thôn"])
        );
        assert_eq!(found.work, "");
        let found = sentence("(Phòng Kinh tế chủ trì)", &Known::default()).expect("assigns");
        assert_eq!(names(&found.lead), ["Phòng Kinh tế"]);
        let found = sentence(
            "Đề nghị Ủy ban MTTQ Việt Nam xã chủ trì, phối hợp với các đoàn thể vận động Nhân dân",
            &Known::default(),
        )
        .expect("assigns");
        assert_eq!(names(&found.lead), ["Ủy ban MTTQ Việt Nam xã"]);
        let found = lead_value("Phòng Kinh tế phối hợp với Công an xã", &Known::default());
        assert_eq!(
            (names(&found.lead), names(&found.coordinating)),
            (vec!["Phòng Kinh tế"], vec!["Công an xã"])
        );
    }

    #[test]
    fn prose_about_units_assigns_nothing() {
        for text in [
            "Phòng Văn hóa - Xã hội là đầu mối tham mưu",
            "Các thôn tổ chức họp",
            "Chủ trì tham mưu báo cáo",
            "Tăng cường phối hợp giữa các ban",
        ] {
            assert_eq!(sentence(text, &Known::default()), None, "{text}");
        }
    }
}
