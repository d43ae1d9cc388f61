//! Procedure codes and modifiers, small enough to be copied.

use std::fmt;

/// A procedure code (CPT or HCPCS): five capital letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 5]);

impl Code {
    /// No code of anybody's.
    pub const ZERO: Code = Code(*b"00000");

    /// The code written so; letters may be small. `None` when it is not five letters and digits.
    pub fn new(text: &str) -> Option<Code> {
        let bytes: [u8; 5] = text.trim().as_bytes().try_into().ok()?;
        let known = bytes.iter().all(u8::is_ascii_alphanumeric);
        known.then(|| Code(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A modifier: two capital letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Modifier([u8; 2]);

impl Modifier {
    /// Service under a plan of care of physical therapy.
    pub const GP: Modifier = Modifier(*b"GP");
    /// Service under a plan of care of occupational therapy.
    pub const GO: Modifier = Modifier(*b"GO");
    /// Service under a plan of care of speech therapy.
    pub const GN: Modifier = Modifier(*b"GN");
    /// Furnished in part by a physical therapist assistant.
    pub const CQ: Modifier = Modifier(*b"CQ");
    /// Furnished in part by an occupational therapy assistant.
    pub const CO: Modifier = Modifier(*b"CO");
    /// Needed beyond the yearly amount.
    pub const KX: Modifier = Modifier(*b"KX");
    /// Distinct procedure.
    pub const DISTINCT: Modifier = Modifier(*b"59");
    /// Telehealth with sound and picture.
    pub const TELEHEALTH: Modifier = Modifier(*b"95");
    /// Telehealth with sound alone.
    pub const TELEHEALTH_AUDIO: Modifier = Modifier(*b"93");

    /// The modifier written so; letters may be small. `None` when it is not two letters or
    /// digits.
    pub fn new(text: &str) -> Option<Modifier> {
        let bytes: [u8; 2] = text.trim().as_bytes().try_into().ok()?;
        let known = bytes.iter().all(u8::is_ascii_alphanumeric);
        known.then(|| Modifier(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether this is CQ or CO.
    pub fn is_assistant(self) -> bool {
        self == Modifier::CQ || self == Modifier::CO
    }

    /// Whether this releases a pair edit: 59, XE, XP, XS, XU.
    pub fn is_distinct(self) -> bool {
        matches!(&self.0, b"59" | b"XE" | b"XP" | b"XS" | b"XU")
    }
}

impl fmt::Display for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A discipline: whose plan of care a service is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Discipline {
    /// Physical therapy.
    Pt,
    /// Occupational therapy.
    Ot,
    /// Speech-language pathology.
    Slp,
}

impl Discipline {
    /// All three.
    pub const ALL: [Discipline; 3] = [Discipline::Pt, Discipline::Ot, Discipline::Slp];

    /// `PT`, `OT` or `SLP`.
    pub fn name(self) -> &'static str {
        match self {
            Discipline::Pt => "PT",
            Discipline::Ot => "OT",
            Discipline::Slp => "SLP",
        }
    }

    /// The modifier of its plan of care.
    pub fn modifier(self) -> Modifier {
        match self {
            Discipline::Pt => Modifier::GP,
            Discipline::Ot => Modifier::GO,
            Discipline::Slp => Modifier::GN,
        }
    }

    /// The modifier of its assistants; speech therapy has none.
    pub fn assistant_modifier(self) -> Option<Modifier> {
        match self {
            Discipline::Pt => Some(Modifier::CQ),
            Discipline::Ot => Some(Modifier::CO),
            Discipline::Slp => None,
        }
    }

    /// The discipline that a line's modifiers name.
    pub fn of(modifiers: &[Modifier]) -> Option<Discipline> {
        Discipline::ALL.into_iter().find(|d| modifiers.contains(&d.modifier()))
    }
}

/// Who treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Physical therapist.
    Pt,
    /// Physical therapist assistant.
    Pta,
    /// Occupational therapist.
    Ot,
    /// Occupational therapy assistant.
    Ota,
    /// Speech-language pathologist.
    Slp,
}

impl Who {
    /// The performer written so, such as `PTA`.
    pub fn new(text: &str) -> Option<Who> {
        Some(match text.to_ascii_uppercase().as_str() {
            "PT" => Who::Pt,
            "PTA" => Who::Pta,
            "OT" => Who::Ot,
            "OTA" => Who::Ota,
            "SLP" => Who::Slp,
            _ => return None,
        })
    }

    /// The discipline.
    pub fn discipline(self) -> Discipline {
        match self {
            Who::Pt | Who::Pta => Discipline::Pt,
            Who::Ot | Who::Ota => Discipline::Ot,
            Who::Slp => Discipline::Slp,
        }
    }

    /// Whether this is an assistant.
    pub fn assists(self) -> bool {
        matches!(self, Who::Pta | Who::Ota)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_five_letters_and_digits() {
        assert_eq!(Code::new("g0283").map(|c| c.to_string()).as_deref(), Some("G0283"));
        for wrong in ["", "9711", "971100", "97 10", "9711é"] {
            assert_eq!(Code::new(wrong), None, "{wrong}");
        }
        assert_eq!(Modifier::new("gp"), Some(Modifier::GP));
        assert_eq!(Modifier::new("GPX"), None);
    }
}
