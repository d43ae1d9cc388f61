//! What waits for a person, and why. Nothing that could not move is dropped.

/// Why something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is explained by `words` and `fix`")]
pub enum Reason {
    RemittanceOutOfBalance,
    RemittanceUnreadable,
    SamePaymentOtherContent,
    ClaimNotFound,
    ClaimAmbiguous,
    ClaimDiffers,
    LinesDoNotMatch,
    ExceedsOpenBalance,
    ReversalWithoutOriginal,
    ReasonUnknown,
    GroupOdd,
    StillPending,
    ReturnedUnprocessed,
    DuplicateOfUnknown,
    SecondaryBeforePrimary,
    SecondaryReductionCapped,
    PatientShareToReview,
    ProviderAdjustmentUnknown,
    ClaimTotalDiffers,
    CorrectionChangesCharges,
    VoidClaim,
    SecondaryWithoutPrimary,
    OwnMoveTakenBack,
    SuspectedCopy,
    HeldByPerson,
    PaidBelowContract,
    SendingRejected,
    InformationWanted,
    AnswerToUnknown,
    DepositUnmatched,
    DepositSeveral,
    DepositAmountDiffers,
}

use Reason::*;

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 32] = [
        RemittanceOutOfBalance,
        RemittanceUnreadable,
        SamePaymentOtherContent,
        ClaimNotFound,
        ClaimAmbiguous,
        ClaimDiffers,
        LinesDoNotMatch,
        ExceedsOpenBalance,
        ReversalWithoutOriginal,
        ReasonUnknown,
        GroupOdd,
        StillPending,
        ReturnedUnprocessed,
        DuplicateOfUnknown,
        SecondaryBeforePrimary,
        SecondaryReductionCapped,
        PatientShareToReview,
        ProviderAdjustmentUnknown,
        ClaimTotalDiffers,
        CorrectionChangesCharges,
        VoidClaim,
        SecondaryWithoutPrimary,
        OwnMoveTakenBack,
        SuspectedCopy,
        HeldByPerson,
        PaidBelowContract,
        SendingRejected,
        InformationWanted,
        AnswerToUnknown,
        DepositUnmatched,
        DepositSeveral,
        DepositAmountDiffers,
    ];

    /// The name in JSON, URLs and the database.
    pub fn name(self) -> &'static str {
        match self {
            RemittanceOutOfBalance => "remittance_out_of_balance",
            RemittanceUnreadable => "remittance_unreadable",
            SamePaymentOtherContent => "same_payment_other_content",
            ClaimNotFound => "claim_not_found",
            ClaimAmbiguous => "claim_ambiguous",
            ClaimDiffers => "claim_differs",
            LinesDoNotMatch => "lines_do_not_match",
            ExceedsOpenBalance => "exceeds_open_balance",
            ReversalWithoutOriginal => "reversal_without_original",
            ReasonUnknown => "reason_unknown",
            GroupOdd => "group_odd",
            StillPending => "still_pending",
            ReturnedUnprocessed => "returned_unprocessed",
            DuplicateOfUnknown => "duplicate_of_unknown",
            SecondaryBeforePrimary => "secondary_before_primary",
            SecondaryReductionCapped => "secondary_reduction_capped",
            PatientShareToReview => "patient_share_to_review",
            ProviderAdjustmentUnknown => "provider_adjustment_unknown",
            ClaimTotalDiffers => "claim_total_differs",
            CorrectionChangesCharges => "correction_changes_charges",
            VoidClaim => "void_claim",
            SecondaryWithoutPrimary => "secondary_without_primary",
            OwnMoveTakenBack => "own_move_taken_back",
            SuspectedCopy => "suspected_copy",
            HeldByPerson => "held_by_person",
            PaidBelowContract => "paid_below_contract",
            SendingRejected => "sending_rejected",
            InformationWanted => "information_wanted",
            AnswerToUnknown => "answer_to_unknown",
            DepositUnmatched => "deposit_unmatched",
            DepositSeveral => "deposit_several",
            DepositAmountDiffers => "deposit_amount_differs",
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|r| r.name() == name)
    }

    /// The queue it stands in.
    pub fn queue(self) -> &'static str {
        match self {
            ReturnedUnprocessed | SendingRejected | InformationWanted => "rejected",
            ReasonUnknown | GroupOdd | StillPending | DuplicateOfUnknown | OwnMoveTakenBack
            | PaidBelowContract => "denials",
            PatientShareToReview => "patients",
            ClaimTotalDiffers | CorrectionChangesCharges | VoidClaim => "findings",
            DepositUnmatched | DepositSeveral | DepositAmountDiffers => "bank",
            _ => "unmatched",
        }
    }

    /// What happened, in plain words.
    pub fn words(self) -> &'static str {
        match self {
            RemittanceOutOfBalance => "The remittance does not add up, so nothing of it was posted",
            RemittanceUnreadable => "An amount or a trailer of the remittance could not be read",
            SamePaymentOtherContent => {
                "A payment with this trace, amount and date is here already, with other claims in it"
            }
            ClaimNotFound => "Paid or adjusted, but no such claim is in the book",
            ClaimAmbiguous => "Several claims fit this payment equally well",
            ClaimDiffers => {
                "A claim has this control number, but patient, charge and dates are others"
            }
            LinesDoNotMatch => "The service lines paid are not those of the claim",
            ExceedsOpenBalance => "It would take more off the claim than is open on it",
            ReversalWithoutOriginal => "Takes a payment back that was never posted here",
            ReasonUnknown => "A reason code that the rulebook does not know",
            GroupOdd => "The reason code does not fit its group, so nobody can tell who bears it",
            StillPending => "The payer has not decided yet",
            ReturnedUnprocessed => "Returned as unprocessable: no decision was made",
            DuplicateOfUnknown => "Denied as a duplicate, but the first decision is not here",
            SecondaryBeforePrimary => {
                "The second payer's remittance is here, the first payer's is not"
            }
            SecondaryReductionCapped => {
                "The second payer's reduction repeats what the first had already taken off"
            }
            PatientShareToReview => "Put on the patient as more than the contract allows",
            ProviderAdjustmentUnknown => "A practice-level adjustment of unknown kind",
            ClaimTotalDiffers => "The claim's total is not the sum of its lines",
            CorrectionChangesCharges => {
                "A corrected claim changes charges that were decided already"
            }
            VoidClaim => "A void was sent for this claim",
            SecondaryWithoutPrimary => {
                "A claim to a second payer whose first claim is not in the book"
            }
            OwnMoveTakenBack => {
                "The payer decided anew on what was written off or put on the patient, so that \
                 was brought back"
            }
            SuspectedCopy => {
                "Every decision in it is here already, of the same day under another trace"
            }
            HeldByPerson => "Somebody held this payment back",
            PaidBelowContract => "The payer allows less than the contract says",
            SendingRejected => "Refused before any decision; this is no denial",
            InformationWanted => "The payer waits for information before it decides",
            AnswerToUnknown => "Answers to claims or batches that are not in the book",
            DepositUnmatched => "Money at the bank that no remittance here announces",
            DepositSeveral => {
                "Money at the bank that may be one of several remittances, or one that is not sure"
            }
            DepositAmountDiffers => {
                "Money at the bank with the trace of a remittance, but the amount is another"
            }
        }
    }

    /// What to do about it.
    pub fn fix(self) -> &'static str {
        match self {
            RemittanceOutOfBalance => "Ask the payer or clearinghouse for a corrected file.",
            RemittanceUnreadable => "Ask the sender for the file again.",
            SamePaymentOtherContent => {
                "Compare the two with the bank; ask the payer which one is right."
            }
            ClaimNotFound => "Find the claim's 837P and drop it here, or return the money.",
            ClaimAmbiguous => "Choose the claim by patient and dates.",
            ClaimDiffers => "Compare patient and dates; the number may have been used twice.",
            LinesDoNotMatch => "Compare codes, modifiers and charges with the claim as sent.",
            ExceedsOpenBalance => {
                "Look for a reversal that did not arrive, or a payment received twice."
            }
            ReversalWithoutOriginal => "Drop the earlier remittance here, then post again.",
            ReasonUnknown => "Read the payer's explanation and add the code to the rulebook.",
            GroupOdd => "Ask the payer who bears the amount.",
            StillPending => "Wait for the decision; ask if it does not come.",
            ReturnedUnprocessed => {
                "Fix what the remark names and send a new original claim; it cannot be appealed."
            }
            DuplicateOfUnknown => {
                "Find the first decision at the payer and drop its remittance here."
            }
            SecondaryBeforePrimary => "Drop the first payer's remittance here.",
            SecondaryReductionCapped => "Nothing, if the claim's balance is what you expect.",
            PatientShareToReview => "Check network status and contract before billing the patient.",
            ProviderAdjustmentUnknown => "Ask the payer what it is for.",
            ClaimTotalDiffers => "Compare with the system that made the claim.",
            CorrectionChangesCharges => "Wait for the payer's reversal; then compare charges.",
            VoidClaim => "Wait for the payer's reversal.",
            SecondaryWithoutPrimary => "Drop the first payer's 837P or 835 here.",
            OwnMoveTakenBack => {
                "Look at what is open now; ask for the write-off again if it still fits."
            }
            SuspectedCopy => "Compare the two with the bank; one deposit means that it is a copy.",
            HeldByPerson => "Read why, then post it again or leave it.",
            PaidBelowContract => "Dispute it with the payer by the contract, or give it up.",
            SendingRejected => "Mend what the code names and send the claim again as an original.",
            InformationWanted => "Send what the payer asks for.",
            AnswerToUnknown => "Drop the 837P files here that they answer.",
            DepositUnmatched => {
                "Get the payer's 835 and drop it here, enter the paper EOB, or set the line aside."
            }
            DepositSeveral => "Choose the remittance on the page Bank.",
            DepositAmountDiffers => "Compare with the bank; ask the payer what the difference is.",
        }
    }
}

/// Something to be put into a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    /// Why.
    pub reason: Reason,
    /// The money concerned.
    pub cents: i64,
    /// What makes this case different: codes and amounts, never patient details.
    pub detail: String,
}
