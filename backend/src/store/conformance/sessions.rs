//! Sessions and failed sign-ins.

use shared::id::PeerId;
use shared::time::TimestampMs;

use super::accounts::{account, hash};
use super::commune;
use crate::store::model::{Account, EndReason, LoginFailures, NameHash, Session, TokenHash};
use crate::store::{Store, StoreError};

async fn signed_up(store: &dyn Store) -> Account {
    let home = commune(1);
    store.create_commune(&home).await.expect("stored");
    let one = account(&home, 1);
    store.create_account(&one, &hash("one")).await.expect("stored");
    one
}

fn session(of: &Account, number: u8) -> Session {
    Session {
        token: TokenHash([number; 32]),
        commune: of.commune,
        account: of.id,
        peer: PeerId::new(format!("peer-{number}")),
        device: "Máy tính bảng".to_owned(),
        created_at: TimestampMs(10 + u64::from(number)),
        last_used_at: TimestampMs(10 + u64::from(number)),
        ended: None,
    }
}

pub(super) async fn a_session_ends_once(store: &dyn Store) {
    let one = signed_up(store).await;
    let tablet = session(&one, 1);
    store.create_session(&tablet).await.expect("stored");
    assert_eq!(store.session(tablet.token).await.expect("read"), Some(tablet.clone()));
    let end = |at, why| store.end_session(tablet.token, TimestampMs(at), why);
    end(50, EndReason::Revoked).await.expect("ended");
    end(60, EndReason::SignedOut).await.expect("ended already");
    let ended = store.session(tablet.token).await.expect("read").expect("there").ended;
    assert_eq!(ended, Some((TimestampMs(50), EndReason::Revoked)));
    let unknown = store.end_session(TokenHash([9; 32]), TimestampMs(1), EndReason::Revoked).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("session"))), "{unknown:?}");
}

pub(super) async fn other_sessions_end_and_one_stays(store: &dyn Store) {
    let one = signed_up(store).await;
    for number in 1..=3 {
        store.create_session(&session(&one, number)).await.expect("stored");
    }
    store.end_session(TokenHash([1; 32]), TimestampMs(20), EndReason::SignedOut).await.expect("ok");
    let (now, why) = (TimestampMs(30), EndReason::PasswordChanged);
    let except = Some(TokenHash([3; 32]));
    store.end_sessions_of(one.commune, one.id, except, now, why).await.expect("ended");
    let all = store.sessions(one.commune, one.id).await.expect("read");
    let ended: Vec<_> = all.iter().map(|session| (session.token.0[0], session.ended)).collect();
    let signed_out = Some((TimestampMs(20), EndReason::SignedOut));
    assert_eq!(ended, [(3, None), (2, Some((now, why))), (1, signed_out)]);
}

pub(super) async fn being_used_never_goes_back(store: &dyn Store) {
    let one = signed_up(store).await;
    let tablet = session(&one, 1);
    store.create_session(&tablet).await.expect("stored");
    store.touch_session(tablet.token, TimestampMs(99)).await.expect("touched");
    store.touch_session(tablet.token, TimestampMs(50)).await.expect("touched");
    let used = store.session(tablet.token).await.expect("read").expect("there").last_used_at;
    assert_eq!(used, TimestampMs(99));
    let unknown = store.touch_session(TokenHash([9; 32]), TimestampMs(1)).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("session"))), "{unknown:?}");
}

pub(super) async fn failures_are_counted_and_forgotten(store: &dyn Store) {
    let (name, other) = (NameHash([1; 32]), NameHash([2; 32]));
    assert_eq!(store.login_failures(name).await.expect("read"), LoginFailures::default());
    let state = |failures, last_at, locked_until| LoginFailures {
        failures,
        last_at: TimestampMs(last_at),
        locked_until: TimestampMs(locked_until),
    };
    store.set_login_failures(name, state(1, 5, 0)).await.expect("stored");
    store.set_login_failures(name, state(2, 10, 0)).await.expect("stored");
    store.set_login_failures(other, state(8, 10, 100)).await.expect("stored");
    assert_eq!(store.login_failures(name).await.expect("read"), state(2, 10, 0));
    store.forget_login_failures(TimestampMs(50)).await.expect("forgot");
    assert_eq!(store.login_failures(name).await.expect("read"), LoginFailures::default());
    assert_eq!(store.login_failures(other).await.expect("read"), state(8, 10, 100));
}

pub(super) async fn the_epoch_tells_of_every_change(store: &dyn Store) {
    let home = commune(1);
    let unknown = store.access_epoch(home.id).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("commune"))), "{unknown:?}");
    let one = signed_up(store).await;
    let mut last = store.access_epoch(home.id).await.expect("read");
    store.update_account(&Account { disabled: true, ..one.clone() }).await.expect("stored");
    let mut grew = async |what: &str| {
        let now = store.access_epoch(home.id).await.expect("read");
        assert!(now > last, "{what}");
        last = now;
    };
    grew("updating an account").await;
    store.create_session(&session(&one, 1)).await.expect("stored");
    let token = TokenHash([1; 32]);
    store.end_session(token, TimestampMs(5), EndReason::Revoked).await.expect("ended");
    grew("ending a session").await;
    let why = EndReason::Disabled;
    store.end_sessions_of(home.id, one.id, None, TimestampMs(5), why).await.expect("ended");
    grew("ending all sessions").await;
}
