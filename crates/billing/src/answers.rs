//! What receivers and payers answered before any decision about money, as plain values: TA1
//! (an interchange), 999 (a group and its sets), 277CA (claims taken in or refused) and 277
//! (what became of a claim). [`Sent`] is the other half: the numbers that the answers name.
//!
//! Facts like those of [`crate::facts`]: never refused, never changed, and none moves money.
//! What came as codes is kept as it came beside what it means. Which answer counts when several
//! speak of one claim is not decided here.

use crate::day::Day;
use crate::facts::{Patient, PayerName, Private};

mod words;

pub use words::{category_words, element_error_words, note_words, segment_error_words};

/// An enum whose variants have a name for JSON and the database, and plain words.
macro_rules! outcomes {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$variant_doc:meta])* $variant:ident $key:literal $words:literal ),* $(,)? } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$variant_doc])* $variant, )*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$( $name::$variant ),*];

            /// The name in JSON and the database.
            pub fn name(self) -> &'static str {
                match self {
                    $( $name::$variant => $key, )*
                }
            }

            /// What it means, in plain words.
            pub fn words(self) -> &'static str {
                match self {
                    $( $name::$variant => $words, )*
                }
            }
        }
    )*};
}

outcomes! {
    /// TA104: what became of an interchange.
    InterchangeOutcome {
        /// Another code, or none.
        #[default]
        Unknown "unknown" "the answer does not say what became of the file",
        /// `A`.
        Accepted "accepted" "the file was taken in; its claims have not been looked at yet",
        /// `E`.
        AcceptedWithErrors "accepted_with_errors" "the file was taken in, but its envelope has a fault to mend",
        /// `R`: with everything inside.
        Rejected "rejected" "the whole file was refused; none of its claims has arrived",
    }
    /// IK501: what became of a set.
    SetOutcome {
        /// Another code, or none.
        #[default]
        Unknown "unknown" "the answer does not say what became of the batch",
        /// `A`.
        Accepted "accepted" "the batch is well formed and goes on; no claim is accepted by this yet",
        /// `E`: it goes on all the same.
        AcceptedWithErrors "accepted_with_errors" "the batch goes on, but has faults to mend before the next one",
        /// `R`: with every claim inside.
        Rejected "rejected" "the batch was refused; none of its claims has arrived",
        /// `M`, `W`, `X`: who sent it could not be made sure of.
        RejectedForSecurity "rejected_for_security" "the batch was refused because its sender could not be proven",
    }
    /// AK901: what became of a group.
    GroupOutcome {
        /// Another code, or none.
        #[default]
        Unknown "unknown" "the answer does not say what became of the group",
        /// `A`.
        Accepted "accepted" "every batch goes on; no claim is accepted by this yet",
        /// `E`: it goes on all the same.
        AcceptedWithErrors "accepted_with_errors" "every batch goes on, but there are faults to mend",
        /// `P`: its sets say which.
        PartlyAccepted "partly_accepted" "some batches go on and others were refused",
        /// `R`: with every set inside, listed or not.
        Rejected "rejected" "every batch was refused; none of their claims has arrived",
        /// `M`, `W`, `X`: likewise.
        RejectedForSecurity "rejected_for_security" "every batch was refused because their sender could not be proven",
    }
    /// What a 277CA says of a claim, or of all claims below a level. Where several statuses say
    /// different things, the later in this order counts.
    ClaimOutcome {
        /// No status that can be read, or one that was cut off.
        #[default]
        Unknown "unknown" "the answer cannot be understood",
        /// Only categories that do not belong here (F, P, R, E, D …): kept, and nothing is done.
        NotCompliant "not_compliant" "the answer uses a status that does not belong into it; kept, not acted on",
        /// A0, A1: it reached somebody on the way.
        Hop "hop" "it was received on the way; nobody has accepted it yet",
        /// A2. By whom is a question to [`ClaimAnswer::is_accepted_by_payer`].
        Accepted "accepted" "it was accepted for a decision",
        /// A5: accepted, and decided in several pieces.
        Split "split" "it was accepted and split; several decisions will come",
        /// A4: somebody has to look where it went.
        NotFound "not_found" "it was not found; ask where it went",
        /// A3, A6, A7, A8, or STC03 `U` whatever the category. No denial.
        Rejected "rejected" "it was refused before any decision; mend it and send it again",
    }
    /// What a 277 says of a claim. Where several statuses say different things, the later in
    /// this order counts: what still moves comes after what is finished, what a person must do
    /// comes last.
    StatusOutcome {
        /// No status that can be read, or one that was cut off.
        #[default]
        Unknown "unknown" "the answer cannot be understood",
        /// A…: it says no more than a 277CA would.
        Acknowledged "acknowledged" "the payer says that it has the claim",
        /// D0.
        NotFound "not_found" "the payer does not find the claim",
        /// E…: the question could not be answered.
        Error "error" "the question could not be answered; mend it or ask again",
        /// F0, and F codes that say no more.
        Finalized "finalized" "the decision is made; wait for the remittance",
        /// F1.
        Paid "paid" "decided and paid, the payer says; wait for the remittance",
        /// F3F.
        Forwarded "forwarded" "decided and forwarded to another payer",
        /// F3.
        Revised "revised" "the decision was changed; wait for the remittance",
        /// F4.
        NoPayment "no_payment" "decided without payment; wait for the remittance",
        /// F2.
        Denied "denied" "denied, the payer says; wait for the remittance with the reason",
        /// P….
        Pending "pending" "not decided yet",
        /// R….
        InformationWanted "information_wanted" "the payer waits for information from the practice",
    }
    /// Who gave a 277CA (2100A).
    SourceRole {
        /// Somebody else, or nobody named.
        #[default]
        Other "other" "somebody on the way",
        /// `AY`: on the way, so that its acceptance is not the payer's.
        Clearinghouse "clearinghouse" "a clearinghouse",
        /// `PR`.
        Payer "payer" "the payer",
    }
    /// Whom an answer above the claims is about.
    Level {
        /// Another level than the guide knows here.
        #[default]
        Other "other" "another level of the file",
        /// HL03 `20`: who answers. No guide has statuses there.
        Source "source" "the one who answers",
        /// HL03 `21`: who sent the file, so all of it.
        Receiver "receiver" "the file",
        /// HL03 `19`: one provider's part of the file.
        Provider "provider" "the billing provider",
    }
}

