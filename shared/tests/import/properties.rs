//! What must hold for any text: no panic, the same result twice, and nothing lost – every line ends
//! in a field or among those not understood. Plans are generated from a model, and damaged.

use proptest::prelude::*;
use shared::import::{Field, ImportOptions, ImportedPlan, import_plan};

use crate::fixtures::{OTHERS, PLANS, text};

/// Every line has one fate, and those that were not understood are listed.
fn accounted(plan: &ImportedPlan, text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(plan.lines.len(), lines.len());
    let mut lost = plan.not_understood.iter();
    for (index, (fate, line)) in plan.lines.iter().zip(&lines).enumerate() {
        assert_eq!(fate.line, index + 1);
        let wordy = line.chars().any(char::is_alphanumeric);
        assert_eq!(fate.field == Field::Blank, !wordy, "line {}: {line}", index + 1);
        if fate.field == Field::NotUnderstood {
            assert_eq!(lost.next().map(|lost| lost.line), Some(index + 1));
        }
    }
    assert_eq!(lost.next(), None);
}

fn unit() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Phòng Văn hóa, Xã hội và Thông tin",
        "Phòng Kinh tế",
        "Công an xã",
        "Ban Chỉ huy Quân sự xã",
        "Văn phòng HĐND và UBND xã",
        "Trung tâm Dịch vụ tổng hợp",
        "Đoàn Thanh niên",
        "Trạm Y tế xã",
        "các phòng, ban, cơ quan, đơn vị",
        "các thôn",
        "Ủy ban MTTQ Việt Nam xã",
        "Hội Nông dân xã",
    ])
}

fn clause() -> impl Strategy<Value = String> {
    let phrases = prop::sample::select(vec![
        "tổ chức tuyên truyền lưu động",
        "xây dựng chuyên mục",
        "rà soát danh sách",
        "mở lớp tập huấn",
        "kiểm tra việc thực hiện",
        "vận động Nhân dân tham gia",
        "lắp đặt pa nô",
        "tiếp nhận phản ánh",
        "giới thiệu sản phẩm",
        "dọn vệ sinh đường làng",
        "trồng cây xanh",
        "hỗ trợ hộ nghèo",
    ]);
    prop::collection::vec(phrases, 1..4).prop_map(|parts| {
        let text = parts.join("; ");
        let mut chars = text.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        first.chain(chars).collect::<String>() + "."
    })
}

fn units() -> impl Strategy<Value = String> {
    (prop::collection::vec(unit(), 1..4), prop::sample::select(vec![", ", "; ", " và "]))
        .prop_map(|(units, between)| units.join(between))
}

fn task_body() -> impl Strategy<Value = Vec<String>> {
    let label = |names: &'static [&'static str]| prop::sample::select(names.to_vec());
    let lead =
        (label(&["Đơn vị chủ trì", "Cơ quan chủ trì", "Chủ trì", "Chủ trì thực hiện"]), units());
    let help = (label(&["Đơn vị phối hợp", "Cơ quan phối hợp", "Phối hợp"]), units());
    let time = label(&[
        "Thời gian thực hiện: Quý II",
        "Thời gian hoàn thành: trước ngày 20/11/2026",
        "Thời gian: Thường xuyên",
        "Kinh phí: 15 triệu đồng",
    ]);
    let dash = label(&["", "- ", "+ ", "* ", "- **"]);
    let named = (lead, help, prop::option::of(time)).prop_map(|((l, a), (p, b), time)| {
        let mut lines = vec![format!("{l}: {a}"), format!("{p}: {b}.")];
        lines.extend(time.map(str::to_owned));
        lines
    });
    let given = (unit(), unit(), clause()).prop_map(|(a, b, work)| {
        let mut chars = work.chars();
        let work: String =
            chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect();
        vec![format!("Giao {a} chủ trì, phối hợp với {b} {work}")]
    });
    (prop::collection::vec(clause(), 0..3), prop_oneof![3 => named, 1 => given], dash).prop_map(
        |(text, named, dash)| {
            text.into_iter().chain(named.into_iter().map(|line| format!("{dash}{line}"))).collect()
        },
    )
}

