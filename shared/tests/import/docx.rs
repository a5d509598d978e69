//! Plans as Word files: the same result as from text, whatever Word makes of numbering, headings and
//! tables.

use shared::import::{
    Field, ImportError, ImportOptions, ImportedPlan, Notice, import_plan, source_lines,
};

use crate::fixtures::{PLANS, text};
use crate::word::{
    MERGE, MERGED, cell, docx, heading_style, item, list, p, parts, row, run, styled, table, zip,
};

fn import(bytes: &[u8]) -> ImportedPlan {
    import_plan(bytes, &ImportOptions::default()).expect("a plan")
}

/// Header and aims of a plan, before its tasks.
fn head() -> String {
    let letterhead = table(&[
        row(&[
            "ỦY BAN NHÂN DÂN\nXÃ NÀ MẪU",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        ]),
        row(&["Số: 8/KH-UBND", "Nà Mẫu, ngày 05 tháng 3 năm 2026"]),
    ]);
    letterhead + &p("KẾ HOẠCH") + &p("Phát triển địa phương\nnăm 2026")
}

fn tail() -> String {
    p("Trên đây là Kế hoạch phát triển địa phương năm 2026./.")
        + &table(&[row(&[
            "Nơi nhận:\n- UBND tỉnh;\n- Các thôn;\n- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLò Thị Mẫu",
        ])])
}

fn names(plan: &ImportedPlan, ids: &[String]) -> Vec<String> {
    let name =
        |id: &String| plan.units.iter().find(|unit| unit.id == *id).map(|unit| unit.name.clone());
    ids.iter().map(|id| name(id).expect("a unit of the plan")).collect()
}

/// Code, title, leads and coordinators of each task.
fn tasks(plan: &ImportedPlan) -> Vec<String> {
    plan.tasks
        .iter()
        .map(|task| {
            let (lead, help) = (names(plan, &task.lead), names(plan, &task.coordinating));
            let due = task.due.as_ref().map(|due| due.raw.as_str()).unwrap_or_default();
            format!(
                "{} {} | {} | {} | {due}",
                task.code,
                task.title,
                lead.join(" + "),
                help.join(" + ")
            )
        })
        .collect()
}

#[test]
fn a_plan_as_word_file_is_the_plan_as_text() {
    for name in PLANS {
        let text = text(name);
        let body: String = text.lines().map(p).collect();
        let plan = import(&docx(&body));
        let expected = import(text.as_bytes());
        assert_eq!(plan, expected, "{name}");
    }
}

