//! How much this site may keep, and whether the browser promises to keep it.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

use super::{reflect, window};

/// What the browser says about this site's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Bytes used, roughly.
    pub used_bytes: Option<u64>,
    /// Bytes it may use, roughly.
    pub quota_bytes: Option<u64>,
    /// Whether it will not be evicted.
    pub persistent: Option<bool>,
}

/// Asks the browser not to evict this site's data; its answer, or nothing if it has no say.
pub async fn persist() -> Option<bool> {
    JsFuture::from(manager()?.persist().ok()?).await.ok()?.as_bool()
}

/// Asks for usage, quota and the promise.
pub async fn estimate() -> Estimate {
    let Some(manager) = manager() else { return Estimate::default() };
    let persistent = match manager.persisted() {
        Ok(promise) => JsFuture::from(promise).await.ok().and_then(|answer| answer.as_bool()),
        Err(_) => None,
    };
    let answer = match manager.estimate() {
        Ok(promise) => JsFuture::from(promise).await.ok(),
        Err(_) => None,
    };
    let estimate = answer.map(JsCast::unchecked_into::<StorageEstimate>);
    let bytes = |number: f64| number.max(0.0) as u64;
    Estimate {
        used_bytes: estimate.as_ref().and_then(StorageEstimate::get_usage).map(bytes),
        quota_bytes: estimate.as_ref().and_then(StorageEstimate::get_quota).map(bytes),
        persistent,
    }
}

/// The storage manager; browsers give none on plain http.
fn manager() -> Option<StorageManager> {
    let manager = reflect::get(&JsValue::from(window().navigator()), "storage");
    (!manager.is_undefined()).then(|| manager.unchecked_into())
}
