//! The same services to the same payer once more: corrected (7), void (8), and sent again after
//! a rejection.

use gonio_billing::facts::ClaimPayment;
use gonio_x12::claim::Line;
use gonio_x12::typed::Cents;

use super::{Refusal, SentClaim, balances, cents, decision, refuse, total};

/// What the payer made of the original, and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Adjudication<'a> {
    /// The decision that stands; `None` while there is none, as after a rejection.
    pub decision: Option<&'a ClaimPayment>,
    /// The payer's claim number, when known from elsewhere; else the decision's (CLP07).
    pub payer_control_number: &'a str,
    /// Whether the payer takes this frequency: 7 for corrected, 8 for void.
    pub takes_frequency: bool,
}

/// What a claim has that the original had not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Changes {
    /// The lines are the original's.
    #[default]
    None,
    /// These lines stand for all lines of the original. They are numbered anew, and CLM02
    /// becomes their sum.
    Lines(Vec<Line>),
}

/// A claim that replaces the original (CLM05-3 `7`, REF\*F8).
///
/// # Errors
/// A [`Refusal`] when the original was not adjudicated, when the payer takes no frequency 7 or
/// its claim number is not known, and when the claim does not add up.
pub fn corrected(
    original: &SentClaim,
    changes: &Changes,
    adjudication: &Adjudication<'_>,
    control_number: &str,
) -> Result<SentClaim, Refusal> {
    let earlier = earlier(original, adjudication, "7")?;
    let mut sent = original.renumbered(control_number, "7", Some(earlier))?;
    changed(&mut sent, changes)?;
    balances(&sent.claim)?;
    Ok(sent)
}

/// Puts other lines into a claim.
fn changed(sent: &mut SentClaim, changes: &Changes) -> Result<(), Refusal> {
    if let Changes::Lines(lines) = changes {
        if !(1..=50).contains(&lines.len()) {
            return refuse(
                "line_count_unfit",
                format!("a claim has 1 to 50 lines, and these are {}", lines.len()),
                "void the claim when nothing is left of it; make several claims of more lines",
            );
        }
        sent.claim.lines = lines.iter().cloned().collect();
        for (number, line) in (1..).zip(sent.claim.lines.as_mut_slice()) {
            line.number.number = number.to_string().into();
        }
        let charges = lines.iter().map(|l| l.service.as_ref().map_or(0, |s| cents(s.charge)));
        sent.claim.claim.charge = Some(Cents(total(charges)));
    }
    Ok(())
}

/// A claim that takes the original back (CLM05-3 `8`, REF\*F8); all else is the original's.
///
/// # Errors
/// As [`corrected`], for frequency 8.
pub fn void(
    original: &SentClaim,
    adjudication: &Adjudication<'_>,
    control_number: &str,
) -> Result<SentClaim, Refusal> {
    let earlier = earlier(original, adjudication, "8")?;
    original.renumbered(control_number, "8", Some(earlier))
}

/// The original once more after a rejection, mended, when no payer has taken it in: a first
/// claim stays one and has no REF\*F8; a rejected correction stays a correction.
///
/// # Errors
/// A [`Refusal`] when a correction has no REF\*F8, and when the claim does not add up.
pub fn resend(
    original: &SentClaim,
    changes: &Changes,
    control_number: &str,
) -> Result<SentClaim, Refusal> {
    let frequency = original.claim.claim.facility.frequency.as_str();
    let mut sent = match (frequency, original.claim.reference("F8")) {
        ("7" | "8", Some(earlier)) => {
            original.renumbered(control_number, frequency, Some(earlier))?
        }
        ("7" | "8", None) => return number_missing(),
        _ => original.renumbered(control_number, "1", None)?,
    };
    changed(&mut sent, changes)?;
    balances(&sent.claim)?;
    Ok(sent)
}

/// The payer's number of the claim that is replaced or taken back.
fn earlier<'a>(
    original: &SentClaim,
    adjudication: &Adjudication<'a>,
    frequency: &str,
) -> Result<&'a str, Refusal> {
    if !adjudication.takes_frequency {
        let words = format!("the payer takes no claims of frequency {frequency}");
        let fix = if original.is_medicare_b() {
            "ask Medicare for a clerical-error reopening (phone, portal or letter)"
        } else {
            "ask the payer how it wants corrections"
        };
        return refuse("frequency_not_taken", words, fix);
    }
    let Some(decision) = adjudication.decision else {
        return refuse(
            "not_adjudicated",
            "the payer has not decided of the original, so that nothing is there to correct",
            "after a rejection send it again as a first claim; else wait for the remittance",
        );
    };
    decision::adjudicated(decision)?;
    let known = adjudication.payer_control_number;
    let number = if known.is_empty() { &decision.payer_control_number } else { known };
    if number.is_empty() { number_missing() } else { Ok(number) }
}

fn number_missing<T>() -> Result<T, Refusal> {
    refuse(
        "payer_control_number_missing",
        "the payer's number of the earlier claim (REF*F8) is not known",
        "take it from the remittance or the payer's acknowledgement",
    )
}
