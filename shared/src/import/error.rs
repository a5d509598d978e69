//! Why a file cannot be imported, with a stable code and a message in both languages.

use super::legacy::Legacy;
use crate::limits::{
    IMPORT_CELLS_MAX, IMPORT_LINES_MAX, IMPORT_PARAGRAPHS_MAX, IMPORT_STYLES_MAX,
    IMPORT_TEXT_BYTES_MAX, IMPORT_XML_BYTES_MAX, IMPORT_XML_DEPTH_MAX, IMPORT_ZIP_ENTRIES_MAX,
    PLAN_TASKS_MAX, PLAN_TEXT_UNITS_MAX, TEXT_UNITS_MAX,
};

/// Why nothing was imported. Nothing has been created when this is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message_en())]
pub enum ImportError {
    /// The file has no text.
    Empty,
    /// More bytes than a file of its kind may have.
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
        /// The most that is taken.
        max: usize,
    },
    /// More than [`IMPORT_LINES_MAX`].
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
    /// Text older than Unicode, with too much that does not fit to convert it.
    LegacyEncoding {
        /// What it seems to be.
        legacy: Legacy,
    },
    /// A file of another kind.
    Format(Format),
    /// A .docx that breaks its format: cut off, overwritten, half downloaded.
    Damaged {
        /// The part that is broken.
        part: String,
    },
    /// A .docx with a document type or entities of its own; Word writes none.
    Dtd,
    /// More of something than any plan has.
    TooMuch(TooMuch),
    /// Text, but not a plan.
    NotAPlan(Missing),
    /// A secrecy mark stands on a line: what is under it is taken into no device (DOMAIN §6).
    Secret {
        /// The line of the file, from 1.
        line: usize,
    },
}

/// Kinds of files that plans are not read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Word, Excel or PowerPoint before 2007.
    OldOffice,
    /// An Office file with a password.
    Locked,
    /// PDF.
    Pdf,
    /// Excel.
    Spreadsheet,
    /// PowerPoint.
    Presentation,
    /// LibreOffice.
    OpenDocument,
    /// Rich text.
    Rtf,
    /// A picture.
    Image,
    /// An archive of something else.
    Archive,
}

