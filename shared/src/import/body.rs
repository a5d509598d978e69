//! The sections of a plan: what each is about, and where its paragraphs go.

pub(super) mod duties;
mod inherit;
pub(super) mod item;
pub(super) mod role;
mod said;
pub(super) mod tasks;
mod title;

use std::collections::BTreeMap;

use super::{
    audit::Copied,
    labels::{Label, label},
    lines::{Field, Lines},
    marker::Marker,
    model::{ImportedPlan, Responsibility, Section, Task},
    outline::{Node, Outline, Para},
    units::{
        known::Known,
        registry::{Registry, UnitRef},
    },
};
use role::Role;

/// A task whose units have no ids yet.
#[derive(Debug)]
pub(super) struct DraftTask {
    pub(super) task: Task,
    pub(super) lead: Vec<UnitRef>,
    pub(super) coordinating: Vec<UnitRef>,
    pub(super) copied: Copied,
}

/// A responsibility whose units have no ids yet.
#[derive(Debug)]
pub(super) struct DraftDuty {
    pub(super) duty: Responsibility,
    pub(super) units: Vec<UnitRef>,
}

/// What the body is read into.
pub(super) struct Body<'a, 'b> {
    pub(super) lines: &'a mut Lines,
    pub(super) registry: &'a mut Registry<'b>,
    pub(super) plan: &'a mut ImportedPlan,
    /// Names that stand by themselves in the text.
    pub(super) known: Known,
    pub(super) tasks: Vec<DraftTask>,
    pub(super) duties: Vec<DraftDuty>,
    /// Of each heading above tasks, what tasks took over from it.
    pub(super) taken: Vec<Copied>,
    /// Texts that are held in another form: how often something is done.
    pub(super) elsewhere: Vec<String>,
}

impl Body<'_, '_> {
    /// Reads all sections.
    pub(super) fn read(&mut self, outline: &Outline) {
        for section in &outline.sections {
            self.section(section);
        }
        if self.tasks.is_empty() {
            // No heading under a section of tasks: its list items are the tasks.
            let sections = self.plan.sections.iter().enumerate();
            let sections: BTreeMap<String, usize> =
                sections.map(|(at, section)| (section.path.clone(), at)).collect();
            for section in &outline.sections {
                if role::of(&section.heading.text) == Role::Tasks && section.children.is_empty() {
                    self.list_of_tasks(section, &sections);
                }
            }
        }
    }

    fn section(&mut self, node: &Node) {
        if matches!(node.marker, Marker::Row { .. }) {
            // A table before any heading.
            return self.inner(node, None);
        }
        let parted = node.marker.is_section();
        let sections_below = node.children.iter().any(|child| child.marker.is_section());
        if parted && sections_below {
            self.heading(node);
            self.under_heading(&node.paras);
            node.children.iter().for_each(|child| self.section(child));
            return;
        }
        match role::of(&node.heading.text) {
            // Whatever its heading says: where lines name who leads, there are tasks.
            Role::Purpose | Role::Requirements | Role::Funding | Role::Frame
                if leads_below(node) || node.children.iter().any(is_row) =>
            {
                self.task_section(node);
            }
            Role::Purpose | Role::Requirements => self.aims(node),
            Role::Funding => self.funding(node),
            Role::Organisation => self.organisation(node),
            Role::Tasks | Role::Unknown => self.task_section(node),
            Role::Frame => self.plain(node),
        }
    }

    /// Notes a heading as a section of its own.
    fn heading(&mut self, node: &Node) {
        let (title, rest) = title::split_title(&node.heading.text);
        let content = rest.into_iter().map(str::to_owned).collect();
        let section = Section { path: node.path.clone(), title: title.to_owned(), content };
        self.plan.sections.push(section);
        self.lines.note(&node.heading.lines, Field::Section);
    }

    /// Puts paragraphs under the last section heading.
    fn under_heading(&mut self, paras: &[Para]) {
        for para in paras {
            if let Some(section) = self.plan.sections.last_mut() {
                section.content.push(para.text.clone());
                self.lines.note(&para.lines, Field::Section);
            }
        }
    }

    /// A section that is kept as it is: time, place, who takes part.
    fn plain(&mut self, node: &Node) {
        self.heading(node);
        self.under_heading(&node.paras);
        node.children.iter().for_each(|child| self.plain(child));
    }

    /// Purpose and requirements, under one heading or two.
    fn aims(&mut self, node: &Node) {
        let own = role::of(&node.heading.text);
        let (title, rest) = title::split_title(&node.heading.text);
        self.plan.sections.push(Section {
            path: node.path.clone(),
            title: title.to_owned(),
            content: Vec::new(),
        });
        let field = if own == Role::Requirements { Field::Requirements } else { Field::Purpose };
        self.lines.note(&node.heading.lines, if rest.is_some() { field } else { Field::Section });
        self.aim_list(field).extend(rest.map(str::to_owned));
        for para in &node.paras {
            self.aim_list(field).push(para.text.clone());
            self.lines.note(&para.lines, field);
        }
        for child in &node.children {
            if role::names_an_aim(&child.heading.text) {
                self.aims(child);
            } else {
                for para in flat(child) {
                    self.aim_list(field).push(para.text.clone());
                    self.lines.note(&para.lines, field);
                }
            }
        }
    }

    fn aim_list(&mut self, field: Field) -> &mut Vec<String> {
        match field {
            Field::Requirements => &mut self.plan.requirements,
            _ => &mut self.plan.purpose,
        }
    }

    fn funding(&mut self, node: &Node) {
        let (title, rest) = title::split_title(&node.heading.text);
        self.plan.sections.push(Section {
            path: node.path.clone(),
            title: title.to_owned(),
            content: Vec::new(),
        });
        self.lines.note(
            &node.heading.lines,
            if rest.is_some() { Field::Funding } else { Field::Section },
        );
        self.plan.funding.extend(rest.map(str::to_owned));
        let below: Vec<Para> = node.children.iter().flat_map(flat).collect();
        for para in node.paras.iter().chain(&below) {
            self.plan.funding.push(para.text.clone());
            self.lines.note(&para.lines, Field::Funding);
        }
    }
}

/// Whether a section with this heading is one of those plans consist of.
pub(super) fn begins_plan(heading: &str) -> bool {
    !matches!(role::of(heading), Role::Unknown | Role::Frame)
}

/// Whether a heading is a row of a table of tasks.
fn is_row(node: &Node) -> bool {
    matches!(node.marker, Marker::Row { .. })
}

/// Whether a line under a heading is labelled with who leads.
fn leads_below(node: &Node) -> bool {
    let leads = |para: &Para| matches!(label(&para.text), Some((Label::Lead, _)));
    node.paras.iter().any(leads) || node.children.iter().any(leads_below)
}

/// A heading and everything under it as paragraphs, with the marks they had.
pub(super) fn flat(node: &Node) -> Vec<Para> {
    let mark = match node.marker {
        _ if !node.mark.is_empty() => format!("{} ", node.mark),
        Marker::Plain(_) => String::new(),
        _ => format!("{}. ", node.marker.label()),
    };
    let heading = Para { text: format!("{mark}{}", node.heading.text), ..node.heading.clone() };
    let mut paras = vec![heading];
    paras.extend(node.paras.iter().cloned());
    paras.extend(node.children.iter().flat_map(flat));
    paras
}
