//! Sentences that name who leads: "Giao Phòng A chủ trì, phối hợp với Công an xã …".

use super::{
    units::{
        self,
        known::Known,
        list::{self, Mention},
    },
    words::{first_words, fold_words, phrase_at, trim_clause, words},
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
    if says_no_unit(value) {
        return Assignment { doubtful: true, ..Assignment::default() };
    }
    let aside = helpers_aside(value, known);
    let value = roles_in_the_open(value);
    let lead = list::read_names(&value, known);
    let mut assignment =
        Assignment { lead: lead.units, doubtful: lead.doubtful, ..Assignment::default() };
    if helps_at(&lead.rest).is_some_and(|rest| trim_clause(rest).is_empty()) {
        // "Các thôn cùng phối hợp": nobody leads.
        assignment.coordinating = std::mem::take(&mut assignment.lead);
    } else {
        after_lead(&mut assignment, &lead.rest, known, true);
    }
    assignment.coordinating.extend(aside);
    assignment
}

/// Reads the value of a "Phối hợp:" line.
pub(super) fn helpers(value: &str, known: &Known) -> Assignment {
    if says_no_unit(value) {
        return Assignment { doubtful: true, ..Assignment::default() };
    }
    let aside = helpers_aside(value, known);
    let value = roles_in_the_open(value);
    let found = list::read_names(&value, known);
    let rest = helps_at(&found.rest).unwrap_or(&found.rest);
    Assignment {
        coordinating: found.units.into_iter().chain(aside).collect(),
        doubtful: found.doubtful,
        work: meaningful(trim_clause(rest)),
        ..Assignment::default()
    }
}

/// Letters of a role in parentheses, at most.
const ROLE_CHARS_MAX: usize = 40;

/// "Phòng A (chủ trì), Công an xã (phối hợp)" without its parentheses.
fn roles_in_the_open(value: &str) -> String {
    let mut open = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('(') {
        // A role is short: no more is looked at behind each parenthesis.
        let behind = &rest[at + 1..];
        let close = behind.char_indices().take(ROLE_CHARS_MAX).find(|(_, c)| *c == ')');
        // The last parenthesis may have been trimmed off with the full stop.
        let last = || Some(behind.len()).filter(|length| *length <= ROLE_CHARS_MAX);
        let inner = close.map(|(end, _)| end).or_else(last).map_or("", |end| &behind[..end]);
        let folded = fold_words(inner);
        let role = ["chu tri", "phoi hop"].iter().any(|role| folded.ends_with(role))
            && folded.split(' ').count() <= 4;
        let width = if role { inner.len() + 2 } else { 1 };
        open.push_str(&rest[..at]);
        if role {
            let role = if folded.ends_with("chu tri") { "chủ trì" } else { "phối hợp" };
            open.push_str(role);
        } else {
            open.push('(');
        }
        rest = rest.get(at + width..).unwrap_or_default();
    }
    open.push_str(rest);
    open
}

/// The units that parentheses name to help: "Phòng A (phối hợp với Công an xã)", "Trạm Y tế (Công an
/// xã, Hội Nông dân phối hợp)".
fn helpers_aside(value: &str, known: &Known) -> Vec<Mention> {
    let mut helpers = Vec::new();
    for inner in value.split('(').skip(1) {
        let inner = inner.split_once(')').map_or(inner, |(inner, _)| inner);
        let found = words(inner);
        let names = if phrase_at(&found, 0, "phoi hop") {
            let with = 2 + usize::from(found.get(2).is_some_and(|word| word.fold == "voi"));
            found.get(with).map(|word| &inner[word.start..])
        } else {
            let role = found.len().checked_sub(2).filter(|at| phrase_at(&found, *at, "phoi hop"));
            role.map(|at| inner[..found[at].start].trim_end_matches(" cùng "))
        };
        let named = names.map(|names| list::read_names(names, known)).unwrap_or_default();
        if !named.doubtful {
            helpers.extend(named.units);
        }
    }
    helpers
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
    let opened = roles_in_the_open(&text[start..]);
    let (lead, rest) = leading(&opened, known)?;
    let given =
        opener.is_some() && found[0].fold != "do" && found[0].fold != "yeu" && !rest.is_empty();
    let mut assignment = Assignment::default();
    if leads_at(&rest).is_none() {
        // "Trường A, Đoàn Thanh niên cùng phối hợp."
        if helps_at(&rest).is_some_and(|rest| meaningful(trim_clause(rest)).is_empty()) {
            assignment.coordinating = lead;
            return Some(assignment);
        }
        // "do Công an xã thực hiện" and plain prose about a unit assign nothing by themselves.
        if !given {
            return None;
        }
    }
    assignment.lead = lead;
    after_lead(&mut assignment, &rest, known, false);
    Some(assignment)
}

