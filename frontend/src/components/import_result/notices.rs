//! What is to be said of the file as a whole: macros not read, tracked changes taken, an old font
//! converted.

use leptos::prelude::*;
use shared::import::Notice as FileNotice;

use super::part;
use crate::i18n::t;
use crate::state::plan_import::Import;
use crate::ui::badge::Tone;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// The notices; nothing where the file was an ordinary one.
#[component]
pub fn Notices(
    /// The import.
    import: Import,
) -> impl IntoView {
    let notices = part(import, |read| read.revised.plan.notices.clone());
    move || {
        let all = notices.get();
        (!all.is_empty()).then(|| {
            let lines = all.into_iter().map(|notice| view! { <p>{words(notice)}</p> });
            view! {
                <Notice tone=Tone::Anise icon=Icon::Alert>{lines.collect_view()}</Notice>
            }
        })
    }
}

fn words(notice: FileNotice) -> String {
    match notice {
        FileNotice::MacrosIgnored => t!("import.notice.macros_ignored"),
        FileNotice::ChangesAccepted => t!("import.notice.changes_accepted"),
        FileNotice::Converted(legacy) => t!("import.notice.converted", name = legacy.name()),
    }
}
