//! What a section is about, by the words of its heading.

use super::title::split_title;
use crate::import::words::{fold_words, starts_with_words};

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Why the plan is made.
    Purpose,
    /// What it must observe.
    Requirements,
    /// What is to be done, by its own words.
    Tasks,
    /// Money.
    Funding,
    /// Who does what.
    Organisation,
    /// Time, place, participants, the situation: kept as it is.
    Frame,
    /// Nothing known: tasks, if any are found in it.
    Unknown,
}

const TASKS: &[&str] = &[
    "noi dung",
    "cac noi dung",
    "nhung noi dung",
    "nhiem vu",
    "cac nhiem vu",
    "nhung nhiem vu",
    "giai phap",
    "cac giai phap",
    "hoat dong",
    "cac hoat dong",
    "bien phap",
    "cong viec",
    "phuong huong",
    "mot so nhiem vu",
    "nhiem vu trong tam",
    "ke hoach thuc hien",
];

const ORGANISATION: &[&str] = &[
    "to chuc thuc hien",
    "to chuc trien khai",
    "phan cong",
    "trach nhiem",
    "co che phoi hop",
    "cong tac to chuc thuc hien",
];

const FRAME: &[&str] = &[
    "thoi gian",
    "dia diem",
    "doi tuong",
    "thanh phan",
    "pham vi",
    "che do",
    "tinh hinh",
    "thuc trang",
    "dac diem",
    "ket qua",
    "tien do",
    "thong tin bao cao",
    "so ket",
    "co so phap ly",
];

const AIMS: &[&str] = &["muc dich", "yeu cau", "muc tieu", "quan diem", "chi tieu", "y nghia"];

/// What a section with this heading holds.
pub(super) fn of(heading: &str) -> Role {
    let title = fold_words(split_title(heading).0);
    let starts = |phrases: &[&str]| phrases.iter().any(|phrase| starts_with_words(&title, phrase));
    let padded = format!(" {title} ");
    let has = |phrase: &str| padded.contains(&format!(" {phrase} "));
    if starts(TASKS) {
        return Role::Tasks;
    }
    if starts(ORGANISATION) || has("to chuc thuc hien") {
        return Role::Organisation;
    }
    if starts(&["yeu cau"]) {
        return Role::Requirements;
    }
    let work = has("nhiem vu") || has("noi dung") || has("giai phap");
    if starts(AIMS) && (!work || starts(&["muc dich"])) {
        return Role::Purpose;
    }
    if starts(&[
        "kinh phi",
        "nguon kinh phi",
        "du toan kinh phi",
        "nguon luc",
        "du toan",
        "ve kinh phi",
        "bao dam kinh phi",
    ]) {
        return Role::Funding;
    }
    if starts(FRAME) && !work {
        return Role::Frame;
    }
    if work { Role::Tasks } else { Role::Unknown }
}

/// Whether a sub-heading only says "Mục đích" or "Yêu cầu" (and is not itself one of the aims).
pub(super) fn names_an_aim(heading: &str) -> bool {
    let title = fold_words(split_title(heading).0);
    title.split(' ').count() <= 6 && AIMS.iter().any(|phrase| starts_with_words(&title, phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_what_they_hold() {
        for (heading, role) in [
            ("MỤC ĐÍCH, YÊU CẦU", Role::Purpose),
            ("Yêu cầu", Role::Requirements),
            ("MỤC TIÊU", Role::Purpose),
            ("NỘI DUNG", Role::Tasks),
            ("NHIỆM VỤ VÀ GIẢI PHÁP", Role::Tasks),
            ("CÁC NHIỆM VỤ TRỌNG TÂM", Role::Tasks),
            ("KINH PHÍ THỰC HIỆN", Role::Funding),
            ("KINH PHÍ VÀ TỔ CHỨC THỰC HIỆN", Role::Organisation),
            ("TỔ CHỨC THỰC HIỆN", Role::Organisation),
            ("PHÂN CÔNG NHIỆM VỤ", Role::Organisation),
            ("THỜI GIAN, ĐỊA ĐIỂM", Role::Frame),
            ("THỜI GIAN, NỘI DUNG", Role::Tasks),
            ("CHỈ TIÊU, NHIỆM VỤ", Role::Tasks),
            ("Tuyên truyền, quảng bá hình ảnh", Role::Unknown),
        ] {
            assert_eq!(of(heading), role, "{heading}");
        }
        assert!(names_an_aim("Mục đích") && !names_an_aim("Nâng cao nhận thức"));
    }
}
