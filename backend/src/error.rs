//! Which error goes where.
//!
//! - `store` speaks [`StoreError`], `auth` [`AuthError`], the hub its own: each says what happened.
//! - Handlers return [`Failure`]: a stable [`Code`] for programs. [`localise`] adds the sentence in
//!   the reader's language. What went wrong inside is logged once, here, and never sent.
//! - `main` and the commands use `anyhow`.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::api::ApiError;

use crate::auth::AuthError;
use crate::auth::origin::ForeignOrigin;
use crate::auth::password::PasswordRefused;
use crate::store::StoreError;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $status:ident, $vi:literal, $en:literal;)*) => {
        /// What a request was refused for. The codes are stable: programs match on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// The sentence for people.
            pub const fn message(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$variant, Language::Vietnamese) => $vi,
                      (Self::$variant, Language::English) => $en,)*
                }
            }
        }
    };
}

codes! {
    /// The body or a parameter is not what it should be.
    BadRequest = "bad_request", BAD_REQUEST, "Yêu cầu không hợp lệ.", "The request is not valid.";
    /// Unknown name or wrong password.
    WrongCredentials = "wrong_credentials", UNAUTHORIZED,
        "Tên đăng nhập hoặc mật khẩu không đúng.", "Wrong user name or password.";
    /// Too many failures with this name.
    Locked = "locked", TOO_MANY_REQUESTS,
        "Tạm khóa đăng nhập vì nhập sai nhiều lần. Vui lòng thử lại sau 15 phút.",
        "Signing in is locked after too many failures. Try again in 15 minutes.";
    /// Too many attempts from this address.
    TooManyAttempts = "too_many_attempts", TOO_MANY_REQUESTS,
        "Quá nhiều lần thử từ mạng này. Vui lòng thử lại sau một phút.",
        "Too many attempts from this network. Try again in a minute.";
    /// No session, or it is over.
    NotSignedIn = "not_signed_in", UNAUTHORIZED,
        "Chưa đăng nhập hoặc phiên đăng nhập đã hết. Dữ liệu trên máy vẫn còn.",
        "Not signed in, or the session is over. The data on this device is kept.";
    /// The device was revoked: it wipes this account's data.
    DeviceRevoked = "device_revoked", UNAUTHORIZED,
        "Quản trị viên đã thu hồi máy này.", "An administrator has revoked this device.";
    /// Several accounts are signed in and the request names none.
    AmbiguousAccount = "ambiguous_account", BAD_REQUEST,
        "Máy này có nhiều tài khoản đang đăng nhập: hãy chọn một tài khoản.",
        "Several accounts are signed in on this device: choose one.";
    /// The account is disabled.
    AccountDisabled = "account_disabled", FORBIDDEN,
        "Tài khoản đã bị khóa. Vui lòng liên hệ quản trị viên.",
        "The account is disabled. Ask an administrator.";
    /// The account may not do this.
    Forbidden = "forbidden", FORBIDDEN,
        "Tài khoản không có quyền thực hiện việc này.", "The account may not do this.";
    /// The request comes from another page.
    ForeignOrigin = "foreign_origin", FORBIDDEN,
        "Yêu cầu đến từ một trang khác nên bị từ chối.",
        "The request comes from another page and is refused.";
    /// Nothing here.
    NotFound = "not_found", NOT_FOUND, "Không tìm thấy.", "Not found.";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED,
        "Không hỗ trợ thao tác này.", "This method is not supported here.";
    /// The name belongs to someone else.
    Taken = "taken", CONFLICT, "Tên này đã được dùng.", "The name is taken.";
    /// Over a limit of size.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "Nội dung quá lớn.", "The content is too large.";
    /// No user name.
    InvalidUsername = "invalid_username", UNPROCESSABLE_ENTITY,
        "Tên đăng nhập gồm 2 đến 64 ký tự: a-z, 0-9, dấu chấm, gạch ngang, gạch dưới.",
        "A user name has 2 to 64 characters: a-z, 0-9, dot, dash, underscore.";
    /// The new password is too short.
    PasswordTooShort = "password_too_short", UNPROCESSABLE_ENTITY,
        "Mật khẩu cần ít nhất 8 ký tự.", "A password needs at least 8 characters.";
    /// The new password is too long.
    PasswordTooLong = "password_too_long", UNPROCESSABLE_ENTITY,
        "Mật khẩu quá dài.", "The password is too long.";
    /// The last administrator would lock everyone out.
    LastAdmin = "last_admin", CONFLICT,
        "Phải còn ít nhất một quản trị viên.", "At least one administrator must remain.";
    /// A name that is empty or too long.
    InvalidName = "invalid_name", UNPROCESSABLE_ENTITY,
        "Chưa nhập tên, hoặc tên quá dài. Nhập tên trên một dòng, không quá 500 ký tự.",
        "There is no name, or it is too long. Enter one line of at most 500 characters.";
    /// A text that is too long or has several lines.
    InvalidLine = "invalid_line", UNPROCESSABLE_ENTITY,
        "Nội dung quá dài hoặc có nhiều dòng. Rút gọn còn một dòng, không quá 500 ký tự.",
        "The text is too long or has several lines. Enter one line of at most 500 characters.";
    /// A text with a secrecy mark or an identity number.
    ForbiddenText = "forbidden_text", UNPROCESSABLE_ENTITY,
        "Không nhập dấu chỉ độ mật hoặc số định danh cá nhân. Bỏ phần đó rồi lưu lại.",
        "No secrecy marks and no identity numbers may be entered. Take them out and save again.";
    /// No unit's id.
    InvalidUnitId = "invalid_unit_id", UNPROCESSABLE_ENTITY,
        "Mã đơn vị gồm 1 đến 32 ký tự: chữ không dấu, chữ số, gạch ngang.",
        "A unit's code has 1 to 32 characters: letters without marks, digits, dashes.";
    /// A unit that the directory has.
    UnitTaken = "unit_taken", CONFLICT,
        "Danh bạ đã có đơn vị mang mã hoặc tên này. Nhập tên khác, hoặc sửa đơn vị đã có.",
        "A unit of this code or name exists. Enter another name, or change that unit.";
    /// A unit that the directory does not have.
    UnitUnknown = "unit_unknown", UNPROCESSABLE_ENTITY,
        "Danh bạ không có đơn vị này. Chọn một đơn vị trong danh sách.",
        "The directory has no such unit. Choose one of the list.";
    /// Members of what is no group, or that are no units.
    InvalidMembers = "invalid_members", UNPROCESSABLE_ENTITY,
        "Chỉ nhóm mới có thành viên, và thành viên phải là đơn vị hoặc thôn trong danh bạ.",
        "Only a group has members, and they are units or villages of the directory.";
    /// A unit that approves for others cannot end.
    UnitSupervises = "unit_supervises", CONFLICT,
        "Đơn vị này còn duyệt cho các thôn đang hoạt động nên chưa thể ngừng.",
        "This unit still approves the records of villages and cannot be closed.";
    /// A rule's value out of bounds.
    InvalidRuleValue = "invalid_rule_value", UNPROCESSABLE_ENTITY,
        "Giá trị là số nguyên từ 0 đến 366.", "The value is a whole number from 0 to 366.";
    /// A day that no plan can have.
    InvalidDay = "invalid_day", UNPROCESSABLE_ENTITY,
        "Ngày không hợp lệ. Chọn một ngày từ năm 2000 đến năm 2100.",
        "This is no day. Choose one of the years 2000 to 2100.";
    /// A year that is not the next.
    InvalidYear = "invalid_year", CONFLICT,
        "Chỉ mở được năm liền sau năm mới nhất. Tải lại trang rồi thử lại.",
        "Only the year after the newest can be opened. Load the page again.";
    /// A plan without abstract, year or tasks.
    PlanIncomplete = "plan_incomplete", BAD_REQUEST,
        "Kế hoạch chưa có trích yếu, năm hoặc nhiệm vụ. Bổ sung rồi tạo lại; chưa có gì được tạo.",
        "The plan has no abstract, year or tasks. Add them and try again; nothing was created.";
    /// A plan that contradicts itself.
    PlanInconsistent = "plan_inconsistent", BAD_REQUEST,
        "Kế hoạch có số mục trùng nhau, ngày hoặc mã không hợp lệ; chưa có gì được tạo.",
        "The plan has doubled numbers, or a date or code that is none; nothing was created.";
    /// A plan that names a unit which is neither in the directory nor to be created.
    PlanUnitUnknown = "plan_unit_unknown", BAD_REQUEST,
        "Có đơn vị trong kế hoạch chưa được chọn là đơn vị nào; chưa có gì được tạo.",
        "A unit of the plan is not matched with any unit; nothing was created.";
    /// Too many sockets.
    TooBusy = "too_busy", SERVICE_UNAVAILABLE,
        "Máy chủ đang bận. Máy này sẽ tự thử lại.", "The server is busy. Trying again later.";
    /// The store does not take writes, or does not answer.
    StoreUnavailable = "store_unavailable", SERVICE_UNAVAILABLE,
        "Máy chủ tạm thời không lưu được. Dữ liệu trên máy vẫn còn.",
        "The server cannot store anything right now. The data on this device is kept.";
    /// The app's files are not in this build.
    AppMissing = "app_missing", NOT_FOUND,
        "Bản dựng này không kèm ứng dụng.", "This build carries no app: run `cargo xtask build`.";
    /// A fault of ours.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Lỗi máy chủ.", "A fault of the server.";
}

