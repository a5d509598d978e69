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

#[test]
fn list_items_that_each_name_their_leader_are_tasks() {
    for [first, second] in [
        [
            "Mở lớp tập huấn (Phòng Kinh tế chủ trì)",
            "Tuần tra (Công an xã chủ trì, phối hợp với các thôn)",
        ],
        [
            "Mở lớp tập huấn (do Phòng Kinh tế chủ trì)",
            "Tuần tra (giao Công an xã chủ trì, phối hợp với các thôn)",
        ],
    ] {
        let body = format!("1. Các việc khác\n- {first};\n- {second}.\n");
        assert_eq!(
            tasks(&body),
            ["Mở lớp tập huấn | Phòng Kinh tế | ", "Tuần tra | Công an xã | Các thôn"],
            "{body}"
        );
    }
    // One leader for all, and items that say how.
    let body = "1. Tuyên truyền\n- Bằng loa\n- Bằng pa nô (Phòng Kinh tế chủ trì)\n";
    assert_eq!(tasks(body), ["Tuyên truyền | Phòng Kinh tế | "]);
}

#[test]
fn a_label_may_say_both_roles_or_help() {
    let cases = [
        ("Đơn vị chủ trì, phối hợp: Phòng Kinh tế; Công an xã", "Phòng Kinh tế | Công an xã"),
        ("Chủ trì, phối hợp: Phòng Kinh tế, các thôn", "Phòng Kinh tế | Các thôn"),
        ("Chủ trì: Phòng Kinh tế\nĐơn vị hỗ trợ: Công an xã", "Phòng Kinh tế | Công an xã"),
        ("Trách nhiệm: Phòng Kinh tế", "Phòng Kinh tế | "),
        ("Chủ trì：Phòng Kinh tế；Phối hợp：Công an xã", "Phòng Kinh tế | Công an xã"),
        // The label outranks what prose says, also where its units stand on the next line.
        (
            "Giao Công an xã treo cờ\nChủ trì:\n- Phòng Kinh tế\n- Trạm Y tế xã",
            "Phòng Kinh tế, Trạm Y tế xã | ",
        ),
        ("Chủ trì: Phòng Kinh tế\nTreo cờ (giao Công an xã)", "Phòng Kinh tế | "),
    ];
    for (line, expected) in cases {
        assert_eq!(tasks(&format!("1. Việc\n{line}\n")), [format!("Việc | {expected}")], "{line}");
    }
    let plan = read("1. Việc\nChủ trì: Phòng Kinh tế\nTrách nhiệm: báo cáo kịp thời\n");
    assert_eq!(plan.tasks[0].content, ["Trách nhiệm: báo cáo kịp thời"]);
}

#[test]
fn what_others_are_asked_above_tasks_is_not_who_leads_them() {
    let body = "1. Văn hóa\nĐề nghị các đoàn thể vận động hội viên tham gia.\n\
                1.1. Hội thi\n1.2. Hội diễn\nChủ trì: Phòng Kinh tế\n";
    assert_eq!(tasks(body), ["Hội thi |  | ", "Hội diễn | Phòng Kinh tế | "]);
    let body = "1. Văn hóa\nGiao Phòng Kinh tế chủ trì, phối hợp với các thôn thực hiện.\n\
                1.1. Hội thi\n1.2. Hội diễn\n";
    assert_eq!(
        tasks(body),
        ["Hội thi | Phòng Kinh tế | Các thôn", "Hội diễn | Phòng Kinh tế | Các thôn"]
    );
}
