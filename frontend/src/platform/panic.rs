//! What a person sees if the app itself breaks: one plain page, and the way back in. In both
//! languages, since whatever broke may be what knows the language.

use super::{listen::Listener, log, window};

/// Shows the page and logs where it broke. What was typed is in the journal or in a document.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        log::error(&info.to_string());
        show();
    }));
}

fn show() {
    let Some(document) = window().document() else { return };
    let Some(body) = document.body() else { return };
    if document.get_element_by_id("panic-reload").is_some() {
        return;
    }
    // The page's policy allows no inline style: the look is the stylesheet's `.panic`.
    body.set_inner_html(
        "<main class=\"panic\"><h1>Sổ Xã gặp trục trặc</h1>\
         <p>Dữ liệu đã lưu vẫn còn trên máy này. Mở lại trang để làm tiếp; phần đang gõ dở sẽ được \
         khôi phục.</p>\
         <p lang=\"en\">Sổ Xã has stopped. What was saved is still on this device. Open the page \
         again to go on; what was being typed will be restored.</p>\
         <p><button id=\"panic-reload\" class=\"button primary\">Mở lại · \
         <span lang=\"en\">Open again</span></button></p></main>",
    );
    if let Some(button) = document.get_element_by_id("panic-reload") {
        Listener::forever(&button, "click", |_| {
            let _ = window().location().reload();
        });
    }
}
