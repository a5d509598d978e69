//! What counts, where, and once.

use super::*;
use crate::domain::activity::ACTIVITY;
use crate::domain::declaration::DECLARATION;
use crate::domain::directive::DIRECTIVE;
use crate::domain::directory::Directory;
use crate::domain::human_rights::HUMAN_RIGHTS;
use crate::domain::law_education::LAW_EDUCATION;
use crate::domain::record::{FieldState, Record};
use crate::domain::state::{Derived, State};
use crate::domain::value::Value;
use crate::time::TimestampMs;
use proptest::prelude::*;
use uuid::Uuid;

fn view(n: u128, unit: &str, state: State, task: &str, date: &str, people: i64) -> RecordView {
    let field = |value| FieldState { value: Some(value), ..FieldState::default() };
    let record = Record {
        id: RecordId::new(Uuid::from_u128(n)),
        kind: Some(&ACTIVITY),
        plan: None,
        fields: [
            ("task", field(Value::Task(task.into()))),
            ("date", field(Value::Date(date.parse().expect("a date")))),
            ("people", field(Value::Integer(people))),
            ("place", field(Value::Unit("THON-01".into()))),
        ]
        .into(),
        creator: None,
        created_at: TimestampMs::default(),
        deleted: false,
        laid_by: None,
    };
    let derived = Derived { state, ..Derived::draft() };
    let unit = unit.into();
    RecordView { record, unit, derived, decisions: Vec::new(), submissions: Vec::new() }
}

/// A commune of which nothing is known.
fn nothing_beside() -> Subjects<'static> {
    static NOBODY: std::sync::LazyLock<Directory> = std::sync::LazyLock::new(Directory::default);
    Subjects { directory: &NOBODY, plan: &|_| None }
}

#[test]
fn approved_and_awaiting_are_counted_separately_and_drafts_never() {
    let records = [
        view(1, "KT", State::APPROVED, "t1", "2026-06-14", 40),
        view(2, "KT", State::AWAITING, "t1", "2026-06-15", 7),
        view(3, "KT", State::DRAFT, "t1", "2026-06-15", 1_000),
        view(4, "KT", State::RETURNED, "t2", "2026-06-15", 1_000),
        view(5, "KT", State::EDITED, "t2", "2026-06-15", 5),
        view(6, "KT", State::APPROVED, "t1", "2026-06-15", -3),
    ];
    let mut all = Consolidated::default();
    all.set_unit(&"KT".into(), &records, &nothing_beside());
    let cells = all.by_task_and_unit(&Scope::default());
    let cell = &cells[&("t1".into(), "KT".into())];
    assert_eq!((cell.approved.len(), cell.awaiting.len()), (2, 1));
    assert_eq!((cell.people, cell.people_awaiting), (40, 7));
    assert_eq!(all.by_task(&Scope::default())[&"t2".into()].awaiting.len(), 1);
    assert_eq!(all.total(&Scope::default()).people, 40);
    assert_eq!(all.by_place(&Scope::default())[&"THON-01".into()].approved.len(), 2);
}

#[test]
fn what_counts_as_nothing_is_in_no_figure_and_what_is_unknown_is() {
    let of = |n: u128, kind| {
        let mut view = view(n, "KT", State::APPROVED, "t1", "2026-06-14", 10);
        view.record.kind = kind;
        view
    };
    let mut all = Consolidated::default();
    let kinds = [Some(&DIRECTIVE), Some(&DECLARATION), Some(&HUMAN_RIGHTS), None];
    let records: Vec<RecordView> = (1..).zip(kinds).map(|(n, kind)| of(n, kind)).collect();
    all.set_unit(&"KT".into(), &records, &nothing_beside());
    let total = all.total(&Scope::default());
    assert_eq!(total.approved.len(), 2);
}