/// What a .docx, or the plan in a file, can have too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    /// Bytes once it is unpacked: [`IMPORT_XML_BYTES_MAX`].
    Inflated,
    /// Parts: [`IMPORT_ZIP_ENTRIES_MAX`].
    Entries,
    /// Elements within each other: [`IMPORT_XML_DEPTH_MAX`].
    Depth,
    /// Paragraphs: [`IMPORT_PARAGRAPHS_MAX`].
    Paragraphs,
    /// Cells of tables: [`IMPORT_CELLS_MAX`].
    Cells,
    /// Text: [`IMPORT_TEXT_BYTES_MAX`].
    Text,
    /// Styles, or lists: [`IMPORT_STYLES_MAX`].
    Styles,
    /// Tasks of the plan: [`PLAN_TASKS_MAX`].
    Tasks,
    /// Text of the plan, or of one part of it: [`PLAN_TEXT_UNITS_MAX`], [`TEXT_UNITS_MAX`].
    PlanText,
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
            ImportError::LegacyEncoding { .. } => "import_legacy_encoding",
            ImportError::Format(Format::OldOffice) => "import_is_doc",
            ImportError::Format(Format::Locked) => "import_is_locked",
            ImportError::Format(Format::Pdf) => "import_is_pdf",
            ImportError::Format(Format::Spreadsheet) => "import_is_spreadsheet",
            ImportError::Format(Format::Presentation) => "import_is_presentation",
            ImportError::Format(Format::OpenDocument) => "import_is_opendocument",
            ImportError::Format(Format::Rtf) => "import_is_rtf",
            ImportError::Format(Format::Image) => "import_is_image",
            ImportError::Format(Format::Archive) => "import_is_archive",
            ImportError::Damaged { .. } => "import_damaged",
            ImportError::Dtd => "import_dtd",
            ImportError::TooMuch(TooMuch::Inflated) => "import_too_much_inflated",
            ImportError::TooMuch(TooMuch::Entries) => "import_too_many_parts",
            ImportError::TooMuch(TooMuch::Depth) => "import_too_deep",
            ImportError::TooMuch(TooMuch::Paragraphs) => "import_too_many_paragraphs",
            ImportError::TooMuch(TooMuch::Cells) => "import_too_many_cells",
            ImportError::TooMuch(TooMuch::Text) => "import_too_much_text",
            ImportError::TooMuch(TooMuch::Styles) => "import_too_many_styles",
            ImportError::TooMuch(TooMuch::Tasks) => "import_too_many_tasks",
            ImportError::TooMuch(TooMuch::PlanText) => "import_too_long",
            ImportError::NotAPlan(Missing::Type { .. }) => "import_no_type",
            ImportError::NotAPlan(Missing::Sections) => "import_no_sections",
            ImportError::NotAPlan(Missing::Tasks) => "import_no_tasks",
            ImportError::Secret { .. } => "import_secret",
        }
    }

    /// What to tell a Vietnamese reader.
    pub fn message_vi(&self) -> String {
        match self {
            ImportError::Empty => "Không có nội dung văn bản để đọc.".to_owned(),
            ImportError::TooLarge { bytes, max } => {
                let (size, max) = (megabytes(*bytes, ','), megabytes(*max, ','));
                format!("Tệp quá lớn ({size} MB, tối đa {max} MB). Hãy bỏ bớt ảnh trong tệp, hoặc chỉ nhập phần chữ.")
            }
            ImportError::TooManyLines { lines } => {
                format!("Tệp có quá nhiều dòng ({lines}); tối đa {IMPORT_LINES_MAX} dòng.")
            }
            ImportError::NotText { offset } => format!(
                "Tệp không phải văn bản (byte lạ ở vị trí {offset}). Hãy lưu kế hoạch thành tệp .docx hoặc .txt rồi nhập lại."
            ),
            ImportError::Encoding { offset } => format!(
                "Bảng mã của tệp không phải UTF-8 hoặc UTF-16 (byte không hợp lệ ở vị trí {offset}). Hãy lưu lại tệp với bảng mã UTF-8."
            ),
            ImportError::LegacyEncoding { legacy } => format!(
                "Văn bản có vẻ dùng bảng mã {} nhưng có chỗ không khớp nên không chuyển tự động. Hãy chuyển mã sang Unicode (ví dụ bằng Unikey) rồi nhập lại.",
                legacy.name()
            ),
            ImportError::Format(format) => format.message_vi().to_owned(),
            ImportError::Damaged { part } => format!(
                "Tệp .docx bị hỏng (phần {part}). Hãy mở bằng Word, lưu lại rồi nhập tệp mới."
            ),
            ImportError::Dtd => {
                "Tệp .docx có khai báo DTD hoặc thực thể XML, không phải do Word tạo; không đọc vì lý do an toàn."
                    .to_owned()
            }
            ImportError::TooMuch(what) => what.message_vi(),
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
            ImportError::Secret { line } => format!(
                "Văn bản có dấu chỉ độ mật (dòng {line}); không nhập vào phần mềm. Cần thì liên hệ trực tiếp Công an xã."
            ),
        }
    }

    /// What to tell an English reader.
    pub fn message_en(&self) -> String {
        match self {
            ImportError::Empty => "the file has no text".to_owned(),
            ImportError::TooLarge { bytes, max } => {
                let (size, max) = (megabytes(*bytes, '.'), megabytes(*max, '.'));
                format!("the file is too large ({size} MB, at most {max} MB); take pictures out of it, or import its text alone")
            }
            ImportError::TooManyLines { lines } => {
                format!("the file has too many lines ({lines}; at most {IMPORT_LINES_MAX})")
            }
            ImportError::NotText { offset } => {
                format!(
                    "the file is no text (byte {offset}); save the plan as .docx or .txt and import that"
                )
            }
            ImportError::Encoding { offset } => {
                format!(
                    "the file is neither UTF-8 nor UTF-16 (invalid at byte {offset}); save it as UTF-8"
                )
            }
            ImportError::LegacyEncoding { legacy } => format!(
                "the text seems to be in {}, but parts of it do not fit, so it was not converted; convert it to Unicode (with Unikey, say) and import that",
                legacy.name()
            ),
            ImportError::Format(format) => format.message_en().to_owned(),
            ImportError::Damaged { part } => format!(
                "the .docx is damaged (part {part}); open it in Word, save it again and import that"
            ),
            ImportError::Dtd => {
                "the .docx has a document type or XML entities, which Word never writes; refused for safety"
                    .to_owned()
            }
            ImportError::TooMuch(what) => what.message_en(),
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
            ImportError::Secret { line } => format!(
                "line {line} is a secrecy mark; such a text is not taken in: speak to the commune police in person"
            ),
        }
    }
}

/// Bytes as megabytes, rounded up to a tenth.
fn megabytes(bytes: usize, point: char) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if tenth == 0 { whole.to_string() } else { format!("{whole}{point}{tenth}") }
}

