//! Plans made from a model come back as the model, however they are numbered, wrapped or laid out –
//! or the lines that did not are among those not understood. Never a silent loss.

use proptest::prelude::*;
use shared::import::{Field, ImportOptions, ImportedPlan, import_plan, source_lines};

use crate::word::{cell, docx, item as list_item, list, p, parts, row, table, zip};

const TOPICS: &[&str] = &[
    "Văn hóa",
    "Xã hội",
    "Kinh tế",
    "Hạ tầng",
    "Nội vụ",
    "Thông tin",
    "Đô thị",
    "Môi trường",
    "Nông nghiệp",
    "Khoa học",
    "Thể thao",
    "Du lịch",
    "Tài chính",
    "Tư pháp",
    "Y tế",
];

const PLACES: &[&str] = &["Khe Mẫu", "Nà Lặc", "Bản Sen", "Suối Đá", "Đồi Cao"];

fn topic() -> impl Strategy<Value = &'static str> {
    prop::sample::select(TOPICS)
}

/// The name of a unit, with commas and "và" in it.
fn unit() -> impl Strategy<Value = String> {
    let office = prop::sample::select(vec!["Phòng", "Trung tâm", "Ban Quản lý", "Ban Chỉ đạo"]);
    let named = (office, prop::sample::subsequence(TOPICS, 1..=4), any::<bool>()).prop_map(
        |(office, topics, comma)| match topics.as_slice() {
            [one] => format!("{office} {one}"),
            [one, two] if comma => format!("{office} {one} và {two}"),
            [one, two] => format!("{office} {one} - {two}"),
            [one, two, last] => format!("{office} {one}, {two} và {last}"),
            many => format!("{office} {}", many.join(", ")),
        },
    );
    let fixed = prop::sample::select(vec![
        "Công an xã",
        "Ban Chỉ huy Quân sự xã",
        "Văn phòng HĐND và UBND xã",
        "Đoàn Thanh niên xã",
        "Hội Liên hiệp Phụ nữ xã",
        "Ủy ban MTTQ Việt Nam xã",
        "Trạm Y tế xã",
        "các thôn",
    ]);
    let placed = (
        prop::sample::select(vec!["Thôn", "Trường Tiểu học", "Đồn Biên phòng"]),
        prop::sample::select(PLACES),
    )
        .prop_map(|(head, place)| format!("{head} {place}"));
    prop_oneof![3 => named, 3 => fixed.prop_map(str::to_owned), 1 => placed]
}

fn units(range: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(unit(), range).prop_map(|units| {
        let mut once: Vec<String> = Vec::new();
        for unit in units {
            if !once.contains(&unit) {
                once.push(unit);
            }
        }
        once
    })
}

fn work() -> impl Strategy<Value = String> {
    let verb = prop::sample::select(vec![
        "Tổ chức",
        "Xây dựng",
        "Rà soát",
        "Mở rộng",
        "Nâng cao",
        "Duy trì",
    ]);
    let what = prop::sample::select(vec![
        "mô hình",
        "chuyên mục",
        "phong trào",
        "danh sách",
        "câu lạc bộ",
        "đội hình",
    ]);
    let about = (topic(), prop::sample::select(PLACES));
    (verb, what, about).prop_map(|(verb, what, (topic, place))| {
        format!("{verb} {what} {} ở khu vực {place}", topic.to_lowercase())
    })
}

#[derive(Debug, Clone)]
struct Item {
    title: String,
    content: Vec<String>,
    lead: Vec<String>,
    help: Vec<String>,
    due: Option<&'static str>,
}

fn item() -> impl Strategy<Value = Item> {
    let due = prop::option::of(prop::sample::select(vec![
        "Quý II/2026",
        "trước ngày 20/11/2026",
        "tháng 9 năm 2026",
    ]));
    (work(), prop::collection::vec(work(), 0..3), units(1..4), units(0..5), due)
        .prop_map(|(title, content, lead, help, due)| Item { title, content, lead, help, due })
}