impl InterchangeOutcome {
    /// From TA104.
    pub fn from_code(code: &str) -> Self {
        match code {
            "A" => Self::Accepted,
            "E" => Self::AcceptedWithErrors,
            "R" => Self::Rejected,
            _ => Self::Unknown,
        }
    }
}

impl SetOutcome {
    /// From IK501.
    pub fn from_code(code: &str) -> Self {
        match code {
            "A" => Self::Accepted,
            "E" => Self::AcceptedWithErrors,
            "R" => Self::Rejected,
            "M" | "W" | "X" => Self::RejectedForSecurity,
            _ => Self::Unknown,
        }
    }

    /// Whether the set was refused, for whatever reason.
    pub fn is_rejected(self) -> bool {
        matches!(self, Self::Rejected | Self::RejectedForSecurity)
    }
}

impl GroupOutcome {
    /// From AK901.
    pub fn from_code(code: &str) -> Self {
        match code {
            "A" => Self::Accepted,
            "E" => Self::AcceptedWithErrors,
            "P" => Self::PartlyAccepted,
            "R" => Self::Rejected,
            "M" | "W" | "X" => Self::RejectedForSecurity,
            _ => Self::Unknown,
        }
    }
}

impl SourceRole {
    /// From NM101 of 2100A.
    pub fn from_code(code: &str) -> Self {
        match code {
            "PR" => Self::Payer,
            "AY" => Self::Clearinghouse,
            _ => Self::Other,
        }
    }
}

impl Level {
    /// From HL03.
    pub fn from_code(code: &str) -> Self {
        match code {
            "20" => Self::Source,
            "21" => Self::Receiver,
            "19" => Self::Provider,
            _ => Self::Other,
        }
    }
}

/// The numbers under which a set of claims went out, with which its answers come back. A TA1
/// names the interchange with its day and time, a 999 group and set, a 277CA the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// ISA13.
    pub interchange: String,
    /// ISA09.
    pub interchange_day: Option<Day>,
    /// ISA10, `HHMM`.
    pub interchange_time: String,
    /// ISA06.
    pub sender: String,
    /// ISA08.
    pub receiver: String,
    /// ISA15 `T`: a trial, not meant to be paid.
    pub test: bool,
    /// GS06.
    pub group: String,
    /// GS02.
    pub group_sender: String,
    /// GS03.
    pub group_receiver: String,
    /// ST02.
    pub set: String,
    /// ST03, or GS08 where ST03 is absent.
    pub guide: String,
    /// BHT03.
    pub batch: String,
    /// BHT04.
    pub batch_day: Option<Day>,
    /// BHT05, `HHMM` or longer.
    pub batch_time: String,
    /// Number of the ST segment in its file.
    pub segment: i64,
}