impl Format {
    fn message_vi(self) -> &'static str {
        match self {
            Format::OldOffice => {
                "Đây là tệp Office kiểu cũ (.doc, .xls, .ppt). Hãy mở bằng Word, lưu thành .docx rồi nhập lại."
            }
            Format::Locked => "Tệp có mật khẩu. Hãy bỏ mật khẩu trong Word rồi nhập lại.",
            Format::Pdf => "Đây là tệp PDF. Hãy nhập tệp .docx gốc, hoặc lưu nội dung thành .txt.",
            Format::Spreadsheet => {
                "Đây là bảng tính. Hãy chép bảng nhiệm vụ vào tệp Word (.docx) của kế hoạch rồi nhập lại."
            }
            Format::Presentation => "Đây là tệp trình chiếu, không phải kế hoạch.",
            Format::OpenDocument => {
                "Đây là tệp OpenDocument (.odt). Hãy mở bằng LibreOffice, lưu thành .docx rồi nhập lại."
            }
            Format::Rtf => "Đây là tệp RTF. Hãy mở bằng Word, lưu thành .docx rồi nhập lại.",
            Format::Image => {
                "Đây là tệp ảnh. Phần mềm không nhận dạng chữ trong ảnh; hãy nhập tệp .docx hoặc .txt."
            }
            Format::Archive => {
                "Đây là tệp nén, không phải văn bản. Hãy giải nén rồi nhập tệp .docx hoặc .txt."
            }
        }
    }

    fn message_en(self) -> &'static str {
        match self {
            Format::OldOffice => {
                "this is an old Office file (.doc, .xls, .ppt); open it in Word and save it as .docx"
            }
            Format::Locked => "the file has a password; take it off in Word and import again",
            Format::Pdf => "this is a PDF; import the .docx it was made of, or its text as .txt",
            Format::Spreadsheet => {
                "this is a spreadsheet; copy the table of tasks into the plan's .docx"
            }
            Format::Presentation => "this is a presentation, not a plan",
            Format::OpenDocument => {
                "this is an OpenDocument file; open it in LibreOffice and save it as .docx"
            }
            Format::Rtf => "this is an RTF file; open it in Word and save it as .docx",
            Format::Image => {
                "this is a picture; text in pictures is not read, import .docx or .txt"
            }
            Format::Archive => "this is an archive; unpack it and import the .docx or .txt in it",
        }
    }
}

impl TooMuch {
    fn message_vi(self) -> String {
        match self {
            TooMuch::Inflated => format!(
                "Tệp .docx bung ra quá lớn (hơn {} MB); không đọc vì lý do an toàn.",
                megabytes(IMPORT_XML_BYTES_MAX, ',')
            ),
            TooMuch::Entries => {
                format!("Tệp .docx có quá nhiều thành phần (hơn {IMPORT_ZIP_ENTRIES_MAX}).")
            }
            TooMuch::Depth => {
                format!("Tệp .docx lồng quá sâu (hơn {IMPORT_XML_DEPTH_MAX} cấp); không đọc.")
            }
            TooMuch::Paragraphs => {
                format!("Tệp có quá nhiều đoạn văn (hơn {IMPORT_PARAGRAPHS_MAX}).")
            }
            TooMuch::Cells => format!("Tệp có quá nhiều ô bảng (hơn {IMPORT_CELLS_MAX})."),
            TooMuch::Text => {
                format!("Tệp có quá nhiều chữ (hơn {} MB).", megabytes(IMPORT_TEXT_BYTES_MAX, ','))
            }
            TooMuch::Styles => {
                format!("Tệp có quá nhiều kiểu hoặc danh sách (hơn {IMPORT_STYLES_MAX}).")
            }
            TooMuch::Tasks => {
                format!(
                    "Kế hoạch có quá nhiều nhiệm vụ (hơn {PLAN_TASKS_MAX}); hãy chia thành nhiều kế hoạch."
                )
            }
            TooMuch::PlanText => format!(
                "Kế hoạch quá dài (tối đa {PLAN_TEXT_UNITS_MAX} ký tự, mỗi phần {TEXT_UNITS_MAX}); hãy bỏ phụ lục hoặc chia thành nhiều kế hoạch."
            ),
        }
    }

    fn message_en(self) -> String {
        match self {
            TooMuch::Inflated => format!(
                "the .docx unpacks to more than {} MB; refused for safety",
                megabytes(IMPORT_XML_BYTES_MAX, '.')
            ),
            TooMuch::Entries => {
                format!("the .docx has more than {IMPORT_ZIP_ENTRIES_MAX} parts")
            }
            TooMuch::Depth => {
                format!("the .docx nests deeper than {IMPORT_XML_DEPTH_MAX} levels")
            }
            TooMuch::Paragraphs => {
                format!("the file has more than {IMPORT_PARAGRAPHS_MAX} paragraphs")
            }
            TooMuch::Cells => format!("the file has more than {IMPORT_CELLS_MAX} table cells"),
            TooMuch::Text => {
                format!(
                    "the file has more than {} MB of text",
                    megabytes(IMPORT_TEXT_BYTES_MAX, '.')
                )
            }
            TooMuch::Styles => {
                format!("the file has more than {IMPORT_STYLES_MAX} styles or lists")
            }
            TooMuch::Tasks => {
                format!("the plan has more than {PLAN_TASKS_MAX} tasks; make several plans of it")
            }
            TooMuch::PlanText => format!(
                "the plan is too long (at most {PLAN_TEXT_UNITS_MAX} letters, {TEXT_UNITS_MAX} in one part); leave appendices out or make several plans of it"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_megabytes() {
        let max = 4 * 1024 * 1024;
        let error = ImportError::TooLarge { bytes: max + 1, max };
        assert!(error.message_vi().contains("4,1 MB, tối đa 4 MB"), "{}", error.message_vi());
        assert!(error.message_en().contains("4.1 MB, at most 4 MB"), "{}", error.message_en());
    }
}
