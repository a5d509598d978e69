//! What a device's copies of purged documents become, as the app has it: the domain's rules behind
//! the engine's question.

use shared::id::DocumentId;
use shared::schema::purge::{self, Kept, Purge};
use shared::sync::device::{Copy, Heir};

/// For [`Device::set_heirs`](shared::sync::device::Device::set_heirs).
pub fn inherit<'d>(told: &[u8], copy: &dyn Fn(&DocumentId) -> Option<Copy<'d>>) -> Vec<Heir> {
    let Some(purge) = Purge::from_bytes(told) else { return Vec::new() };
    let kept = |id: &DocumentId| copy(id).map(|Copy { doc, refused }| Kept { doc, refused });
    let inherited = purge::inherit(&purge, kept).into_iter();
    inherited
        .map(|purge::Inherited { old, new, changes, refused }| Heir { old, new, changes, refused })
        .collect()
}
