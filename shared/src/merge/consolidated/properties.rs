//! What holds of any records in any order.

use proptest::prelude::*;

use super::golden::{consolidated, directory, plan, put, view, year};
use super::*;

/// A record as it may be at some moment: of four, in a few states, on days around the cut-off.
fn any_view() -> impl Strategy<Value = RecordView> {
    let kinds = prop::sample::select(vec!["activity", "law_education", "event"]);
    let states = prop::sample::select(vec!["draft", "awaiting", "approved", "returned"]);
    let days = prop::sample::select(vec!["2026-06-13", "2026-06-14", "2026-06-15", "2026-07-01"]);
    (0_u128..8, kinds, states, days, 0_i64..50, 1_u8..=4).prop_map(
        |(n, kind, state, day, people, village)| {
            let unit = ["VHXH", "CA"][usize::from(n % 2 == 0)];
            let state = if (kind, state) == ("event", "approved") { "held" } else { state };
            let fields = format!("task 2.3 | date {day} | place T0{village} | people {people}");
            view(n + 100, kind, unit, state, &fields)
        },
    )
}

fn newest(views: &[RecordView]) -> Vec<RecordView> {
    let by_id: BTreeMap<RecordId, RecordView> =
        views.iter().map(|view| (view.record.id, view.clone())).collect();
    by_id.into_values().collect()
}

fn halves() -> [Scope; 2] {
    ["2026-H1", "2026-H2"].map(|id| Scope::report(id.parse().expect("a period")))
}

proptest! {
    /// After every step of any run, what was built step by step is what is built at once.
    #[test]
    fn incremental_is_from_scratch(run in prop::collection::vec(any_view(), 1..40)) {
        let (directory, plan) = (directory(), plan());
        let mut all = consolidated(&[]);
        for step in 1..=run.len() {
            put(&mut all, &run[step - 1..step], &directory, &plan);
            prop_assert_eq!(&all, &consolidated(&newest(&run[..step])));
        }
    }

    /// Whatever the order in which records arrive, and however they come in groups.
    #[test]
    fn order_and_grouping_do_not_matter(
        views in prop::collection::vec(any_view(), 1..20).prop_map(|views| newest(&views)),
        seed in any::<u64>(),
        group in 1_usize..5,
    ) {
        let (directory, plan) = (directory(), plan());
        let mut shuffled = views.clone();
        shuffled.sort_by_key(|view| view.record.id.uuid().as_u128() as u64 ^ seed);
        shuffled.rotate_left(seed as usize % views.len());
        let mut all = consolidated(&[]);
        let subjects = Subjects { directory: &directory, plan: &|_| Some(&plan) };
        for group in shuffled.chunks(group) {
            for unit in ["VHXH", "CA"] {
                let of_unit = group.iter().filter(|view| view.unit.as_str() == unit);
                let records = of_unit.map(|view| (view.record.id, Some(view)));
                all.set_records(&unit.into(), records, &subjects);
            }
        }
        prop_assert_eq!(all, consolidated(&views));
    }

    /// The figures of a locked period stand, whatever arrives later; nothing that is approved is
    /// lost between it and the next, and nothing is counted in both.
    #[test]
    fn locked_figures_do_not_move(
        before in prop::collection::vec(any_view(), 0..20),
        later in prop::collection::vec(any_view(), 0..20),
    ) {
        let (directory, plan) = (directory(), plan());
        let mut all = consolidated(&year());
        put(&mut all, &newest(&before), &directory, &plan);
        let [first, second] = halves();
        let lock = all.freeze("2026-H1".parse().expect("a period"));
        all.set_locks([lock]);
        let (figures, cells) = (all.figures(&first, &directory), all.by_task(&first));
        for view in &later {
            put(&mut all, std::slice::from_ref(view), &directory, &plan);
            prop_assert_eq!(&all.figures(&first, &directory), &figures);
            prop_assert_eq!(&all.by_task(&first), &cells);
        }
        let counted_first = all.total(&first).approved;
        let counted_second = all.total(&second).approved;
        prop_assert!(counted_first.is_disjoint(&counted_second));
        let both = Period::days(
            "2025-12-15".parse().expect("a day"), "2026-12-14".parse().expect("a day"),
        );
        for record in all.total(&Scope::days(both)).approved {
            let elsewhere = all.counted_elsewhere().contains(&record);
            prop_assert!(
                elsewhere || counted_first.contains(&record) || counted_second.contains(&record)
                    // A session whose counting book is another since the lock.
                    || all.frozen.values().any(|frozen| frozen.counted_elsewhere().contains(&record))
            );
        }
    }
}
