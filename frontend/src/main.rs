//! Starts the app: panic page, state, first screen.

fn main() {
    frontend::state::boot::start(|| leptos::view! { <frontend::app::App /> });
}
