//! Who may do what. Everything a person can ask for needs a [`Right`]; roles give rights.
//!
//! The table below is the only place that says so: the pages, the commands and the functions
//! that write all ask it. In a book without people everything but what needs a second person
//! is open, because whoever can read the file has it anyway.

use crate::{Error, Result};

/// What a person does in the practice. One person may have several roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Answers for the practice; may do everything.
    Owner,
    /// Sends claims, posts payments, works denials.
    Biller,
    /// Checks what others ask for: write-offs, refunds.
    Reviewer,
    /// Treats, and sees what minutes and codes come to.
    Therapist,
    /// Registers patients and takes their payments.
    FrontDesk,
    /// Sees everything, changes nothing.
    Auditor,
}

use Role::*;

impl Role {
    /// All roles.
    pub const ALL: [Role; 6] = [Owner, Biller, Reviewer, Therapist, FrontDesk, Auditor];

    /// The name in the database, JSON and commands.
    pub fn name(self) -> &'static str {
        match self {
            Owner => "owner",
            Biller => "biller",
            Reviewer => "reviewer",
            Therapist => "therapist",
            FrontDesk => "front_desk",
            Auditor => "auditor",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.name() == name)
    }

    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Owner => "owner",
            Biller => "biller",
            Reviewer => "reviewer",
            Therapist => "therapist",
            FrontDesk => "front desk",
            Auditor => "auditor",
        }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// What a page or a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Rules, codes, the calculator: nothing of a patient.
    SeeRules,
    /// The practice's numbers, without patients.
    SeeNumbers,
    /// Claims, remittances and what is open on them, with the patient's name.
    SeeClaims,
    /// What was done, by whom.
    SeeTrail,
    /// Import files, and take imports back.
    Import,
    /// Post, match and hold payments; say what the bank shows.
    Post,
    /// Take patients' payments.
    TakePayment,
    /// Build, hold, send and correct claims.
    SendClaims,
    /// Work denials: owners, appeals, outcomes.
    WorkDenials,
    /// Ask for a write-off or a refund.
    Ask,
    /// Approve or refuse what somebody else asked for.
    Approve,
    /// Name, go-live day, payers' contracts, official tables.
    Settings,
    /// Add people, give roles, set passwords.
    People,
}

impl Right {
    /// All rights.
    pub const ALL: [Right; 13] = [
        Right::SeeRules,
        Right::SeeNumbers,
        Right::SeeClaims,
        Right::SeeTrail,
        Right::Import,
        Right::Post,
        Right::TakePayment,
        Right::SendClaims,
        Right::WorkDenials,
        Right::Ask,
        Right::Approve,
        Right::Settings,
        Right::People,
    ];

    /// What it is, as the end of "you may not …".
    pub fn words(self) -> &'static str {
        match self {
            Right::SeeRules => "look up rules",
            Right::SeeNumbers => "see the practice's numbers",
            Right::SeeClaims => "see claims and remittances",
            Right::SeeTrail => "see the trail",
            Right::Import => "import files or take imports back",
            Right::Post => "post and match payments",
            Right::TakePayment => "take patients' payments",
            Right::SendClaims => "send and correct claims",
            Right::WorkDenials => "work denials",
            Right::Ask => "ask for write-offs and refunds",
            Right::Approve => "approve write-offs and refunds",
            Right::Settings => "change the practice's settings",
            Right::People => "add people or change what they may do",
        }
    }

    /// The roles that have it.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Right::SeeRules => &Role::ALL,
            Right::SeeNumbers => &[Owner, Biller, Reviewer, Auditor],
            Right::SeeClaims => &[Owner, Biller, Reviewer, FrontDesk, Auditor],
            Right::SeeTrail => &[Owner, Auditor],
            Right::Import | Right::Post | Right::SendClaims => &[Owner, Biller],
            Right::WorkDenials | Right::Ask => &[Owner, Biller],
            Right::TakePayment => &[Owner, Biller, FrontDesk],
            Right::Approve => &[Owner, Reviewer],
            Right::Settings | Right::People => &[Owner],
        }
    }
}

