//! Lists of corrections as they come: none loses a word.

use proptest::prelude::*;

use super::*;

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
        1 | 2 => Part::TaskContent(task).into(),
        3 => Place::Lead(task),
        4 => Place::Coordinating(task),
        5 => Place::Due(task),
        6 => Part::Purpose.into(),
        7 => Part::Basis.into(),
        8 => Part::Section("III".to_owned()).into(),
        9 => Part::Closing.into(),
        10 => Part::Responsibility("1".to_owned()).into(),
        _ => Place::Aside,
    });
    let part = (0..10usize, task.clone()).prop_map(|(which, task)| match which {
        0 => Part::Section("III".to_owned()),
        1 => Part::Purpose,
        2 => Part::Requirements,
        3 => Part::Funding,
        4 => Part::Recipients,
        5 => Part::Responsibility("2".to_owned()),
        6 => Part::Closing,
        _ => Part::TaskContent(task),
    });
    let name = prop::sample::select(vec!["", "Tổ công nghệ số cộng đồng", "Công an xã"]);
    prop_oneof![
        3 => (part, 0..3usize, place.clone()).prop_map(|(from, at, to)| {
            let says = paragraph_of(&imported(), &from, at).unwrap_or_default();
            Op::MoveParagraph { from, at, says, to }
        }),
        1 => (unit.clone(), name).prop_map(|(unit, name)| Op::NameUnit {
            unit,
            name: name.to_owned(),
            kind: UnitKind::Phong,
        }),
        1 => (task.clone(), prop::option::of("(2027-0[1-9]-[0-3][0-9]|x)"))
            .prop_map(|(task, date)| Op::SetDue { task, date }),
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

/// A paragraph as it stands before any correction.
fn paragraph_of(plan: &ImportedPlan, part: &Part, at: usize) -> Option<String> {
    let paragraphs = match part {
        Part::TaskContent(path) => &plan.tasks.iter().find(|task| task.path == *path)?.content,
        Part::Section(path) => &plan.sections.iter().find(|one| one.path == *path)?.content,
        Part::Responsibility(no) => {
            &plan.responsibilities.iter().find(|duty| duty.no == *no)?.duties
        }
        Part::Purpose => &plan.purpose,
        Part::Requirements => &plan.requirements,
        Part::Basis => &plan.basis,
        Part::Funding => &plan.funding,
        Part::Closing => &plan.closing,
        Part::Recipients => &plan.recipients,
    };
    paragraphs.get(at).cloned()
}

/// All the words of the plan's fields, and of what was set aside, in one text.
fn said(revised: &Revised) -> String {
    let plan = ImportedPlan { not_understood: Vec::new(), ..revised.plan.clone() };
    serde_json::to_string(&(plan, &revised.set_aside)).expect("serialises")
}

/// Every paragraph of every part.
fn paragraphs_of(plan: &ImportedPlan) -> impl Iterator<Item = &String> {
    let parts = [&plan.basis, &plan.purpose, &plan.requirements, &plan.funding, &plan.closing];
    let tasks = plan.tasks.iter().flat_map(|task| task.content.iter().chain([&task.title]));
    let under = plan.sections.iter().flat_map(|section| &section.content);
    let duties = plan.responsibilities.iter().flat_map(|duty| &duty.duties);
    parts.into_iter().flatten().chain(&plan.recipients).chain(tasks).chain(under).chain(duties)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_list_of_corrections_loses_a_line(ops in prop::collection::vec(any_op(), 0..14)) {
        let before = imported();
        let revised = revise(&before, &directory(), &ops);
        let said = said(&revised);
        for line in &before.not_understood {
            let lost = revised.plan.not_understood.contains(line);
            let aside = revised.set_aside.iter().any(|aside| aside.line == Some(line.line));
            let moved = revised.moved.contains_key(&line.line);
            prop_assert_eq!(usize::from(lost) + usize::from(aside) + usize::from(moved), 1);
            let words = line.text.trim_start_matches(['-', '+']).trim();
            prop_assert!(!moved || said.contains(words), "{} is nowhere", words);
        }
        for words in paragraphs_of(&before) {
            let words = serde_json::to_string(words).expect("serialises");
            prop_assert!(said.contains(words.trim_matches('"')), "{} is nowhere", words);
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
