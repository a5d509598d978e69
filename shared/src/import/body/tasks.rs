//! Which headings are tasks, and which only stand above some.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Body, flat,
    inherit::merged,
    item::Assigned,
    role::{self, Role},
    said::{assigns, leads_aside, sentences},
};
use crate::import::{
    assign,
    audit::Copied,
    labels::{Label, label, split_at_labels},
    lines::Field,
    marker::Marker,
    outline::{Node, Para},
    words::{fold_words, words},
};

/// Words of a heading among tasks that only says "Kinh phí thực hiện" or "Thời gian, địa điểm".
const BARE_HEADING_WORDS_MAX: usize = 6;

impl Body<'_, '_> {
    /// A section whose headings are tasks.
    pub(super) fn task_section(&mut self, node: &Node) {
        let own = self.assigned_itself(node);
        if node.children.is_empty() {
            if own {
                self.leaf(node, None);
            } else {
                self.heading(node);
                self.under_heading(&node.paras);
            }
            return;
        }
        self.above_tasks(node, None);
    }

    /// A heading below a section.
    pub(super) fn inner(&mut self, node: &Node, inherited: Option<&Assigned>) {
        // A task may begin with the same words; a heading that says no more is short.
        let bare = words(&node.heading.text).len() <= BARE_HEADING_WORDS_MAX;
        match role::of(&node.heading.text) {
            _ if !bare => {}
            Role::Funding if !self.assigned(node) => return self.funding(node),
            Role::Frame if !self.assigned(node) && node.children.is_empty() => {
                return self.plain(node);
            }
            Role::Organisation if !self.assigned(node) => return self.organisation(node),
            Role::Purpose | Role::Requirements if !self.assigned(node) => return self.aims(node),
            _ => {}
        }
        if node.children.is_empty() || self.points_only(node) || details_only(node) {
            self.leaf(node, inherited)
        } else {
            self.above_tasks(node, inherited)
        }
    }

    /// A heading that stands above tasks: who leads it leads those that name nobody.
    fn above_tasks(&mut self, node: &Node, inherited: Option<&Assigned>) {
        self.heading(node);
        let section = self.plan.sections.len() - 1;
        let number = self.taken.len();
        self.taken.push(Copied::default());
        let mut own = Assigned::default();
        let mut rest: Vec<Para> = Vec::new();
        let mut labelled: Vec<(&Para, Vec<Label>)> = Vec::new();
        for para in &node.paras {
            let kinds: Option<Vec<Label>> = split_at_labels(&para.text)
                .into_iter()
                .map(|piece| {
                    label(piece).map(|(kind, _)| kind).filter(|kind| *kind != Label::Content)
                })
                .collect();
            let Some(kinds) = kinds else {
                self.said_for_all(&mut own, para);
                rest.push(para.clone());
                continue;
            };
            for piece in split_at_labels(&para.text) {
                let field = self.piece(&mut own, piece, para.bullet, &para.lines);
                self.lines.note(&para.lines, field);
            }
            labelled.push((para, kinds));
        }
        self.under_heading(&rest);
        let assigned = merged(own, number, inherited);
        for child in &node.children {
            self.inner(child, Some(&assigned));
        }
        // What no task took over stays under the heading.
        for (para, kinds) in labelled {
            let taken = self.taken.get(number).copied().unwrap_or_default();
            let all = kinds.iter().all(|kind| match kind {
                Label::Lead => taken.lead,
                Label::Coordinating => taken.coordinating,
                Label::Time => taken.due,
                Label::Funding => taken.funding,
                Label::Content => false,
            });
            if let Some(section) = self.plan.sections.get_mut(section).filter(|_| !all) {
                section.content.push(para.text.clone());
            } else {
                self.elsewhere.push(para.text.clone());
            }
        }
    }

    /// Units that a sentence above tasks names for all of them; the sentence stays where it is. One
    /// that names no role – "Đề nghị các đoàn thể vận động hội viên" – speaks of work of its own.
    fn said_for_all(&mut self, own: &mut Assigned, para: &Para) {
        let names_role = |sentence: &&str| {
            let folded = fold_words(sentence);
            ["chu tri", "phoi hop"].iter().any(|role| folded.contains(role))
        };
        for sentence in sentences(&para.text).into_iter().filter(names_role) {
            if let Some(assignment) = assign::sentence(sentence, &self.known) {
                self.assign(own, sentence, assignment, &para.lines);
            }
        }
    }

