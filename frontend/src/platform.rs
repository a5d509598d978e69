//! The browser: the only place that knows `web_sys` and `js_sys`.
