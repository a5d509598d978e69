//! Signing in, as people and as those who guess.

use std::net::Ipv4Addr;

use super::*;
use crate::store::AccountStore;
use crate::store::conformance;
use crate::store::memory::MemoryStore;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

fn right() -> Password {
    Password::new("mật khẩu đúng")
}

fn wrong() -> Password {
    Password::new("mật khẩu sai")
}

/// A commune with the account `a01`.
async fn set_up() -> (Auth, Clock, Account) {
    let store = Arc::new(MemoryStore::new());
    let commune = conformance::commune(1);
    store.create_commune(&commune).await.expect("stored");
    let clock = Clock::set_to(TimestampMs(1_780_000_000_000));
    let auth = Auth::new(store, clock.clone());
    let account = Account {
        commune: commune.id,
        id: Auth::new_account_id(),
        username: Username::parse("a01").expect("valid"),
        name: "Cán bộ A01".to_owned(),
        post: String::new(),
        unit: "VHXH".into(),
        roles: [shared::domain::role::Role::Recorder].into(),
        disabled: false,
        created_at: clock.now(),
    };
    auth.add_account(&By::COMMAND_LINE, &account, &right()).await.expect("added");
    (auth, clock, account)
}

#[tokio::test]
async fn a_token_is_good_until_it_was_unused_for_half_a_year() {
    let (auth, clock, account) = set_up().await;
    let (signed_in, token) =
        auth.sign_in(HERE, " A01 ", &right(), Some("Máy 1")).await.expect("in");
    assert_eq!(signed_in.account, account);
    assert_eq!(signed_in.session.device, "Máy 1");
    let day = 86_400_000;
    clock.advance(100 * day);
    assert_eq!(auth.signed_in(&token).await.expect("still in").account, account);
    clock.advance(100 * day);
    auth.signed_in(&token).await.expect("using it renewed it");
    clock.advance(181 * day);
    assert!(matches!(auth.signed_in(&token).await, Err(AuthError::NotSignedIn)));
}

#[tokio::test]
async fn unknown_names_and_wrong_passwords_look_the_same_and_lock_the_same() {
    let (auth, clock, _) = set_up().await;
    for name in ["a01", "nobody", "không phải tên"] {
        for _ in 0..LOGIN_FAILURES_MAX {
            let result = auth.sign_in(HERE, name, &wrong(), None).await;
            assert!(matches!(result, Err(AuthError::WrongCredentials)), "{name}: {result:?}");
        }
        let result = auth.sign_in(HERE, name, &right(), None).await;
        assert!(matches!(result, Err(AuthError::Locked(900))), "{name}: {result:?}");
        clock.advance(60_000);
    }
    clock.advance(LOCKOUT_SECONDS * 1000);
    auth.sign_in(HERE, "a01", &right(), None).await.expect("the lock ended");
}

#[tokio::test]
async fn a_right_password_forgets_the_failures_before() {
    let (auth, clock, _) = set_up().await;
    for _ in 0..3 {
        for _ in 1..LOGIN_FAILURES_MAX {
            assert!(auth.sign_in(HERE, "a01", &wrong(), None).await.is_err());
        }
        auth.sign_in(HERE, "a01", &right(), None).await.expect("not locked");
        clock.advance(60_000);
    }
}

#[tokio::test]
async fn one_address_cannot_try_name_after_name() {
    let (auth, _, _) = set_up().await;
    let mut refused = 0;
    for n in 0..40 {
        let result = auth.sign_in(HERE, &format!("name-{n}"), &wrong(), None).await;
        refused += u32::from(matches!(result, Err(AuthError::TooMany)));
    }
    assert_eq!(refused, 10);
}

#[tokio::test]
async fn disabling_ends_sessions_and_says_so_to_who_knows_the_password() {
    let (auth, _, account) = set_up().await;
    let (_, token) = auth.sign_in(HERE, "a01", &right(), None).await.expect("in");
    auth.update_account(&By::COMMAND_LINE, &Account { disabled: true, ..account })
        .await
        .expect("disabled");
    assert!(matches!(auth.signed_in(&token).await, Err(AuthError::Disabled)));
    let guess = auth.sign_in(HERE, "a01", &wrong(), None).await;
    assert!(matches!(guess, Err(AuthError::WrongCredentials)));
    let owner = auth.sign_in(HERE, "a01", &right(), None).await;
    assert!(matches!(owner, Err(AuthError::Disabled)));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (auth, _, _) = set_up().await;
    let (here, token) = auth.sign_in(HERE, "a01", &right(), None).await.expect("in");
    let (_, elsewhere) = auth.sign_in(HERE, "a01", &right(), None).await.expect("in");
    let new = Password::new("mật khẩu mới");
    let guess = auth.change_password(HERE, &here, &wrong(), &new).await;
    assert!(matches!(guess, Err(AuthError::WrongCredentials)));
    let short = auth.change_password(HERE, &here, &right(), &Password::new("ngắn")).await;
    assert!(matches!(short, Err(AuthError::Password(PasswordRefused::TooShort))));
    auth.change_password(HERE, &here, &right(), &new).await.expect("changed");
    auth.signed_in(&token).await.expect("this one stays");
    assert!(matches!(auth.signed_in(&elsewhere).await, Err(AuthError::NotSignedIn)));
    assert!(auth.sign_in(HERE, "a01", &right(), None).await.is_err());
    auth.sign_in(HERE, "a01", &new, None).await.expect("in");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let (auth, _, _) = set_up().await;
    let (here, token) = auth.sign_in(HERE, "a01", &right(), None).await.expect("in");
    auth.sign_out(&here).await.expect("out");
    assert!(matches!(auth.signed_in(&token).await, Err(AuthError::NotSignedIn)));
}