#[derive(Debug, Clone)]
struct Model {
    groups: Vec<(String, Vec<Item>)>,
}

fn model() -> impl Strategy<Value = Model> {
    prop::collection::vec((work(), prop::collection::vec(item(), 1..4)), 1..4)
        .prop_map(|groups| Model { groups })
}

/// How a plan is written down.
#[derive(Debug, Clone)]
struct Shape {
    numbers: usize,
    between: &'static str,
    and: bool,
    dash: &'static str,
    labels: usize,
    wrap: Option<usize>,
    blank: bool,
    aims: bool,
    money: bool,
    tail: bool,
}

fn shape() -> impl Strategy<Value = Shape> {
    (
        (0..4usize, prop::sample::select(vec![", ", "; "]), any::<bool>()),
        (
            prop::sample::select(vec!["", "- ", "+ ", "* "]),
            0..3usize,
            prop::option::of(60..100usize),
        ),
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    )
        .prop_map(
            |((numbers, between, and), (dash, labels, wrap), (blank, aims, money, tail))| Shape {
                numbers,
                between,
                and,
                dash,
                labels,
                wrap,
                blank,
                aims,
                money,
                tail,
            },
        )
}

const LABELS: [[&str; 3]; 3] = [
    ["Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện"],
    ["Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"],
    ["Chủ trì", "Phối hợp", "Thời hạn"],
];

fn named(units: &[String], shape: &Shape) -> String {
    match units.split_last() {
        Some((last, rest)) if shape.and && !rest.is_empty() => {
            format!("{} và {last}", rest.join(shape.between))
        }
        _ => units.join(shape.between),
    }
}

impl Item {
    fn labelled(&self, shape: &Shape) -> Vec<String> {
        let [lead, help, due] = LABELS[shape.labels];
        let mut lines = vec![format!("{}{lead}: {}.", shape.dash, named(&self.lead, shape))];
        if !self.help.is_empty() {
            lines.push(format!("{}{help}: {}.", shape.dash, named(&self.help, shape)));
        }
        lines.extend(self.due.map(|day| format!("{}{due}: {day}.", shape.dash)));
        lines
    }
}

fn opening(shape: &Shape) -> Vec<String> {
    let mut lines: Vec<String> =
        ["UBND XÃ MẪU SƠN", "KẾ HOẠCH", "Công tác năm 2026", ""].map(str::to_owned).into();
    let mark = section(shape, 1);
    if shape.aims {
        lines.push(format!("{mark} MỤC ĐÍCH"));
        lines.push("Nâng cao chất lượng phục vụ Nhân dân.".into());
    }
    lines
}

fn section(shape: &Shape, number: usize) -> String {
    match shape.numbers {
        2 => format!("{number}."),
        3 => ["A.", "B.", "C."][number - 1].to_owned(),
        _ => ["I.", "II.", "III."][number - 1].to_owned(),
    }
}

fn closing(shape: &Shape) -> Vec<String> {
    let mut lines = Vec::new();
    if shape.money {
        lines.push(format!("{} KINH PHÍ", section(shape, 2 + usize::from(shape.aims))));
        lines.push("Từ ngân sách xã.".into());
    }
    if shape.tail {
        lines.extend(
            ["Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT.", "CHỦ TỊCH", "Lò Thị Mẫu"]
                .map(str::to_owned),
        );
    }
    lines
}