/// An interchange was answered: one TA1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterchangeAnswered {
    /// TA101: ISA13 of what was sent.
    pub interchange: String,
    /// TA102: ISA09 of what was sent.
    pub interchange_day: Option<Day>,
    /// TA103: ISA10 of what was sent.
    pub interchange_time: String,
    /// What became of it.
    pub outcome: InterchangeOutcome,
    /// TA104 as it came.
    pub code: String,
    /// TA105; [`note_words`] explains it. `000` when nothing is wrong.
    pub note: String,
    /// ISA06 of the answer: the receiver of what was sent.
    pub sender: String,
    /// ISA08 of the answer.
    pub receiver: String,
    /// ISA09 of the answer: when it was given.
    pub answered_day: Option<Day>,
    /// ISA10 of the answer.
    pub answered_time: String,
    /// Number of the TA1 segment in its file.
    pub segment: i64,
}

/// Which group a 999 answers, and who answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnsweredGroup {
    /// AK101: GS01 of what was sent, `HC` for claims.
    pub functional_id: String,
    /// AK102: GS06 of what was sent.
    pub control: String,
    /// AK103: GS08 of what was sent; empty when not repeated.
    pub version: String,
    /// GS02 of the answer: the receiver of what was sent.
    pub sender: String,
    /// GS03 of the answer.
    pub receiver: String,
    /// GS04 of the answer: a 999 says no other day. The interchange's when GS04 is no day.
    pub answered_day: Option<Day>,
}

/// One transaction set was answered: loop 2000 of a 999. A set may be accepted here and still
/// be refused with its group: see [`GroupAnswered::rejects_every_set`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAnswered {
    /// Its group.
    pub group: AnsweredGroup,
    /// AK201: ST01 of what was sent.
    pub set_code: String,
    /// AK202: ST02 of what was sent.
    pub set_control: String,
    /// AK203: ST03 of what was sent; empty when not repeated.
    pub guide: String,
    /// What became of it.
    pub outcome: SetOutcome,
    /// IK501 as it came; empty without IK5.
    pub code: String,
    /// IK502 to IK506: what is wrong with the set as a whole.
    pub reasons: Vec<String>,
    /// What is wrong inside.
    pub errors: Vec<SegmentError>,
    /// Number of the AK2 segment in its file.
    pub segment: i64,
}

/// A segment at fault: loop 2100 of a 999.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentError {
    /// IK301: its id.
    pub segment_id: String,
    /// IK302: its number in the set that was sent, ST being 1; 0 when not said.
    pub position: i64,
    /// IK303: its loop; empty when not said.
    pub loop_id: String,
    /// IK304; [`segment_error_words`] explains it.
    pub code: String,
    /// Where to look: the claim, or what made the receiver ask for it.
    pub contexts: Vec<ErrorContext>,
    /// Elements at fault.
    pub elements: Vec<ElementError>,
    /// Number of the IK3 segment in its file.
    pub segment: i64,
}

impl SegmentError {
    /// The claim that it is about (CLM01), when the answer says so.
    pub fn claim(&self) -> Option<&str> {
        let mut all = self.contexts.iter().chain(self.elements.iter().flat_map(|e| &e.contexts));
        all.find(|c| c.name == "CLM01").map(|c| c.value.0.as_str())
    }
}

/// An element at fault: loop 2110 of a 999. Numbers from 1; 0 when not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementError {
    /// IK401-1: its number in the segment.
    pub element: i64,
    /// IK401-2: the component in it.
    pub component: i64,
    /// IK401-3: the repetition of it.
    pub repetition: i64,
    /// IK402: its number in X12's dictionary; empty when not said.
    pub reference: String,
    /// IK403; [`element_error_words`] explains it.
    pub code: String,
    /// IK404: what stood there.
    pub copy: Private,
    /// As [`SegmentError::contexts`].
    pub contexts: Vec<ErrorContext>,
    /// Number of the IK4 segment in its file.
    pub segment: i64,
}

