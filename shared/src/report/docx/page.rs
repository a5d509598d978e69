//! The sheet: its size, its margins and the number at its top.

use docx_rs::{
    AlignmentType, Header, HeaderReference, PageMargin, PageNum, PageNumType, PageOrientationType,
    PageSize, Paragraph, SectionProperty,
};

use super::Block;
use super::measure::{A4, BOTTOM, HEADER, LEFT, RIGHT, TOP};
use super::text::{BODY, nothing, signed};

/// What is numbered by itself, beginning on a page of its own.
pub(super) struct Sheet {
    pub(super) blocks: Vec<Block>,
    pub(super) landscape: bool,
}

/// The part with the page number is the first the library makes, and the only one.
const NUMBER_ID: &str = "rIdHeader1";

/// The page number in the middle of the top margin.
pub(super) fn number() -> Header {
    let number = Paragraph::new().align(AlignmentType::Center).size(BODY.half_points());
    Header::new().add_paragraph(number.add_page_num(PageNum::new()))
}

/// A sheet's properties. Its first page has the header of first pages, of which there is none.
pub(super) fn properties(landscape: bool) -> SectionProperty {
    let mut properties = last(SectionProperty::new(), landscape);
    properties.header_reference = Some(HeaderReference::new("default", NUMBER_ID));
    properties
}

/// The same for the last sheet, whose properties hold the header itself.
pub(super) fn last(properties: SectionProperty, landscape: bool) -> SectionProperty {
    let (short, long) = A4;
    let size = if landscape {
        PageSize::new().size(long, short).orient(PageOrientationType::Landscape)
    } else {
        PageSize::new().size(short, long)
    };
    let margin = PageMargin {
        top: signed(TOP),
        left: signed(LEFT),
        bottom: signed(BOTTOM),
        right: signed(RIGHT),
        header: signed(HEADER),
        footer: signed(HEADER),
        gutter: 0,
    };
    properties
        .page_size(size)
        .page_margin(margin)
        .page_num_type(PageNumType::new().start(1))
        .title_pg()
}

/// The paragraph that a sheet must end in, for a table cannot.
pub(super) fn end() -> Paragraph {
    nothing()
}
