//! Why a file cannot be imported, with a stable code and a message in both languages.

use super::encoding::{MAX_BYTES, MAX_LINES};

/// Why nothing was imported. Nothing has been created when this is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_en())]
pub enum ImportError {
    /// The file has no text.
    Empty,
    /// More than [`MAX_BYTES`].
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// More than [`MAX_LINES`].
    TooManyLines {
        /// Lines of the file.
        lines: usize,
    },
    /// A picture, a PDF, a word processor's file or another thing that is not plain text.
    NotText {
        /// Where the first byte stands that no text has, counted from 0.
        offset: usize,
    },
    /// Text in another encoding than UTF-8 or UTF-16, or damaged text.
    Encoding {
        /// Where the first invalid byte stands, counted from 0.
        offset: usize,
    },
    /// Text, but not a plan.
    NotAPlan(Missing),
}

/// What a plan has and the text has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// No line says "KẾ HOẠCH" (or another kind of plan).
    Type {
        /// The kind of document the text seems to be instead, e.g. "BÁO CÁO".
        found: Option<String>,
    },
    /// No numbered headings.
    Sections,
    /// Sections, but nothing to be done in them.
    Tasks,
}

impl ImportError {
    /// A stable code that never changes with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            ImportError::Empty => "import_empty",
            ImportError::TooLarge { .. } => "import_too_large",
            ImportError::TooManyLines { .. } => "import_too_many_lines",
            ImportError::NotText { .. } => "import_not_text",
            ImportError::Encoding { .. } => "import_encoding",
            ImportError::NotAPlan(Missing::Type { .. }) => "import_no_type",
            ImportError::NotAPlan(Missing::Sections) => "import_no_sections",
            ImportError::NotAPlan(Missing::Tasks) => "import_no_tasks",
        }
    }

    /// What to tell a Vietnamese reader.
    pub fn message_vi(&self) -> String {
        match self {
            ImportError::Empty => "Tệp không có nội dung văn bản.".to_owned(),
            ImportError::TooLarge { bytes } => {
                format!("Tệp quá lớn ({bytes} byte); tối đa {MAX_BYTES} byte.")
            }
            ImportError::TooManyLines { lines } => {
                format!("Tệp có quá nhiều dòng ({lines}); tối đa {MAX_LINES} dòng.")
            }
            ImportError::NotText { offset } => format!(
                "Tệp không phải văn bản thuần (byte lạ ở vị trí {offset}). Hãy lưu kế hoạch thành tệp .txt rồi nhập lại."
            ),
            ImportError::Encoding { offset } => format!(
                "Bảng mã của tệp không phải UTF-8 hoặc UTF-16 (byte không hợp lệ ở vị trí {offset}). Hãy lưu lại tệp với bảng mã UTF-8."
            ),
            ImportError::NotAPlan(Missing::Type { found: Some(found) }) => {
                format!(
                    "Văn bản là {found}, không phải kế hoạch: không có dòng tên loại \"KẾ HOẠCH\"."
                )
            }
            ImportError::NotAPlan(Missing::Type { found: None }) => {
                "Văn bản không phải kế hoạch: không có dòng tên loại \"KẾ HOẠCH\".".to_owned()
            }
            ImportError::NotAPlan(Missing::Sections) => {
                "Không tìm thấy các mục của kế hoạch (I., 1., a)…) sau dòng tên loại.".to_owned()
            }
            ImportError::NotAPlan(Missing::Tasks) => {
                "Không tìm thấy nhiệm vụ nào trong các mục của kế hoạch.".to_owned()
            }
        }
    }

    /// What to tell an English reader.
    pub fn message_en(&self) -> String {
        match self {
            ImportError::Empty => "the file has no text".to_owned(),
            ImportError::TooLarge { bytes } => {
                format!("the file is too large ({bytes} bytes; at most {MAX_BYTES})")
            }
            ImportError::TooManyLines { lines } => {
                format!("the file has too many lines ({lines}; at most {MAX_LINES})")
            }
            ImportError::NotText { offset } => {
                format!(
                    "the file is not plain text (byte {offset}); save the plan as .txt and import that"
                )
            }
            ImportError::Encoding { offset } => {
                format!(
                    "the file is neither UTF-8 nor UTF-16 (invalid at byte {offset}); save it as UTF-8"
                )
            }
            ImportError::NotAPlan(Missing::Type { found: Some(found) }) => {
                format!("not a plan: the text is a \"{found}\" and has no type line \"KẾ HOẠCH\"")
            }
            ImportError::NotAPlan(Missing::Type { found: None }) => {
                "not a plan: no type line \"KẾ HOẠCH\"".to_owned()
            }
            ImportError::NotAPlan(Missing::Sections) => {
                "not a plan: no numbered sections (I., 1., a)…) after the type line".to_owned()
            }
            ImportError::NotAPlan(Missing::Tasks) => {
                "not a plan: its sections hold no tasks".to_owned()
            }
        }
    }
}
