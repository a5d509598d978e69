//! Brotli and gzip beside each file that gains by it: compressed once, here, and not by the
//! relay for every tablet.

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Kinds that are compressed already, or are asked for too rarely.
const AS_THEY_ARE: &[&str] = &["woff2", "png", "jpg", "webp", "ico"];

/// Paths from dist/, and contents.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Adds `NAME.br` and `NAME.gz` where they are smaller.
pub(crate) fn with_side_files(files: Files, dev: bool) -> Result<Files> {
    let wanted: Vec<(&String, &Vec<u8>)> = files
        .iter()
        .filter(|(name, _)| {
            let ending = name.rsplit('.').next().unwrap_or_default();
            !AS_THEY_ARE.contains(&ending)
        })
        .collect();
    let next = AtomicUsize::new(0);
    let made = Mutex::new(Files::new());
    let work = || -> Result<()> {
        while let Some((name, content)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            for (ending, side) in [("br", brotli(content, dev)?), ("gz", gzip(content, dev)?)] {
                if side.len() < content.len()
                    && let Ok(mut made) = made.lock()
                {
                    made.insert(format!("{name}.{ending}"), side);
                }
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        work()?;
        other.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a compressing thread panicked")))
    })?;
    let mut files = files;
    files.extend(made.into_inner().unwrap_or_default());
    Ok(files)
}

fn brotli(content: &[u8], dev: bool) -> Result<Vec<u8>> {
    let quality = if dev { 5 } else { 11 };
    let params = BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(content: &[u8], dev: bool) -> Result<Vec<u8>> {
    let level = if dev { Compression::fast() } else { Compression::best() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn side_files_stand_only_where_they_help_and_give_the_content_back() {
        let text = "Kế hoạch ".repeat(200).into_bytes();
        let files = Files::from([
            ("app.css".to_owned(), text.clone()),
            ("x.txt".to_owned(), b"1".to_vec()),
            ("f.woff2".to_owned(), text.clone()),
        ]);
        let all = with_side_files(files, false).unwrap();
        let names: Vec<&str> = all.keys().map(String::as_str).collect();
        assert_eq!(names, ["app.css", "app.css.br", "app.css.gz", "f.woff2", "x.txt"]);

        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &all["app.css.br"][..], &mut back).unwrap();
        assert_eq!(back, text);
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&all["app.css.gz"][..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
    }
}
