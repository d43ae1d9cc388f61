//! From a claim payment and the claim it is for to the transfers that post it.
//!
//! The rules are P1–P19 of the posting rules in ARCHITECTURE.md. A payment that would not
//! leave the claim in order is held: its money goes to unapplied payer money, its
//! adjustments wait, and the reason stands in a queue. Nothing here writes anything off.

use crate::cause::{Cause, Causes};
use crate::facts::{Adjustment, ClaimPayment, ProviderAdjustment, Sequence};
use crate::ledger::{Account, Transfer};
use crate::matching::{LineKey, match_lines};
use crate::money::dollars;
use crate::queue::{QueueItem, Reason};

/// Balances of one claim line in the receivable accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// AR.P, AR.S, AR.T.
    pub payers: [i64; 3],
    /// AR.DEN.
    pub denied: i64,
    /// AR.VAR.
    pub variance: i64,
    /// AR.PAT.
    pub patient: i64,
}

impl Open {
    /// Adds what a transfer does.
    pub fn apply(&mut self, transfer: &Transfer) {
        self.payers[0] += transfer.effect(Account::ArPrimary);
        self.payers[1] += transfer.effect(Account::ArSecondary);
        self.payers[2] += transfer.effect(Account::ArTertiary);
        self.denied += transfer.effect(Account::ArDenied);
        self.variance += transfer.effect(Account::ArVariance);
        self.patient += transfer.effect(Account::ArPatient);
    }
}

impl Open {
    /// What is open in a receivable account; nothing in any other.
    pub fn of(&self, account: Account) -> i64 {
        match account {
            Account::ArPrimary => self.payers[0],
            Account::ArSecondary => self.payers[1],
            Account::ArTertiary => self.payers[2],
            Account::ArDenied => self.denied,
            Account::ArVariance => self.variance,
            Account::ArPatient => self.patient,
            _ => 0,
        }
    }
}

impl ClaimView {
    /// Brings what is open in step with a transfer.
    pub fn apply(&mut self, transfer: &Transfer) {
        self.prepaid_cents -= transfer.effect(Account::UnappliedPatient);
        let line = self.lines.iter_mut().find(|(key, _)| key.number == transfer.line);
        if let Some((_, open)) = line {
            open.apply(transfer);
        }
    }
}

/// A claim as the poster needs it.
#[derive(Clone, Debug, Default)]
pub struct ClaimView {
    /// Its lines with what is open on each.
    pub lines: Vec<(LineKey, Open)>,
    /// Which payers, in order, it is known to have.
    pub coverages: Vec<Sequence>,
    /// Which payers have decided on it already.
    pub adjudicated: Vec<Sequence>,
    /// What the patient has paid ahead, in UNAP.PAT, as a positive amount.
    pub prepaid_cents: i64,
    /// For each line what the first payer should allow by contract, where that is known; may
    /// be left empty.
    pub expected: Vec<Option<i64>>,
}

/// What a payment may be below contract before it counts as short, in cents for a line: units
/// are rounded one by one.
pub const TOLERANCE_CENTS: i64 = 5;

/// What became of a claim payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Posted to the claim.
    Posted,
    /// Recorded; nothing moves.
    Memo,
    /// Money to unapplied, adjustments wait.
    Held,
    /// Took an earlier posting back.
    Reversed,
}

impl Outcome {
    /// The name in JSON and the database.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Posted => "posted",
            Outcome::Memo => "memo",
            Outcome::Held => "held",
            Outcome::Reversed => "reversed",
        }
    }
}

/// How one adjustment is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Its cause; `None` when the rulebook does not know the code.
    pub cause: Option<Cause>,
    /// The posting rule.
    pub rule: &'static str,
    /// Where it goes; `None` leaves the amount where it is.
    pub to: Option<Account>,
}

