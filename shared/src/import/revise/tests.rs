//! Corrections on plans of the fixtures: what each does, and that no list of them loses a line.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::PlanId;
use crate::import::{ImportOptions, Task, adopt, import_plan};

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
        Op::MoveLine { line: 902, to: Place::TaskContent(path(0)) },
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
    assert_eq!(revised.set_aside, [NotUnderstood { line: 902, text: "Ghi chú lạ".to_owned() }]);
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

fn any_op() -> impl Strategy<Value = Op> {
    let plan = imported();
    let mut paths: Vec<String> = plan.tasks.iter().map(|task| task.path.clone()).collect();
    paths.extend(["no such task".to_owned(), format!("{}b", paths[0])]);
    let task = prop::sample::select(paths);
    let mut units: Vec<String> = plan.units.iter().map(|unit| unit.id.clone()).collect();
    units.extend(["KT".to_owned(), "no such unit".to_owned()]);
    let unit = prop::sample::select(units);
    let place = (0..12usize, task.clone()).prop_map(|(which, task)| match which {
        0 => Place::TaskTitle(task),
        1 | 2 => Place::TaskContent(task),
        3 => Place::Lead(task),
        4 => Place::Coordinating(task),
        5 => Place::Due(task),
        6 => Place::Purpose,
        7 => Place::Basis,
        8 => Place::Funding,
        9 => Place::Recipients,
        10 => Place::Responsibility("1".to_owned()),
        _ => Place::Aside,
    });
    prop_oneof![
        3 => (898..904usize, place).prop_map(|(line, to)| Op::MoveLine { line, to }),
        2 => (task.clone(), 0..4usize).prop_map(|(task, at)| Op::SplitTask { task, at }),
        2 => task.clone().prop_map(|task| Op::JoinTask { task }),
        1 => (task.clone(), unit.clone()).prop_map(|(task, unit)| Op::SetFocal { task, unit }),
        1 => (task.clone(), prop::collection::vec(unit.clone(), 0..3), unit.clone())
            .prop_map(|(task, lead, one)| Op::SetUnits { task, lead, coordinating: vec![one] }),
        1 => (unit.clone(), unit).prop_map(|(unit, to)| Op::MapUnit {
            unit,
            to: UnitTarget::Directory(UnitId::new(to)),
        }),
        1 => (task, ".{0,8}").prop_map(|(task, code)| Op::SetIndicators { task, codes: vec![code] }),
        1 => any::<i16>().prop_map(|year| Op::SetYear { year }),
        1 => ".{0,12}".prop_map(|title| Op::SetTitle { title }),
    ]
}

/// All the words of the plan's fields, in one text.
fn said(plan: &ImportedPlan) -> String {
    let plan = ImportedPlan { not_understood: Vec::new(), ..plan.clone() };
    serde_json::to_string(&plan).expect("serialises")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_list_of_corrections_loses_a_line(ops in prop::collection::vec(any_op(), 0..14)) {
        let before = imported();
        let revised = revise(&before, &directory(), &ops);
        let said = said(&revised.plan);
        for line in &before.not_understood {
            let lost = revised.plan.not_understood.contains(line);
            let aside = revised.set_aside.contains(line);
            let moved = revised.moved.contains_key(&line.line);
            prop_assert_eq!(usize::from(lost) + usize::from(aside) + usize::from(moved), 1);
            let words = line.text.trim_start_matches(['-', '+']).trim();
            prop_assert!(!moved || said.contains(words), "{} is nowhere", words);
        }
        for task in &before.tasks {
            for words in task.content.iter().chain([&task.title]) {
                let words = serde_json::to_string(words).expect("serialises");
                prop_assert!(said.contains(words.trim_matches('"')), "{} is nowhere", words);
            }
        }
        let paths: BTreeSet<&str> = revised.plan.tasks.iter().map(|task| task.path.as_str()).collect();
        prop_assert_eq!(paths.len(), revised.plan.tasks.len());
        for task in &revised.plan.tasks {
            prop_assert!(task.coordinating.iter().all(|unit| !task.lead.contains(unit)));
        }
    }

    #[test]
    fn what_is_refused_changes_nothing(ops in prop::collection::vec(any_op(), 1..8)) {
        let (_, rest) = ops.split_last().expect("at least one");
        let (before, after) = (with(rest), with(&ops));
        prop_assert_eq!(&after.refused[..before.refused.len()], &before.refused[..]);
        if after.refused.len() > before.refused.len() {
            prop_assert_eq!(Revised { refused: before.refused.clone(), ..after }, before);
        }
    }
}
