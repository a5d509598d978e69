//! Roles (`vai trò`) of accounts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::InvalidId;

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $id:literal,)*) => {
        /// What an account may do (DESIGN §2). An account may hold several.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// Every role, in the order of the table of DESIGN §2.
            pub const ALL: &[Role] = &[$(Role::$variant,)*];

            /// The stable id, as in JSON and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Role::$variant => $id,)* }
            }
        }
    };
}

roles! {
    /// Quản trị: accounts and the directory; reads no records.
    Admin = "admin",
    /// Staff of a unit or village (`cán bộ`) who record its work.
    Recorder = "recorder",
    /// Head of a unit (`trưởng phòng`, `giám đốc`).
    Head = "head",
    /// Focal staff of Phòng Văn hóa - Xã hội (`cán bộ đầu mối`).
    Planner = "planner",
    /// Chủ tịch, Phó Chủ tịch.
    Leader = "leader",
    /// Phòng Kinh tế.
    Finance = "finance",
    /// Kế toán.
    Accountant = "accountant",
    /// Ban Xây dựng Đảng.
    Party = "party",
    /// Biên tập (DVCI, Văn phòng).
    Editor = "editor",
    /// Trưởng Ban Biên tập.
    EditorialHead = "editorial_head",
    /// Văn thư.
    Clerk = "clerk",
    /// Reads logs and records, writes nothing.
    Auditor = "auditor",
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Role::ALL
            .iter()
            .copied()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| InvalidId { what: "role", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back_from_its_id() {
        for &role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).expect("serialises"), role.as_str());
        }
    }
}