/// The plan for one claim payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What becomes of it.
    pub outcome: Outcome,
    /// The transfers.
    pub transfers: Vec<Transfer>,
    /// One for each of [`ClaimPayment::all_adjustments`], in that order.
    pub treatments: Vec<Treatment>,
    /// For each paid line, the claim line it was matched to; empty when held before that.
    pub lines: Vec<i64>,
    /// What goes to a queue.
    pub queue: Vec<QueueItem>,
}

/// The payer's place in the order, by CLP02. Status 4 does not tell; it is the first.
pub fn sequence_of(status: &str) -> Sequence {
    match status {
        "2" | "20" => Sequence::Secondary,
        "3" | "21" => Sequence::Tertiary,
        _ => Sequence::Primary,
    }
}

/// Whether the payment consists of nothing but duplicate-claim adjustments.
pub fn is_duplicate_only(payment: &ClaimPayment) -> bool {
    let mut any = false;
    for (adjustment, _) in payment.all_adjustments() {
        if adjustment.reason != "18" {
            return false;
        }
        any = true;
    }
    any && payment.paid_cents == 0
}

/// Whether the claim was returned as unprocessable (remark MA130): no decision.
pub fn is_unprocessed(payment: &ClaimPayment) -> bool {
    payment.remarks.iter().any(|r| r == "MA130")
        || payment.lines.iter().any(|l| l.remarks.iter().any(|r| r == "MA130"))
}

/// The payment goes to unapplied payer money (P18); its adjustments wait for a person.
pub fn hold(payment: &ClaimPayment, treatments: Vec<Treatment>, item: QueueItem) -> Posting {
    Posting {
        outcome: Outcome::Held,
        transfers: Transfer::new(
            "P18",
            Account::Clearing,
            Account::UnappliedPayer,
            payment.paid_cents,
            0,
        )
        .into_iter()
        .collect(),
        treatments,
        lines: Vec::new(),
        queue: vec![item],
    }
}

/// Treatments of all adjustments, in order.
pub fn treatments(
    payment: &ClaimPayment,
    next: Option<Sequence>,
    causes: &dyn Causes,
) -> Vec<Treatment> {
    // A bundle lifts the paying line by a negative 94 and zeroes the others with 97: that
    // is arithmetic between lines, no denial, when the two come to the same amount.
    let total = |code: &str| -> i64 {
        payment.all_adjustments().filter(|(a, _)| a.reason == code).map(|(a, _)| a.cents).sum()
    };
    let bundle = total("97") != 0 && total("97") == -total("94");
    let sequence = sequence_of(&payment.status);
    payment
        .all_adjustments()
        .map(|(a, remarks)| {
            let cause = causes.cause(&a.group, &a.reason, remarks);
            let cause = if bundle && a.reason == "97" { Some(Cause::Contractual) } else { cause };
            let (rule, to) = treat(a, cause, sequence, next);
            Treatment { cause, rule, to }
        })
        .collect()
}

fn treat(
    adjustment: &Adjustment,
    cause: Option<Cause>,
    sequence: Sequence,
    next: Option<Sequence>,
) -> (&'static str, Option<Account>) {
    let patient_group = adjustment.group == "PR";
    match (adjustment.reason.as_str(), cause) {
        ("23", _) => ("P7", None),
        ("253", _) if !patient_group => ("P5", Some(Account::Sequestration)),
        ("59", _) if !patient_group => ("P5", Some(Account::Contractual)),
        (_, None) => ("", None),
        (_, Some(Cause::Duplicate)) => ("P11", None),
        (_, Some(Cause::PatientResponsibility | Cause::Contractual)) if patient_group => match next
        {
            Some(next) => ("P4", Some(Account::receivable(next))),
            None => ("P3", Some(Account::ArPatient)),
        },
        (_, Some(Cause::Contractual)) => {
            (if sequence == Sequence::Primary { "P3" } else { "P7" }, Some(Account::Contractual))
        }
        // CO, PI or OA with a code of the patient's share: who bears it cannot be told.
        (_, Some(Cause::PatientResponsibility)) => ("", None),
        (_, Some(c)) if c.is_denial() => {
            (if patient_group { "P10" } else { "P8" }, Some(Account::ArDenied))
        }
        (_, Some(_)) => ("", None),
    }
}