/// The plan as text, with the code of each task.
fn written(model: &Model, shape: &Shape) -> (String, Vec<String>) {
    let mut lines = opening(shape);
    let tasks = 1 + usize::from(shape.aims);
    lines.push(format!("{} NHIỆM VỤ", section(shape, tasks)));
    let mut codes = Vec::new();
    for (group, (title, items)) in (1..).zip(&model.groups) {
        let roman = ["I", "II", "III"][group - 1];
        let (mark, code) = match shape.numbers {
            2 => (format!("{tasks}.{group}."), format!("{tasks}.{group}")),
            3 => (format!("{roman}."), roman.to_owned()),
            _ => (format!("{group}."), group.to_string()),
        };
        lines.push(format!("{mark} {title}"));
        for (number, item) in (1..).zip(items) {
            let letter = ["a", "b", "c"][number - 1];
            let (mark, code) = match shape.numbers {
                1 => (format!("{letter})"), format!("{code}.{letter}")),
                3 => (format!("{number}."), number.to_string()),
                _ => (format!("{code}.{number}."), format!("{code}.{number}")),
            };
            codes.push(code);
            lines.push(format!("{mark} {}", item.title));
            lines.extend(item.content.iter().map(|text| format!("{}{text}.", shape.dash)));
            lines.extend(item.labelled(shape));
            if shape.blank {
                lines.push(String::new());
            }
        }
    }
    lines.extend(closing(shape));
    let wrapped: Vec<String> = lines.iter().flat_map(|line| wrap(line, shape.wrap)).collect();
    (wrapped.join("\n"), codes)
}

