//! What comes out of an import: the plan as data, in the shape of `soxa import-plan --json`.

use serde::{Deserialize, Serialize};

use super::{lines::LineFate, notice::Notice};
use crate::domain::directory::UnitKind;

/// A plan read from text. Serialised, it is the JSON of DESIGN §8.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPlan {
    /// The kind of document, as its type line says: "KẾ HOẠCH".
    #[serde(rename = "type")]
    pub kind: String,
    /// What the plan is about (trích yếu).
    #[serde(rename = "abstract")]
    pub title: String,
    /// Number and symbol, if the text has them filled in: "15/KH-UBND".
    pub number: Option<String>,
    /// Date of issue, ISO, if the text has it filled in.
    pub issued_on: Option<String>,
    /// The year the plan is for.
    pub year: Option<i16>,
    /// Who issues the plan.
    pub issuer: Issuer,
    /// The lines above the type line as they stand: authority, motto, number and date, urgency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letterhead: Vec<String>,
    /// The names of the columns of tables of tasks, a line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table_heads: Vec<String>,
    /// The clause in which the plan is issued: "Ủy ban nhân dân xã … ban hành Kế hoạch như sau:".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuing: Option<String>,
    /// The documents the plan carries out, in its order.
    pub basis: Vec<String>,
    /// Other documents the text cites, each once.
    pub cited: Vec<String>,
    /// Paragraphs of "Mục đích".
    pub purpose: Vec<String>,
    /// Paragraphs of "Yêu cầu".
    pub requirements: Vec<String>,
    /// Every heading that is not itself a task or a responsibility, in order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Every unit that leads, coordinates or is given a duty, once under one id.
    pub units: Vec<Unit>,
    /// What is to be done, in order.
    pub tasks: Vec<Task>,
    /// Paragraphs on money.
    pub funding: Vec<String>,
    /// Who is answerable for what ("Tổ chức thực hiện").
    pub responsibilities: Vec<Responsibility>,
    /// The paragraphs after the last heading ("Trên đây là Kế hoạch …").
    #[serde(default)]
    pub closing: Vec<String>,
    /// Lines of "Nơi nhận".
    pub recipients: Vec<String>,
    /// Who signs.
    pub signature: Signature,
    /// Spelling that was repaired, line by line.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// Lines that ended in no field.
    #[serde(default)]
    pub not_understood: Vec<NotUnderstood>,
    /// What is to be said of the file: macros ignored, text converted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Where each line of the file ended: one entry a line.
    #[serde(skip)]
    pub lines: Vec<LineFate>,
}

impl ImportedPlan {
    /// What the plan rests on, to the clause that issues it.
    pub fn basis_to_issuing(&self) -> impl Iterator<Item = &String> {
        self.basis.iter().chain(&self.issuing)
    }

    /// How the document ends: its last paragraphs, and who signs.
    pub fn closing_to_signature(&self) -> impl Iterator<Item = &String> {
        self.closing.iter().chain(&self.signature.lines).chain(&self.signature.name)
    }
}

/// The authority that issues a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Its name: "Ủy ban nhân dân xã …".
    pub name: Option<String>,
    /// Code of the commune; never in the text, filled in later.
    #[serde(default)]
    pub ward_code: Option<String>,
    /// The province the text names.
    #[serde(default)]
    pub province: Option<String>,
    /// Code of the province; never in the text, filled in later.
    #[serde(default)]
    pub province_code: Option<String>,
}

/// A heading and the paragraphs that stand directly under it and belong to no task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its place: "II", "II.2".
    pub path: String,
    /// Its words.
    pub title: String,
    /// Paragraphs before its first sub-heading.
    #[serde(default)]
    pub content: Vec<String>,
}

/// A unit of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Short ASCII id, stable for the same text.
    pub id: String,
    /// Its name as the plan mostly writes it where it assigns.
    pub name: String,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// Other spellings found in the text, and the name without its commune.
    pub aliases: Vec<String>,
}

/// How often something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Periodicity {
    /// At set times, without saying which.
    DinhKy,
    /// When something happens.
    DotXuat,
    /// All the time.
    ThuongXuyen,
    /// Every day.
    HangNgay,
    /// Every week.
    HangTuan,
    /// Every month.
    HangThang,
    /// Every quarter.
    HangQuy,
    /// Every year.
    HangNam,
}

/// When a task is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// As the text says it.
    pub raw: String,
    /// The last day that is meant, ISO, where the words leave no doubt ("trước ngày" keeps the day
    /// that is named).
    pub date: Option<String>,
}

/// One task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number within its section: "2.1".
    pub code: String,
    /// Its place in the plan: "II.2.1".
    pub path: String,
    /// Its heading.
    pub title: String,
    /// What stood in parentheses behind the heading: the document the task carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its paragraphs, without list dashes.
    pub content: Vec<String>,
    /// Ids of the units that lead.
    pub lead: Vec<String>,
    /// Ids of the units that coordinate.
    pub coordinating: Vec<String>,
    /// The line that names the lead.
    pub lead_raw: Option<String>,
    /// The line that names the coordinators.
    pub coordinating_raw: Option<String>,
    /// How often, where the text says so.
    pub periodicity: Option<Vec<Periodicity>>,
    /// Until when, where the text says so.
    pub due: Option<Due>,
    /// Documents cited in the task, without their issuer.
    pub legal: Vec<String>,
    /// The line on money, where the task has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// Codes of the indicators (never in a text; the bundled plan has them).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<String>,
}

/// One item of "Tổ chức thực hiện".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsibility {
    /// Its number: "1".
    pub no: String,
    /// Id of the unit; of several units their ids joined by `+`.
    pub unit: String,
    /// Its heading as written.
    pub heading: String,
    /// "giao", or "đề nghị" for a body that the committee cannot give orders to.
    pub verb: String,
    /// Its paragraphs.
    pub duties: Vec<String>,
}

/// The signature block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Authority and post, line by line.
    pub lines: Vec<String>,
    /// The name, as the text has it.
    pub name: Option<String>,
}

/// A spelling that was repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Line of the file, from 1.
    pub line: usize,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// A line that ended in no field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood {
    /// Line of the file, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
}
