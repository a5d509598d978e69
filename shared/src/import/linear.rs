//! Twice the text is twice the work, whatever grows: what is counted is how often a word, and
//! each byte before it, is looked at.

use super::{ImportOptions, import_plan, words::LOOKED_AT};

/// Words looked at while `text` is read.
fn work(text: &str) -> usize {
    LOOKED_AT.with(|looked| looked.set(0));
    let _ = import_plan(text.as_bytes(), &ImportOptions::default());
    LOOKED_AT.with(std::cell::Cell::get)
}

#[test]
fn work_grows_with_the_text() {
    let head = "KẾ HOẠCH\nVề A xã Nà Sơn\nI. NHIỆM VỤ\n1. Việc\nChủ trì: Công an xã\n";
    let line = |unit: &str, n: usize| format!("{head}{}\n", unit.repeat(n));
    let numbered = |unit: &dyn Fn(usize) -> String, n: usize| {
        head.to_owned() + &(0..n).map(unit).collect::<String>()
    };
    type Case<'a> = (&'a str, usize, Box<dyn Fn(usize) -> String + 'a>);
    let cases: Vec<Case<'_>> = vec![
        ("words on a line", 4_000, Box::new(|n| line("xã ", n))),
        (
            "a name without end",
            2_000,
            Box::new(|n| line("Phối hợp: các cơ quan", 1) + &" mới".repeat(n)),
        ),
        (
            "a group on a line",
            1_000,
            Box::new(|n| {
                line(&("Phối hợp: các cơ quan".to_owned() + &", đơn vị nhỏ".repeat(n)), 1)
            }),
        ),
        (
            "plurals on a line",
            500,
            Box::new(|n| {
                line(&("Phối hợp: ".to_owned() + &"các phòng: Kinh tế, Nội vụ; ".repeat(n)), 1)
            }),
        ),
        (
            "a number again and again",
            1_000,
            Box::new(|n| line(&("theo ".to_owned() + &"số 12/QĐ-TTg ".repeat(n)), 1)),
        ),
        ("labels in a paragraph", 300, Box::new(|n| line("mở lớp; Chủ trì: Phòng Kinh tế; ", n))),
        ("repairs on a line", 500, Box::new(|n| line("Kiến toàn tổ công tác; ", n))),
        ("open parentheses", 4_000, Box::new(|n| line("(Chủ trì ", n))),
        (
            "a wrapped paragraph",
            500,
            Box::new(|n| line("một dòng chữ dài được ngắt ở giữa câu để xuống\n", n)),
        ),
        ("items of a section", 500, Box::new(|n| line("- quét sân\n", n))),
        (
            "numbers out of order",
            300,
            Box::new(|n| line("Nhóm việc\n1. Quét sân\nChủ trì: Công an xã\n", n)),
        ),
        (
            "sections without headings",
            200,
            Box::new(|n| {
                format!(
                    "KẾ HOẠCH\nVề A\n{}",
                    (1..=n).map(|at| format!("I. NHIỆM VỤ\n- việc {at}\n")).collect::<String>()
                )
            }),
        ),
        (
            "units",
            200,
            Box::new(|n| numbered(&|at| format!("- Chủ trì: Phòng Số {at}, Hội Số {at}\n"), n)),
        ),
        (
            "spellings of a unit",
            300,
            Box::new(|n| numbered(&|at| format!("- Phối hợp: các cơ quan, đơn vị số {at}\n"), n)),
        ),
        (
            "citations",
            300,
            Box::new(|n| numbered(&|at| format!("theo Nghị định số {at}/2020/NĐ-CP\n"), n)),
        ),
        (
            "rows of a table as text",
            200,
            Box::new(|n| {
                numbered(
                    &|at| {
                        if at == 0 {
                            "| TT | Nội dung | Chủ trì |\n".to_owned()
                        } else {
                            format!("| {at} | Quét sân | Công an xã |\n")
                        }
                    },
                    n,
                )
            }),
        ),
        (
            "dashes on a line",
            2_000,
            Box::new(|n| line(&("a ".to_owned() + &"- ".repeat(n) + "b"), 1)),
        ),
        (
            "en dashes on a line",
            2_000,
            Box::new(|n| line(&("a ".to_owned() + &"– ".repeat(n) + "b"), 1)),
        ),
        (
            "dots on a line",
            2_000,
            Box::new(|n| line(&("a ".to_owned() + &". ".repeat(n) + "b"), 1)),
        ),
        (
            "a leader of dots",
            2_000,
            Box::new(|n| line(&("a ".to_owned() + &".".repeat(n) + " b"), 1)),
        ),
        (
            "commas on a line",
            2_000,
            Box::new(|n| line(&("Phối hợp: a ".to_owned() + &", ".repeat(n) + "b"), 1)),
        ),
        ("blank lines", 2_000, Box::new(|n| line("\n", n))),
        (
            "recipients",
            500,
            Box::new(|n| line("x", 1) + "Nơi nhận:\n" + &"- Phòng Kinh tế;\n".repeat(n)),
        ),
    ];
    for (name, size, text) in cases {
        let (once, twice) = (work(&text(size / 2)), work(&text(size)));
        assert!(twice <= once * 5 / 2, "{name}: {once} → {twice}");
    }
}
