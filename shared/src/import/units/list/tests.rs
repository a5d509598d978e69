//! Lists of units as plans write them, in prose and behind labels.

use super::*;

fn names(text: &str) -> Vec<String> {
    read(text, &Known::default()).units.into_iter().map(|unit| unit.name).collect()
}

#[test]
fn commas_inside_names_stay() {
    assert_eq!(
        names("Phòng Văn hóa, Xã hội và Thông tin, Công an xã; Trạm Y tế xã và các thôn."),
        ["Phòng Văn hóa, Xã hội và Thông tin", "Công an xã", "Trạm Y tế xã", "Các thôn"]
    );
    assert_eq!(
        names("Văn phòng HĐND và UBND xã, Trung tâm Văn hóa, Thể thao và Truyền thông"),
        ["Văn phòng HĐND và UBND xã", "Trung tâm Văn hóa, Thể thao và Truyền thông"]
    );
}

#[test]
fn groups_keep_their_commas_and_end_at_the_next_unit() {
    assert_eq!(
        names("Phòng Kinh tế, các phòng, ban, cơ quan, đơn vị, các thôn."),
        ["Phòng Kinh tế", "Các phòng, ban, cơ quan, đơn vị", "Các thôn"]
    );
    assert_eq!(names("Các cơ quan, đơn vị và thôn, bản"), ["Các cơ quan, đơn vị", "Các thôn, bản"]);
    assert_eq!(
        names("Thủ trưởng các cơ quan, đơn vị; Trưởng các thôn"),
        ["Các cơ quan, đơn vị", "Các thôn"]
    );
    assert_eq!(
        names("Chánh Văn phòng Đảng ủy, Trưởng phòng Kinh tế; Giám đốc Trung tâm Văn hóa"),
        ["Văn phòng Đảng ủy", "Phòng Kinh tế", "Trung tâm Văn hóa"]
    );
    assert_eq!(
        names("các ban, ngành, Mặt trận Tổ quốc và các đoàn thể"),
        ["Các ban, ngành", "Mặt trận Tổ quốc", "Các đoàn thể"]
    );
}

#[test]
fn one_plural_for_several_names() {
    assert_eq!(
        names("Các phòng: Kinh tế, Văn hóa - Xã hội; Công an xã"),
        ["Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Công an xã"]
    );
    assert_eq!(
        names("các thôn Nà Pài, Khòn Cải và Bản Dạ"),
        ["Thôn Nà Pài", "Thôn Khòn Cải", "Bản Dạ"]
    );
}

#[test]
fn one_head_for_several_numbers() {
    assert_eq!(
        names("Tổ dân phố số 1, số 2; Công an phường"),
        ["Tổ dân phố số 1", "Tổ dân phố số 2", "Công an phường"]
    );
    assert_eq!(names("thôn 1, 2 và 3"), ["Thôn 1", "Thôn 2", "Thôn 3"]);
    assert_eq!(names("các khu phố 1, 2, 3").len(), 1);
}

#[test]
fn the_list_ends_where_the_work_begins() {
    let list = read(
        "Công an xã, các đơn vị liên quan tổ chức tuyên truyền tại các thôn",
        &Known::default(),
    );
    assert_eq!(list.units.len(), 2);
    assert_eq!(list.rest, "tổ chức tuyên truyền tại các thôn");
    assert_eq!(names("Ban Quản lý chợ xã tổ chức dọn vệ sinh"), ["Ban Quản lý chợ xã"]);
}

#[test]
fn behind_a_label_work_is_part_of_a_name() {
    let names = |text: &str| {
        let list = read_names(text, &Known::default());
        assert_eq!((list.rest.as_str(), list.doubtful), ("", false), "{text}");
        list.units.into_iter().map(|unit| unit.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("Ban Quản lý dự án đầu tư xây dựng xã, Đội thu gom rác thải và Bảo hiểm xã hội"),
        ["Ban Quản lý dự án đầu tư xây dựng xã", "Đội thu gom rác thải", "Bảo hiểm xã hội"]
    );
    assert_eq!(
        names(
            "Công an xã, Tổ bảo vệ an ninh, trật tự ở cơ sở; Ban Chỉ đạo phòng, chống thiên tai xã"
        ),
        [
            "Công an xã",
            "Tổ bảo vệ an ninh, trật tự ở cơ sở",
            "Ban Chỉ đạo phòng, chống thiên tai xã"
        ]
    );
    assert_eq!(names("Điện lực, VNPT, Viettel"), ["Điện lực", "VNPT", "Viettel"]);
    assert_eq!(
        names("các hợp tác xã, Điện lực; Phòng Kinh tế, VNPT"),
        ["Các hợp tác xã", "Điện lực", "Phòng Kinh tế", "VNPT"]
    );
    assert_eq!(
        names("Văn phòng HĐND và UBND xã, Phòng Văn hóa, Xã hội và Thông tin"),
        ["Văn phòng HĐND và UBND xã", "Phòng Văn hóa, Xã hội và Thông tin"]
    );
}

#[test]
fn behind_a_comma_only_a_field_of_work_goes_on() {
    let names = |text: &str| {
        let units = read_names(text, &Known::default()).units;
        units.into_iter().map(|unit| unit.name).collect::<Vec<_>>()
    };
    assert_eq!(
        names("Trạm Chăn nuôi và Thú y, Quản lý thị trường"),
        ["Trạm Chăn nuôi và Thú y", "Quản lý thị trường"]
    );
    assert_eq!(names("Phòng Kinh tế, Thuế cơ sở 5"), ["Phòng Kinh tế", "Thuế cơ sở 5"]);
    assert_eq!(
        names("Phòng Văn hóa, Khoa học và Thông tin, Đài Truyền thanh"),
        ["Phòng Văn hóa, Khoa học và Thông tin", "Đài Truyền thanh"]
    );
    assert_eq!(names("Trường Mầm non, Tiểu học, THCS").len(), 1);
    assert_eq!(names("PHÒNG KINH TẾ VÀ CÔNG AN XÃ"), ["PHÒNG KINH TẾ", "CÔNG AN XÃ"]);
}

#[test]
fn persons_are_no_units() {
    let list = read("đồng chí Nguyễn Văn A, Công an xã", &Known::default());
    assert!(list.doubtful);
    assert_eq!(list.units.len(), 1);
    assert!(read("theo phân công", &Known::default()).doubtful);
}
