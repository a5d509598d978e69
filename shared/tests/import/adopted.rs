//! What is created from a plan holds what was understood of it: each word of the result stands in the
//! plan's document, too.

use std::collections::BTreeSet;

use shared::id::PlanId;
use shared::import::{ImportOptions, ImportedPlan, Periodicity, Task, adopt, import_plan};
use uuid::Uuid;

use crate::account::words_in;
use crate::fixtures::{OTHERS, PLANS, text};

/// What is not taken over: what the file's form says (type, letterhead, names of columns), what was
/// done to it, and what is told apart from the plan itself (units have their directory).
fn taken_over(plan: &ImportedPlan) -> ImportedPlan {
    let mut plan = ImportedPlan {
        kind: String::new(),
        letterhead: Vec::new(),
        table_heads: Vec::new(),
        corrections: Vec::new(),
        not_understood: Vec::new(),
        notices: Vec::new(),
        units: Vec::new(),
        ..plan.clone()
    };
    plan.issuer.province = None;
    for task in &mut plan.tasks {
        task.periodicity = None;
    }
    for duty in &mut plan.responsibilities {
        duty.verb.clear();
    }
    plan
}

fn adopted(plan: &ImportedPlan) -> shared::domain::plan::Plan {
    adopt::plan(plan, PlanId::new(Uuid::nil()), &adopt::UnitMap::new())
}

#[test]
fn every_word_of_a_result_stands_in_what_is_created() {
    let mut all = Vec::new();
    for name in PLANS.iter().chain(&OTHERS) {
        let text = text(name);
        let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        let document = words_in(&adopted(&plan));
        // Who leads stands there as units.
        let units: BTreeSet<String> = words_in(&plan.units);
        let roles: Vec<&str> = "cac chu tri phoi hop voi cung don vi co quan thuc hien luc luong \
                                tham gia nguoi phan cong giao"
            .split(' ')
            .collect();
        let lost: Vec<String> = words_in(&taken_over(&plan))
            .into_iter()
            .filter(|word| !document.contains(word) && !units.contains(word))
            .filter(|word| !roles.contains(&word.as_str()))
            .collect();
        if !lost.is_empty() {
            all.push(format!("{name}: {lost:?}"));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn how_often_is_said_where_no_day_is() {
    let often = vec![Periodicity::ThuongXuyen, Periodicity::HangQuy];
    let task = Task { path: "II.1".to_owned(), periodicity: Some(often), ..Task::default() };
    let plan = adopted(&ImportedPlan { tasks: vec![task], ..ImportedPlan::default() });
    let content = &plan.tasks.values().next().expect("the task").content;
    assert_eq!(content, "Thời gian thực hiện: thường xuyên\nThời gian thực hiện: hằng quý");
}
