//! Plans as a word processor saves them: lists and headings that it numbers, merged cells, a text
//! box, tracked changes. That they arrive at their data is tested with the others (`golden`); here,
//! that the lines are those a reader sees and that no word of them is lost.

use shared::import::{ImportOptions, ImportedPlan, import_plan, source_lines};

use crate::account::accounted;
use crate::fixtures::{OFFICE, office};

fn import(bytes: &[u8]) -> ImportedPlan {
    import_plan(bytes, &ImportOptions::default()).expect("a plan")
}

/// The lines of a plan that say something, blanks as one.
fn lines(name: &str) -> Vec<String> {
    let lines = source_lines(&office(name)).expect("lines");
    let squeezed = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    squeezed.filter(|line| !line.is_empty()).collect()
}

/// The wanted lines stand among those of a plan, in their order.
fn in_order(name: &str, wanted: &[&str]) {
    let lines = lines(name);
    let mut rest = lines.iter();
    for line in wanted {
        assert!(rest.any(|other| other == line), "{line}: {lines:#?}");
    }
}

#[test]
fn no_word_is_lost() {
    for name in OFFICE {
        let file = office(name);
        let lines = source_lines(&file).expect("lines");
        let plan = import(&file);
        assert_eq!(plan.lines.len(), lines.len(), "{name}");
        accounted(name, &plan, &lines.join("\n"));
        for lost in &plan.not_understood {
            assert_eq!(lines[lost.line - 1].trim(), lost.text, "{name}");
        }
    }
}

#[test]
fn what_is_numbered_by_its_style_or_its_list_has_the_number_that_is_shown() {
    in_order(
        "docx/xa-lung-se-di-san",
        &[
            "I. MỤC ĐÍCH, YÊU CẦU",
            "1. Mục đích",
            "a) Nhận diện đầy đủ các di sản văn hóa phi vật thể của các dân tộc trên địa bàn xã.",
            "2. Yêu cầu",
            "II. NỘI DUNG",
            "1. Kiểm kê di sản văn hóa phi vật thể",
            "a) Lập danh sách nghệ nhân hát then, đàn tính tại 09 thôn.",
            "b) Ghi chép quy trình dệt thổ cẩm, gồm:",
            "+ Chụp ảnh từng công đoạn;",
            "c) Cập nhật hồ sơ kiểm kê vào phần mềm của ngành.",
            "2. Truyền dạy hát then, đàn tính",
            "- Đơn vị chủ trì: Trung tâm Dịch vụ công ích xã.",
            "3. Tổ chức Lễ hội Lồng tồng",
            "a) Phục dựng nghi lễ xuống đồng theo Quyết định số 215/QĐ-UBND ngày 20/01/2026 của Chủ tịch Ủy ban nhân dân tỉnh Cao Bằng.",
            "IV. TỔ CHỨC THỰC HIỆN",
            "1. Phòng Văn hóa - Xã hội xã",
        ],
    );
}

#[test]
fn a_text_box_stands_once_behind_the_line_it_hangs_on() {
    let name = "docx/phuong-rach-ban-an-toan-thuc-pham";
    let note = "Lưu ý: Khi có từ 02 người trở lên nghi bị ngộ độc thực phẩm phải báo ngay Trạm Y tế phường.";
    in_order(name, &["2. Nhiệm vụ theo đợt cao điểm", note]);
    assert_eq!(lines(name).iter().filter(|line| *line == note).count(), 1);
}

#[test]
fn changes_are_read_as_if_they_were_accepted() {
    let name = "docx/xa-ea-rang-doi-ngoai";
    in_order(
        name,
        &[
            "- Nâng cao nhận thức của cán bộ, công chức và Nhân dân về công tác thông tin đối ngoại.",
            "Mỗi quý ít nhất 02 sản phẩm đăng trên Trang thông tin điện tử xã.",
            "Đơn vị chủ trì: Phòng Kinh tế xã",
            "3. Cung cấp thông tin cho báo chí",
        ],
    );
    let text = lines(name).join("\n");
    for deleted in ["2025", "Kinh tế và Hạ tầng", "đoàn học tập"] {
        assert!(!text.contains(deleted), "{deleted}");
    }
}