/// Languages of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The default.
    Vietnamese,
    /// For those who ask for it.
    English,
}

impl Language {
    /// The language a browser prefers: English only where it comes before Vietnamese.
    pub fn preferred(headers: &HeaderMap) -> Self {
        let text = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let first = text.into_iter().flat_map(|text| text.split(',')).find_map(|tag| {
            let tag = tag.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            match tag.split('-').next() {
                Some("vi") => Some(Self::Vietnamese),
                Some("en") => Some(Self::English),
                _ => None,
            }
        });
        first.unwrap_or(Self::Vietnamese)
    }
}

/// A refused request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub code: Code,
    /// When to try again, in seconds.
    pub retry_after: Option<u64>,
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, retry_after: None }
    }
}

/// What handlers return.
pub type Result<T> = std::result::Result<T, Failure>;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Middleware: gives every [`Failure`] its body, in the language of the request.
pub async fn localise(request: Request, next: Next) -> Response {
    let language = Language::preferred(request.headers());
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions().get::<Failure>().copied() else { return response };
    let error = ApiError {
        code: failure.code.as_str().to_owned(),
        message: failure.code.message(language).to_owned(),
    };
    let body = serde_json::to_vec(&error).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(axum::http::header::CONTENT_TYPE, json);
    response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(body);
    response
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::NotFound(_) => Code::NotFound,
            StoreError::Taken(_) => Code::Taken,
            StoreError::Newer | StoreError::Corrupt(_) | StoreError::Failed(_) => {
                tracing::error!(%error, "the store failed");
                Code::StoreUnavailable
            }
        };
        code.into()
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::WrongCredentials => Code::WrongCredentials.into(),
            AuthError::Locked(seconds) => Self { code: Code::Locked, retry_after: Some(seconds) },
            AuthError::TooMany => Self { code: Code::TooManyAttempts, retry_after: Some(60) },
            AuthError::Disabled => Code::AccountDisabled.into(),
            AuthError::NotSignedIn => Code::NotSignedIn.into(),
            AuthError::Revoked => Code::DeviceRevoked.into(),
            AuthError::Password(PasswordRefused::TooShort) => Code::PasswordTooShort.into(),
            AuthError::Password(PasswordRefused::TooLong) => Code::PasswordTooLong.into(),
            AuthError::Store(error) => error.into(),
        }
    }
}

impl From<ForeignOrigin> for Failure {
    fn from(_: ForeignOrigin) -> Self {
        Code::ForeignOrigin.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_unless_english_comes_first() {
        let preferred = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, text.parse().expect("a header"));
            Language::preferred(&headers)
        };
        assert_eq!(Language::preferred(&HeaderMap::new()), Language::Vietnamese);
        assert_eq!(preferred("vi-VN,vi;q=0.9,en;q=0.8"), Language::Vietnamese);
        assert_eq!(preferred("en-US,en;q=0.9"), Language::English);
        assert_eq!(preferred("fr, en;q=0.5, vi;q=0.1"), Language::English);
        assert_eq!(preferred("fr"), Language::Vietnamese);
    }
}
