//! One task read from its heading and paragraphs.

use std::collections::BTreeSet;

use super::{Body, DraftTask};
use crate::import::{
    assign::{self, Assignment},
    cite,
    labels::{Label, label, split_at_labels},
    lines::Field,
    model::Task,
    outline::Para,
    units::{known::Known, list, registry::UnitRef},
    when,
    words::{capitalised, squeeze, trim_clause},
};

/// A heading longer than this, in characters, is a paragraph with its title in front.
const TITLE_CHARS_MAX: usize = 150;

/// What follows a colon in a heading is a text of its own from this length on, in characters.
const HEADING_TEXT_MIN: usize = 60;

/// Who does something and when, as labelled lines say it.
#[derive(Debug, Clone, Default)]
pub(super) struct Assigned {
    pub(super) lead: Vec<UnitRef>,
    pub(super) coordinating: Vec<UnitRef>,
    pub(super) task: Task,
    /// A label whose units are on the next lines.
    pending: Option<Label>,
}

/// Splits a heading into its title and the text that follows on the same line.
pub(super) fn split_title(heading: &str) -> (&str, Option<&str>) {
    let length = heading.chars().count();
    let cut = |at: usize, width: usize| {
        let (title, rest) = (heading[..at].trim(), heading[at + width..].trim());
        (title, Some(rest).filter(|rest| !rest.is_empty()))
    };
    let title_fits = |at: usize| (4..=TITLE_CHARS_MAX).contains(&heading[..at].chars().count());
    if let Some(at) = heading.find(':').filter(|at| title_fits(*at)) {
        let rest = heading[at + 1..].trim().chars().count();
        if rest == 0 || rest >= HEADING_TEXT_MIN || heading.ends_with('.') {
            return cut(at, 1);
        }
    }
    if length > TITLE_CHARS_MAX
        && let Some(at) = heading.find(". ").filter(|at| title_fits(*at))
    {
        return cut(at, 1);
    }
    (heading.trim().trim_end_matches(['.', ':', ';']), None)
}

/// Whether a paragraph says who leads or coordinates.
pub(super) fn assigns(para: &Para, known: &Known) -> bool {
    split_at_labels(&para.text).into_iter().any(|piece| match label(piece) {
        Some((Label::Lead | Label::Coordinating, _)) => true,
        Some(_) => false,
        None => {
            sentences(piece).into_iter().any(|one| assign::sentence(one, known).is_some())
                || in_parentheses(piece, known).is_some()
        }
    })
}

/// Title and text of a heading that has a sentence saying who leads: "a) Giao Công an xã chủ trì
/// tuần tra" is about "Tuần tra".
fn split_assigning<'a>(heading: &'a str, known: &Known) -> Option<(String, Option<&'a str>)> {
    let sentences = sentences(heading);
    let at = sentences.iter().position(|one| assign::sentence(one, known).is_some())?;
    if at > 0 {
        let title = sentences[0].trim_end_matches(['.', ';', ' ']);
        return Some((title.to_owned(), heading.find(sentences[1]).map(|start| &heading[start..])));
    }
    let work = assign::sentence(sentences[0], known)?.work;
    let title = if work.is_empty() { sentences[0] } else { &work };
    Some((capitalised(title.trim_end_matches(['.', ';', ' '])), Some(heading)))
}

/// The sentences of a paragraph.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// The assignment in parentheses that a text ends with, and the text before it.
fn in_parentheses<'a>(text: &'a str, known: &Known) -> Option<(&'a str, &'a str, Assignment)> {
    let body = text.trim_end_matches(['.', ';', ' ']);
    let open = body.strip_suffix(')')?.rfind('(')?;
    let inner = &body[open + 1..body.len() - 1];
    Some((body[..open].trim(), inner, assign::sentence(inner, known)?))
}