    /// A task with all that is under its heading; several, if its list items each name who leads.
    fn leaf(&mut self, node: &Node, inherited: Option<&Assigned>) {
        let mut paras = node.paras.clone();
        paras.extend(node.children.iter().flat_map(flat));
        let items = self.list_items(&paras);
        if items.len() < 2 {
            self.task(&node.code, &node.path, &node.heading, &paras, inherited);
            return;
        }
        self.heading(node);
        self.items(node, &items, inherited);
    }

    /// The list items of a section without headings, as tasks.
    pub(super) fn list_of_tasks(&mut self, node: &Node, sections: &BTreeMap<String, usize>) {
        let mut items: Vec<Vec<Para>> = Vec::new();
        for para in &node.paras {
            let begins = para.bullet && label(&para.text).is_none();
            match items.last_mut() {
                Some(item) if !begins => item.push(para.clone()),
                _ if begins => items.push(vec![para.clone()]),
                _ => {}
            }
        }
        if items.is_empty() && !node.paras.is_empty() && self.assigned(node) {
            self.leaf(node, None);
            return;
        }
        // They were put under the section heading when nothing better was known of them.
        let taken: BTreeSet<&str> = items.iter().flatten().map(|para| para.text.as_str()).collect();
        if let Some(section) =
            sections.get(&node.path).and_then(|at| self.plan.sections.get_mut(*at))
        {
            section.content.retain(|text| !taken.contains(text.as_str()));
        }
        self.items(node, &items, None);
    }

    /// Whether a heading or its own paragraphs name who leads or coordinates.
    fn assigned_itself(&self, node: &Node) -> bool {
        node.paras.iter().chain([&node.heading]).any(|para| assigns(para, &self.known))
    }

    /// Whether anything under a heading does.
    fn assigned(&self, node: &Node) -> bool {
        self.assigned_itself(node) || node.children.iter().any(|child| self.assigned(child))
    }

    /// Whether the points `a)`, `b)` under a heading are its content and not tasks: none of them
    /// names who leads, or only the last does (and means them all).
    fn points_only(&self, node: &Node) -> bool {
        let points = node
            .children
            .iter()
            .all(|child| matches!(child.marker, Marker::Alpha(_) | Marker::Point(_)));
        let naming: Vec<bool> = node.children.iter().map(|child| self.assigned(child)).collect();
        let count = naming.iter().filter(|named| **named).count();
        let last = naming.last().copied().unwrap_or(false);
        let below_section = !node.marker.is_section();
        points && below_section && (count == 0 || (count == 1 && last && naming.len() > 1))
    }

    /// The list items of a task that are tasks of their own: each names who leads it, or is followed
    /// by that.
    fn list_items(&self, paras: &[Para]) -> Vec<Vec<Para>> {
        let leads = |para: &Para| label(&para.text).is_some_and(|(kind, _)| kind == Label::Lead);
        let named = |para: &Para| para.bullet && leads_aside(&para.text, &self.known);
        let mut items: Vec<Vec<Para>> = Vec::new();
        let mut led = true;
        for para in paras {
            let labelled = label(&para.text).is_some();
            if led && para.bullet && !labelled {
                items.push(Vec::new());
                led = false;
            } else if led && leads(para) && items.last().is_some_and(|item| item.iter().any(leads))
            {
                return Vec::new();
            }
            led |= leads(para) || named(para);
            match items.last_mut() {
                Some(item) => item.push(para.clone()),
                None => return Vec::new(),
            }
        }
        let led = |item: &Vec<Para>| item.iter().any(|para| leads(para) || named(para));
        if items.iter().all(led) { items } else { Vec::new() }
    }

    fn items(&mut self, node: &Node, items: &[Vec<Para>], inherited: Option<&Assigned>) {
        let section = node.marker.is_section();
        for (index, paras) in items.iter().enumerate() {
            let number = index + 1;
            let path = format!("{}.{number}", node.path);
            let code = if section { number.to_string() } else { format!("{}.{number}", node.code) };
            let Some((heading, rest)) = paras.split_first() else { continue };
            self.task(&code, &path, heading, rest, inherited);
            self.lines.note(&heading.lines, Field::TaskTitle);
        }
    }
}

/// Whether all under a task only says when, where and who: "2.1. Địa điểm: …", "2.2. Thành phần: …".
fn details_only(node: &Node) -> bool {
    let numbered = matches!(node.marker, Marker::Number(_));
    let detail = |child: &Node| {
        child.children.is_empty()
            && role::of(&child.heading.text) == Role::Frame
            && child.heading.text.contains(':')
    };
    numbered && node.children.iter().all(detail)
}
