//! One compiled module through wasm-bindgen: its JavaScript, its wasm, its snippets.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// The name of the frontend's binary that is the app itself.
const APP_BIN: &str = "frontend";
/// Its name in dist/.
pub(crate) const APP: &str = "app";

/// A module as wasm-bindgen leaves it, before names carry hashes.
pub(crate) struct Module {
    /// `app`, or the name of the binary that is loaded on demand.
    pub(crate) name: String,
    /// The glue; it mentions `NAME_bg.wasm` and `./snippets/…`.
    pub(crate) js: String,
    /// The code.
    pub(crate) wasm: Vec<u8>,
    /// JavaScript that Rust crates bring along, by path under `snippets/`.
    pub(crate) snippets: BTreeMap<String, String>,
}

/// Does what `wasm-bindgen --target web` does; the library is of the locked version.
pub(crate) fn bind(bin: &str, file: &Path, dev: bool) -> Result<Module> {
    let name = if bin == APP_BIN { APP } else { bin };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(file).out_name(name).typescript(false);
    // the glue knows its wasm's address, so that a module loaded on demand needs no argument
    bindgen.web(true)?.omit_default_module_path(false);
    bindgen.keep_debug(false).remove_name_section(!dev).remove_producers_section(true);
    let mut output = bindgen.generate_output().with_context(|| format!("wasm-bindgen on {bin}"))?;
    let mut snippets = BTreeMap::new();
    for (krate, texts) in output.snippets() {
        for (index, text) in texts.iter().enumerate() {
            snippets.insert(format!("{krate}/inline{index}.js"), text.clone());
        }
    }
    for (path, text) in output.local_modules() {
        snippets.insert(path.clone(), text.clone());
    }
    Ok(Module {
        name: name.to_owned(),
        js: output.js().to_owned(),
        wasm: output.wasm_mut().emit_wasm(),
        snippets,
    })
}
