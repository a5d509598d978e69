//! Corrections on plans of the fixtures: what each does.

mod lists;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use uuid::Uuid;

use super::*;
use crate::id::PlanId;
use crate::import::{ImportOptions, NotUnderstood, Task, adopt, import_plan};

const PLAN: &[u8] = include_bytes!("../../../../tests/fixtures/plans/xa-na-khoang.txt");

fn imported() -> ImportedPlan {
    static PLAN_READ: LazyLock<ImportedPlan> = LazyLock::new(read);
    PLAN_READ.clone()
}

fn read() -> ImportedPlan {
    let mut plan = import_plan(PLAN, &ImportOptions::default()).expect("a plan");
    // Lines that no reader understands, as an importer of today would leave them.
    let lines = [
        "- Chủ trì: Phòng Kinh tế - Hạ tầng, Công an xã",
        "+ Hoàn thành trước 30/6/2027",
        "Ghi chú lạ",
    ];
    for (number, text) in (900..).zip(lines) {
        plan.not_understood.push(NotUnderstood { line: number, text: text.to_owned() });
    }
    plan
}

fn directory() -> Vec<KnownUnit> {
    let unit = |id: &str, name: &str| KnownUnit {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: UnitKind::Phong,
        aliases: Vec::new(),
    };
    vec![unit("KT", "Phòng Kinh tế xã"), unit("QS", "Ban Chỉ huy Quân sự xã")]
}

fn first(plan: &ImportedPlan) -> &Task {
    &plan.tasks[0]
}

fn path(index: usize) -> String {
    imported().tasks[index].path.clone()
}

fn with(ops: &[Op]) -> Revised {
    revise(&imported(), &directory(), ops)
}

#[test]
fn without_corrections_the_plan_is_as_read() {
    let revised = with(&[]);
    assert_eq!(revised.plan, imported());
    assert!(revised.refused.is_empty());
    assert_eq!(revised.units.len(), imported().units.len());
}

#[test]
fn a_line_moves_into_a_field_and_out_of_those_not_understood() {
    let before = imported().not_understood.len();
    let revised = with(&[
        Op::MoveLine { line: 902, to: Part::TaskContent(path(0)).into() },
        Op::MoveLine { line: 901, to: Place::Due(path(1)) },
        Op::MoveLine { line: 900, to: Place::Lead(path(1)) },
    ]);
    assert_eq!(revised.refused, []);
    assert_eq!(revised.plan.not_understood.len(), before - 3);
    assert_eq!(first(&revised.plan).content.last().map(String::as_str), Some("Ghi chú lạ"));
    let second = &revised.plan.tasks[1];
    assert_eq!(second.due.as_ref().and_then(|due| due.date.clone()).as_deref(), Some("2027-06-30"));
    let names: Vec<&str> = second
        .lead
        .iter()
        .filter_map(|id| revised.plan.units.iter().find(|unit| unit.id == *id))
        .map(|unit| unit.name.as_str())
        .collect();
    assert!(
        names.contains(&"Phòng Kinh tế - Hạ tầng") && names.contains(&"Công an xã"),
        "{names:?}"
    );
}

#[test]
fn a_line_without_a_unit_leads_nothing_and_stays() {
    let revised = with(&[Op::MoveLine { line: 902, to: Place::Lead(path(0)) }]);
    assert_eq!(revised.refused, [(0, Reason::NoUnitNamed)]);
    assert_eq!(revised.plan, imported());
}

#[test]
fn what_is_no_part_of_the_plan_is_kept_beside_it() {
    let revised = with(&[Op::MoveLine { line: 902, to: Place::Aside }]);
    let aside = SetAside { line: Some(902), text: "Ghi chú lạ".to_owned() };
    assert_eq!(revised.set_aside, [aside]);
}

