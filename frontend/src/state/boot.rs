//! From the first instruction to the first screen.

use leptos::prelude::*;

/// Installs the panic page, provides [`AppState`](super::AppState) and mounts the app.
pub fn start<V: IntoView + 'static>(app: impl FnOnce() -> V + 'static) {
    leptos::mount::mount_to_body(move || {
        provide_context(super::AppState::new());
        app()
    });
}
