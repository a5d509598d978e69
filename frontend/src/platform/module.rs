//! Modules that are loaded when first needed: other binaries of this crate (see `public/boot.js`).

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{describe, reflect, window};

/// Why a module gave no answer.
#[derive(Debug, Clone)]
pub enum NoResult {
    /// It could not be loaded: no network, and not stored yet.
    NotLoaded(String),
    /// It threw this.
    Threw(String),
}

/// Loads a module if need be and calls its function `name(bytes, text)`, which gives a text.
pub async fn call(
    module: &str,
    function: &str,
    bytes: &[u8],
    text: &str,
) -> Result<String, NoResult> {
    let not_loaded = |error: JsValue| NoResult::NotLoaded(describe(&error));
    let loader = reflect::get(&window(), "soxa");
    let loading = reflect::call(&loader, "loadModule", &[JsValue::from_str(module)])
        .and_then(|promise| promise.dyn_into::<Promise>())
        .map_err(not_loaded)?;
    let module = JsFuture::from(loading).await.map_err(not_loaded)?;
    let arguments = [Uint8Array::from(bytes).into(), JsValue::from_str(text)];
    match reflect::call(&module, function, &arguments) {
        Ok(answer) => Ok(answer.as_string().unwrap_or_default()),
        Err(thrown) => Err(NoResult::Threw(describe(&thrown))),
    }
}
