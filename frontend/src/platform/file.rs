//! A file that someone chose.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlInputElement};

/// A chosen file, read whole.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads what was chosen in a `<input type="file">`, from its `change` event. Nothing if nothing
/// was chosen, or it cannot be read.
pub async fn read_chosen(event: Event) -> Option<Chosen> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0)?;
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Chosen { name: file.name(), bytes: Uint8Array::new(&buffer).to_vec() })
}
