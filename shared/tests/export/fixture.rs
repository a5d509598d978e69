//! A report like those of a commune, with invented people and figures.

use jiff::civil::date;
use shared::report::paper::{
    Align, Appendix, Cell, Column, Level, Paper, Paragraph, Row, RowKind, Run, Section, Signature,
    Table,
};

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// As issued.
pub(crate) fn issued() -> Paper {
    Paper {
        draft: false,
        superior: None,
        issuer: texts(&["ỦY BAN NHÂN DÂN", "XÃ ĐIỀM HE"]),
        issuer_name: "Ủy ban nhân dân xã Điềm He".into(),
        number: Some("05".into()),
        notation: "BC-UBND".into(),
        place: "Điềm He".into(),
        date: Some(date(2026, 6, 5)),
        year: 2026,
        type_name: "BÁO CÁO".into(),
        subject: "Kết quả công tác thông tin đối ngoại 6 tháng đầu năm 2026 và phương hướng, nhiệm vụ 6 tháng cuối năm".into(),
        addressees: texts(&["Ủy ban nhân dân tỉnh Lạng Sơn"]),
        opening: vec![Paragraph::of(
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 15 tháng 01 năm 2026 của Ủy ban nhân dân xã về công tác thông tin đối ngoại năm 2026, Ủy ban nhân dân xã Điềm He báo cáo kết quả thực hiện (kỳ báo cáo từ ngày 15/12/2025 đến ngày 14/6/2026) như sau:",
        )],
        sections: sections(),
        closing: vec![Paragraph::of(
            "Trên đây là báo cáo kết quả công tác thông tin đối ngoại 6 tháng đầu năm 2026, Ủy ban nhân dân xã Điềm He trân trọng báo cáo./.",
        )],
        signature: Signature {
            capacity: texts(&["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
            name: Some("Nguyễn Thị Mẫu".into()),
        },
        recipients: texts(&[
            "Như trên",
            "Sở Văn hóa, Thể thao và Du lịch",
            "Thường trực Đảng ủy, HĐND xã",
            "Chủ tịch, các Phó Chủ tịch UBND xã",
            "Các thôn",
            "Lưu: VT, VHXH",
        ]),
        appendices: appendices(),
    }
}

/// Before it is signed.
pub(crate) fn draft() -> Paper {
    let mut paper = issued();
    paper.draft = true;
    paper.signature.name = None;
    paper
}

fn section(level: Level, label: &str, title: &str, body: Vec<Paragraph>) -> Section {
    Section { level, label: label.into(), title: title.into(), body }
}

fn sections() -> Vec<Section> {
    use Level::{Clause, Part, Point};
    let prose = |text: &str| vec![Paragraph::of(text)];
    let figures = Paragraph {
        runs: vec![
            Run { text: "Trong kỳ, xã đăng ".into(), figure: None },
            Run { text: "1.234".into(), figure: Some("TT01".into()) },
            Run { text: " tin, bài với ".into(), figure: None },
            Run { text: "không phát sinh".into(), figure: Some("BC05".into()) },
            Run {
                text:
                    " tin chưa chính xác; ưu tiên nội dung \"bảo vệ biên giới & hội nhập\" <2026>."
                        .into(),
                figure: None,
            },
        ],
    };
    let long = "Công tác tuyên truyền được triển khai đồng bộ trên các phương tiện: hệ thống truyền thanh cơ sở, Trang thông tin điện tử xã, mạng xã hội và tuyên truyền trực tiếp tại các thôn; nội dung tập trung vào chủ trương của Đảng, chính sách, pháp luật của Nhà nước, quảng bá sản phẩm, văn hóa, con người Điềm He, tạo sự đồng thuận trong Nhân dân các dân tộc Tày, Nùng, Kinh, Dao trên địa bàn.";
    vec![
        section(Part, "I.", "Công tác lãnh đạo, chỉ đạo, triển khai", prose(long)),
        section(Part, "II.", "Kết quả thực hiện", vec![]),
        section(Clause, "1.", "Công tác thông tin, tuyên truyền", vec![figures]),
        section(Point, "a)", "Trên Trang thông tin điện tử xã", prose(long)),
        section(Point, "b)", "Trên mạng xã hội", prose(long)),
        section(Point, "c)", "Trên hệ thống truyền thanh", prose(long)),
        section(
            Point,
            "d)",
            "",
            prose("Biên soạn, phát tờ rơi đến từng hộ gia đình bằng tiếng phổ thông."),
        ),
        section(Point, "đ)", "Tuyên truyền trực tiếp", prose(long)),
        section(Clause, "2.", "Công tác tuyên truyền về biên giới, lãnh thổ", prose(long)),
        section(Clause, "3.", "Công tác tuyên truyền về quyền con người", prose(long)),
        section(
            Part,
            "III.",
            "Kinh phí thực hiện",
            prose("Kinh phí được duyệt 45.000.000 đồng, đã thực hiện 30.500.000 đồng."),
        ),
        section(Part, "IV.", "Đánh giá chung", vec![]),
        section(Clause, "1.", "Kết quả đạt được", prose(long)),
        section(Clause, "2.", "Tồn tại, hạn chế", prose(long)),
        section(Clause, "3.", "Nguyên nhân", prose(long)),
        section(Part, "V.", "Phương hướng, nhiệm vụ", prose(long)),
        section(
            Part,
            "VI.",
            "Kiến nghị, đề xuất",
            prose(
                "Đề nghị Sở Văn hóa, Thể thao và Du lịch tiếp tục tập huấn nghiệp vụ cho cán bộ cấp xã.",
            ),
        ),
    ]
}

fn column(head: &str, width: u16, align: Align) -> Column {
    Column { head: head.into(), width, align }
}

fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { cells, kind }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn appendices() -> Vec<Appendix> {
    let appendix = |number: &str, title: &str, table| Appendix {
        number: number.into(),
        title: title.into(),
        table,
        notes: vec![],
    };
    let mut all = vec![
        appendix("I", "Biểu tổng hợp chỉ tiêu thông tin đối ngoại", indicators()),
        appendix("II", "Danh mục sản phẩm theo kênh", products()),
        appendix("III", "Hoạt động tuyên truyền theo thôn", villages()),
        appendix("IV", "Cung cấp thông tin cho báo chí", press()),
        appendix("V", "Kinh phí thực hiện", budget()),
        appendix("VI", "Tiến độ thực hiện nhiệm vụ", progress()),
    ];
    all[0].notes.push(
        "Ghi chú: chỉ tính bản ghi đã duyệt; một nội dung đăng trên ba kênh tính là một tin, bài và ba lượt đăng."
            .into(),
    );
    all
}

fn indicators() -> Table {
    use Align::{Centre, Left, Right};
    let columns = vec![
        column("STT", 5, Centre),
        column("Chỉ tiêu", 30, Left),
        column("ĐVT", 9, Centre),
        column("Kế hoạch", 9, Right),
        column("Kỳ này", 9, Right),
        column("Lũy kế", 9, Right),
        column("Cùng kỳ", 9, Right),
        column("Tỷ lệ (%)", 8, Right),
        column("Ghi chú", 12, Left),
    ];
    let group = |mark: &str, title: &str| {
        let mut cells = vec![text(mark), text(title)];
        cells.extend(vec![Cell::Blank; 7]);
        row(RowKind::Group, cells)
    };
    let item = |n: usize, title: &str, unit: &str, planned: i64, now: Cell| {
        let part = if let Cell::Number(n) = now { n } else { 0 };
        row(
            RowKind::Item,
            vec![
                text(&n.to_string()),
                text(title),
                text(unit),
                if planned > 0 { Cell::Number(planned) } else { Cell::Blank },
                now.clone(),
                now,
                Cell::Number(part / 2),
                Cell::Share { part, whole: planned },
                Cell::Blank,
            ],
        )
    };
    let mut rows = vec![group("A", "Chỉ đạo, tập huấn")];
    rows.push(item(1, "Văn bản chỉ đạo, triển khai đã ban hành", "văn bản", 6, Cell::Number(4)));
    rows.push(item(2, "Lượt người tham gia tập huấn", "lượt người", 120, Cell::NoneArisen));
    rows.push(group("B", "Thông tin, tuyên truyền"));
    for n in 3..30 {
        let title = "Tin, bài trên Trang thông tin điện tử xã và các nền tảng mạng xã hội";
        rows.push(item(n, title, "tin, bài", 30, Cell::Number(1_000 + n as i64)));
    }
    Table { columns, rows, landscape: true }
}

fn products() -> Table {
    use Align::{Centre, Left, Right};
    let columns = vec![
        column("STT", 8, Centre),
        column("Sản phẩm", 46, Left),
        column("Ngày đăng", 18, Centre),
        column("Lượt xem", 14, Right),
        column("Kênh", 14, Left),
    ];
    let mut rows: Vec<Row> = (1..=40)
        .map(|n| {
            let title = match n {
                1 => "=HYPERLINK(\"a\") – quảng bá hồi Điềm He".to_owned(),
                2 => "-5 độ C: rét đậm ở biên giới".to_owned(),
                _ => format!("Bài {n}: lễ hội Lồng Tồng, bản sắc văn hóa Tày, Nùng"),
            };
            let day = date(2026, 1 + (n % 6) as i8, 1 + (n % 28) as i8);
            let cells = vec![
                text(&n.to_string()),
                Cell::Text(title),
                Cell::Date(day),
                Cell::Number(n * 1_050),
                text("Zalo"),
            ];
            row(RowKind::Item, cells)
        })
        .collect();
    let sum: i64 = (1..=40).map(|n| n * 1_050).sum();
    let total = vec![Cell::Blank, text("Tổng cộng"), Cell::Blank, Cell::Sum(sum), Cell::Blank];
    rows.push(row(RowKind::Total, total));
    Table { columns, rows, landscape: false }
}

fn villages() -> Table {
    use Align::{Centre, Left, Right};
    let columns = vec![
        column("STT", 8, Centre),
        column("Thôn", 40, Left),
        column("Số buổi", 16, Right),
        column("Lượt người", 16, Right),
        column("Đúng hạn", 20, Right),
    ];
    let names = ["Bản Mẫu", "Nà Thí", "Khuổi Ví", "Phiêng Dụ"];
    let mut rows = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let n = i as i64 + 1;
        let held = if n == 3 { Cell::NoneArisen } else { Cell::Number(n) };
        let cells = vec![
            text(&n.to_string()),
            text(name),
            held,
            Cell::Number(n * 40),
            Cell::Share { part: n, whole: 3 },
        ];
        rows.push(row(RowKind::Item, cells));
    }
    let total = vec![Cell::Blank, text("Tổng cộng"), Cell::Sum(7), Cell::Sum(400), Cell::Blank];
    rows.push(row(RowKind::Total, total));
    Table { columns, rows, landscape: false }
}

fn press() -> Table {
    let columns = vec![
        column("STT", 10, Align::Centre),
        column("Nội dung cung cấp", 60, Align::Left),
        column("Ngày", 30, Align::Centre),
    ];
    let cells = vec![Cell::NoneArisen, Cell::NoneArisen, Cell::Blank];
    Table { columns, rows: vec![row(RowKind::Item, cells)], landscape: false }
}

fn budget() -> Table {
    let columns = vec![
        column("STT", 10, Align::Centre),
        column("Nội dung", 50, Align::Left),
        column("Số tiền (đồng)", 40, Align::Right),
    ];
    let item = |n: i64, title: &str, sum: i64| {
        row(RowKind::Item, vec![text(&n.to_string()), text(title), Cell::Number(sum)])
    };
    let rows = vec![
        row(RowKind::Group, vec![text("I"), text("Ngân sách xã"), Cell::Blank]),
        item(1, "In pa nô, băng rôn, tờ rơi", 18_500_000),
        item(2, "Tập huấn nghiệp vụ", 12_000_000),
        row(RowKind::Group, vec![text("II"), text("Nguồn khác"), Cell::Blank]),
        item(3, "Hỗ trợ cộng tác viên", 4_250_000),
        row(RowKind::Total, vec![Cell::Blank, text("Tổng cộng"), Cell::Sum(34_750_000)]),
    ];
    Table { columns, rows, landscape: false }
}

fn progress() -> Table {
    let columns = vec![
        column("STT", 8, Align::Centre),
        column("Nhiệm vụ", 42, Align::Left),
        column("Chủ trì", 26, Align::Left),
        column("Tình trạng", 24, Align::Left),
    ];
    let rows = (1..=10)
        .map(|n| {
            let cells = vec![
                text(&n.to_string()),
                text("Tuyên truyền về hội nhập quốc tế, bảo vệ chủ quyền biên giới"),
                text("Phòng Văn hóa - Xã hội"),
                text("Đang thực hiện"),
            ];
            row(RowKind::Item, cells)
        })
        .collect();
    Table { columns, rows, landscape: false }
}
