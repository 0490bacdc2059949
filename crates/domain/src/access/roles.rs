//! Roles of the staff, and which of them never meet in one person.
//!
//! The roles fall into sides. A person's active grants in one authority are all of one side:
//! ordering and executing are apart (`KomHVO` NRW § 31), those that book and those that pay, too,
//! auditors have no other part, and the operator has none in an authority. Within the office's side
//! a person may hold several roles, which small authorities need.

/// A role of the staff. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Role {
    /// Works on cases (Sachbearbeitung).
    Clerk,
    /// Describes and publishes services (Leistungsverantwortung).
    ServiceOwner,
    /// Books and explains money (Buchhaltung).
    Bookkeeper,
    /// Pays out and closes days (Zahlungsabwicklung).
    Treasurer,
    /// Reads everything and changes nothing (Rechnungsprüfung).
    Auditor,
    /// Sets the authority up: people, clients, looks (Mandantenverwaltung).
    Admin,
    /// Runs the installation; sees no payment of an authority (Betrieb).
    Operator,
}

/// A side of the separation of duties. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Side {
    Office,
    Bookkeeper,
    Treasurer,
    Auditor,
    Operator,
}

/// What the table of acts names: a role, or the treasurer that leads the treasury.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    Role(Role),
    /// The treasurer with the flag `lead` (Kassenleitung).
    Lead,
}

impl Role {
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    pub const fn side(self) -> Side {
        match self {
            Self::Clerk | Self::ServiceOwner | Self::Admin => Side::Office,
            Self::Bookkeeper => Side::Bookkeeper,
            Self::Treasurer => Side::Treasurer,
            Self::Auditor => Side::Auditor,
            Self::Operator => Side::Operator,
        }
    }

    /// Whether one person may hold both in one authority.
    pub const fn meets(self, other: Self) -> bool {
        self.side() as u8 == other.side() as u8
    }

    /// Money is booked or paid out by it: the office alone never gives it.
    pub const fn is_of_treasury(self) -> bool {
        match self {
            Self::Bookkeeper | Self::Treasurer => true,
            Self::Clerk | Self::ServiceOwner | Self::Auditor | Self::Admin | Self::Operator => {
                false
            }
        }
    }
}

/// `treasurer`, `lead`.
impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Role(role) => write!(f, "{role}"),
            Self::Lead => f.write_str("lead"),
        }
    }
}