/// A line broken at a width, as a mail program or a scanner does – but not inside a name before one
/// of its capitals: where few lines are full, "Đồn Biên phòng" and "Khe Mẫu" on two lines cannot be
/// told from two paragraphs.
fn wrap(line: &str, width: Option<usize>) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().expect("one");
        let long =
            width.is_some_and(|width| last.chars().count() + 1 + word.chars().count() > width);
        let apart = last.ends_with([',', ';', '-', '.', ':']) || last.ends_with(" và");
        // A line that begins with a dash is an item of a list to any reader.
        let breaks = word != "-" && (apart || !word.starts_with(char::is_uppercase));
        if long && breaks && !last.is_empty() {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

/// The plan as a Word file with a table.
fn tabled(model: &Model, shape: &Shape) -> Vec<u8> {
    let paras = |lines: Vec<String>| lines.iter().map(|line| p(line)).collect::<String>();
    let [lead, help, due] = LABELS[shape.labels];
    let mut rows = vec![row(&["STT", "Nội dung, nhiệm vụ", lead, help, due])];
    for (group, (title, items)) in (1..).zip(&model.groups) {
        let roman = ["I", "II", "III"][group - 1];
        rows.push(format!(
            "<w:tr>{}{}</w:tr>",
            cell(roman, ""),
            cell(title, r#"<w:gridSpan w:val="4"/>"#)
        ));
        for (number, item) in (1..).zip(items) {
            let content: Vec<String> = [&item.title]
                .into_iter()
                .chain(&item.content)
                .map(|text| format!("{text}."))
                .collect();
            // One unit a paragraph, or all in one.
            let named =
                |units: &[String]| if shape.blank { units.join("\n") } else { named(units, shape) };
            rows.push(row(&[
                &number.to_string(),
                &content.join("\n"),
                &named(&item.lead),
                &named(&item.help),
                item.due.unwrap_or_default(),
            ]));
        }
    }
    let tasks = section(shape, 1 + usize::from(shape.aims));
    docx(
        &(paras(opening(shape))
            + &p(&format!("{tasks} NHIỆM VỤ"))
            + &table(&rows)
            + &paras(closing(shape))),
    )
}

/// The plan as a Word file whose numbers are Word's.
fn numbered(model: &Model, shape: &Shape) -> Vec<u8> {
    let lists =
        list(1, &[("upperRoman", "%1.", ""), ("decimal", "%2.", ""), ("decimal", "%2.%3", "")])
            + &list(2, &[("bullet", "-", "")]);
    let mut body: String =
        opening(&Shape { aims: false, ..shape.clone() }).iter().map(|line| p(line)).collect();
    body += &list_item(1, 0, "NHIỆM VỤ");
    for (title, items) in &model.groups {
        body += &list_item(1, 1, title);
        for item in items {
            body += &list_item(1, 2, &item.title);
            for text in &item.content {
                body += &list_item(2, 0, &format!("{text}."));
            }
            let plain = Shape { dash: "", ..shape.clone() };
            body += &p(&item.labelled(&plain).join("\n"));
        }
    }
    zip(&parts(&body, &lists, ""))
}

fn names(plan: &ImportedPlan, ids: &[String]) -> Vec<String> {
    let unit = |id: &String| plan.units.iter().find(|unit| unit.id == *id);
    ids.iter().map(|id| unit(id).map_or(id.clone(), |unit| unit.name.clone())).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Compares what came back; a task whose lines were not all understood may differ.
fn compare(model: &Model, bytes: &[u8], codes: Option<&[String]>) -> Result<(), TestCaseError> {
    let plan = import_plan(bytes, &ImportOptions::default())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let lines = source_lines(bytes).expect("a plan has lines");
    prop_assert_eq!(plan.lines.len(), lines.len());
    let items: Vec<&Item> = model.groups.iter().flat_map(|(_, items)| items).collect();
    let titles: Vec<&str> = plan.tasks.iter().map(|task| task.title.as_str()).collect();
    let wanted: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    prop_assert_eq!(titles, wanted);
    // Lines that were not understood, by the task that begins last before them.
    let mut task = 0;
    let mut excused = vec![false; items.len() + 1];
    for (fate, line) in plan.lines.iter().zip(&lines) {
        let first: String = line.split(' ').skip(1).take(3).collect::<Vec<_>>().join(" ");
        let begins = items.get(task).is_some_and(|item| {
            line.contains(&item.title) || (!first.is_empty() && item.title.starts_with(&first))
        });
        task += usize::from(fate.field == Field::TaskTitle && begins);
        excused[task] |= fate.field == Field::NotUnderstood;
    }
    for (index, (item, found)) in items.iter().zip(&plan.tasks).enumerate() {
        if let Some(codes) = codes {
            prop_assert_eq!(&found.code, &codes[index]);
        }
        if excused[index + 1] {
            continue;
        }
        let wanted: Vec<String> = item.lead.iter().map(|name| one_spelling(name)).collect();
        let lead: Vec<String> = names(&plan, &found.lead).iter().map(|n| one_spelling(n)).collect();
        prop_assert_eq!(lead, wanted, "lead of {}", item.title);
        let wanted: Vec<String> = item.help.iter().map(|name| one_spelling(name)).collect();
        let help = names(&plan, &found.coordinating);
        let help: Vec<String> = help.iter().map(|name| one_spelling(name)).collect();
        prop_assert_eq!(help, wanted, "help of {}", item.title);
        let content: Vec<String> = item.content.iter().map(|text| format!("{text}.")).collect();
        prop_assert_eq!(found.content.join(" "), content.join(" "));
        let due = found.due.as_ref().map(|due| due.raw.clone());
        prop_assert_eq!(due, item.due.map(str::to_owned));
    }
    Ok(())
}

/// A name as the importer tells units apart: "Phòng A và B" and "Phòng A - B" are one unit, under
/// the spelling that the plan has more often.
fn one_spelling(name: &str) -> String {
    capital(name).replace(" - ", " và ").replace(", ", " và ")
}

proptest! {
    #![proptest_config(crate::fixtures::config(64))]

    #[test]
    fn text_comes_back_as_its_model(model in model(), shape in shape()) {
        let (text, codes) = written(&model, &shape);
        compare(&model, text.as_bytes(), Some(&codes)).map_err(|error| {
            TestCaseError::fail(format!("{error}\n{text}"))
        })?;
    }

    #[test]
    fn a_table_comes_back_as_its_model(model in model(), shape in shape()) {
        compare(&model, &tabled(&model, &shape), None)?;
    }

    #[test]
    fn numbering_by_word_comes_back_as_its_model(model in model(), shape in shape()) {
        compare(&model, &numbered(&model, &shape), None)?;
    }
}
