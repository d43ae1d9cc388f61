//! Which units an assistant furnished in part: whole blocks by performer first, the exceptions
//! for what is left from 2022 on, and the share in exact numbers.

use crate::exact::WHOLE;
use crate::terms::Assistants;

/// Units of one code without and with the assistant's modifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Without it.
    pub plain: u32,
    /// With it.
    pub assisted: u32,
    /// The rule that decided the units that were left after whole blocks.
    pub rule: &'static str,
}

/// Whether `assistant` of `therapist + assistant` minutes is more than the share allowed.
/// Exactly the share is not more.
pub fn exceeds(terms: &Assistants, therapist: u32, assistant: u32) -> bool {
    i64::from(assistant) * WHOLE > i64::from(therapist + assistant) * terms.share_over
}

/// A service that is one whatever its minutes.
pub fn untimed(terms: &Assistants, therapist: u32, assistant: u32, units: u32) -> Split {
    let rule = "assistant_untimed";
    if exceeds(terms, therapist, assistant) {
        Split { plain: 0, assisted: units, rule }
    } else {
        Split { plain: units, assisted: 0, rule }
    }
}

/// The units of a timed code: `therapist` and `assistant` are the minutes that each worked
/// alone, `units` what is billed, `unit` and `least` the minutes of a unit and of the least
/// that earns one.
pub fn timed(
    terms: &Assistants,
    (therapist, assistant): (u32, u32),
    units: u32,
    (unit, least): (u32, u32),
) -> Split {
    let plain = (therapist / unit).min(units);
    let assisted = (assistant / unit).min(units - plain);
    let left = units - plain - assisted;
    let (therapist, assistant) = (therapist % unit, assistant % unit);
    let (more_plain, rule) = match left {
        0 => (0, "assistant_whole_blocks"),
        // Whoever worked alone on what is left furnished it.
        _ if assistant == 0 => (left, "assistant_whole_blocks"),
        _ if therapist == 0 => (0, "assistant_whole_blocks"),
        1 if terms.exceptions && therapist >= least => (1, "assistant_last_unit"),
        // Each has less than a block left, so neither can have furnished both.
        2 if terms.exceptions => (1, "assistant_two_units"),
        _ if exceeds(terms, therapist, assistant) => (0, "assistant_modifier"),
        _ => (left, "assistant_modifier"),
    };
    Split { plain: plain + more_plain, assisted: assisted + left - more_plain, rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Assistants = Assistants { share_over: 1000, exceptions: true };
    const THEN: Assistants = Assistants { share_over: 1000, exceptions: false };

    fn split(terms: &Assistants, therapist: u32, assistant: u32, units: u32) -> (u32, u32) {
        let split = timed(terms, (therapist, assistant), units, (15, 8));
        (split.plain, split.assisted)
    }

    #[test]
    fn the_last_unit_is_the_therapists_from_eight_minutes_on() {
        assert_eq!(split(&NOW, 23, 5, 2), (2, 0));
        assert_eq!(split(&NOW, 22, 5, 2), (1, 1));
        assert_eq!(split(&THEN, 23, 5, 2), (1, 1), "before 2022 the share alone decides");
        assert_eq!(split(&NOW, 12, 14, 2), (1, 1));
        // Two units are due for 18 minutes left when the second came from another code's.
        assert_eq!(split(&NOW, 29, 49, 6), (2, 4));
        assert_eq!(split(&NOW, 19, 14, 3), (2, 1));
        assert_eq!(split(&NOW, 30, 15, 3), (2, 1));
        assert_eq!(split(&NOW, 5, 10, 1), (0, 1));
    }

    #[test]
    fn exactly_a_tenth_is_not_more() {
        assert!(!exceeds(&NOW, 18, 2));
        assert!(exceeds(&NOW, 20, 3));
        assert!(!exceeds(&NOW, 0, 0));
    }
}
