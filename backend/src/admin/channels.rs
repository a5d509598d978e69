//! The commune's registered official channels.

use shared::api::admin::{ChannelChange, NewChannel};
use shared::domain::directory::Channel;
use shared::id::EntryId;
use shared::schema::directory::change;

use super::{Desk, Refused, Result, detail, line, name};

/// Registers a channel.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn add(desk: &Desk, new: &NewChannel) -> Result<Channel> {
    let _turn = desk.turn().await;
    let channel = Channel {
        id: EntryId::new(desk.uuid()),
        name: name(&new.name)?,
        kind: new.kind,
        address: line(&new.address)?,
        closed: false,
    };
    desk.write(|doc, _, now| Ok(change::put_channel(doc, &channel, now)?)).await?;
    desk.note("channel_added", channel.id, said(&channel)).await?;
    Ok(channel)
}

/// Changes a channel, or closes it.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn change(desk: &Desk, id: EntryId, wanted: &ChannelChange) -> Result<Channel> {
    let _turn = desk.turn().await;
    let channel = desk
        .write(|doc, known, now| {
            let before = known.channels.get(&id).ok_or(Refused::UnknownEntry)?;
            let after = Channel {
                id,
                name: wanted.name.as_deref().map_or(Ok(before.name.clone()), name)?,
                kind: wanted.kind.unwrap_or(before.kind),
                address: wanted.address.as_deref().map_or(Ok(before.address.clone()), line)?,
                closed: wanted.closed.unwrap_or(before.closed),
            };
            change::put_channel(doc, &after, now)?;
            Ok(after)
        })
        .await?;
    desk.note("channel_changed", id, said(&channel)).await?;
    Ok(channel)
}

fn said(channel: &Channel) -> String {
    detail([
        ("kind", Some(channel.kind.as_str().to_owned())),
        ("closed", Some(channel.closed.to_string())),
        ("name", Some(channel.name.clone())),
    ])
}
