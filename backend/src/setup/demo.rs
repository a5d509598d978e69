//! The demo commune: the bundled plan, seven units and their leaders, 24 villages, and accounts of
//! every role, all with made-up names; with a year of made-up records or without.

use shared::domain::directory::{Channel, ChannelKind};
use shared::domain::role::Role;
use shared::id::{EntryId, UnitId};
use shared::import::{self, ImportedPlan};
use shared::time::TimestampMs;

use super::entropy::Entropy;
use super::units::{self, LEADERS, OFFICE};
use super::{Setup, SetupError, documents, found, set_up, stored, year};
use crate::auth::password::Password;
use crate::store::Store;
use crate::store::model::{Account, Commune, Username};

/// The plan that the demo starts with: a commune's real one, without the signer's name.
const PLAN: &str = include_str!("../../demo/plan.json");
/// How many villages the demo has: about as many as a commune of the province (DOMAIN §7).
pub(super) const VILLAGES: u8 = 24;
/// 05/01/2026, 08:00 in Vietnam: when the demo was set up, so that it comes out the same.
const SET_UP_AT: TimestampMs = TimestampMs(1_767_574_800_000);

/// User name, post, unit, role.
type Post = (String, &'static str, UnitId, Role);

/// The bundled plan.
///
/// # Panics
///
/// If the bundled file is damaged; a test reads it.
pub fn bundled_plan() -> ImportedPlan {
    serde_json::from_str(PLAN).expect("the bundled plan is well-formed")
}

/// Makes the demo commune without records, and says which accounts it has.
pub async fn make(
    store: &dyn Store,
    year: i16,
    seed: u64,
) -> Result<Vec<(Account, Password)>, SetupError> {
    let mut entropy = Entropy::seeded(seed);
    let setup = commune(&mut entropy, year, SET_UP_AT);
    set_up(store, &mut entropy, &setup).await?;
    Ok(setup.accounts)
}

/// Makes it with a year of records.
pub async fn make_with_records(
    store: &dyn Store,
    year: i16,
    seed: u64,
) -> Result<Vec<(Account, Password)>, SetupError> {
    let mut entropy = Entropy::seeded(seed);
    let setup = commune(&mut entropy, year, year::begins_at(year));
    let mut documents = documents(&setup, &mut entropy)?;
    year::write(&setup, &mut documents, &mut entropy)?;
    let writes = stored(&setup, documents);
    found(store, &setup, &writes).await?;
    Ok(setup.accounts)
}

/// The commune, at the moment at which it is set up.
pub(super) fn commune(entropy: &mut Entropy, year: i16, at: TimestampMs) -> Setup {
    let commune =
        Commune { id: entropy.commune_id(at), name: "xã Điềm He".to_owned(), created_at: at };
    let imported = ImportedPlan { year: Some(year), ..bundled_plan() };
    let plan = import::adopt::plan(&imported, entropy.plan_id(at), &Default::default());
    let named = import::adopt::units(&imported);
    let mut all = units::with_those_of(units::standard(), named);
    all.extend(units::villages(VILLAGES));
    let accounts = posts()
        .into_iter()
        .zip(1..)
        .map(|((username, post, unit, role), number)| {
            let account = Account {
                commune: commune.id,
                id: entropy.account_id(at),
                username: Username::parse(&username).expect("fixed names are valid"),
                name: format!("Cán bộ A{number:02}"),
                post: post.to_owned(),
                unit,
                roles: [role].into(),
                disabled: false,
                created_at: at,
            };
            (account, Password::generate())
        })
        .collect();
    let channels = channels(entropy, at);
    Setup { commune, year, units: all, channels, plan: Some(plan), accounts }
}

/// The commune's official channels, with addresses that are nobody's.
fn channels(entropy: &mut Entropy, at: TimestampMs) -> Vec<Channel> {
    [
        ("Trang thông tin điện tử xã", ChannelKind::Website, "https://xa.example.vn"),
        ("Zalo xã", ChannelKind::Zalo, "https://zalo.example.vn/xa"),
        ("Facebook xã", ChannelKind::Facebook, "https://facebook.example.com/xa"),
        ("Đài truyền thanh xã", ChannelKind::Loudspeaker, "Trụ sở UBND xã"),
    ]
    .map(|(name, kind, address)| Channel {
        id: EntryId::new(entropy.uuid(at)),
        name: name.to_owned(),
        kind,
        address: address.to_owned(),
        closed: false,
    })
    .into()
}

fn posts() -> Vec<Post> {
    let post = |name: &str, post, unit: &str, role| (name.to_owned(), post, unit.into(), role);
    let mut posts = vec![
        post("quantri", "Quản trị hệ thống", OFFICE, Role::Admin),
        post("chutich", "Chủ tịch UBND", LEADERS, Role::Leader),
        post("phochutich1", "Phó Chủ tịch UBND", LEADERS, Role::Leader),
        post("phochutich2", "Phó Chủ tịch UBND", LEADERS, Role::Leader),
        post("daumoi", "Chuyên viên đầu mối", "VHXH", Role::Planner),
        post("taichinh", "Chuyên viên tài chính", "KT", Role::Finance),
        post("ketoan", "Kế toán", OFFICE, Role::Accountant),
        post("tuyengiao", "Chuyên viên tuyên giáo", "XDD", Role::Party),
        post("bientap1", "Biên tập viên", "DVCI", Role::Editor),
        post("bientap2", "Biên tập viên", OFFICE, Role::Editor),
        post("banbientap", "Trưởng Ban Biên tập", OFFICE, Role::EditorialHead),
        post("vanthu", "Văn thư", OFFICE, Role::Clerk),
        post("giamsat", "Cán bộ giám sát", OFFICE, Role::Auditor),
    ];
    let heads = [
        ("VHXH", "Trưởng phòng"),
        ("VP", "Chánh Văn phòng"),
        ("KT", "Trưởng phòng"),
        ("DVCI", "Giám đốc"),
        ("XDD", "Trưởng ban"),
        ("CA", "Trưởng Công an xã"),
        ("QS", "Chỉ huy trưởng"),
    ];
    for (unit, head) in heads {
        let id = unit.to_ascii_lowercase();
        posts.push(post(&format!("{id}.truong"), head, unit, Role::Head));
        for number in 1..=3 {
            posts.push(post(&format!("{id}.cb{number}"), "Cán bộ", unit, Role::Recorder));
        }
    }
    for number in 1..=VILLAGES {
        let village = format!("T{number:02}");
        posts.push(post(&format!("thon{number:02}"), "Trưởng thôn", &village, Role::Recorder));
    }
    posts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::unknown_units;
    use crate::store::memory::MemoryStore;
    use crate::store::{AccountStore, DocumentStore};
    use shared::domain::document::DocumentKind;
    use shared::domain::kind::deciding_roles;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn the_demo_has_every_role_and_every_document() {
        let store = MemoryStore::new();
        let accounts = make(&store, 2026, 1).await.expect("made");
        let roles: BTreeSet<Role> =
            accounts.iter().flat_map(|(account, _)| account.roles.iter().copied()).collect();
        assert_eq!(roles, Role::ALL.iter().copied().collect());
        let commune = store.communes().await.expect("read").remove(0);
        assert_eq!(store.accounts(commune.id).await.expect("read").len(), accounts.len());
        let rows = store.documents(commune.id).await.expect("read");
        let count = |kind| rows.iter().filter(|row| row.document.scope.kind == kind).count();
        let counts = DocumentKind::ALL.iter().map(|kind| count(*kind)).collect::<Vec<_>>();
        let units = 7 + 1 + usize::from(VILLAGES);
        let roles = deciding_roles().len();
        assert_eq!(counts, [1, 1, units, roles * units, 1]);
        assert!(rows.iter().all(|row| row.heads.len() == 1));
    }

    #[tokio::test]
    async fn a_seed_gives_the_same_documents_and_never_the_same_passwords() {
        let (one, two) = (MemoryStore::new(), MemoryStore::new());
        let first = make(&one, 2026, 7).await.expect("made");
        let second = make(&two, 2026, 7).await.expect("made");
        let commune = one.communes().await.expect("read").remove(0).id;
        let rows = one.documents(commune).await.expect("read");
        assert_eq!(rows, two.documents(commune).await.expect("read"));
        assert_eq!(first[0].0, second[0].0);
        assert_ne!(first[0].1.expose(), second[0].1.expose());
    }

    #[test]
    fn every_unit_of_the_bundled_plan_exists() {
        let plan = import::adopt::plan(
            &bundled_plan(),
            Entropy::seeded(1).plan_id(SET_UP_AT),
            &Default::default(),
        );
        let known = units::standard().into_iter().map(|unit| unit.id).collect();
        assert_eq!(unknown_units(&plan, &known), BTreeSet::new());
        assert_eq!(plan.tasks.len(), 10);
    }
}
