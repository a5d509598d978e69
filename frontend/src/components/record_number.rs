//! "Mã mục": what names a record to somebody who does not read records, as the administrator who is
//! to purge it.

use leptos::html;
use leptos::prelude::*;
use shared::id::RecordId;

use crate::i18n::t;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;

/// The number, to be copied: a touch selects all of it.
#[component]
pub fn RecordNumber(
    /// The record.
    id: RecordId,
) -> impl IntoView {
    let ids = FieldIds::new("record-number");
    let (control, described) = (ids.control.clone(), ids.described_by.clone());
    let node = NodeRef::<html::Input>::new();
    let select = move |_| {
        if let Some(input) = node.get_untracked() {
            input.select();
        }
    };
    view! {
        <Fold summary=t!("purge.number")>
            <FieldFrame ids label=t!("purge.number") hint=t!("purge.number_hint")>
                <input
                    node_ref=node
                    id=control
                    type="text"
                    readonly=true
                    value=id.to_string()
                    aria-describedby=described
                    on:focus=select
                />
            </FieldFrame>
        </Fold>
    }
    .into_any()
}
