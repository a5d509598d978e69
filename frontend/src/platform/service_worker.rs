//! The service worker: registered once, updates wait until they are asked for.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration};

use super::listen::Listener;
use super::{reflect, window};

thread_local! {
    /// Whether this page asked for the update: only then a new controller means "reload now".
    static ASKED: Cell<bool> = const { Cell::new(false) };
    /// Whether another page's update took over: this page reloads when it is asked to.
    static OVERTAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Registers `/sw.js` and calls back each time a new version of the app is ready to take over. A
/// page that asked for it is reloaded then, unless something was typed since: `may_reload`.
/// Without a service worker (plain http, first visit of a crawler) the app runs all the same.
pub fn register(update_ready: impl Fn() + 'static, may_reload: impl Fn() -> bool + 'static) {
    let Some(container) = container() else { return };
    let update_ready: Rc<dyn Fn()> = Rc::new(update_ready);
    let overtaken = Rc::clone(&update_ready);
    let mut controlled = container.controller().is_some();
    Listener::forever(&container, "controllerchange", move |_| {
        if ASKED.take() && may_reload() {
            let _ = window().location().reload();
        } else if std::mem::replace(&mut controlled, true) {
            OVERTAKEN.set(true);
            overtaken();
        }
    });
    super::spawn(async move {
        let Ok(registration) = JsFuture::from(container.register("/sw.js")).await else { return };
        watch(&registration.unchecked_into(), update_ready);
    });
}

/// Looks for a new version now; the browser by itself does so at navigations only.
pub async fn look_for_update() {
    let Some(registration) = registration().await else { return };
    if let Ok(promise) = registration.update() {
        let _ = JsFuture::from(promise).await;
    }
}

/// Lets the waiting version take over and reloads. Without one nothing happens.
pub async fn apply_update() {
    match registration().await.and_then(|registration| registration.waiting()) {
        Some(waiting) => {
            ASKED.set(true);
            let message = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&message, &"type".into(), &"activate".into());
            let _ = waiting.post_message(&message);
        }
        None if OVERTAKEN.get() => {
            let _ = window().location().reload();
        }
        None => {}
    }
}

fn watch(registration: &ServiceWorkerRegistration, update_ready: Rc<dyn Fn()>) {
    if registration.waiting().is_some() {
        update_ready();
    }
    let found = registration.clone();
    Listener::forever(registration, "updatefound", move |_| {
        let Some(worker) = found.installing() else { return };
        let (installed, ready) = (worker.clone(), Rc::clone(&update_ready));
        Listener::forever(&worker, "statechange", move |_| {
            // The very first version takes over by itself and is no update.
            let first = container().is_none_or(|container| container.controller().is_none());
            if installed.state() == web_sys::ServiceWorkerState::Installed && !first {
                ready();
            }
        });
    });
}

async fn registration() -> Option<ServiceWorkerRegistration> {
    let found = JsFuture::from(container()?.get_registration()).await.ok()?;
    (!found.is_undefined()).then(|| found.unchecked_into())
}

fn container() -> Option<ServiceWorkerContainer> {
    let container = reflect::get(&JsValue::from(window().navigator()), "serviceWorker");
    (!container.is_undefined()).then(|| container.unchecked_into())
}
