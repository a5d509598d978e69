//! Web Locks: one tab leads, and every living tab can be told from a dead one.
//!
//! `web_sys` has no stable binding for them, hence the calls by name.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{reflect, window};

/// A lock that is held, or waited for; dropping it lets it go. A tab that dies lets go too.
pub struct Lock {
    release: Rc<RefCell<Option<Function>>>,
    _granted: Option<Closure<dyn FnMut(JsValue) -> JsValue>>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = self.release.borrow_mut().take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Waits for a lock and calls back once it is held. Where browsers have no locks (plain http) it
/// calls back at once: such a page has no other safe tab anyway.
pub fn request(name: &str, granted: impl FnOnce() + 'static) -> Lock {
    ask(name, false, move |held| {
        if held {
            granted();
        }
    })
}

/// Takes a lock only if it is free, and says whether it is held now.
pub fn try_request(name: &str, answer: impl FnOnce(bool) + 'static) -> Lock {
    ask(name, true, answer)
}

/// Whether browsers have locks here.
pub fn available() -> bool {
    !manager().is_undefined()
}

/// The names of all locks held by any tab.
pub async fn held() -> BTreeSet<String> {
    let Ok(promise) = reflect::call(&manager(), "query", &[]) else { return BTreeSet::new() };
    let Ok(snapshot) = JsFuture::from(promise.unchecked_into::<Promise>()).await else {
        return BTreeSet::new();
    };
    Array::from(&reflect::get(&snapshot, "held"))
        .iter()
        .filter_map(|lock| reflect::get(&lock, "name").as_string())
        .collect()
}

fn manager() -> JsValue {
    reflect::get(&JsValue::from(window().navigator()), "locks")
}

fn ask(name: &str, only_if_free: bool, answer: impl FnOnce(bool) + 'static) -> Lock {
    let release = Rc::new(RefCell::new(None));
    if !available() {
        super::spawn(async move { answer(true) });
        return Lock { release, _granted: None };
    }
    let mut answer = Some(answer);
    let held = Rc::clone(&release);
    let granted = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        let answer = answer.take();
        if lock.is_null() {
            if let Some(answer) = answer {
                answer(false);
            }
            return JsValue::UNDEFINED;
        }
        // The lock is held until this promise resolves.
        let promise = Promise::new(&mut |resolve, _| {
            *held.borrow_mut() = Some(resolve);
        });
        if let Some(answer) = answer {
            answer(true);
        }
        promise.into()
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into());
    let arguments = [name.into(), options.into(), granted.as_ref().clone()];
    if let Ok(promise) = reflect::call(&manager(), "request", &arguments) {
        super::spawn(async move {
            // Rejected only when the page goes away.
            let _ = JsFuture::from(promise.unchecked_into::<Promise>()).await;
        });
    }
    Lock { release, _granted: Some(granted) }
}
