//! Text in an encoding older than Unicode under a font that does not tell, as a whole document's
//! words do.

use super::super::{
    error::ImportError,
    legacy::{self, Legacy, Verdict},
};
use super::blocks::{Block, each};

/// Converts a document where its words are certainly in an older encoding; says from which.
pub(super) fn convert(blocks: &mut [Block]) -> Result<Option<Legacy>, ImportError> {
    let mut text = String::new();
    each(blocks, &mut |para| {
        text.push_str(&para.text);
        text.push('\n');
    });
    let (encoding, plain) = match legacy::recognise(&text) {
        Verdict::Unicode => return Ok(None),
        Verdict::Doubtful(legacy) => return Err(ImportError::LegacyEncoding { legacy }),
        Verdict::Certain(encoding, plain) => (encoding, plain),
    };
    // No encoding has another letter for the end of a line: each paragraph finds its own again.
    let mut lines = plain.split('\n');
    each(blocks, &mut |para| {
        let count = para.text.split('\n').count();
        let plain = lines.by_ref().take(count).collect::<Vec<_>>().join("\n");
        para.capitals.converted(para.text.len(), plain.len());
        para.text = plain;
    });
    Ok(Some(encoding))
}
