//! The device's clock. What it says is shown, never trusted.

use shared::time::TimestampMs;

/// Now, as this device believes.
pub fn now() -> TimestampMs {
    TimestampMs(js_sys::Date::now().max(0.0) as u64)
}