#[test]
fn a_paragraph_that_stands_wrongly_moves_or_is_set_aside() {
    let task = imported().tasks.into_iter().find(|task| task.content.len() > 1).expect("one");
    let from = Part::TaskContent(task.path.clone());
    let moved = |to: Place| {
        let says = task.content[0].clone();
        with(&[Op::MoveParagraph { from: from.clone(), at: 0, says, to }])
    };
    let content = |revised: &Revised| {
        let mut tasks = revised.plan.tasks.iter();
        tasks.find(|one| one.path == task.path).map(|task| task.content.clone()).expect("there")
    };

    let to_purpose = moved(Part::Purpose.into());
    assert_eq!(content(&to_purpose), task.content[1..]);
    assert_eq!(to_purpose.plan.purpose.last(), Some(&task.content[0]));

    let aside = moved(Place::Aside);
    assert_eq!(content(&aside), task.content[1..]);
    assert_eq!(aside.set_aside, [SetAside { line: None, text: task.content[0].clone() }]);

    let to_the_end = moved(from.clone().into());
    let mut turned = task.content.clone();
    turned.rotate_left(1);
    assert_eq!(content(&to_the_end), turned);

    for (from, at, reason) in [
        (from.clone(), 99, Reason::NoSuchParagraph),
        (Part::Section("X".to_owned()), 0, Reason::NoSuchSection),
        (Part::Responsibility("99".to_owned()), 0, Reason::NoSuchDuty),
        (Part::TaskContent("X".to_owned()), 0, Reason::NoSuchTask),
        // Another paragraph stands there.
        (from.clone(), 1, Reason::NoSuchParagraph),
    ] {
        let says = task.content[0].clone();
        let refused = with(&[Op::MoveParagraph { from, at, says, to: Place::Aside }]);
        assert_eq!(refused.refused, [(0, reason)]);
        assert_eq!(refused.plan, imported());
    }
}

#[test]
fn a_day_is_set_beside_what_the_text_says() {
    let set = |date: Option<&str>| Op::SetDue { task: path(1), date: date.map(str::to_owned) };
    let due = |ops: &[Op]| with(ops).plan.tasks[1].due.clone();
    let day = |raw: &str, date: Option<&str>| {
        Some(crate::import::model::Due { raw: raw.to_owned(), date: date.map(str::to_owned) })
    };
    let said = "Hoàn thành trước 30/6/2027";
    let moved = Op::MoveLine { line: 901, to: Place::Due(path(1)) };
    assert_eq!(imported().tasks[1].due, None, "the task has no day of its own");
    assert_eq!(due(&[set(Some("2027-05-04"))]), day("04/05/2027", Some("2027-05-04")));
    assert_eq!(due(&[moved.clone(), set(Some("2027-06-29"))]), day(said, Some("2027-06-29")),);
    assert_eq!(due(&[moved, set(None)]), day(said, None));
    assert_eq!(due(&[set(None)]), None);
    for wrong in ["1999-01-01", "2027-02-30", "mai"] {
        assert_eq!(with(&[set(Some(wrong))]).refused, [(0, Reason::Invalid)]);
    }
}

#[test]
fn a_new_unit_is_named_and_its_old_name_still_known() {
    let unit = imported().units[0].clone();
    let name = |name: &str, kind: UnitKind| Op::NameUnit {
        unit: unit.id.clone(),
        name: name.to_owned(),
        kind,
    };
    let revised = with(&[name(" Tổ  công nghệ số ", UnitKind::Khac)]);
    let named = revised.plan.units.iter().find(|one| one.id == unit.id).expect("there");
    assert_eq!((named.name.as_str(), named.kind), ("Tổ công nghệ số", UnitKind::Khac));
    assert!(named.aliases.contains(&unit.name));
    assert_eq!(with(&[name(" ", unit.kind)]).refused, [(0, Reason::Invalid)]);
}

#[test]
fn split_and_joined_again_a_task_is_as_before() {
    let (index, long) = imported()
        .tasks
        .iter()
        .enumerate()
        .find(|(_, task)| task.content.len() >= 2)
        .map(|(index, task)| (index, task.clone()))
        .expect("a task of two paragraphs");
    let split = Op::SplitTask { task: long.path.clone(), at: 1 };
    let halves = with(std::slice::from_ref(&split));
    assert_eq!(halves.plan.tasks.len(), imported().tasks.len() + 1);
    assert_eq!(halves.plan.tasks[index + 1].title, long.content[1]);
    assert_eq!(halves.plan.tasks[index + 1].code, format!("{}b", long.code));
    assert_eq!(halves.plan.tasks[index + 1].lead, long.lead);
    let joined = with(&[split, Op::JoinTask { task: long.path.clone() }]);
    assert_eq!(joined.plan.tasks, imported().tasks);
}

#[test]
fn the_focal_lead_is_the_first() {
    let plan = imported();
    let several = plan.tasks.iter().find(|task| task.lead.len() > 1).expect("two leads");
    let unit = several.lead[1].clone();
    let revised = with(&[Op::SetFocal { task: several.path.clone(), unit: unit.clone() }]);
    let task = revised.plan.tasks.iter().find(|task| task.path == several.path).expect("there");
    assert_eq!(task.lead[0], unit);
    assert_eq!(BTreeSet::from_iter(&task.lead), BTreeSet::from_iter(&several.lead));
    let adopted = adopt::plan(&revised.plan, PlanId::new(Uuid::nil()), &revised.unit_map());
    let adopted = adopted.tasks.values().find(|task| task.path == several.path).expect("there");
    assert_eq!(adopted.focal, Some(UnitId::new(unit)));
    let wrong = with(&[Op::SetFocal { task: several.path.clone(), unit: "XX".into() }]);
    assert_eq!(wrong.refused, [(0, Reason::NotALead)]);
}