/// Words before "chủ trì", at most: more is a sentence about something else.
const LEAD_WORDS_MAX: usize = 60;

/// The units a sentence begins with, and what follows them. What stands before "chủ trì" is names
/// and nothing else.
fn leading(text: &str, known: &Known) -> Option<(Vec<Mention>, String)> {
    let found = words(text);
    let role = (1..found.len().min(LEAD_WORDS_MAX))
        .find(|at| leads_at(&text[found[*at].start..]).is_some());
    if let Some(role) = role {
        let start = found[role].start;
        let lead = list::read_names(trim_clause(&text[..start]), known);
        if !lead.units.is_empty() && !lead.doubtful && lead.rest.is_empty() {
            return Some((lead.units, text[start..].to_owned()));
        }
    }
    let lead = list::read(text, known);
    let rest = lead.rest.trim_start_matches([',', ' ']).to_owned();
    (!lead.units.is_empty() && !lead.doubtful).then_some((lead.units, rest))
}

/// What follows "chủ trì", if `rest` begins with it.
fn leads_at(rest: &str) -> Option<&str> {
    let found = first_words(rest, 8);
    let skip = BEFORE_LEAD
        .iter()
        .find(|phrase| phrase_at(&found, 0, phrase))
        .map_or(0, |p| p.split(' ').count());
    phrase_at(&found, skip, "chu tri").then(|| &rest[found[skip + 1].end()..])
}

/// What follows "phối hợp" behind the units that help, if `rest` begins so.
fn helps_at(rest: &str) -> Option<&str> {
    let found = first_words(rest, 4);
    let skip = usize::from(found.first().is_some_and(|word| word.fold == "cung"));
    phrase_at(&found, skip, "phoi hop").then(|| {
        let behind = &rest[found[skip + 1].end()..];
        if phrase_at(&found, skip + 2, "thuc hien") {
            &rest[found[skip + 3].end()..]
        } else {
            behind
        }
    })
}

/// Takes coordinators and work from what follows the leading units.
fn after_lead(assignment: &mut Assignment, rest: &str, known: &Known, labelled: bool) {
    let led = leads_at(rest);
    let rest = led.unwrap_or(rest).trim_start_matches([',', ';', ' ', '.']);
    let found = words(rest);
    let skip = usize::from(found.first().is_some_and(|word| word.fold == "va"));
    let with = led.is_some() && found.get(skip).is_some_and(|word| word.fold == "cung");
    if !with && !phrase_at(&found, skip, "phoi hop") {
        // "Phòng A chủ trì; Công an xã, các thôn phối hợp thực hiện."
        if led.is_some() && units::starts_with_unit(rest) {
            let helpers = list::read_names(rest, known);
            if let Some(behind) = helps_at(&helpers.rest).filter(|_| !helpers.units.is_empty()) {
                assignment.doubtful |= helpers.doubtful;
                assignment.coordinating = helpers.units;
                assignment.work = meaningful(trim_clause(behind));
                return;
            }
        }
        assignment.work = meaningful(rest);
        return;
    }
    let mut next = if with { skip + 1 } else { skip + 2 };
    while found.get(next).is_some_and(|word| {
        matches!(
            word.fold.as_str(),
            "voi" | "cung" | "chat" | "che" | "thuc" | "hien" | "phoi" | "hop"
        ) && word.is_small()
    }) {
        next += 1;
    }
    let Some(word) = found.get(next) else { return };
    let names = rest[word.start..].trim_end_matches(['.', ';', ')']);
    let coordinating =
        if labelled { list::read_names(names, known) } else { list::read(names, known) };
    assignment.doubtful |= coordinating.doubtful;
    assignment.coordinating = coordinating.units;
    assignment.work = meaningful(helps_at(&coordinating.rest).unwrap_or(&coordinating.rest));
}

