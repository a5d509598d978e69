//! Ways of writing that other communes' plans have, each in the smallest plan that shows it.

use shared::import::{ImportOptions, ImportedPlan, import_plan};

fn read(body: &str) -> ImportedPlan {
    let head = "KẾ HOẠCH\nCông tác văn hóa năm 2026 trên địa bàn xã Pù Nhi\n\nI. NỘI DUNG\n";
    import_plan(format!("{head}{body}").as_bytes(), &ImportOptions::default()).expect("a plan")
}

/// A line for each task: title | who leads | who coordinates.
fn tasks(body: &str) -> Vec<String> {
    let plan = read(body);
    let name = |id: &String| {
        let unit = plan.units.iter().find(|unit| unit.id.as_str() == id.as_str());
        unit.map_or("?", |unit| unit.name.as_str())
    };
    let names = |ids: &[String]| ids.iter().map(name).collect::<Vec<_>>().join(", ");
    let tasks = plan.tasks.iter().map(|task| {
        format!("{} | {} | {}", task.title, names(&task.lead), names(&task.coordinating))
    });
    tasks.collect()
}

#[test]
fn a_number_out_of_order_begins_a_task_of_its_own() {
    let led = "Chủ trì: Công an xã\n";
    for numbers in [[1, 8, 9], [1, 3, 2], [2, 1, 3], [1, 2, 20]] {
        let body: String = numbers.iter().map(|n| format!("{n}. Việc {n}\n{led}")).collect();
        let expected = numbers.map(|n| format!("Việc {n} | Công an xã | "));
        assert_eq!(tasks(&body), expected, "{body}");
    }
    let inner = format!("1. A\n1.1. Việc một\n{led}1.9. Việc chín\n{led}1.2. Việc hai\n{led}");
    assert_eq!(tasks(&inner).len(), 3, "{inner}");
}

#[test]
fn who_helps_may_stand_in_parentheses() {
    let cases = [
        ("Chủ trì: Phòng Kinh tế (phối hợp với Công an xã)", "Phòng Kinh tế | Công an xã"),
        (
            "Chủ trì: Trạm Y tế xã (Công an xã, Hội Nông dân xã phối hợp)",
            "Trạm Y tế xã | Công an xã, Hội Nông dân xã",
        ),
        ("Chủ trì: Phòng Kinh tế (chủ trì), Công an xã (phối hợp)", "Phòng Kinh tế | Công an xã"),
        // A remark is none.
        ("Chủ trì: Phòng Kinh tế (theo dõi chung)", "Phòng Kinh tế | "),
    ];
    for (line, expected) in cases {
        assert_eq!(tasks(&format!("1. Việc\n{line}\n")), [format!("Việc | {expected}")], "{line}");
    }
}

#[test]
fn a_figure_parts_no_name_and_counts_no_unit() {
    let cases = [
        ("Chủ trì: Thôn 2/9; Thôn 3/2", "Thôn 2/9, Thôn 3/2 | "),
        (
            "Chủ trì: Trạm Y tế xã\nPhối hợp: Công an xã, 12/12 thôn",
            "Trạm Y tế xã | Công an xã, Các thôn",
        ),
        (
            "Chủ trì: Trạm Y tế xã\nPhối hợp: Các ban, ngành, đoàn thể của xã và 12 thôn",
            "Trạm Y tế xã | Các ban, ngành, đoàn thể của xã, Các thôn",
        ),
        ("Chủ trì: Thôn 1, 2, thôn 3", "Thôn 1, Thôn 2, Thôn 3 | "),
        // Two units all the same.
        ("Chủ trì: Công an xã/Trạm Y tế xã", "Công an xã, Trạm Y tế xã | "),
    ];
    for (line, expected) in cases {
        assert_eq!(tasks(&format!("1. Việc\n{line}\n")), [format!("Việc | {expected}")], "{line}");
    }
}

#[test]
fn a_person_is_no_unit_and_the_line_is_not_understood() {
    for person in ["Đ/c Nguyễn Văn A - Phó Chủ tịch UBND xã", "Các đồng chí Thường vụ"]
    {
        let plan = read(&format!("1. Việc\nChủ trì: {person}\n"));
        assert!(plan.units.is_empty(), "{person}: {:?}", plan.units);
        assert!(plan.not_understood.iter().any(|line| line.text.contains(person)), "{person}");
    }
}