#[test]
fn a_unit_of_the_text_becomes_one_of_the_directory_or_a_new_one() {
    let unit = imported().units[0].id.clone();
    let to = UnitTarget::Directory("KT".into());
    let revised = with(&[
        Op::MapUnit { unit: unit.clone(), to: to.clone() },
        Op::MapUnit { unit: unit.clone(), to: UnitTarget::Directory("XX".into()) },
    ]);
    assert_eq!(revised.units.get(&unit), Some(&to));
    assert_eq!(revised.refused, [(1, Reason::NoSuchUnit)]);
    assert_eq!(revised.unit_map().get(&unit), Some(&UnitId::from("KT")));
}

#[test]
fn a_unit_of_the_directory_can_lead_without_standing_in_the_text() {
    let ops = [Op::SetUnits { task: path(0), lead: vec!["QS".into()], coordinating: Vec::new() }];
    let revised = with(&ops);
    assert_eq!(first(&revised.plan).lead, ["QS"]);
    assert_eq!(revised.units.get("QS"), Some(&UnitTarget::Directory("QS".into())));
}

#[test]
fn numbers_that_stand_twice_become_their_own() {
    let mut plan = imported();
    let twin = plan.tasks[0].clone();
    plan.tasks.push(twin);
    let revised = revise(&plan, &[], &[]);
    let paths: BTreeSet<&str> = revised.plan.tasks.iter().map(|task| task.path.as_str()).collect();
    assert_eq!(paths.len(), plan.tasks.len());
    let adopted = adopt::plan(&revised.plan, PlanId::new(Uuid::nil()), &revised.unit_map());
    assert_eq!(adopted.tasks.len(), plan.tasks.len(), "no task hides another");
}

#[test]
fn a_new_edition_shows_what_was_added_dropped_and_changed() {
    let plan = imported();
    let old = adopt::plan(&plan, PlanId::new(Uuid::nil()), &UnitMap::new());
    assert_eq!(compare(&old, &plan, &UnitMap::new()).same, plan.tasks.len());
    let mut new = plan.clone();
    let dropped = new.tasks.remove(2);
    new.tasks[0].content.push("Thêm một đoạn.".to_owned());
    new.tasks[1].path = "III.9.9".to_owned();
    new.tasks[1].code = "9.9".to_owned();
    new.tasks.push(Task {
        path: "III.10".into(),
        code: "10".into(),
        title: "Việc chưa từng có".into(),
        ..Task::default()
    });
    let found = compare(&old, &new, &UnitMap::new());
    let titles = |list: &[TaskRef]| list.iter().map(|task| task.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(&found.added), ["Việc chưa từng có"]);
    assert_eq!(titles(&found.dropped), [dropped.title]);
    let changed: Vec<_> = found.changed.iter().map(|change| change.fields.clone()).collect();
    assert_eq!(changed, [vec![TaskField::Content], vec![TaskField::Code]]);
    assert_eq!(found.same, plan.tasks.len() - 3);
}

#[test]
fn an_edition_is_of_the_same_year_and_number_or_about_the_same() {
    let new = imported();
    let old = adopt::plan(&new, PlanId::new(Uuid::nil()), &UnitMap::new());
    assert!(edition_of(std::slice::from_ref(&old), &new).is_some());
    let last_year = [crate::domain::plan::Plan { year: Some(2026), ..old.clone() }];
    assert!(edition_of(&last_year, &new).is_none());
    let number = Some("1/KH-UBND".to_owned());
    let anew = crate::domain::plan::Plan { number: number.clone(), ..old.clone() };
    assert!(edition_of(std::slice::from_ref(&anew), &new).is_some(), "issued anew");
    let title = "Phòng, chống thiên tai trên địa bàn xã".to_owned();
    let other = [crate::domain::plan::Plan { title, ..anew }];
    assert!(edition_of(&other, &new).is_none());
    let draft = [crate::domain::plan::Plan { number: None, ..old }];
    assert!(edition_of(&draft, &new).is_some());
}

#[test]
fn only_units_that_do_something_are_used() {
    let revised =
        with(&[Op::SetUnits { task: path(0), lead: Vec::new(), coordinating: Vec::new() }]);
    let used = revised.used_units();
    assert!(used.iter().all(|id| revised.units.contains_key(*id)));
    let all = with(&[]);
    assert!(used.is_subset(&all.used_units()));
}
