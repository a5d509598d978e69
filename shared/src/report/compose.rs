//! A consolidated period as a report: the outline of DOMAIN §3.2, the indicators as sentences and
//! as appendices I to VI. Pure: the same figures give the same paper.

mod appendices;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use crate::domain::directory::Directory;
use crate::domain::period::ReportPeriod;
use crate::domain::plan::{Heading, Plan, Task};
use crate::merge::consolidated::{Consolidated, Figure, FigureKey, Scope};
use crate::merge::view::RecordView;
use crate::report::paper::{Level, Paper, Paragraph, Run, Section, Signature, roman};

pub use self::words::{part_words, period_words};

/// All that a report is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// What was done.
    pub consolidated: &'a Consolidated,
    /// The plan that it reports on.
    pub plan: &'a Plan,
    /// The commune.
    pub directory: &'a Directory,
    /// What records are called where the report lists them: title and state.
    pub titles: &'a dyn Fn(crate::id::RecordId) -> Option<Title>,
}

/// How a report names a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// What it says first.
    pub words: String,
    /// The outlet of a press item.
    pub outlet: String,
    /// What was found out, or came of it.
    pub result: String,
}

impl Title {
    /// Of a record.
    pub fn of(view: &RecordView) -> Self {
        let line = |key: &str| view.record.text(key).trim().to_owned();
        let reply = match line("replyNumber") {
            number if number.is_empty() => String::new(),
            number => format!("Văn bản phản hồi số {number}"),
        };
        let result = [line("findings"), reply, line("result")];
        let result: Vec<String> = result.into_iter().filter(|text| !text.is_empty()).collect();
        Self {
            words: view.first_words().unwrap_or_default().to_owned(),
            outlet: line("outlet"),
            result: result.join("; "),
        }
    }
}

/// The figures of one period.
pub(super) struct Figures {
    /// In the period (`kỳ này`).
    this: BTreeMap<FigureKey, Figure>,
    /// Since the beginning of the report year (`lũy kế`).
    so_far: BTreeMap<FigureKey, Figure>,
    /// In the same period of the year before (`cùng kỳ`), where records of it are here.
    last_year: Option<BTreeMap<FigureKey, Figure>>,
}

impl Figures {
    fn of(source: &Source<'_>, period: ReportPeriod) -> Self {
        let figures = |scope: Scope| source.consolidated.figures(&scope, source.directory);
        let last_year = period.last_year().and_then(|period| {
            let scope = Scope::days(period.days());
            let known = !source.consolidated.total(&scope).is_empty();
            known.then(|| figures(scope))
        });
        Self {
            this: figures(Scope::report(period)),
            so_far: figures(Scope::days(period.cumulative())),
            last_year,
        }
    }
}

/// The report on a period, as a draft.
pub fn compose(source: &Source<'_>, period: ReportPeriod) -> Paper {
    let part = Source { consolidated: &source.consolidated.of_plan(source.plan.id), ..*source };
    let figures = Figures::of(&part, period);
    let commune = source.directory.name.trim();
    let body = format!("UBND {commune}");
    let opening = match &source.plan.number {
        Some(number) => format!("Thực hiện Kế hoạch số {number}, "),
        None => format!("Thực hiện {}, ", lower_first(&plan_name(source.plan))),
    };
    let (what, ahead) = period_words(period);
    let work = work(source.plan);
    Paper {
        draft: true,
        superior: None,
        issuer: vec!["ỦY BAN NHÂN DÂN".to_owned(), commune.to_uppercase()],
        issuer_name: format!("Ủy ban nhân dân {commune}"),
        number: None,
        notation: "BC-UBND".to_owned(),
        place: place_name(commune),
        date: None,
        year: period.last_day().year(),
        type_name: "BÁO CÁO".to_owned(),
        subject: format!("Kết quả {work} {what} và phương hướng, nhiệm vụ {ahead}"),
        addressees: vec![above(source.plan)],
        opening: vec![Paragraph::of(format!(
            "{opening}{body} báo cáo kết quả {work} {what} (số liệu từ ngày \
             {} đến ngày {}) như sau:",
            crate::time::format_date(period.first_day()),
            crate::time::format_date(period.last_day()),
        ))],
        sections: sections(&part, &figures, period),
        closing: vec![Paragraph::of(format!(
            "Trên đây là báo cáo kết quả {work} {what}, {body} trân trọng báo \
             cáo./."
        ))],
        signature: Signature {
            capacity: ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
                .map(str::to_owned)
                .into(),
            name: None,
        },
        recipients: ["Như trên", "Lưu: VT, VHXH"].map(str::to_owned).into(),
        appendices: appendices::all(&part, &figures, period),
    }
}

fn plan_name(plan: &Plan) -> String {
    format!("Kế hoạch {}", lower_first(plan.title.trim()))
}

/// What the plan is about, as its report names it: "công tác thông tin đối ngoại".
fn work(plan: &Plan) -> String {
    let title = plan.title.trim();
    let end = [" trên địa bàn ", " năm ", " giai đoạn "]
        .iter()
        .filter_map(|mark| title.find(mark))
        .min()
        .unwrap_or(title.len());
    let about = lower_first(title[..end].trim());
    match about.strip_prefix("hoạt động ") {
        Some(rest) => format!("công tác {rest}"),
        None if about.is_empty() => "thực hiện kế hoạch".to_owned(),
        None => about,
    }
}

