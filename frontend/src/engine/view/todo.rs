//! What is to be done, as the pages "Việc của tôi" and "Hộp duyệt" list it.

use jiff::civil::Date;
use shared::id::{PlanId, TaskId};

use super::{Model, RecordView};

/// What is to be done, by whom it concerns: this account (page "Việc của tôi").
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Todo {
    /// Came back with a reason; newest first.
    pub returned: Vec<Model<RecordView>>,
    /// Drafts of this account's unit; newest first.
    pub drafts: Vec<Model<RecordView>>,
    /// Own records that wait for a decision.
    pub awaiting: Vec<Model<RecordView>>,
    /// Records this account may decide on now ("Hộp duyệt"); oldest first.
    pub to_decide: Vec<Model<RecordView>>,
    /// The unit's turn: laid on it from above, or approved and still to be done.
    pub next: Vec<Model<RecordView>>,
    /// Own records with an open conflict.
    pub conflicts: Vec<Model<RecordView>>,
    /// Own records the server refused.
    pub refused: Vec<Model<RecordView>>,
    /// Tasks of my unit (lead or coordinating, groups included), in the plan's order.
    pub tasks: Vec<TaskDuty>,
}

/// A task as one unit's duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDuty {
    /// The plan.
    pub plan: PlanId,
    /// The task.
    pub task: TaskId,
    /// As printed: `2.1`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Whether the unit leads (`chủ trì`); else it coordinates (`phối hợp`).
    pub leads: bool,
    /// When it is due.
    pub due: Option<Date>,
    /// Days from today to the due date; negative when overdue.
    pub days_left: Option<i64>,
    /// Whether it is overdue, or due within the working days of the commune's rule.
    pub is_near: bool,
    /// The unit's records for it that are not deleted.
    pub records: usize,
    /// Of these, approved ones.
    pub approved: usize,
    /// Of these, waiting for a decision.
    pub awaiting: usize,
}