/// One context of an error (CTX). Numbers from 1; 0 when not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorContext {
    /// `CLM01` and the like, or that a situation asks for it.
    pub name: String,
    /// The value of what is named; it may be a patient's.
    pub value: Private,
    /// The segment that the situation stands in; empty when not said.
    pub segment_id: String,
    /// Its number in the set that was sent, ST being 1.
    pub position: i64,
    /// Its loop.
    pub loop_id: String,
    /// The element in it.
    pub element: i64,
    /// The component in that.
    pub component: i64,
    /// The repetition of it.
    pub repetition: i64,
}

/// A group was answered: AK9 of a 999, after the answers for its sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupAnswered {
    /// The group.
    pub group: AnsweredGroup,
    /// What became of it.
    pub outcome: GroupOutcome,
    /// AK901 as it came.
    pub code: String,
    /// AK902: sets in it, as its own trailer said.
    pub sets_said: Option<i64>,
    /// AK903: sets that arrived.
    pub sets_received: Option<i64>,
    /// AK904: sets that were accepted.
    pub sets_accepted: Option<i64>,
    /// AK905 to AK909: what is wrong with the group as a whole.
    pub reasons: Vec<String>,
    /// How many sets were answered one by one before this. They may be none.
    pub sets_listed: i64,
    /// Number of the AK9 segment in its file.
    pub segment: i64,
}

impl GroupAnswered {
    /// Whether every set of the group is refused, whatever was said of it by itself and even
    /// when it was not listed.
    pub fn rejects_every_set(&self) -> bool {
        matches!(self.outcome, GroupOutcome::Rejected | GroupOutcome::RejectedForSecurity)
    }

    /// What became of a set of the group for which its own answer said `alone`; `None` when it
    /// was not listed. A refused group refuses all of it, and an answer that says nothing is
    /// filled in by the group's. In a group that was taken in part nobody knows.
    pub fn of_set(&self, alone: Option<SetOutcome>) -> SetOutcome {
        let of_group = match self.outcome {
            GroupOutcome::Unknown | GroupOutcome::PartlyAccepted => SetOutcome::Unknown,
            GroupOutcome::Accepted => SetOutcome::Accepted,
            GroupOutcome::AcceptedWithErrors => SetOutcome::AcceptedWithErrors,
            GroupOutcome::Rejected => SetOutcome::Rejected,
            GroupOutcome::RejectedForSecurity => SetOutcome::RejectedForSecurity,
        };
        match alone {
            Some(said) if said != SetOutcome::Unknown && !self.rejects_every_set() => said,
            _ => of_group,
        }
    }
}

/// Who gave a 277CA, and its receipt (2000A).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerSource {
    /// What it is to the claim.
    pub role: SourceRole,
    /// NM101 as it came.
    pub entity: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// TRN02 of 2200A: its own number for this answer, the receipt.
    pub receipt: String,
    /// DTP*050: the day it got the claims.
    pub received_day: Option<Day>,
    /// DTP*009: the day it went through them.
    pub processed_day: Option<Day>,
}

/// All claims of a file, or of one provider in it, were answered: 2200B or 2200C of a 277CA.
/// Its claims follow, or are not listed at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchAnswered {
    /// Who answers.
    pub source: AnswerSource,
    /// Which level.
    pub level: Level,
    /// 2200B TRN02: BHT03 of what was sent; for a provider that of the file it stands in.
    pub batch: String,
    /// Name of who sent or bills.
    pub name: String,
    /// Id of who sent or bills; an NPI for the provider.
    pub id: String,
    /// TRN02 of this level.
    pub trace: String,
    /// What became of it as a whole; `None` without a status, as is usual for a provider.
    pub outcome: Option<ClaimOutcome>,
    /// What was said, in the file's order.
    pub statuses: Vec<Status>,
    /// QTY*90 or QA: claims accepted.
    pub claims_accepted: Option<i64>,
    /// QTY*AA or QC: claims refused.
    pub claims_rejected: Option<i64>,
    /// AMT*YU: charges accepted.
    pub accepted_cents: Option<i64>,
    /// AMT*YY: charges refused.
    pub rejected_cents: Option<i64>,
    /// Number of the TRN segment in its file.
    pub segment: i64,
}

impl BatchAnswered {
    /// Whether every claim below is refused, even those that are not listed: all of
    /// [`Self::batch`] for the receiver, those billed by [`Self::id`] for a provider.
    pub fn rejects_every_claim(&self) -> bool {
        self.outcome == Some(ClaimOutcome::Rejected)
            && matches!(self.level, Level::Receiver | Level::Provider)
    }
}