/// Money of one claim line in this payment.
#[derive(Clone, Debug, Default)]
struct Share {
    paid: i64,
    /// Index into the treatments, and cents.
    adjusted: Vec<(usize, i64)>,
}

impl Share {
    /// What of it goes to the patient or a further payer.
    fn left_to_others(&self, treatments: &[Treatment]) -> i64 {
        let others = |(i, _): &&(usize, i64)| treatments[*i].to.is_some_and(left_to_others);
        self.adjusted.iter().filter(others).map(|(_, cents)| cents).sum()
    }

    /// What its contract reductions are above `limit`; nothing within the tolerance, and nothing
    /// of a line that is denied.
    fn short_of(&self, limit: i64, treatments: &[Treatment]) -> i64 {
        let of = |account: Account| {
            self.adjusted.iter().filter(move |(i, _)| treatments[*i].to == Some(account))
        };
        let taken_off: i64 = of(Account::Contractual).map(|(_, cents)| cents).sum();
        let denied = of(Account::ArDenied).next().is_some();
        let above = taken_off - limit;
        if denied || above <= TOLERANCE_CENTS { 0 } else { above }
    }
}

/// Whether the account is one that somebody else still pays from.
fn left_to_others(to: Account) -> bool {
    matches!(to, Account::ArPatient | Account::ArSecondary | Account::ArTertiary)
}

/// Plans the posting of a payment to the claim it was matched to. Reversals are not planned
/// here: they mirror what was posted.
pub fn post(claim: &ClaimView, payment: &ClaimPayment, causes: &dyn Causes) -> Posting {
    match Draft::of(claim, payment, causes) {
        Ok(draft) => draft.post(claim),
        Err(posting) => posting,
    }
}

/// A decision whose lines are known, before it is weighed against what is open on them.
pub struct Draft<'a> {
    payment: &'a ClaimPayment,
    sequence: Sequence,
    treatments: Vec<Treatment>,
    /// For each paid line, the claim line.
    lines: Vec<i64>,
}