/// The people's committee of the province, as the plan's legal bases name it.
fn above(plan: &Plan) -> String {
    const BODIES: &[&str] = &["Ủy ban nhân dân tỉnh", "Ủy ban nhân dân thành phố"];
    let named = BODIES.iter().find_map(|body| plan.basis.find(body).map(|at| (body, at)));
    let Some((body, at)) = named else { return BODIES[0].to_owned() };
    // Names of places are written with capitals; the first small word is none of it.
    let rest = plan.basis[at + body.len()..].split_whitespace();
    let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let name: Vec<&str> = rest.take_while(is_name).collect();
    let name = name.join(" ");
    format!("{body} {}", name.trim_end_matches([',', ';', '.'])).trim_end().to_owned()
}

/// In the middle of a sentence; a name that begins with capitals, as "UBND", stays.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// "Điềm He" of "xã Điềm He": what stands in the line of place and date.
fn place_name(commune: &str) -> String {
    ["xã ", "phường ", "đặc khu "]
        .iter()
        .find_map(|kind| commune.strip_prefix(kind))
        .unwrap_or(commune)
        .to_owned()
}

/// I to VI of DOMAIN §3.2; II mirrors the plan, with its figures.
fn sections(source: &Source<'_>, figures: &Figures, period: ReportPeriod) -> Vec<Section> {
    let part = |n: usize, title: &str| Section {
        level: Level::Part,
        label: format!("{}.", roman(n)),
        title: title.to_owned(),
        body: Vec::new(),
    };
    let clause = |n: usize, title: &str| Section {
        level: Level::Clause,
        label: format!("{n}."),
        title: title.to_owned(),
        body: Vec::new(),
    };
    let directed = Section {
        body: vec![words::directed(figures)],
        ..part(1, "Công tác lãnh đạo, chỉ đạo, triển khai")
    };
    let mut sections = vec![directed, part(2, "Kết quả thực hiện")];
    sections.extend(results(source, period));
    sections.push(Section {
        body: vec![Paragraph::of("(Chưa có số liệu kinh phí trong phần mềm.)")],
        ..part(3, "Kinh phí thực hiện")
    });
    sections.push(part(4, "Đánh giá chung"));
    let judged = ["Kết quả đạt được", "Tồn tại, hạn chế", "Nguyên nhân"];
    sections.extend(judged.iter().zip(1..).map(|(title, n)| clause(n, title)));
    sections.push(part(5, "Phương hướng, nhiệm vụ"));
    sections.push(part(6, "Kiến nghị, đề xuất"));
    sections
}

/// The plan's tasks, under the headings they have in the plan, each with the sentence of its
/// figures.
fn results(source: &Source<'_>, period: ReportPeriod) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut under: Option<&Heading> = None;
    let mut points = 0;
    for task in source.plan.tasks_in_order() {
        let heading = task.path.rsplit_once('.').and_then(|(above, _)| {
            source.plan.headings.iter().find(|heading| heading.path == above)
        });
        // Headings of the first order are the report's own parts.
        let heading = heading.filter(|heading| heading.path.contains('.'));
        if heading.is_some() && heading != under {
            sections.push(Section {
                level: Level::Clause,
                label: format!("{}.", heading.map_or("", |heading| heading.code.as_str())),
                title: heading.map(|heading| heading.title.clone()).unwrap_or_default(),
                body: Vec::new(),
            });
            points = 0;
        }
        under = heading;
        let (level, label) = match heading {
            Some(_) => {
                points += 1;
                (Level::Point, crate::report::paper::point_label(points - 1))
            }
            None => (Level::Clause, format!("{}.", task.code)),
        };
        let body = vec![task_sentence(source, period, task)];
        sections.push(Section { level, label, title: task.title.clone(), body });
    }
    sections
}

/// What was done for this task: "Trong kỳ có 5 buổi …; 200 lượt người ….", "Không phát sinh." or,
/// where there never was anything, that.
fn task_sentence(source: &Source<'_>, period: ReportPeriod, task: &Task) -> Paragraph {
    let scope = Scope { tasks: [task.id.clone()].into(), ..Scope::report(period) };
    let figures = source.consolidated.figures(&scope, source.directory);
    let of_task = task.indicators.iter().filter_map(|code| {
        crate::domain::indicator::INDICATORS.iter().find(|indicator| indicator.code == code)
    });
    let runs: Vec<Run> =
        of_task.flat_map(|indicator| words::counted(indicator, &figures, Some(&task.id))).collect();
    if runs.is_empty() {
        let scope = source.consolidated.tasks_without_activity(source.plan, &Scope::default());
        let never = scope.contains(&&task.id);
        let words = if never { "Chưa có hoạt động." } else { "Không phát sinh." };
        return Paragraph::of(words);
    }
    words::sentence("Trong kỳ có ", runs)
}
