//! The plan (`kế hoạch`) as read from its document.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{PlanId, TaskId, UnitId};

/// A task (`nhiệm vụ`): a leaf of section II.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Key in the document.
    pub id: TaskId,
    /// As printed: `2.1`.
    pub code: String,
    /// With its section: `II.2.1`.
    pub path: String,
    /// Title.
    pub title: String,
    /// The plan's words, a paragraph a line.
    pub content: String,
    /// Units that lead (`chủ trì`).
    pub leads: BTreeSet<UnitId>,
    /// The one lead whose results count (`đầu mối`). Nothing until someone has set it.
    pub focal: Option<UnitId>,
    /// Units that coordinate (`phối hợp`), groups included.
    pub coordinators: BTreeSet<UnitId>,
    /// When it is due, as an ISO date.
    pub due: Option<String>,
    /// What is aimed at, as written.
    pub target: Option<String>,
    /// Indicator codes of DOMAIN §3.3.
    pub indicators: BTreeSet<String>,
    /// Place among the tasks; ties by id.
    pub position: i64,
}

/// A heading that groups tasks, as "2. Đẩy mạnh tuyên truyền thông tin đối ngoại", or has a text of
/// its own, as "V. Chế độ báo cáo".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// As printed: `2`.
    pub code: String,
    /// With its section: `II.2`.
    pub path: String,
    /// Title.
    pub title: String,
    /// What stands under it and belongs to no task, a paragraph a line. Written with the plan's first
    /// content only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Place among the headings.
    pub position: i64,
}

/// What one unit is to do by the section "Tổ chức thực hiện".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// As printed.
    pub no: String,
    /// Heading as printed.
    pub heading: String,
    /// The units meant.
    pub units: BTreeSet<UnitId>,
    /// The duties, a paragraph a line.
    pub duties: String,
    /// Place in the section.
    pub position: i64,
}

/// The plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The plan's id.
    pub id: Option<PlanId>,
    /// The plan's year.
    pub year: Option<i16>,
    /// Abstract (`trích yếu`).
    pub title: String,
    /// Number and symbol, once known.
    pub number: Option<String>,
    /// Date of issue (ISO), once known.
    pub issued_on: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// Purposes (I.1), a paragraph a line.
    pub purpose: String,
    /// Requirements (I.2), a paragraph a line.
    pub requirements: String,
    /// Legal bases, a paragraph a line.
    pub basis: String,
    /// Funding (III), a paragraph a line.
    pub funding: String,
    /// Recipients, one a line.
    pub recipients: String,
    /// How the document ends, and who signs, a paragraph a line. Written with the plan's first content
    /// only.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closing: String,
    /// Headings above tasks.
    pub headings: Vec<Heading>,
    /// Tasks by id.
    pub tasks: BTreeMap<TaskId, Task>,
    /// Responsibilities, in order.
    pub responsibilities: Vec<Responsibility>,
}

impl Plan {
    /// Every text that may be of any length, as the document keeps it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [&self.title, &self.issuer, &self.purpose, &self.requirements, &self.basis];
        let ends = [&self.funding, &self.recipients, &self.closing];
        let headings = self.headings.iter().flat_map(|heading| [&heading.title, &heading.text]);
        let tasks = self.tasks.values().flat_map(|task| [&task.code, &task.title, &task.content]);
        let duties = self.responsibilities.iter().flat_map(|duty| [&duty.heading, &duty.duties]);
        let all = own.into_iter().chain(ends).chain(&self.number);
        all.chain(headings).chain(tasks).chain(duties).map(String::as_str)
    }

    /// Tasks in the plan's order.
    pub fn tasks_in_order(&self) -> Vec<&Task> {
        let mut tasks: Vec<&Task> = self.tasks.values().collect();
        tasks.sort_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
        tasks
    }
}