#[test]
fn numbering_by_word_is_what_a_reader_sees() {
    let numbering = list(
        1,
        &[
            ("upperRoman", "%1.", ""),
            ("decimal", "%2.", ""),
            ("decimal", "%2.%3", ""),
            ("lowerLetter", "%4)", ""),
        ],
    ) + &list(2, &[("bullet", "\u{f0b7}", "")]);
    let body = head()
        + &item(1, 0, "MỤC ĐÍCH, YÊU CẦU")
        + &item(1, 1, "Mục đích")
        + &item(2, 0, "Nâng cao chất lượng phục vụ.")
        + &item(1, 1, "Yêu cầu")
        + &p("Thiết thực, tiết kiệm.")
        + &item(1, 0, "NHIỆM VỤ")
        + &item(1, 1, "Tuyên truyền")
        + &item(1, 2, "Phát thanh")
        + &p(
            "Phát thanh 03 buổi mỗi tuần.\nĐơn vị chủ trì: Trung tâm Dịch vụ tổng hợp xã\nĐơn vị phối hợp: các thôn",
        )
        + &item(1, 2, "Tờ rơi")
        + &item(1, 3, "Biên soạn tờ rơi.")
        + &item(1, 3, "Phát tờ rơi đến hộ.")
        + &p("- Chủ trì: Đoàn Thanh niên xã")
        + &item(1, 0, "KINH PHÍ")
        + &p("Ngân sách xã.")
        + &tail();
    let file = zip(&parts(&body, &numbering, ""));
    let lines = source_lines(&file).expect("lines");
    for line in [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "- Nâng cao chất lượng phục vụ.",
        "2. Yêu cầu",
        "II. NHIỆM VỤ",
        "1. Tuyên truyền",
        "1.1. Phát thanh",
        "b) Phát tờ rơi đến hộ.",
        "III. KINH PHÍ",
    ] {
        assert!(lines.iter().any(|other| other == line), "{line}: {lines:#?}");
    }
    let plan = import(&file);
    assert_eq!(
        tasks(&plan),
        [
            "1.1 Phát thanh | Trung tâm Dịch vụ tổng hợp xã | Các thôn | ",
            "1.2 Tờ rơi | Đoàn Thanh niên xã |  | "
        ]
    );
    assert_eq!((plan.purpose.len(), plan.requirements.len(), plan.funding.len()), (1, 1, 1));
    assert_eq!(plan.not_understood, []);
    assert_eq!(plan.title, "Phát triển địa phương năm 2026");
    assert_eq!(
        (plan.number.as_deref(), plan.issued_on.as_deref()),
        (Some("8/KH-UBND"), Some("2026-03-05"))
    );
    assert_eq!(plan.issuer.name.as_deref(), Some("Ủy ban nhân dân xã Nà Mẫu"));
    assert_eq!(plan.recipients, ["UBND tỉnh", "Các thôn", "Lưu: VT"]);
    assert_eq!(plan.signature.lines, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
    assert_eq!(plan.signature.name.as_deref(), Some("Lò Thị Mẫu"));
}

#[test]
fn headings_may_be_numbered_by_their_style_or_not_at_all() {
    let styles = heading_style("H1", 1) + &heading_style("H2", 2);
    let body = |mark: bool| {
        let h = |style: &str, text: &str| styled(style, text);
        let _ = mark;
        head()
            + &h("H1", "Mục đích")
            + &p("Nâng cao chất lượng.")
            + &h("H1", "Nhiệm vụ")
            + &h("H2", "Tuyên truyền")
            + &p("Chủ trì: Công an xã")
            + &h("H2", "Dọn vệ sinh")
            + &p("Chủ trì: các thôn")
            + &h("H1", "Kinh phí")
            + &p("Ngân sách xã.")
            + &tail()
    };
    let expected = ["1 Tuyên truyền | Công an xã |  | ", "2 Dọn vệ sinh | Các thôn |  | "];
    let plain = import(&zip(&parts(&body(false), "", &styles)));
    assert_eq!(tasks(&plain), expected);
    assert_eq!(plain.tasks[1].path, "II.2");
    assert_eq!(plain.not_understood, []);
    let numbered = styles
        .replacen("<w:pPr>", r#"<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>"#, 1)
        .replace(r#"<w:name w:val="heading 2"/><w:pPr>"#, r#"<w:name w:val="heading 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>"#);
    let lists = list(1, &[("upperRoman", "%1.", "H1"), ("decimal", "%2.", "H2")]);
    let plan = import(&zip(&parts(&body(true), &lists, &numbered)));
    assert_eq!(tasks(&plan), expected);
    assert_eq!((plan.purpose, plan.funding), (plain.purpose, plain.funding));
}

#[test]
fn a_level_of_headings_may_have_marks_and_another_none() {
    let styles = heading_style("H1", 1) + &heading_style("H2", 2);
    let plan = |marks: [&str; 5]| {
        let h = |level: &str, at: usize, text: &str| styled(level, &format!("{}{text}", marks[at]));
        let body = head()
            + &h("H1", 0, "Mục đích")
            + &p("Nâng cao chất lượng.")
            + &h("H1", 1, "Nhiệm vụ")
            + &h("H2", 2, "Tuyên truyền")
            + &p("Chủ trì: Công an xã")
            + &h("H2", 3, "Dọn vệ sinh")
            + &p("Chủ trì: các thôn")
            + &h("H1", 4, "Kinh phí")
            + &p("Ngân sách xã.")
            + &tail();
        import(&zip(&parts(&body, "", &styles)))
    };
    let expected = ["1 Tuyên truyền | Công an xã |  | ", "2 Dọn vệ sinh | Các thôn |  | "];
    for marks in [["I. ", "II. ", "", "", "III. "], ["", "", "1. ", "2. ", ""]] {
        let plan = plan(marks);
        assert_eq!(tasks(&plan), expected, "{marks:?}");
        assert_eq!(plan.tasks[1].path, "II.2");
        assert_eq!(plan.funding, ["Ngân sách xã."]);
        assert_eq!(plan.not_understood, []);
    }
    // Numbers go on from those above.
    let plan = plan(["1. ", "2. ", "", "", "3. "]);
    let paths: Vec<&str> = plan.tasks.iter().map(|task| task.path.as_str()).collect();
    assert_eq!(paths, ["2.1", "2.2"]);
}

#[test]
fn what_is_styled_as_a_heading_among_marked_ones_may_be_text() {
    let styles = heading_style("H1", 1) + &heading_style("H2", 2);
    let body = head()
        + &styled("H1", "I. Nhiệm vụ")
        + &p("1. Tuyên truyền")
        + &styled("H2", "Chủ trì: Công an xã")
        + &p("2. Dọn vệ sinh")
        + &styled("H2", "Chủ trì: các thôn")
        + &styled("H1", "II. Kinh phí")
        + &styled("H2", "Ngân sách xã.");
    let plan = import(&zip(&parts(&body, "", &styles)));
    let expected = ["1 Tuyên truyền | Công an xã |  | ", "2 Dọn vệ sinh | Các thôn |  | "];
    assert_eq!(tasks(&plan), expected);
    assert_eq!(plan.funding, ["Ngân sách xã."]);
}

const COLUMNS: [&str; 6] = [
    "STT",
    "Nội dung công việc",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời gian hoàn thành",
    "Sản phẩm",
];

#[test]
fn a_table_of_tasks_becomes_tasks() {
    let body = head()
        + &p("I. MỤC ĐÍCH")
        + &p("Nâng cao chất lượng.")
        + &p("II. NHIỆM VỤ")
        + &p("Các nhiệm vụ cụ thể như sau:")
        + &table(&[
            row(&COLUMNS),
            row(&["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
            format!(
                "<w:tr>{}{}</w:tr>",
                cell("I", ""),
                cell("Công tác tuyên truyền", r#"<w:gridSpan w:val="5"/>"#)
            ),
            row(&[
                "1",
                "Phát thanh lưu động.",
                "Phòng Văn hóa, Xã hội và Thông tin",
                "- Công an xã\n- Các thôn",
                "Quý II/2026",
                "12 buổi",
            ]),
            row(&[
                "2",
                "Xây dựng chuyên mục\nMỗi tháng 02 tin, bài.",
                "Văn phòng HĐND và UBND xã",
                "",
                "Thường xuyên",
                "",
            ]),
            row(&COLUMNS),
            format!(
                "<w:tr>{}</w:tr>",
                cell("II. Vệ sinh môi trường", r#"<w:gridSpan w:val="6"/>"#)
            ),
            row(&["1", "Dọn đường làng", "Các thôn", "Đoàn Thanh niên xã", "30/6/2026", "x"]),
        ])
        + &p("III. KINH PHÍ")
        + &p("Ngân sách xã.")
        + &tail();
    let plan = import(&docx(&body));
    assert_eq!(
        tasks(&plan),
        [
            "I.1 Phát thanh lưu động | Phòng Văn hóa, Xã hội và Thông tin | Công an xã + Các thôn | Quý II/2026",
            "I.2 Xây dựng chuyên mục | Văn phòng HĐND và UBND xã |  | ",
            "II.1 Dọn đường làng | Các thôn | Đoàn Thanh niên xã | 30/6/2026",
        ]
    );
    assert_eq!(plan.tasks[0].content, ["Sản phẩm: 12 buổi"]);
    assert_eq!(plan.tasks[1].content, ["Mỗi tháng 02 tin, bài."]);
    assert_eq!(plan.tasks[2].path, "II.II.1");
    assert_eq!(plan.tasks[0].due.as_ref().and_then(|due| due.date.as_deref()), Some("2026-06-30"));
    assert_eq!(plan.funding, ["Ngân sách xã."]);
    assert_eq!(plan.not_understood, []);
    let heads = plan.lines.iter().filter(|fate| fate.field == Field::TableHead).count();
    assert_eq!(heads, 3);
    assert!(plan.sections.iter().any(|section| section.title == "Công tác tuyên truyền"));
}

#[test]
fn a_column_of_numbers_may_be_a_list_without_text() {
    let numbering = list(1, &[("decimal", "%1", "")]);
    let numbered = |text: &str, lead: &str| {
        let number = format!("<w:tc><w:tcPr/>{}</w:tc>", item(1, 0, ""));
        format!("<w:tr>{number}{}{}</w:tr>", cell(text, ""), cell(lead, ""))
    };
    let group = |text: &str| format!("<w:tr>{}</w:tr>", cell(text, r#"<w:gridSpan w:val="3"/>"#));
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &item(1, 0, "")
        + &table(&[
            row(&["TT", "Nhiệm vụ", "Chủ trì"]),
            group("A. Tuyên truyền"),
            numbered("Phát thanh", "Công an xã"),
            group("B. Vệ sinh"),
            numbered("Dọn đường", "Các thôn"),
        ])
        + &tail();
    let file = zip(&parts(&body, &numbering, ""));
    // The number of an empty paragraph outside is no line.
    assert!(source_lines(&file).expect("lines").iter().all(|line| line.trim() != "1."));
    let plan = import(&file);
    assert_eq!(
        tasks(&plan),
        ["A.2 Phát thanh | Công an xã |  | ", "B.3 Dọn đường | Các thôn |  | "]
    );
    assert_eq!(plan.not_understood, []);
}

#[test]
fn a_number_stands_before_the_first_words_behind_a_page_break() {
    let styles = heading_style("H1", 1);
    let lists = list(1, &[("upperRoman", "%1.", ""), ("decimal", "%2.", "")]);
    let broken = |level: u32, text: &str| {
        let page = r#"<w:r><w:br w:type="page"/></w:r>"#;
        item(1, level, text).replacen("<w:r>", &format!("{page}<w:r>"), 1)
    };
    let body = head()
        + &broken(0, "NHIỆM VỤ")
        + &broken(1, "Phát thanh")
        + &p("Chủ trì: Công an xã")
        + &styled("H1", "II. KINH PHÍ").replacen("<w:r>", r#"<w:r><w:br w:type="page"/>"#, 1)
        + &p("Ngân sách xã.")
        + &tail();
    let plan = import(&zip(&parts(&body, &lists, &styles)));
    assert_eq!(tasks(&plan), ["1 Phát thanh | Công an xã |  | "]);
    assert_eq!(plan.tasks[0].path, "I.1");
    assert_eq!(plan.funding, ["Ngân sách xã."]);
    assert_eq!(plan.not_understood, []);
}

#[test]
fn letters_shown_as_capitals_are_capitals() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="Up"><w:name w:val="Up"/><w:rPr><w:caps/></w:rPr></w:style><w:style w:type="character" w:styleId="C"><w:name w:val="C"/><w:rPr><w:caps w:val="1"/></w:rPr></w:style>"#;
    let with =
        |how: &str, text: &str| p(text).replacen("<w:r>", &format!("<w:r><w:rPr>{how}</w:rPr>"), 1);
    let small = styled("Up", "Lò Thị Mẫu").replacen(
        "<w:r>",
        r#"<w:r><w:rPr><w:caps w:val="0"/></w:rPr>"#,
        1,
    );
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &p("1. Phát thanh")
        + &p("Chủ trì: Công an xã")
        + &p("Nơi nhận:")
        + &p("- Lưu: VT.")
        + &with(r#"<w:rStyle w:val="C"/>"#, "TM. Ủy ban nhân dân")
        + &with("<w:caps/>", "kt. Chủ tịch")
        + &styled("Up", "Phó Chủ tịch")
        + &small;
    let plan = import(&zip(&parts(&body, "", styles)));
    assert_eq!(plan.signature.lines, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]);
    assert_eq!(plan.signature.name.as_deref(), Some("Lò Thị Mẫu"));
    assert_eq!(plan.recipients, ["Lưu: VT"]);
}

#[test]
fn a_table_goes_on_in_the_next_that_has_no_names() {
    let first =
        table(&[row(&["TT", "Nhiệm vụ", "Chủ trì"]), row(&["1", "Phát thanh", "Công an xã"])]);
    let number = [row(&["2", "Tờ rơi", "Trạm Y tế xã"]), row(&["3", "Dọn đường", "Các thôn"])];
    let other = |cells: &[&str]| table(&[row(cells)]);
    let expected = [
        "1 Phát thanh | Công an xã |  | ",
        "2 Tờ rơi | Trạm Y tế xã |  | ",
        "3 Dọn đường | Các thôn |  | ",
        "4 Trồng cây | Các thôn |  | ",
    ];
    let more = other(&["4", "Trồng cây", "Các thôn"]);
    let body = head() + &p("I. NHIỆM VỤ") + &first + &p("") + &table(&number) + &more + &tail();
    let plan = import(&docx(&body));
    assert_eq!(tasks(&plan), expected);
    assert_eq!(plan.recipients, ["UBND tỉnh", "Các thôn", "Lưu: VT"]);
    assert_eq!(plan.not_understood, []);
    // Other columns, words in between, no number: another table.
    for (between, cells) in [
        ("", vec!["2", "Tờ rơi"]),
        ("Trong đó:", vec!["2", "Tờ rơi", "Trạm Y tế xã"]),
        ("", vec!["Nguồn", "Tờ rơi", "Trạm Y tế xã"]),
    ] {
        let body = head() + &p("I. NHIỆM VỤ") + &first + &p(between) + &other(&cells) + &tail();
        assert_eq!(tasks(&import(&docx(&body))), expected[..1], "{between} {cells:?}");
    }
}

#[test]
fn a_table_of_labels_is_labelled_lines() {
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &p("1. Phát thanh")
        + &table(&[
            row(&["Đơn vị chủ trì:", "Công an xã"]),
            row(&["Đơn vị phối hợp", "- Trạm Y tế xã\n- Các thôn"]),
            row(&["Thời gian", "Quý II"]),
        ])
        + &p("2. Dọn đường")
        + &table(&[row(&["Chủ trì", "Các thôn"])])
        + &p("II. KINH PHÍ")
        + &table(&[row(&["Kinh phí", "Số tiền"]), row(&["Ngân sách xã", "5.000"])])
        + &tail();
    let plan = import(&docx(&body));
    assert_eq!(
        tasks(&plan),
        [
            "1 Phát thanh | Công an xã | Trạm Y tế xã + Các thôn | Quý II",
            "2 Dọn đường | Các thôn |  | "
        ]
    );
    assert_eq!(plan.tasks[0].lead_raw.as_deref(), Some("Đơn vị chủ trì: Công an xã"));
    assert!(plan.tasks.iter().all(|task| task.funding.is_none()));
    assert_eq!(plan.not_understood, []);
}

#[test]
fn merged_cells_count_for_all_their_rows() {
    let merged = |number: &str, text: &str, lead: (&str, &str), due: &str| {
        format!(
            "<w:tr>{}{}{}{}</w:tr>",
            cell(number, if number.is_empty() { MERGED } else { MERGE }),
            cell(text, ""),
            cell(lead.0, lead.1),
            cell(due, "")
        )
    };
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &table(&[
            row(&["TT", "Nhiệm vụ", "Cơ quan thực hiện", "Thời gian"]),
            merged("1", "Phát thanh", ("Công an xã", MERGE), "Quý I/2026"),
            merged("", "Phát tờ rơi", ("", MERGED), "Quý II/2026"),
            merged("2", "Dọn đường", ("Các thôn", ""), "Quý III/2026"),
        ])
        + &p("II. KINH PHÍ: Ngân sách xã.");
    let plan = import(&docx(&body));
    assert_eq!(
        tasks(&plan),
        [
            "1.1 Phát thanh | Công an xã |  | Quý I/2026",
            "1.2 Phát tờ rơi | Công an xã |  | Quý II/2026",
            "2 Dọn đường | Các thôn |  | Quý III/2026",
        ]
    );
    assert_eq!(plan.not_understood, []);
}

#[test]
fn cells_merged_sideways_are_one_that_spans() {
    let (first, more) = (r#"<w:hMerge w:val="restart"/>"#, "<w:hMerge/>");
    let joined = |text: &str| {
        let more = cell("", more).repeat(2) + &cell("", r#"<w:hMerge w:val="continue"/>"#);
        format!("<w:tr>{}{more}</w:tr>", cell(text, first))
    };
    // The second and third of four are one.
    let of_four = |[a, b, c, d]: [&str; 4]| {
        format!("<w:tr>{}{}{}{}</w:tr>", cell(a, ""), cell(b, first), cell(c, more), cell(d, ""))
    };
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &table(&[
            of_four(["TT", "Nhiệm vụ", "", "Chủ trì"]),
            joined("I. Công tác tuyên truyền"),
            of_four(["1", "Phát thanh", "", "Công an xã"]),
            joined("II. Vệ sinh môi trường"),
            of_four(["1", "Dọn đường", "Mỗi tuần một buổi.", "Các thôn"]),
        ]);
    let plan = import(&docx(&body));
    let titles: Vec<&str> = plan.sections.iter().map(|section| section.title.as_str()).collect();
    assert!(titles.contains(&"Công tác tuyên truyền"), "{titles:?}");
    assert!(titles.contains(&"Vệ sinh môi trường"), "{titles:?}");
    assert_eq!(
        tasks(&plan),
        ["I.1 Phát thanh | Công an xã |  | ", "II.1 Dọn đường | Các thôn |  | "]
    );
    assert_eq!(plan.tasks[1].content, ["Mỗi tuần một buổi."]);
    assert_eq!(plan.not_understood, []);
}

#[test]
fn two_rows_of_names_and_two_columns_of_content() {
    let head_rows = [
        format!(
            "<w:tr>{}{}{}{}</w:tr>",
            cell("TT", MERGE),
            cell("Nhiệm vụ", MERGE),
            cell("Nội dung cụ thể", MERGE),
            cell("Phân công thực hiện", r#"<w:gridSpan w:val="2"/>"#)
        ),
        format!(
            "<w:tr>{}{}{}{}{}</w:tr>",
            cell("", MERGED),
            cell("", MERGED),
            cell("", MERGED),
            cell("Chủ trì", ""),
            cell("Phối hợp", "")
        ),
    ];
    let inner = |first: bool, text: &str, lead: &str, help: &str| {
        let how = if first { MERGE } else { MERGED };
        let (number, group) = if first { ("1", "Tuyên truyền") } else { ("", "") };
        format!(
            "<w:tr>{}{}{}{}{}</w:tr>",
            cell(number, how),
            cell(group, how),
            cell(text, ""),
            cell(lead, ""),
            cell(help, "")
        )
    };
    let body = head()
        + &p("I. TỔ CHỨC THỰC HIỆN")
        + &table(&[
            head_rows[0].clone(),
            head_rows[1].clone(),
            inner(true, "Phát thanh", "Công an xã", "Các thôn"),
            inner(false, "Tờ rơi", "Đoàn Thanh niên xã", ""),
            row(&["2", "Dọn vệ sinh", "Mỗi tuần một buổi.", "Các thôn", "Hội Nông dân xã"]),
        ]);
    let plan = import(&docx(&body));
    assert_eq!(
        tasks(&plan),
        [
            "1.1 Phát thanh | Công an xã | Các thôn | ",
            "1.2 Tờ rơi | Đoàn Thanh niên xã |  | ",
            "2 Dọn vệ sinh | Các thôn | Hội Nông dân xã | ",
        ]
    );
    assert_eq!(plan.tasks[2].content, ["Mỗi tuần một buổi."]);
}

#[test]
fn tables_in_appendices_and_several_tables_of_one_section() {
    let tasks_table = |title: &str| {
        table(&[row(&["STT", "Nội dung", "Chủ trì"]), row(&["1", title, "Công an xã"])])
    };
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &p("1. Tuyên truyền")
        + &tasks_table("Phát thanh")
        + &p("Đợt hai:")
        + &tasks_table("Phát tờ rơi")
        + &p("2. Dọn vệ sinh")
        + &p("Chủ trì: các thôn")
        + &p("(Chi tiết tại Phụ lục kèm theo)")
        + &tail()
        + &p("PHỤ LỤC")
        + &p("Danh mục nhiệm vụ")
        + &tasks_table("Trồng cây");
    let plan = import(&docx(&body));
    let paths: Vec<&str> = plan.tasks.iter().map(|task| task.path.as_str()).collect();
    assert_eq!(paths, ["I.1.1", "I.1.1-2", "I.2", "PL.1"]);
    assert!(plan.tasks.iter().all(|task| task.lead.len() == 1));
    assert_eq!(plan.signature.name.as_deref(), Some("Lò Thị Mẫu"));
    assert_eq!(plan.not_understood, []);
}

#[test]
fn tables_without_tasks_are_kept_as_rows() {
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &p("1. Trồng cây")
        + &p("Chủ trì: các thôn")
        + &table(&[
            row(&["TT", "Loại cây", "Số lượng", "Đơn giá"]),
            row(&["I", "Lát hoa", "100", "5.000"]),
            row(&["II", "Xoan", "50", "4.000"]),
            row(&["III", "Keo", "70", "3.000"]),
        ]);
    let plan = import(&docx(&body));
    assert_eq!(plan.tasks.len(), 1);
    assert_eq!(
        plan.tasks[0].content,
        [
            "TT | Loại cây | Số lượng | Đơn giá",
            "I | Lát hoa | 100 | 5.000",
            "II | Xoan | 50 | 4.000",
            "III | Keo | 70 | 3.000"
        ]
    );
}

#[test]
fn a_row_without_content_is_not_given_to_another_task() {
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &table(&[
            row(&["STT", "Nội dung", "Chủ trì"]),
            row(&["1", "Phát thanh", "Công an xã"]),
            row(&["2", "", "Trạm Y tế xã"]),
        ]);
    let plan = import(&docx(&body));
    assert_eq!(tasks(&plan), ["1 Phát thanh | Công an xã |  | "]);
    assert_eq!(plan.not_understood.len(), 1);
    assert_eq!(plan.not_understood[0].text, "2 | Trạm Y tế xã");
}

#[test]
fn text_boxes_changes_and_hidden_text() {
    let boxed = |inner: &str| {
        format!(
            r#"<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>"#,
            run("1. Phát thanh")
        )
    };
    let body = head()
        + &p("I. NHIỆM VỤ")
        + &boxed(&p("Chủ trì: Công an xã"))
        + &format!(
            r#"<w:p>{}<w:del w:id="1"><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins w:id="2">{}</w:ins></w:p>"#,
            run("Mỗi tuần "),
            run("hai buổi.")
        )
        + &format!(
            r#"<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>{}</w:p>{}"#,
            run("2. Dọn "),
            p("vệ sinh")
        )
        + &p("Chủ trì: các thôn")
        + r#"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>"#
        + &tail();
    let file = docx(&body);
    let plan = import(&file);
    assert_eq!(tasks(&plan), ["1 Phát thanh | Công an xã |  | ", "2 Dọn vệ sinh | Các thôn |  | "]);
    assert_eq!(plan.tasks[0].content, ["Mỗi tuần hai buổi."]);
    assert_eq!(plan.notices, [Notice::ChangesAccepted]);
    assert_eq!(plan.lines.len(), source_lines(&file).expect("lines").len());
    assert_eq!(plan.not_understood, []);
}

#[test]
fn footnotes_are_shown_as_not_understood() {
    let body =
        head() + &p("I. NHIỆM VỤ") + &p("1. Phát thanh") + &p("Chủ trì: Công an xã") + &tail();
    let mut parts = parts(&body, "", "");
    let notes =
        format!("<w:footnotes>{}</w:footnotes>", p("Theo số liệu năm 2025.")).replace("w:", "");
    parts.push(("word/footnotes.xml".into(), notes.into_bytes()));
    let plan = import(&zip(&parts));
    assert_eq!(plan.not_understood.len(), 1);
    assert_eq!(plan.not_understood[0].text, "Theo số liệu năm 2025.");
}

#[test]
fn a_letter_in_word_is_no_plan() {
    let body: String = text("cong-van").lines().map(p).collect();
    let error = import_plan(&docx(&body), &ImportOptions::default()).expect_err("no plan");
    assert!(matches!(error, ImportError::NotAPlan(_)));
}
