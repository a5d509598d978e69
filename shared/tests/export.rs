//! Reports as files: a paper of some pages is written and read back, by other means than it was
//! written with.

#[path = "export/document.rs"]
mod document;
#[path = "export/fixture.rs"]
mod fixture;
#[path = "export/markup.rs"]
mod markup;
#[path = "export/office.rs"]
mod office;
#[path = "export/variants.rs"]
mod variants;
#[path = "export/workbook.rs"]
mod workbook;