fn meaningful(work: &str) -> String {
    if EMPTY_WORK.contains(&fold_words(work).as_str()) { String::new() } else { work.to_owned() }
}

/// Whether a value says that there is nobody: "Phối hợp: không".
pub(super) fn says_nobody(value: &str) -> bool {
    matches!(fold_words(value).as_str(), "khong" | "khong co")
}

/// Whether a value says something else than a unit: "Không phân công", "Như mục 1", "Theo phân công
/// của Chủ tịch UBND xã", "Thường xuyên". No unit's name begins so.
fn says_no_unit(value: &str) -> bool {
    let start = first_words(value, 2);
    let Some(first) = start.first() else { return false };
    matches!(first.text.to_lowercase().as_str(), "không" | "chưa" | "như" | "xem" | "theo" | "từ")
        || phrase_at(&start, 0, "thuong xuyen")
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
    fn roles_behind_the_names() {
        for text in [
            "Phòng Kinh tế chủ trì; Công an xã, các thôn phối hợp thực hiện.",
            "Phòng Kinh tế chủ trì, cùng Công an xã và các thôn thực hiện",
            "Phòng Kinh tế (chủ trì), Công an xã, các thôn (phối hợp)",
            "Phòng Kinh tế chủ trì, Công an xã và các thôn cùng phối hợp",
        ] {
            for found in
                [sentence(text, &Known::default()), Some(lead_value(text, &Known::default()))]
            {
                let found = found.expect("assigns");
                assert_eq!(names(&found.lead), ["Phòng Kinh tế"], "{text}");
                assert_eq!(names(&found.coordinating), ["Công an xã", "Các thôn"], "{text}");
                assert_eq!((found.work.as_str(), found.doubtful), ("", false), "{text}");
            }
        }
        let text = "Trường Tiểu học Nà Pài, Đoàn Thanh niên cùng phối hợp.";
        let found = sentence(text, &Known::default()).expect("assigns");
        assert_eq!((found.lead.len(), found.coordinating.len()), (0, 2));
    }

    #[test]
    fn a_label_leaves_no_doubt_that_names_follow() {
        let found = lead_value(
            "Ban Quản lý dự án đầu tư xây dựng xã phối hợp với Tổ bảo vệ an ninh, trật tự ở cơ sở",
            &Known::default(),
        );
        assert_eq!(names(&found.lead), ["Ban Quản lý dự án đầu tư xây dựng xã"]);
        assert_eq!(names(&found.coordinating), ["Tổ bảo vệ an ninh, trật tự ở cơ sở"]);
        let found = sentence(
            "Giao Ban Quản lý dự án đầu tư xây dựng xã chủ trì, phối hợp với các thôn lát đường.",
            &Known::default(),
        )
        .expect("assigns");
        assert_eq!(names(&found.lead), ["Ban Quản lý dự án đầu tư xây dựng xã"]);
        assert_eq!(found.work, "lát đường");
        let found = lead_value("Công an xã tuần tra ban đêm", &Known::default());
        assert_eq!(
            (names(&found.lead), found.work.as_str()),
            (vec!["Công an xã"], "tuần tra ban đêm")
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