/// Somebody who asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The book has no people yet: nobody signs in.
    Nobody,
    /// The book has people, and this is none of them.
    Stranger,
    /// A person, by number, with their roles.
    Person {
        /// Their number.
        id: i64,
        /// Their roles.
        roles: Roles,
    },
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// From names joined by a comma.
    ///
    /// # Errors
    /// Refused for a name that is no role, or none at all.
    pub fn parse(text: &str) -> Result<Roles> {
        let mut roles = Roles::default();
        for name in text.split(',').map(str::trim).filter(|n| !n.is_empty()) {
            let Some(role) = Role::named(name) else {
                let all: Vec<&str> = Role::ALL.iter().map(|r| r.name()).collect();
                return Err(Error::Refused(format!(
                    "{name} is no role; the roles are {}",
                    all.join(", ")
                )));
            };
            roles.0 |= role.bit();
        }
        if roles == Roles::default() {
            return Err(Error::Refused("say at least one role".into()));
        }
        Ok(roles)
    }

    /// Whether a role is among them.
    pub fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// The roles, in their order.
    pub fn list(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |r| self.has(*r))
    }

    /// Names joined by a comma.
    pub fn names(self) -> String {
        self.list().map(Role::name).collect::<Vec<_>>().join(",")
    }
}

impl Who {
    /// Their number; 0 when nobody has signed in.
    pub fn id(self) -> i64 {
        match self {
            Who::Person { id, .. } => id,
            Who::Nobody | Who::Stranger => 0,
        }
    }

    /// Whether they may.
    pub fn has(self, right: Right) -> bool {
        match self {
            Who::Nobody => !matches!(right, Right::Approve | Right::People),
            Who::Stranger => false,
            Who::Person { roles, .. } => right.roles().iter().any(|r| roles.has(*r)),
        }
    }

    /// Goes on only if they may.
    ///
    /// # Errors
    /// Refused, with what to do.
    pub fn may(self, right: Right) -> Result<()> {
        if self.has(right) {
            return Ok(());
        }
        Err(Error::Refused(match self {
            Who::Nobody => format!(
                "nobody can {} in a book without people; make the first with: gonio init",
                right.words()
            ),
            Who::Stranger => "this book has people: sign in, or say who you are with --as".into(),
            Who::Person { .. } => {
                let roles: Vec<&str> = right.roles().iter().map(|r| r.words()).collect();
                format!("you may not {}; that is for: {}", right.words(), roles.join(", "))
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(roles: &str) -> Who {
        Who::Person { id: 7, roles: Roles::parse(roles).unwrap() }
    }

    #[test]
    fn what_each_role_may_is_what_the_table_in_the_handbook_says() {
        let mut table = String::new();
        for role in Role::ALL {
            let who = with(role.name());
            let marks: Vec<&str> =
                Right::ALL.iter().map(|r| if who.has(*r) { "x" } else { "." }).collect();
            table.push_str(&format!("{:<10} {}\n", role.name(), marks.join(" ")));
        }
        // rules numbers claims trail import post take send denials ask approve settings people
        let said = "\
owner      x x x x x x x x x x x x x
biller     x x x . x x x x x x . . .
reviewer   x x x . . . . . . . x . .
therapist  x . . . . . . . . . . . .
front_desk x . x . . . x . . . . . .
auditor    x x x x . . . . . . . . .
";
        assert_eq!(table, said);
    }

    #[test]
    fn roles_add_up_and_strangers_have_none() {
        let both = with("front_desk,reviewer");
        assert!(both.has(Right::TakePayment) && both.has(Right::Approve));
        assert!(!both.has(Right::Import));
        assert!(Right::ALL.iter().all(|r| !Who::Stranger.has(*r)));
        assert!(Who::Nobody.has(Right::Import) && !Who::Nobody.has(Right::Approve));
        assert!(Roles::parse("owner,king").is_err() && Roles::parse(" , ").is_err());
        assert_eq!(Roles::parse("auditor, owner").unwrap().names(), "owner,auditor");
    }
}