/// A claim was answered: one 2200D of a 277CA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimAnswer {
    /// Who answers.
    pub source: AnswerSource,
    /// BHT03 of what was sent (2200B TRN02).
    pub batch: String,
    /// Id of who bills (2100C); an NPI for most.
    pub billing_id: String,
    /// TRN02: CLM01 of what was sent.
    pub control_number: String,
    /// Who was treated.
    pub patient: Patient,
    /// What became of it. Refused, too, when a level above is.
    pub outcome: ClaimOutcome,
    /// A level above is refused, and the claim with it.
    pub rejected_above: bool,
    /// What was said, in the file's order.
    pub statuses: Vec<Status>,
    /// REF*1K: the payer's numbers of it. Mostly one or none.
    pub payer_control_numbers: Vec<String>,
    /// REF*D9: the clearinghouse's number of it; empty when absent.
    pub clearinghouse_number: String,
    /// First day of service.
    pub from_day: Option<Day>,
    /// Last day of service.
    pub to_day: Option<Day>,
    /// Lines that something is said about.
    pub lines: Vec<LineAnswer>,
    /// Number of the TRN segment in its file.
    pub segment: i64,
}

impl ClaimAnswer {
    /// Whether the payer itself accepted it, whole or split. What a clearinghouse accepts is
    /// still on its way.
    pub fn is_accepted_by_payer(&self) -> bool {
        self.source.role == SourceRole::Payer
            && matches!(self.outcome, ClaimOutcome::Accepted | ClaimOutcome::Split)
    }

    /// The charge as the answer repeats it, to compare with what was sent.
    pub fn charge_cents(&self) -> Option<i64> {
        self.statuses.iter().find_map(|s| s.charge_cents)
    }
}

/// A line of an answered claim: 2220D of a 277CA.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineAnswer {
    /// What was said of it, apart from its claim. Lines are seldom listed but when refused.
    pub outcome: ClaimOutcome,
    /// The line.
    pub line: AnsweredLine,
}

/// Which line a 277CA or 277 speaks of, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweredLine {
    /// Procedure code.
    pub code: String,
    /// Joined by `:`.
    pub modifiers: String,
    /// SVC02.
    pub charge_cents: Option<i64>,
    /// SVC03: said, never posted.
    pub said_paid_cents: Option<i64>,
    /// Thousandths of a unit (SVC07, as sent).
    pub units_milli: Option<i64>,
    /// REF*FJ: REF*6R of what was sent; empty when absent.
    pub control_number: String,
    /// First day of service.
    pub from_day: Option<Day>,
    /// Last day of service.
    pub to_day: Option<Day>,
    /// What was said, in the file's order.
    pub statuses: Vec<Status>,
    /// Number of the SVC segment in its file.
    pub segment: i64,
}

/// One STC: up to three codes that share a day, an action and amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// STC01, STC10, STC11: those that are there.
    pub codes: Vec<StatusCode>,
    /// STC02: the day from which it holds.
    pub day: Option<Day>,
    /// STC03: `WQ` accepted, `U` refused; empty in most 277.
    pub action: String,
    /// STC04.
    pub charge_cents: Option<i64>,
    /// STC05: said, never posted.
    pub said_paid_cents: Option<i64>,
    /// STC06: the day it was decided or paid.
    pub decided_day: Option<Day>,
    /// STC08: the day of the check.
    pub check_day: Option<Day>,
    /// STC09: number or trace of the check.
    pub check_number: String,
    /// STC12: free text; it may name a patient.
    pub message: Private,
}

/// What one composite of an STC says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusCode {
    /// A0, F1, P3 …; [`category_words`] explains it.
    pub category: String,
    /// The claim status code: what exactly.
    pub code: String,
    /// Whom it concerns: 85 billing provider, IL subscriber …; empty when nobody.
    pub entity: String,
    /// `RX` when the code is from the pharmacy list; else empty.
    pub list: String,
}

impl ClaimOutcome {
    /// What a category says in a 277CA.
    pub fn from_category(category: &str) -> Self {
        match category {
            "" => Self::Unknown,
            "A0" | "A1" => Self::Hop,
            "A2" => Self::Accepted,
            "A3" | "A6" | "A7" | "A8" => Self::Rejected,
            "A4" => Self::NotFound,
            "A5" => Self::Split,
            // An acknowledgement of a kind that came later: nobody knows what it means.
            other if other.starts_with('A') => Self::Unknown,
            _ => Self::NotCompliant,
        }
    }

