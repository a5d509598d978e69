//! Messages between this site's tabs: a text and some bytes.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::listen::Listener;

/// A channel between tabs; dropping it leaves it.
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Channel {
    /// Joins the channel of that name. Nothing where browsers have none: then there is one tab.
    pub fn join(name: &str, mut call: impl FnMut(String, Vec<u8>) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Listener::new(&channel, "message", move |event| {
            let Some((text, bytes)) = event.dyn_into::<MessageEvent>().ok().and_then(|e| read(&e))
            else {
                return;
            };
            call(text, bytes);
        });
        Some(Self { channel, _listener: listener })
    }

    /// Sends to every other tab.
    pub fn send(&self, text: &str, bytes: &[u8]) {
        let message = Array::of2(&JsValue::from_str(text), &Uint8Array::from(bytes));
        // It throws only after close, and this value closes it when dropped.
        let _ = self.channel.post_message(&message);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

fn read(event: &MessageEvent) -> Option<(String, Vec<u8>)> {
    let message: Array = event.data().dyn_into().ok()?;
    let bytes: Uint8Array = message.get(1).dyn_into().ok()?;
    Some((message.get(0).as_string()?, bytes.to_vec()))
}
