//! One task read from its heading and paragraphs.

use std::collections::BTreeSet;

use super::{
    Body, DraftTask,
    inherit::From,
    said::{in_parentheses, sentences, split_assigning},
    title::split_title,
};
use crate::import::{
    assign::{self, Assignment},
    cite,
    labels::{Label, label, split_at_labels},
    lines::Field,
    model::Task,
    outline::Para,
    units::{self, list, registry::UnitRef},
    when,
    words::{fold_words, squeeze, trim_clause},
};

/// Who does something and when, as labelled lines say it.
#[derive(Debug, Clone, Default)]
pub(super) struct Assigned {
    pub(super) lead: Vec<UnitRef>,
    pub(super) coordinating: Vec<UnitRef>,
    pub(super) task: Task,
    /// Whether a label said who leads. What prose says beside it – "Giao Hội Phụ nữ xã chuẩn bị cờ" –
    /// is work for others, and stays in the text.
    labelled: bool,
    /// A label whose units are on the next lines.
    pending: Option<Label>,
    /// Whether the line before said that its list goes on.
    listing: bool,
    /// The heading above tasks that each part comes from, by its number.
    pub(super) from: From,
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
        let title = self.title(&mut item, &title, &heading.lines);
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
        let copied = inherited.map(|above| self.inherit(&mut item, above)).unwrap_or_default();
        self.complete(&mut item, &heading.text);
        self.tasks.push(DraftTask {
            task: item.task,
            lead: item.lead,
            coordinating: item.coordinating,
            copied,
        });
    }

    /// The title without a citation or an assignment in parentheses at its end.
    fn title(&mut self, item: &mut Assigned, title: &str, lines: &[usize]) -> String {
        if let Some((before, inner, assignment)) = in_parentheses(title, &self.known) {
            self.assign(item, inner, assignment, lines);
            return before.to_owned();
        }
        let cited = title.strip_suffix(')').and_then(|body| Some((body, matching_open(body)?)));
        match cited {
            Some((body, open)) if open > 0 && !cite::citations(&body[open..]).is_empty() => {
                item.task.note = Some(body[open + 1..].trim().to_owned());
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
        item.listing = goes_on(value);
        match kind {
            Label::Lead => {
                let mut assignment = assign::lead_value(trim_value(value), &self.known);
                if announces_both(piece, value) && assignment.coordinating.is_empty() {
                    // "Đơn vị chủ trì, phối hợp: A; B": who leads is named first.
                    let helpers = assignment.lead.split_off(assignment.lead.len().min(1));
                    assignment.coordinating = helpers;
                }
                let empty = trim_clause(value).is_empty();
                let none = assignment.lead.is_empty() && assignment.coordinating.is_empty();
                // What a label does not announce stands in the line all the same.
                if (none && !empty) || !assignment.work.is_empty() {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                // Coordinators named behind the leads are what the list would go on with.
                let open = goes_on(value) && assignment.coordinating.is_empty();
                item.pending = (empty || open).then_some(kind);
                if !assignment.lead.is_empty() && !std::mem::replace(&mut item.labelled, true) {
                    item.lead.clear();
                }
                self.assign(item, piece, assignment, lines);
                Field::Lead
            }
            Label::Coordinating => {
                let empty = trim_clause(value).is_empty();
                let nobody = assign::says_nobody(value);
                let assignment = assign::helpers(trim_value(value), &self.known);
                let none = assignment.coordinating.is_empty();
                if (none && !empty && !nobody) || !assignment.work.is_empty() {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                item.pending = (empty || goes_on(value)).then_some(kind);
                if assignment.doubtful && !empty && !nobody {
                    self.lines.note(lines, Field::NotUnderstood);
                }
                let units = self.interned(&assignment.coordinating, lines);
                item.coordinating.extend(units);
                add_line(&mut item.task.coordinating_raw, piece);
                Field::Coordinating
            }
            _ if trim_clause(value).is_empty() => {
                // What it announces stands on the next line.
                item.pending = Some(kind);
                Field::TaskContent
            }
            Label::Time => {
                self.time(item, piece, value);
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

    /// When, or how often. A second line of a task joins the first: the later day is the deadline.
    fn time(&mut self, item: &mut Assigned, piece: &str, value: &str) {
        let often = when::periodicity(value, true);
        let mut due = when::due_of(value, self.plan.year);
        // A label that says more than "until when" stays with what it announces.
        let name = fold_words(piece.split(':').next().unwrap_or_default());
        if ["bat dau", "du kien", "bo sung", "bao cao", "gui"]
            .iter()
            .any(|more| name.contains(more))
        {
            due.raw = squeeze(trim_clause(piece));
        }
        if name.contains("bat dau") {
            due.date = None;
        }
        let only_often = due.date.is_none() && when::is_bare_period(value);
        add_periods(&mut item.task, often);
        if only_often {
            self.elsewhere.push(value.to_owned());
            return;
        }
        match &mut item.task.due {
            Some(first) => {
                first.raw = format!("{}; {}", first.raw, squeeze(trim_clause(piece)));
                first.date = first.date.take().max(due.date);
            }
            none => *none = Some(due),
        }
    }

    /// The units of a list; a line whose units are more than a plan keeps is not understood.
    pub(super) fn interned(&mut self, mentions: &[list::Mention], lines: &[usize]) -> Vec<UnitRef> {
        let units = self.registry.intern_all(mentions);
        if units.len() < mentions.len() {
            self.lines.note(lines, Field::NotUnderstood);
        }
        units
    }

    fn prose(&mut self, item: &mut Assigned, piece: &str, bullet: bool, lines: &[usize]) -> Field {
        match item.pending {
            Some(Label::Time) => {
                item.pending = None;
                self.time(item, piece, piece);
                return Field::Due;
            }
            Some(Label::Funding) => {
                add_line(&mut item.task.funding, piece);
                if !bullet {
                    item.pending = None;
                }
                return Field::Funding;
            }
            _ => {}
        }
        if let Some(kind) = item.pending.filter(|kind| *kind != Label::Content) {
            let value = trim_value(piece);
            // Behind a dash, or where the list goes on, everything is the name; else a line may be a
            // sentence.
            let names = bullet || item.listing;
            let found = if names {
                list::read_names(value, &self.known)
            } else {
                list::read(value, &self.known)
            };
            let listed = bullet
                || units::starts_with_unit(piece)
                || (names && units::starts_with_name(piece));
            if listed && !found.units.is_empty() && !found.doubtful && found.rest.is_empty() {
                let units = self.interned(&found.units, lines);
                if kind == Label::Lead && !std::mem::replace(&mut item.labelled, true) {
                    item.lead.clear();
                }
                let (to, raw) = match kind {
                    Label::Lead => (&mut item.lead, &mut item.task.lead_raw),
                    _ => (&mut item.coordinating, &mut item.task.coordinating_raw),
                };
                to.extend(units);
                add_line(raw, piece);
                item.listing = goes_on(piece);
                if !bullet && !item.listing {
                    item.pending = None;
                }
                return if kind == Label::Lead { Field::Lead } else { Field::Coordinating };
            }
            item.pending = None;
        }
        let aside = in_parentheses(piece, &self.known).filter(|_| !item.labelled);
        if let Some((before, inner, assignment)) = aside {
            self.assign(item, inner, assignment, lines);
            if !before.is_empty() {
                item.task.content.push(before.to_owned());
                return Field::TaskContent;
            }
            return Field::Lead;
        }
        let sentences = sentences(piece);
        let mut spare = 0;
        for sentence in &sentences {
            let assignment = assign::sentence(sentence, &self.known);
            if let Some(assignment) = assignment.filter(|_| !item.labelled) {
                spare += usize::from(assignment.work.is_empty());
                self.assign(item, sentence, assignment, lines);
            }
        }
        if spare < sentences.len() {
            item.task.content.push(piece.to_owned());
            return Field::TaskContent;
        }
        Field::Lead
    }

    /// Takes over who leads and coordinates.
    pub(super) fn assign(
        &mut self,
        item: &mut Assigned,
        said: &str,
        assignment: Assignment,
        lines: &[usize],
    ) {
        if assignment.doubtful {
            self.lines.note(lines, Field::NotUnderstood);
        }
        let lead = self.interned(&assignment.lead, lines);
        let coordinating = self.interned(&assignment.coordinating, lines);
        let helps = !assignment.coordinating.is_empty();
        item.lead.extend(lead);
        item.coordinating.extend(coordinating);
        if helps {
            add_line(&mut item.task.coordinating_raw, said);
        }
        if !helps || !assignment.lead.is_empty() {
            add_line(&mut item.task.lead_raw, said);
        }
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

/// Whether a label says who leads and who coordinates in one.
fn announces_both(piece: &str, value: &str) -> bool {
    let name = fold_words(&piece[..piece.len() - value.len()]);
    name.contains("chu tri") && name.contains("phoi hop")
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
