//! When the page comes to the front, and when it may be its last moment.

use web_sys::VisibilityState;

use super::listen::Listener;
use super::window;

/// Listeners; dropping them removes them.
pub type Watch = Vec<Listener>;

/// Calls back when there may be a network again or someone looks: focus, `online`, shown again.
pub fn on_wake(call: impl Fn() + Clone + 'static) -> Watch {
    let window = window();
    let mut watch: Watch = ["focus", "online", "pageshow"]
        .into_iter()
        .map(|name| {
            let call = call.clone();
            Listener::new(&window, name, move |_| call())
        })
        .collect();
    if let Some(document) = window.document() {
        let target = document.clone();
        watch.push(Listener::new(&target, "visibilitychange", move |_| {
            if document.visibility_state() == VisibilityState::Visible {
                call();
            }
        }));
    }
    watch
}

/// Whether nobody can see the page now.
pub fn is_hidden() -> bool {
    let document = window().document();
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

/// Has the browser ask before the page is left while `unsaved` says so. Phones may leave without
/// asking; [`on_hide`] is what saves there.
pub fn on_leave(unsaved: impl Fn() -> bool + 'static) -> Listener {
    Listener::new(&window(), "beforeunload", move |event| {
        if unsaved() {
            event.prevent_default();
            // What older browsers look at.
            let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &true.into());
        }
    })
}

/// Calls back when the page is hidden or left: the last moment that is certain to come.
pub fn on_hide(call: impl Fn() + Clone + 'static) -> Watch {
    let window = window();
    let mut watch = Watch::new();
    if let Some(document) = window.document() {
        let (target, call) = (document.clone(), call.clone());
        watch.push(Listener::new(&target, "visibilitychange", move |_| {
            if document.visibility_state() == VisibilityState::Hidden {
                call();
            }
        }));
    }
    watch.push(Listener::new(&window, "pagehide", move |_| call()));
    watch
}