impl<'a> Draft<'a> {
    /// Reads a payment against the claim.
    ///
    /// # Errors
    /// What comes of it instead when it moves nothing or has to wait.
    pub fn of(
        claim: &ClaimView,
        payment: &'a ClaimPayment,
        causes: &dyn Causes,
    ) -> Result<Draft<'a>, Posting> {
        let sequence = sequence_of(&payment.status);
        let treatments = treatments(payment, next_payer(claim, payment, sequence), causes);
        if let Some(memo) = memo(payment, &treatments) {
            return Err(memo);
        }
        if sequence != Sequence::Primary && !claim.adjudicated.iter().any(|s| *s < sequence) {
            // What is left to a later payer is known only when an earlier one has decided.
            let item = item(Reason::SecondaryBeforePrimary, payment, String::new());
            return Err(hold(payment, treatments, item));
        }
        let keys: Vec<&LineKey> = claim.lines.iter().map(|(key, _)| key).collect();
        let Some(lines) = match_lines(&keys, &payment.lines) else {
            let detail = format!("{} lines paid, {} on the claim", payment.lines.len(), keys.len());
            let item = item(Reason::LinesDoNotMatch, payment, detail);
            return Err(hold(payment, treatments, item));
        };
        Ok(Draft { payment, sequence, treatments, lines })
    }

    /// The payer that decides.
    pub fn sequence(&self) -> Sequence {
        self.sequence
    }

    /// The claim lines that it decides: where it pays or moves something.
    pub fn decides(&self, claim: &ClaimView) -> Vec<i64> {
        if self.payment.lines.is_empty() {
            return claim.lines.iter().map(|(key, _)| key.number).collect();
        }
        let mut index = self.payment.adjustments.len();
        let mut decided = Vec::new();
        for (line, number) in self.payment.lines.iter().zip(&self.lines) {
            let to = index + line.adjustments.len();
            let moves = self.treatments[index..to].iter().any(|t| t.to.is_some());
            index = to;
            if moves || line.paid_cents != 0 {
                decided.push(*number);
            }
        }
        decided
    }

    /// Posts it to what is open on the claim.
    pub fn post(self, claim: &ClaimView) -> Posting {
        let Draft { payment, sequence, treatments, lines } = self;
        let mut queue = doubts(payment, &treatments);
        let mut transfers = Vec::new();
        let mut prepaid = claim.prepaid_cents;
        let shares = shares(claim, payment, &lines, sequence, &treatments);
        for (at, ((key, open), share)) in claim.lines.iter().zip(&shares).enumerate() {
            if share.paid == 0 && share.adjusted.is_empty() {
                continue;
            }
            let mut line = LinePosting {
                number: key.number,
                receivable: Account::receivable(sequence),
                sequence,
                open: *open,
                transfers: &mut transfers,
            };
            line.take_over(share, &treatments);
            let expected = claim.expected.get(at).copied().flatten();
            let short = expected.map_or(0, |e| share.short_of(key.charge_cents - e, &treatments));
            let short = if sequence == Sequence::Primary { short } else { 0 };
            if let (true, Some(expected)) = (short > 0, expected) {
                let detail = format!(
                    "line {}: {} allowed, {} by contract",
                    key.number,
                    dollars(expected - short),
                    dollars(expected)
                );
                queue.push(QueueItem { reason: Reason::PaidBelowContract, cents: short, detail });
            }
            let capped = line.settle(share, &treatments, short);
            if capped != 0 {
                let detail = format!("line {}: {} not posted", key.number, dollars(capped));
                queue.push(QueueItem {
                    reason: Reason::SecondaryReductionCapped,
                    cents: capped,
                    detail,
                });
            }
            line.use_prepayment(&mut prepaid);
            let left = line.open.payers[sequence as usize];
            if left < 0 {
                // A reason nobody knows explains the difference better than the difference
                // does.
                let unknown = queue.into_iter().find(|i| i.reason == Reason::ReasonUnknown);
                let detail = format!("line {}: {} too much", key.number, dollars(-left));
                let item =
                    unknown.unwrap_or_else(|| item(Reason::ExceedsOpenBalance, payment, detail));
                return hold(payment, treatments, item);
            }
        }
        Posting { outcome: Outcome::Posted, transfers, treatments, lines, queue }
    }
}

/// The payer that a patient's share goes to next, if the claim is known to have one or this
/// payer forwarded it.
fn next_payer(claim: &ClaimView, payment: &ClaimPayment, sequence: Sequence) -> Option<Sequence> {
    let next = sequence.next()?;
    let forwarded = payment.forwarded || matches!(payment.status.as_str(), "19" | "20" | "21");
    (forwarded || claim.coverages.contains(&next)).then_some(next)
}

/// Payments that move nothing: duplicates, returns, predeterminations, forwards.
fn memo(payment: &ClaimPayment, treatments: &[Treatment]) -> Option<Posting> {
    let queue = if is_unprocessed(payment) {
        vec![item(Reason::ReturnedUnprocessed, payment, remark_list(payment))]
    } else if is_duplicate_only(payment) {
        vec![item(Reason::DuplicateOfUnknown, payment, String::new())]
    } else if matches!(payment.status.as_str(), "23" | "25") {
        Vec::new()
    } else {
        return None;
    };
    if payment.paid_cents != 0 {
        // Money moved all the same: it is real, and waits for a person.
        let odd = QueueItem {
            reason: Reason::GroupOdd,
            cents: payment.paid_cents,
            detail: "money came with a decision that should carry none".into(),
        };
        return Some(hold(payment, treatments.to_vec(), odd));
    }
    let treatments = treatments.iter().map(|t| Treatment { to: None, ..*t }).collect();
    Some(Posting {
        outcome: Outcome::Memo,
        transfers: Vec::new(),
        treatments,
        lines: Vec::new(),
        queue,
    })
}

