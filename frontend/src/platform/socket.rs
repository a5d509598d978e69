//! The sync socket: binary frames over a WebSocket.

use wasm_bindgen::JsCast;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use super::listen::Listener;
use super::window;

/// What a socket reports.
#[derive(Debug)]
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// It is closed or could not be opened; the browser does not say why.
    Closed,
    /// A binary frame.
    Frame(Vec<u8>),
}

/// A socket; dropping it closes it without a last event.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket to a path of this site.
    pub fn open(path: &str, call: impl Fn(SocketEvent) + Clone + 'static) -> Option<Self> {
        let location = window().location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (opened, closed) = (call.clone(), call.clone());
        let listeners = [
            Listener::new(&socket, "open", move |_| opened(SocketEvent::Opened)),
            Listener::new(&socket, "close", move |_| closed(SocketEvent::Closed)),
            Listener::new(&socket, "message", move |event| {
                let data = event.dyn_into::<MessageEvent>().map(|event| event.data());
                if let Ok(Ok(buffer)) = data.map(JsCast::dyn_into::<js_sys::ArrayBuffer>) {
                    call(SocketEvent::Frame(js_sys::Uint8Array::new(&buffer).to_vec()));
                }
            }),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends one frame. A socket that is no longer open drops it; the sync protocol sends again.
    pub fn send(&self, frame: &[u8]) {
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}
