//! The permanent line at the foot of forms (DOMAIN §6).

use leptos::prelude::*;

use crate::i18n::t;

/// "Không nhập, không đính kèm thông tin thuộc bí mật nhà nước".
#[component]
pub fn SecrecyLine() -> impl IntoView {
    view! { <p class="secrecy small quiet">{t!("secrecy")}</p> }.into_any()
}
