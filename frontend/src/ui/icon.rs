//! The icons: simple strokes of our own on a 24-unit grid, in the colour of the text around them.

use leptos::prelude::*;

/// An icon. It never stands alone: a word beside it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Việc của tôi.
    Tasks,
    /// Kế hoạch.
    Plan,
    /// Ghi nhận.
    Pen,
    /// Tổng hợp.
    Overview,
    /// A list of records.
    List,
    /// Hộp duyệt.
    Inbox,
    /// Đồng bộ.
    Sync,
    /// Tài khoản.
    Person,
    /// Back to where one came from.
    Back,
    /// Done, approved.
    Check,
    /// Returned.
    Return,
    /// An error, something overdue.
    Alert,
    /// Waiting.
    Clock,
    /// On the server.
    Cloud,
    /// On this device.
    Device,
    /// Search.
    Search,
    /// Deleted.
    Trash,
    /// Two values at once.
    Fork,
    /// Taking in a file.
    Import,
    /// To a place.
    Next,
    /// A draft, something to write.
    Draft,
    /// Printing.
    Print,
    /// ● Online.
    Full,
    /// ◐ Syncing.
    Half,
    /// ○ Offline.
    Ring,
    /// Signing out.
    Leave,
    /// Quản trị.
    Key,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Tasks => {
                "M4 6l1.5 1.5L8 5M4 12.5L5.5 14 8 11.5M4 19l1.5 1.5L8 18M11 6.5h9M11 13h9M11 19.5h9"
            }
            Self::Plan => {
                "M12 6.5C10 5 7 4.5 4 4.5v14c3 0 6 .5 8 2 2-1.5 5-2 8-2v-14c-3 0-6 .5-8 2zM12 6.5v14"
            }
            Self::Pen => {
                "M4 20l1-4.5L16.5 4a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L8.5 19 4 20zM14.5 6l3.5 3.5"
            }
            Self::Overview => "M4 20h16M6.5 20v-7M12 20V5M17.5 20V9.5",
            Self::List => "M4 6h16M4 12h16M4 18h10",
            Self::Inbox => "M4 13l2.5-8h11L20 13v6H4v-6zM4 13h5l1 2.5h4l1-2.5h5",
            Self::Sync => {
                "M20 8a8 8 0 0 0-14.5-1.5L4 8M4 4v4h4M4 16a8 8 0 0 0 14.5 1.5L20 16M20 20v-4h-4"
            }
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"
            }
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Check => "M4.5 12.5l5 5L19.5 7",
            Self::Return => "M9 14l-5-5 5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H11",
            Self::Alert => "M12 4L2.5 20h19L12 4zM12 10v4.5M12 17.2v.3",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V12l3 2",
            Self::Cloud => {
                "M7 18.5a4 4 0 0 1-.5-8 5.5 5.5 0 0 1 10.8-1A4.5 4.5 0 0 1 17 18.5H7zM9.5 14l2 2 3.5-4"
            }
            Self::Device => "M6 3h12v18H6V3zM10.5 18h3",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
            Self::Trash => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5",
            Self::Fork => {
                "M6 4v4c0 3 6 3 6 6v6M18 4v4c0 3-6 3-6 6M3.5 6.5L6 4l2.5 2.5M15.5 6.5L18 4l2.5 2.5"
            }
            Self::Import => "M12 4v11M7.5 10.5L12 15l4.5-4.5M4 16v4h16v-4",
            Self::Next => "M9 5l7 7-7 7",
            Self::Draft => "M6 3h8l4 4v14H6V3zM14 3v4h4M9 12h6M9 16h4",
            Self::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7v-6z",
            Self::Full => "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12z",
            Self::Half => "M12 18a6 6 0 1 0 0-12v12z",
            Self::Ring => "M12 17.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z",
            Self::Leave => "M14 4H5v16h9M10 12h10M16 8l4 4-4 4",
            Self::Key => {
                "M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.2 12.3L20 3.5M16.5 7l3 3M14 9.5l2 2"
            }
        }
    }

    const fn is_filled(self) -> bool {
        matches!(self, Self::Full | Self::Half)
    }
}

/// Draws an icon; `size` in units of the text around it.
#[component]
pub fn Glyph(
    /// Which.
    icon: Icon,
) -> impl IntoView {
    let fill = if icon.is_filled() { "currentColor" } else { "none" };
    view! {
        <svg
            class="glyph"
            viewBox="0 0 24 24"
            fill=fill
            stroke="currentColor"
            stroke-width="1.8"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            {(icon == Icon::Half).then(|| view! { <path d=Icon::Ring.path() fill="none"></path> })}
            <path d=icon.path()></path>
        </svg>
    }
    .into_any()
}

/// The product's mark: an eight-pointed star (star anise), flat, in one colour.
#[component]
pub fn Star() -> impl IntoView {
    view! {
        <svg class="glyph star" viewBox="0 0 64 64" fill="currentColor" aria-hidden="true">
            <path d=STAR></path>
        </svg>
    }
    .into_any()
}

/// Eight pods around a small open centre; the same path as `public/icons/icon.svg`.
pub const STAR: &str = "M32.0 27.8Q42.6 17.0 32.0 2.0Q21.4 17.0 32.0 27.8zM35.0 29.0Q50.1 28.9 53.2 10.8Q35.1 13.9 35.0 29.0zM36.2 32.0Q47.0 42.6 62.0 32.0Q47.0 21.4 36.2 32.0zM35.0 35.0Q35.1 50.1 53.2 53.2Q50.1 35.1 35.0 35.0zM32.0 36.2Q21.4 47.0 32.0 62.0Q42.6 47.0 32.0 36.2zM29.0 35.0Q13.9 35.1 10.8 53.2Q28.9 50.1 29.0 35.0zM27.8 32.0Q17.0 21.4 2.0 32.0Q17.0 42.6 27.8 32.0zM29.0 29.0Q28.9 13.9 10.8 10.8Q13.9 28.9 29.0 29.0z";