#[test]
fn a_session_that_four_leads_write_down_is_one_and_the_focal_leads() {
    let plan = PlanId::new(Uuid::from_u128(1));
    let of = |n: u128, unit: &str, state, people| {
        let mut view = view(n, unit, state, "2.3", "2026-06-14", people);
        view.record.kind = Some(&LAW_EDUCATION);
        view.record.plan = Some(plan);
        view
    };
    let mut all = Consolidated::default();
    let leads = ["CA", "DVCI", "QS", "VHXH"];
    for (n, unit) in (1..).zip(leads) {
        all.set_unit(
            &unit.into(),
            &[of(n, unit, State::APPROVED, 30 + n as i64)],
            &nothing_beside(),
        );
    }
    let counted = |all: &Consolidated| {
        let units = all.by_unit(&Scope::default());
        assert_eq!(units.len(), 1, "one session, one unit");
        let total = all.total(&Scope::default());
        assert_eq!((total.approved.len(), all.counted_elsewhere().len()), (1, 3));
        (units.into_keys().next().expect("one"), total.people)
    };
    assert_eq!(counted(&all), ("CA".into(), 31), "no focal lead is named: the first");
    let task = Task {
        id: "2.3".into(),
        code: "2.3".into(),
        path: "II.2.3".into(),
        title: String::new(),
        content: String::new(),
        leads: leads.map(UnitId::from).into(),
        focal: Some("VHXH".into()),
        coordinators: BTreeSet::new(),
        due: None,
        target: None,
        indicators: Default::default(),
        position: 1,
    };
    let named = Plan { tasks: [(task.id.clone(), task)].into(), ..Plan::default() };
    assert!(all.set_focal([(plan, &named)]));
    assert!(!all.set_focal([(plan, &named)]));
    assert_eq!(counted(&all), ("VHXH".into(), 34));
    // Until the focal lead's is approved, another's that is stands for it.
    all.set_unit(&"VHXH".into(), &[of(4, "VHXH", State::AWAITING, 34)], &nothing_beside());
    assert_eq!(counted(&all), ("CA".into(), 31));
    // Another place is another session, and so is what one unit writes down twice.
    let mut elsewhere = of(5, "QS", State::APPROVED, 7);
    let place = elsewhere.record.fields.get_mut("place").expect("made in view");
    place.value = Some(Value::Unit("THON-02".into()));
    all.set_unit(&"QS".into(), &[of(3, "QS", State::APPROVED, 33), elsewhere], &nothing_beside());
    let twice = [of(1, "CA", State::APPROVED, 31), of(6, "CA", State::APPROVED, 5)];
    all.set_unit(&"CA".into(), &twice, &nothing_beside());
    assert_eq!(all.total(&Scope::default()).people, 31 + 5 + 7);
}

#[test]
fn the_last_day_of_a_period_is_in_it_and_the_next_is_not() {
    let records = [
        view(1, "KT", State::APPROVED, "t1", "2026-06-14", 1),
        view(2, "KT", State::APPROVED, "t1", "2026-06-15", 2),
    ];
    let mut all = Consolidated::default();
    all.set_unit(&"KT".into(), &records, &nothing_beside());
    let first_half = Period { from: "2025-12-15".parse().ok(), to: "2026-06-14".parse().ok() };
    assert_eq!(all.total(&Scope::days(first_half)).people, 1);
}

#[test]
fn plans_are_not_mixed() {
    let of = |n: u128, plan: u128| {
        let mut view = view(n, "KT", State::APPROVED, "t1", "2026-06-14", 10);
        view.record.plan = Some(PlanId::new(Uuid::from_u128(plan)));
        view
    };
    let mut all = Consolidated::default();
    all.set_unit(&"KT".into(), &[of(1, 1), of(2, 2), of(3, 2)], &nothing_beside());
    let second = all.of_plan(Some(PlanId::new(Uuid::from_u128(2))));
    assert_eq!(second.total(&Scope::default()).people, 20);
    assert_eq!(all.of_plan(None).total(&Scope::default()).people, 0);
}

proptest! {
    /// The order in which units arrive, and how often, changes nothing.
    #[test]
    fn any_order_of_arrival_gives_the_same_view(order in proptest::collection::vec(0usize..4, 1..12)) {
        let units = ["A", "B", "C", "D"];
        let records = |i: usize| [
            view(i as u128, units[i], State::APPROVED, "t1", "2026-01-02", i as i64),
            view(10 + i as u128, units[i], State::AWAITING, "t2", "2026-01-02", 1),
        ];
        let mut arrived = Consolidated::default();
        for &i in &order {
            arrived.set_unit(&units[i].into(), &records(i), &nothing_beside());
        }
        let mut scratch = Consolidated::default();
        for i in order.iter().copied().collect::<BTreeSet<usize>>() {
            scratch.set_unit(&units[i].into(), &records(i), &nothing_beside());
        }
        prop_assert_eq!(arrived, scratch);
    }
}