    /// What all statuses together say.
    pub fn of(statuses: &[Status]) -> Self {
        let one = |status: &Status| {
            let codes = status.codes.iter().map(|c| Self::from_category(&c.category));
            let refused = (status.action == "U").then_some(Self::Rejected);
            codes.chain(refused).max().unwrap_or_default()
        };
        statuses.iter().map(one).max().unwrap_or_default()
    }
}

impl StatusOutcome {
    /// What a category says in a 277.
    pub fn from_category(category: &str) -> Self {
        match category {
            "F1" => Self::Paid,
            "F2" => Self::Denied,
            "F3" => Self::Revised,
            "F3F" => Self::Forwarded,
            "F4" => Self::NoPayment,
            "D0" => Self::NotFound,
            _ => match category.as_bytes().first() {
                Some(b'A') => Self::Acknowledged,
                Some(b'E') => Self::Error,
                Some(b'F') => Self::Finalized,
                Some(b'P') => Self::Pending,
                Some(b'R') => Self::InformationWanted,
                _ => Self::Unknown,
            },
        }
    }

    /// What all statuses together say.
    pub fn of(statuses: &[Status]) -> Self {
        let codes = statuses.iter().flat_map(|s| &s.codes);
        codes.map(|c| Self::from_category(&c.category)).max().unwrap_or_default()
    }
}

/// A 277 says something above the claims, mostly that a question could not be answered: 2200B
/// or 2200C.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InquiryAnswered {
    /// The payer.
    pub payer: PayerName,
    /// Which level.
    pub level: Level,
    /// Name of who asked or of the provider.
    pub name: String,
    /// Id of who asked or of the provider.
    pub id: String,
    /// TRN02: the number of the question; `0` when there is none.
    pub trace: String,
    /// What was said.
    pub outcome: StatusOutcome,
    /// In the file's order.
    pub statuses: Vec<Status>,
    /// Number of the TRN segment in its file.
    pub segment: i64,
}

/// What became of a claim, as a payer tells it: one 2200D or 2200E of a 277. It never moves
/// money; a remittance does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimStatus {
    /// The payer.
    pub payer: PayerName,
    /// Id of the provider (2100C); an NPI for most.
    pub provider_id: String,
    /// TRN02: the number of our question, or of a payer's unasked answer.
    pub trace: String,
    /// REF*EJ: CLM01 of what was sent; empty when not repeated.
    pub control_number: String,
    /// REF*1K: the payer's numbers of it. Mostly one or none.
    pub payer_control_numbers: Vec<String>,
    /// REF*D9: the clearinghouse's number of it; empty when absent.
    pub clearinghouse_number: String,
    /// Who was treated.
    pub patient: Patient,
    /// What became of it.
    pub outcome: StatusOutcome,
    /// What was said, in the file's order.
    pub statuses: Vec<Status>,
    /// First day of service.
    pub from_day: Option<Day>,
    /// Last day of service.
    pub to_day: Option<Day>,
    /// Lines that something is said about.
    pub lines: Vec<LineStatus>,
    /// Number of the TRN segment in its file.
    pub segment: i64,
}

/// A line of such a claim: 2220D or 2220E.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineStatus {
    /// What was said of it, apart from its claim.
    pub outcome: StatusOutcome,
    /// The line.
    pub line: AnsweredLine,
}

impl ClaimStatus {
    /// The number to look our claim up by: CLM01 where it is repeated, else the question's.
    pub fn our_number(&self) -> &str {
        if self.control_number.is_empty() { &self.trace } else { &self.control_number }
    }

    /// The latest day that a status names.
    pub fn status_day(&self) -> Option<Day> {
        self.statuses.iter().filter_map(|s| s.day).max()
    }

    /// What the payer says it paid. Never to be posted.
    pub fn said_paid_cents(&self) -> Option<i64> {
        self.statuses.iter().find_map(|s| s.said_paid_cents)
    }

    /// Number or trace of the check, to find the remittance by; empty when not said.
    pub fn check_number(&self) -> &str {
        let mut said = self.statuses.iter().map(|s| s.check_number.as_str());
        said.find(|n| !n.is_empty()).unwrap_or_default()
    }
}
