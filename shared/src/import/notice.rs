//! What is to be said of a file that was imported.

use serde::{Deserialize, Serialize};

use super::legacy::Legacy;

/// Something about the file that whoever imports it should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The file has macros; they were not looked at.
    MacrosIgnored,
    /// Changes were tracked: what was inserted is in, what was deleted is out.
    ChangesAccepted,
    /// Text was converted from an encoding older than Unicode.
    Converted(Legacy),
}

impl Notice {
    /// What to tell a Vietnamese reader.
    pub fn message_vi(self) -> String {
        match self {
            Notice::MacrosIgnored => {
                "Tệp có macro; phần mềm không đọc và không chạy macro.".to_owned()
            }
            Notice::ChangesAccepted => {
                "Tệp có thay đổi đang theo dõi (track changes): phần thêm được lấy, phần xóa được bỏ."
                    .to_owned()
            }
            Notice::Converted(legacy) => format!(
                "Văn bản dùng bảng mã {}; đã chuyển sang Unicode. Hãy soát lại chữ viết hoa.",
                legacy.name()
            ),
        }
    }

    /// What to tell an English reader.
    pub fn message_en(self) -> String {
        match self {
            Notice::MacrosIgnored => {
                "the file has macros; they were neither read nor run".to_owned()
            }
            Notice::ChangesAccepted => {
                "the file has tracked changes: insertions were taken, deletions left out".to_owned()
            }
            Notice::Converted(legacy) => format!(
                "the text was in {} and has been converted to Unicode; check its capitals",
                legacy.name()
            ),
        }
    }
}