/// Queue items for adjustments that no rule moves.
fn doubts(payment: &ClaimPayment, treatments: &[Treatment]) -> Vec<QueueItem> {
    let mut queue = Vec::new();
    for ((adjustment, _), treatment) in payment.all_adjustments().zip(treatments) {
        let code = format!("{}-{}", adjustment.group, adjustment.reason);
        let reason = match treatment.cause {
            None if adjustment.reason != "23" && treatment.to.is_none() => Reason::ReasonUnknown,
            Some(Cause::PatientResponsibility) if treatment.to.is_none() => Reason::GroupOdd,
            Some(Cause::Pending) => Reason::StillPending,
            Some(Cause::Contractual) if adjustment.group == "PR" => Reason::PatientShareToReview,
            _ => continue,
        };
        queue.push(QueueItem { reason, cents: adjustment.cents, detail: code });
    }
    queue
}

/// Gives each claim line its part of the payment. Claim-level adjustments come off the
/// lines' payments in order; a payment without lines fills in order what is open on them.
fn shares(
    claim: &ClaimView,
    payment: &ClaimPayment,
    matched: &[i64],
    sequence: Sequence,
    treatments: &[Treatment],
) -> Vec<Share> {
    let mut shares = vec![Share::default(); claim.lines.len()];
    let at = |number: i64| claim.lines.iter().position(|(key, _)| key.number == number);
    let mut index = payment.adjustments.len();
    for (line, number) in payment.lines.iter().zip(matched) {
        let Some(share) = at(*number).map(|i| &mut shares[i]) else { continue };
        share.paid += line.paid_cents;
        for adjustment in &line.adjustments {
            share.adjusted.push((index, adjustment.cents));
            index += 1;
        }
    }
    if payment.lines.is_empty() {
        let open = |of: &dyn Fn(&Open) -> i64| claim.lines.iter().map(|(_, o)| of(o)).collect();
        let mut rooms: Vec<Vec<i64>> = vec![open(&|o| o.payers[sequence as usize])];
        if sequence != Sequence::Primary {
            rooms.push(open(&|o| o.denied));
        }
        for (i, cents) in fill(&mut rooms, payment.paid_cents) {
            shares[i].paid += cents;
        }
        for (index, adjustment) in payment.adjustments.iter().enumerate() {
            if treatments[index].to.is_none() {
                continue;
            }
            for (i, cents) in fill(&mut rooms, adjustment.cents) {
                shares[i].adjusted.push((index, cents));
            }
        }
    } else {
        for (index, adjustment) in payment.adjustments.iter().enumerate() {
            let mut rooms = [shares.iter().map(|s| s.paid).collect()];
            for (i, cents) in fill(&mut rooms, adjustment.cents) {
                shares[i].paid -= cents;
                shares[i].adjusted.push((index, cents));
            }
        }
    }
    shares
}

/// Spreads `cents` over the first room from the front, then over the next; what finds no
/// room stays on the first line.
fn fill(rooms: &mut [Vec<i64>], cents: i64) -> Vec<(usize, i64)> {
    let mut left = cents;
    let mut parts = Vec::new();
    for room in rooms.iter_mut() {
        for (i, room) in room.iter_mut().enumerate() {
            let part = left.min(*room).max(0);
            if part != 0 {
                *room -= part;
                left -= part;
                parts.push((i, part));
            }
        }
    }
    if let (true, Some(first)) = (left != 0, rooms[0].first_mut()) {
        *first -= left;
        parts.push((0, left));
    }
    parts
}

/// Posts to one line, keeping its open balances in step.
struct LinePosting<'a> {
    number: i64,
    receivable: Account,
    sequence: Sequence,
    open: Open,
    transfers: &'a mut Vec<Transfer>,
}

