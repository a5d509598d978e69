//! What the columns of a table hold, by their names.

use super::super::words::fold_words;

/// What a column of a table of tasks holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Content,
    Lead,
    Coordinating,
    Time,
    Funding,
    /// Anything else: told with its name.
    Other,
}

/// What a column of this name holds.
pub(super) fn of(name: &str) -> Column {
    let folded = format!(" {} ", fold_words(name));
    let has = |phrases: &[&str]| phrases.iter().any(|one| folded.contains(&format!(" {one} ")));
    let is = |phrases: &[&str]| phrases.contains(&folded.trim());
    let starts =
        |phrases: &[&str]| phrases.iter().any(|one| folded.starts_with(&format!(" {one} ")));
    if is(&["stt", "tt", "so tt", "so thu tu", "thu tu", "s tt"]) {
        Column::Number
    } else if has(&["chu tri", "dau moi", "phu trach"]) {
        Column::Lead
    } else if has(&["phoi hop"]) {
        Column::Coordinating
    } else if has(&["thoi gian", "thoi han", "thoi diem", "tien do", "han hoan thanh"])
        || is(&["han", "ngay hoan thanh", "hoan thanh"])
    {
        Column::Time
    } else if has(&["kinh phi", "du toan"]) {
        Column::Funding
    } else if starts(&["don vi tinh", "ghi chu", "san pham", "ket qua", "chi tieu"]) {
        Column::Other
    } else if has(&["noi dung", "nhiem vu", "cong viec", "hoat dong"]) || is(&["viec", "ten viec"])
    {
        Column::Content
    } else if has(&["don vi", "co quan", "bo phan", "nguoi thuc hien", "phan cong", "trach nhiem"])
    {
        Column::Lead
    } else {
        Column::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_by_their_names() {
        for (name, column) in [
            ("STT", Column::Number),
            ("TT", Column::Number),
            ("Nội dung công việc", Column::Content),
            ("Nhiệm vụ, giải pháp", Column::Content),
            ("Nội dung thực hiện", Column::Content),
            ("Đơn vị chủ trì", Column::Lead),
            ("Cơ quan, đơn vị thực hiện", Column::Lead),
            ("Đơn vị chủ trì, phối hợp", Column::Lead),
            ("CƠ QUAN PHỐI HỢP", Column::Coordinating),
            ("Thời gian hoàn thành", Column::Time),
            ("Tiến độ thực hiện", Column::Time),
            ("Kinh phí thực hiện", Column::Funding),
            ("Sản phẩm", Column::Other),
            ("Ghi chú", Column::Other),
            ("Đơn vị tính", Column::Other),
        ] {
            assert_eq!(of(name), column, "{name}");
        }
    }
}