impl Body<'_, '_> {
    /// Adds a task.
    pub(super) fn task(
        &mut self,
        code: &str,
        path: &str,
        heading: &Para,
        paras: &[Para],
        inherited: Option<&Assigned>,
    ) {
        let pieces = split_at_labels(&heading.text);
        let (title, rest) = split_assigning(pieces[0], &self.known).unwrap_or_else(|| {
            let (title, rest) = split_title(pieces[0]);
            (title.to_owned(), rest)
        });
        let mut item = Assigned::default();
        item.task.code = code.to_owned();
        item.task.path = path.to_owned();
        let title = self.title(&mut item, &title);
        item.task.title = title;
        self.lines.note(&heading.lines, Field::TaskTitle);
        for text in rest.into_iter().chain(pieces[1..].iter().copied()) {
            self.piece(&mut item, text, false, &heading.lines);
        }
        for para in paras {
            let pieces = split_at_labels(&para.text);
            let fields: Vec<Field> = pieces
                .iter()
                .map(|piece| self.piece(&mut item, piece, para.bullet, &para.lines))
                .collect();
            self.lines.note(&para.lines, fields.first().copied().unwrap_or(Field::TaskContent));
        }
        if let Some(above) = inherited {
            inherit(&mut item, above);
        }
        self.complete(&mut item, &heading.text);
        self.tasks.push(DraftTask {
            task: item.task,
            lead: item.lead,
            coordinating: item.coordinating,
        });
    }

    /// The title without a citation or an assignment in parentheses at its end.
    fn title(&mut self, item: &mut Assigned, title: &str) -> String {
        if let Some((before, inner, assignment)) = in_parentheses(title, &self.known) {
            self.assign(item, inner, assignment);
            return before.to_owned();
        }
        let cited = title.strip_suffix(')').and_then(|body| Some((body, matching_open(body)?)));
        match cited {
            Some((body, open)) if open > 0 && !cite::citations(&body[open..]).is_empty() => {
                body[..open].trim().to_owned()
            }
            _ => title.to_owned(),
        }
    }