impl LinePosting<'_> {
    fn transfer(&mut self, rule: &'static str, debit: Account, credit: Account, cents: i64) {
        if let Some(transfer) = Transfer::new(rule, debit, credit, cents, self.number) {
            self.open.apply(&transfer);
            self.transfers.push(transfer);
        }
    }

    /// P7: what a later payer pays, or leaves to the patient, of a line that an earlier one
    /// denied is no longer claimed from that one.
    fn take_over(&mut self, share: &Share, treatments: &[Treatment]) {
        if self.sequence == Sequence::Primary || self.open.denied <= 0 {
            return;
        }
        let wanted = share.paid + share.left_to_others(treatments);
        let short = wanted - self.open.payers[self.sequence as usize];
        let moved = short.min(self.open.denied).max(0);
        self.transfer("P7", self.receivable, Account::ArDenied, moved);
    }

    /// Payment and adjustments. What a later payer takes off or denies is held to what was
    /// left to it; returns what was not posted for that and nothing else explains. `short` of
    /// the contract reduction is more than the contract allows (P19).
    fn settle(&mut self, share: &Share, treatments: &[Treatment], mut short: i64) -> i64 {
        let later = self.sequence != Sequence::Primary;
        let denied_before = self.open.denied;
        let mut room = self.open.payers[self.sequence as usize]
            - share.paid
            - share.left_to_others(treatments);
        let mut capped = 0;
        let rule = if later { "P7" } else { "P2" };
        self.transfer(rule, Account::Clearing, self.receivable, share.paid);
        for (index, cents) in &share.adjusted {
            let Treatment { rule, to: Some(to), .. } = treatments[*index] else { continue };
            let mut cents = *cents;
            if later && !left_to_others(to) {
                let posted = cents.min(room.max(0));
                let rest = cents - posted;
                room -= posted;
                // Denied by both: the first denial stands.
                if to != Account::ArDenied || rest > denied_before {
                    capped += rest;
                }
                cents = posted;
            }
            if to == Account::Contractual {
                let above = short.min(cents).max(0);
                self.transfer("P19", Account::ArVariance, self.receivable, above);
                short -= above;
                cents -= above;
            }
            self.transfer(rule, to, self.receivable, cents);
        }
        capped
    }

    /// P6: what the patient paid ahead meets what the patient now owes.
    fn use_prepayment(&mut self, prepaid: &mut i64) {
        let used = self.open.patient.min(*prepaid);
        if used > 0 {
            *prepaid -= used;
            self.transfer("P6", Account::UnappliedPatient, Account::ArPatient, used);
        }
    }
}

fn item(reason: Reason, payment: &ClaimPayment, detail: String) -> QueueItem {
    let cents = if payment.paid_cents != 0 { payment.paid_cents } else { payment.charge_cents };
    QueueItem { reason, cents, detail }
}

fn remark_list(payment: &ClaimPayment) -> String {
    let lines = payment.lines.iter().flat_map(|l| &l.remarks);
    let mut codes: Vec<&str> = payment.remarks.iter().chain(lines).map(String::as_str).collect();
    codes.dedup();
    format!("remarks {}", codes.join(" "))
}

/// P13: a provider-level adjustment. A negative amount raises the payment.
pub fn provider_adjustment(
    adjustment: &ProviderAdjustment,
) -> (Account, Option<Transfer>, Option<QueueItem>) {
    let account = match adjustment.reason.as_str() {
        "WO" | "FB" => Account::DuePayer,
        "72" => Account::RefundTransit,
        "L6" => Account::Interest,
        _ => Account::ProviderSuspense,
    };
    let transfer = Transfer::new("P13", account, Account::Clearing, adjustment.cents, 0)
        .map(|transfer| Transfer { reference: adjustment.reference.clone(), ..transfer });
    let queue =
        (account == Account::ProviderSuspense && adjustment.cents != 0).then(|| QueueItem {
            reason: Reason::ProviderAdjustmentUnknown,
            cents: adjustment.cents,
            detail: format!("{} {}", adjustment.reason, adjustment.reference),
        });
    (account, transfer, queue)
}
