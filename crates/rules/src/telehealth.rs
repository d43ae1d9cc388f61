//! Place of service and modifier of a visit over a screen or a telephone, by payer and day.

use crate::code::Modifier;
use crate::payers::Key;
use crate::terms::Terms;
use crate::working::{Remark, Severity, Working};

/// Where the patient was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patient {
    /// At home.
    Home,
    /// Somewhere else.
    Elsewhere,
}

/// What a telehealth visit asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telehealth {
    /// Place of service.
    pub place: String,
    /// The modifier, where the payer wants one.
    pub modifier: Option<Modifier>,
    /// What to look at.
    pub remark: Option<Remark>,
}

/// What a visit from afar asks for on the terms' day.
///
/// # Errors
/// A payer of whom the rulebook does not say where such a visit takes place.
pub fn of(
    terms: &Terms<'_>,
    patient: Patient,
    audio_only: bool,
    working: &mut Working,
) -> Result<Telehealth, String> {
    let payer = terms.payer;
    let (key, where_) = match patient {
        Patient::Home => (Key::TelehealthPlaceHome, "at home"),
        Patient::Elsewhere => (Key::TelehealthPlaceElsewhere, "not at home"),
    };
    let Some(place) = payer.value(key, terms.day) else {
        return Err(format!(
            "not covered: the rulebook does not say which place of service {} wants for \
             telehealth",
            payer.title
        ));
    };
    let place = format!("{place:0>2}");
    working.tell("telehealth_place", || {
        format!("{}: telehealth with the patient {where_} is place of service {place}", payer.title)
    });
    let modifier = match payer.value(Key::TelehealthModifier, terms.day) {
        _ if audio_only => Some(Modifier::TELEHEALTH_AUDIO),
        Some("95") => Some(Modifier::TELEHEALTH),
        _ => None,
    };
    working.tell("telehealth_modifier", || match modifier {
        Some(modifier) => format!("{modifier} on every line"),
        None => format!("{} wants no telehealth modifier", payer.title),
    });
    // Whether therapists may treat from afar at all is Medicare's own question.
    let medicare = payer.value(Key::Fee, terms.day) == Some("medicare");
    let may = !medicare || terms.book.says("medicare_telehealth_therapy", terms.day);
    let remark = (!may).then(|| Remark {
        severity: Severity::Error,
        rule: "telehealth_place",
        codes: Vec::new(),
        text: format!(
            "on {} {} does not pay therapists for telehealth as far as the rulebook knows",
            terms.day, payer.title
        ),
    });
    Ok(Telehealth { place, modifier, remark })
}
