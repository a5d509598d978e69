//! The corpus of the fuzz targets, replayed: what once crashed does not again, on any toolchain.

#[expect(unreachable_pub, reason = "a library of its own for the fuzzer")]
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::Path;

/// What a target does with its bytes.
type Target = fn(&[u8]);

/// Every target by the name of its folder.
const TARGETS: &[(&str, Target)] = &[
    ("device_frames", fuzz::wire::device_frames),
    ("device_store", fuzz::wire::device_store),
    ("plan_docx", fuzz::import::plan_docx),
    ("plan_revise", fuzz::import::plan_revise),
    ("plan_text", fuzz::import::plan_text),
    ("relay_frames", fuzz::wire::relay_frames),
];

#[test]
fn every_input_of_the_corpus_passes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut folders: Vec<String> = fs::read_dir(&corpus)
        .expect("the corpus is there")
        .map(|folder| folder.expect("listed").file_name().into_string().expect("a plain name"))
        .collect();
    folders.sort();
    let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(folders, names, "a folder for each target");
    for (name, target) in TARGETS {
        let mut count = 0;
        for input in fs::read_dir(corpus.join(name)).expect("a folder") {
            let path = input.expect("listed").path();
            println!("{}", path.display());
            target(&fs::read(&path).expect("it can be read"));
            count += 1;
        }
        assert!(count > 0, "{name} has no input");
    }
}
