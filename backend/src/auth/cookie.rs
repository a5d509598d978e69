//! One cookie per account on a device: several people can be signed in on one tablet.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use shared::id::AccountId;
use shared::limits::{ACCOUNTS_PER_DEVICE_MAX, SESSION_DAYS};

use super::secret::Secret;

const PREFIX: &str = "soxa_";

/// The name of an account's cookie: `soxa_` and the end of its id, which is the random part.
pub fn name(account: AccountId) -> String {
    let id = account.uuid().simple().to_string();
    format!("{PREFIX}{}", &id[id.len() - 12..])
}

/// `Set-Cookie` with a token. Without `Secure` on plain-http loopback only.
pub fn carrying(account: AccountId, token: &Secret, secure: bool) -> HeaderValue {
    set(account, &token.expose(), SESSION_DAYS * 86_400, secure)
}

/// `Set-Cookie` that removes it.
pub fn removing(account: AccountId, secure: bool) -> HeaderValue {
    set(account, "", 0, secure)
}

fn set(account: AccountId, value: &str, seconds: u64, secure: bool) -> HeaderValue {
    let name = name(account);
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut header = HeaderValue::try_from(text).expect("hexadecimal and fixed text");
    header.set_sensitive(true);
    header
}

/// The tokens in a request: of one account, or of all accounts on the device.
pub fn tokens(headers: &HeaderMap, account: Option<AccountId>) -> Vec<Secret> {
    let wanted = account.map(name);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| match &wanted {
            Some(wanted) => name == wanted,
            None => name.starts_with(PREFIX),
        })
        .filter_map(|(_, value)| Secret::parse(value))
        .take(ACCOUNTS_PER_DEVICE_MAX)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_cookie_is_for_one_account_and_this_site_only() {
        let account = AccountId::new(Uuid::from_u128(0x1234_5678_9abc));
        let token = Secret::random();
        let header = carrying(account, &token, true);
        let expected = format!(
            "soxa_123456789abc={}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure",
            token.expose()
        );
        assert_eq!(header.to_str().expect("text"), expected);
        let plain = carrying(account, &token, false);
        assert!(!plain.to_str().expect("text").contains("Secure"));
    }

    #[test]
    fn an_account_s_token_is_found_among_others() {
        let [one, two] = [1, 2].map(|n| AccountId::new(Uuid::from_u128(n)));
        let [first, second] = [Secret::random(), Secret::random()];
        let header = format!(
            "lang=vi; {}={}; {}={}; soxa_junk=x",
            name(one),
            first.expose(),
            name(two),
            second.expose()
        );
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, header.parse().expect("a header"));
        assert_eq!(tokens(&headers, None).len(), 2);
        let of_two = tokens(&headers, Some(two));
        assert_eq!(of_two.iter().map(Secret::hash).collect::<Vec<_>>(), [second.hash()]);
    }
}