fn plan_text() -> impl Strategy<Value = String> {
    let group = prop::collection::vec((clause(), task_body()), 1..4);
    let tasks = prop::collection::vec((clause(), group), 1..4);
    let duties = prop::collection::vec((unit(), clause()), 1..5);
    (tasks, duties, clause(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(tasks, duties, aim, letters, bold, gaps)| {
            let mut lines: Vec<String> = vec![
                "UBND XÃ NÀ MẪU    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into(),
                "Số: 8/KH-UBND".into(),
                "KẾ HOẠCH".into(),
                "Phát triển địa phương năm 2026".into(),
                "Căn cứ Quyết định số 5/QĐ-UBND ngày 3/1/2026 của Ủy ban nhân dân tỉnh Lào Cai;"
                    .into(),
                "Ủy ban nhân dân xã Nà Mẫu ban hành Kế hoạch như sau:".into(),
                "I. MỤC ĐÍCH, YÊU CẦU".into(),
                "1. Mục đích".into(),
                aim,
                "II. NHIỆM VỤ".into(),
            ];
            for (number, (title, group)) in tasks.iter().enumerate() {
                lines.push(format!("{}. {}", number + 1, title.trim_end_matches('.')));
                for (inner, (title, body)) in group.iter().enumerate() {
                    let mark = if letters {
                        format!("{})", ["a", "b", "c"][inner])
                    } else {
                        format!("{}.{}.", number + 1, inner + 1)
                    };
                    let title = title.trim_end_matches('.');
                    lines.push(if bold {
                        format!("**{mark} {title}**")
                    } else {
                        format!("{mark} {title}")
                    });
                    lines.extend(body.clone());
                }
            }
            lines.push("III. TỔ CHỨC THỰC HIỆN".into());
            for (number, (unit, duty)) in duties.iter().enumerate() {
                lines.push(format!("{}. {}", number + 1, unit.replacen("các", "Các", 1)));
                lines.push(duty.clone());
            }
            lines.push("Trên đây là Kế hoạch phát triển địa phương năm 2026./.".into());
            lines.extend(
                [
                    "Nơi nhận:",
                    "- UBND tỉnh;",
                    "- Lưu: VT.",
                    "TM. ỦY BAN NHÂN DÂN",
                    "CHỦ TỊCH",
                    "Lò Thị Mẫu",
                ]
                .map(str::to_owned),
            );
            lines.join(if gaps { "\n\n" } else { "\n" })
        },
    )
}

/// A fixture plan with lines dropped, doubled, swapped and cut.
fn damaged() -> impl Strategy<Value = String> {
    let plan = prop::sample::select([PLANS.as_slice(), &OTHERS].concat());
    (
        plan,
        prop::collection::vec(
            (0..4u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            1..30,
        ),
    )
        .prop_map(|(plan, damage)| {
            let mut lines: Vec<String> = text(plan).lines().map(str::to_owned).collect();
            for (kind, here, there) in damage {
                if lines.is_empty() {
                    break;
                }
                let (at, to) = (here.index(lines.len()), there.index(lines.len()));
                match kind {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(to, lines[at].clone()),
                    2 => lines.swap(at, to),
                    _ => lines[at] = lines[at].chars().skip(to % 9).take(40).collect(),
                }
            }
            lines.join("\n")
        })
}

proptest! {
    #![proptest_config(crate::fixtures::config(48))]

    #[test]
    fn a_generated_plan_loses_nothing(text in plan_text()) {
        let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        accounted(&plan, &text);
        prop_assert_eq!(&plan.not_understood, &[]);
        crate::account::accounted("generated", &plan, &text);
        prop_assert!(plan.tasks.iter().all(|task| !task.lead.is_empty()), "{:#?}", plan.tasks);
    }

    #[test]
    fn a_damaged_plan_is_accounted_for_or_refused(text in damaged()) {
        let first = import_plan(text.as_bytes(), &ImportOptions::default());
        prop_assert_eq!(&first, &import_plan(text.as_bytes(), &ImportOptions::default()));
        if let Ok(plan) = first {
            accounted(&plan, &text);
            crate::account::accounted("damaged", &plan, &text);
        }
    }

    #[test]
    fn any_bytes_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = import_plan(&bytes, &ImportOptions::default());
    }

    #[test]
    fn any_text_under_a_plan_ends_without_a_panic(body in "\\PC{0,200}", marks in prop::collection::vec("(I|II|1|2|1\\.1|a|b)[.)] \\PC{0,40}|[-+*] \\PC{0,40}|(Chủ trì|Phối hợp|Thời gian): \\PC{0,60}|\\PC{0,60}", 0..20)) {
        let text = format!("KẾ HOẠCH\n{body}\nI. NỘI DUNG\n1. Việc\nChủ trì: Công an xã\n{}", marks.join("\n"));
        if let Ok(plan) = import_plan(text.as_bytes(), &ImportOptions::default()) {
            prop_assert!(!plan.tasks.is_empty());
        }
    }
}

#[test]
fn a_large_text_takes_time_in_proportion() {
    let mut text = text("phuong-ben-go");
    let tail = text.split_off(text.find("3. THỜI GIAN").expect("a section"));
    for number in 4..2000 {
        text.push_str(&format!("2.3. dòng {number} Phòng Kinh tế, Công an phường và các khu phố (Quyết định số {number}/QĐ-UBND)\n"));
    }
    text.push_str(&tail);
    let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
    accounted(&plan, &text);
}