    /// Takes one clause of a task; says which field it went to.
    pub(super) fn piece(
        &mut self,
        item: &mut Assigned,
        piece: &str,
        bullet: bool,
        lines: &[usize],
    ) -> Field {
        let Some((kind, value)) = label(piece) else {
            return self.prose(item, piece, bullet, lines);
        };
        item.pending = None;
        match kind {
            Label::Lead => {
                let assignment = assign::lead_value(trim_value(value), &self.known);
                let empty = trim_clause(value).is_empty();
                if assignment.doubtful || (assignment.lead.is_empty() && !empty) {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                // Coordinators named behind the leads are what the list would go on with.
                let open = goes_on(value) && assignment.coordinating.is_empty();
                item.pending = (empty || open).then_some(kind);
                if !self.assign(item, piece, assignment) {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                Field::Lead
            }
            Label::Coordinating => {
                let found = list::read(trim_value(value), &self.known);
                let empty = trim_clause(value).is_empty();
                if found.doubtful || (found.units.is_empty() && !empty) {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                item.pending = (empty || goes_on(value)).then_some(kind);
                let units = self.registry.intern_all(&found.units);
                if units.len() < found.units.len() {
                    // More units than are kept of one plan.
                    self.lines.note(lines, Field::NotUnderstood);
                }
                item.coordinating.extend(units);
                add_line(&mut item.task.coordinating_raw, piece);
                Field::Coordinating
            }
            Label::Time => {
                let often = when::periodicity(value, true);
                let due = when::due_of(value, self.plan.year);
                add_periods(&mut item.task, often.clone());
                if (often.is_empty() || due.date.is_some() || due.raw.split(' ').count() > 2)
                    && item.task.due.is_none()
                {
                    item.task.due = Some(due);
                }
                Field::Due
            }
            Label::Funding => {
                add_line(&mut item.task.funding, value);
                Field::Funding
            }
            Label::Content => {
                item.task.content.push(value.to_owned());
                Field::TaskContent
            }
        }
    }

    fn prose(&mut self, item: &mut Assigned, piece: &str, bullet: bool, lines: &[usize]) -> Field {
        if let Some(kind) = item.pending {
            let found = list::read(trim_value(piece), &self.known);
            let listed = bullet || crate::import::units::starts_with_unit(piece);
            if listed && !found.units.is_empty() && !found.doubtful && found.rest.is_empty() {
                let units = self.registry.intern_all(&found.units);
                let (to, raw) = match kind {
                    Label::Lead => (&mut item.lead, &mut item.task.lead_raw),
                    _ => (&mut item.coordinating, &mut item.task.coordinating_raw),
                };
                to.extend(units);
                add_line(raw, piece);
                if !bullet && !goes_on(piece) {
                    item.pending = None;
                }
                return if kind == Label::Lead { Field::Lead } else { Field::Coordinating };
            }
            item.pending = None;
        }
        if let Some((before, inner, assignment)) = in_parentheses(piece, &self.known) {
            self.assign(item, inner, assignment);
            if !before.is_empty() {
                item.task.content.push(before.to_owned());
                return Field::TaskContent;
            }
            return Field::Lead;
        }
        let sentences = sentences(piece);
        let mut spare = 0;
        for sentence in &sentences {
            if let Some(assignment) = assign::sentence(sentence, &self.known) {
                spare += usize::from(assignment.work.is_empty());
                if assignment.doubtful {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                self.assign(item, sentence, assignment);
            }
        }
        if spare < sentences.len() {
            item.task.content.push(piece.to_owned());
            return Field::TaskContent;
        }
        Field::Lead
    }

    /// Takes over who leads and coordinates; false if a plan has more units than are kept.
    fn assign(&mut self, item: &mut Assigned, said: &str, assignment: Assignment) -> bool {
        let named = assignment.lead.len() + assignment.coordinating.len();
        let lead = self.registry.intern_all(&assignment.lead);
        let coordinating = self.registry.intern_all(&assignment.coordinating);
        let all = lead.len() + coordinating.len() == named;
        item.lead.extend(lead);
        item.coordinating.extend(coordinating);
        if !assignment.coordinating.is_empty() {
            add_line(&mut item.task.coordinating_raw, said);
        }
        add_line(&mut item.task.lead_raw, said);
        all
    }

    /// What the words of the whole task tell: deadlines, how often, documents.
    fn complete(&mut self, item: &mut Assigned, heading: &str) {
        let task = &mut item.task;
        let texts: Vec<String> =
            std::iter::once(heading.to_owned()).chain(task.content.iter().cloned()).collect();
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for text in &texts {
            add_periods(task, when::periodicity(text, false));
            if task.due.is_none() {
                task.due = when::due_in_prose(text, self.plan.year);
            }
            for citation in cite::citations(text) {
                if keys.insert(citation.key) {
                    task.legal.push(citation.short);
                }
            }
        }
    }
}

/// Fills in what a task does not say itself from what stands above it.
fn inherit(item: &mut Assigned, above: &Assigned) {
    if item.lead.is_empty() && item.coordinating.is_empty() {
        item.lead = above.lead.clone();
        item.coordinating = above.coordinating.clone();
        item.task.lead_raw = above.task.lead_raw.clone();
        item.task.coordinating_raw = above.task.coordinating_raw.clone();
    }
    if item.task.due.is_none() {
        item.task.due = above.task.due.clone();
    }
    if item.task.periodicity.is_none() {
        item.task.periodicity = above.task.periodicity.clone();
    }
    if item.task.funding.is_none() {
        item.task.funding = above.task.funding.clone();
    }
}

fn add_periods(task: &mut Task, periods: Vec<crate::import::model::Periodicity>) {
    for period in periods {
        let known = task.periodicity.get_or_insert_default();
        if !known.contains(&period) {
            known.push(period);
        }
    }
}

fn add_line(line: &mut Option<String>, more: &str) {
    let more = squeeze(more.trim_end_matches([';', ' ']));
    match line {
        Some(line) => {
            line.push_str(if line.ends_with(':') { " " } else { "; " });
            line.push_str(&more);
        }
        None => *line = Some(more),
    }
}

/// Whether a list goes on behind this line: "Phối hợp: Công an xã;".
fn goes_on(value: &str) -> bool {
    value.trim_end().ends_with([';', ','])
}

fn trim_value(value: &str) -> &str {
    value.trim().trim_end_matches(['.', ';', ')', '/', ' '])
}

/// Where the parenthesis that is closed behind `body` opens.
fn matching_open(body: &str) -> Option<usize> {
    let mut depth = 1usize;
    for (at, c) in body.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_gives_up_the_text_behind_it() {
        assert_eq!(split_title("Mục đích"), ("Mục đích", None));
        assert_eq!(
            split_title("Mục đích: Nâng cao nhận thức."),
            ("Mục đích", Some("Nâng cao nhận thức."))
        );
        assert_eq!(
            split_title("Chuyên đề: biên giới, hải đảo"),
            ("Chuyên đề: biên giới, hải đảo", None)
        );
        let long = format!("Tuyên truyền trên loa. {}", "Phát thanh hằng ngày ".repeat(10));
        assert_eq!(split_title(&long).0, "Tuyên truyền trên loa");
    }
}
