//! Short words of our own for the codes of TA1, 999, 277CA and 277. `None`: the code is not
//! known here and has to be shown as it is.

/// TA105: why an interchange was refused.
pub fn note_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "000" => "nothing is wrong",
        "001" => "the control numbers at the file's beginning and end differ",
        "002" | "016" => "the standard named in the file is not supported",
        "003" | "017" => "the version named in the file is not supported",
        "004" => "the mark at the end of segments cannot be used",
        "005" => "the kind of sender id is not known",
        "006" => "the sender id is not known",
        "007" => "the kind of receiver id is not known",
        "008" | "009" => "the receiver id is not known",
        "010" => "the kind of authorization is not known",
        "011" => "the authorization is not valid",
        "012" => "the kind of password is not known",
        "013" => "the password is not valid",
        "014" => "the file's date is none",
        "015" => "the file's time is none",
        "018" => "the file's control number is malformed",
        "019" => "whether an answer is wanted is malformed",
        "020" => "whether it is a trial is malformed",
        "021" => "the number of groups is wrong",
        "022" => "the file's envelope is broken",
        "023" => "the file ends too early",
        "024" => "something inside the file is not valid",
        "025" => "a file with this control number came before",
        "026" => "the separator of elements cannot be used",
        "027" => "the separator of components cannot be used",
        "028" | "029" | "030" | "031" => "the request for a delivery time or service is not valid",
        _ => return None,
    })
}

/// IK304: what is wrong with a segment.
pub fn segment_error_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "1" => "the segment is not known at all",
        "2" => "the segment is not expected here",
        "3" => "the segment must be there and is missing",
        "4" => "the loop is there too often",
        "5" => "the segment is there too often",
        "6" => "the segment belongs to other sets",
        "7" => "the segment stands too late",
        "8" => "elements of the segment are wrong",
        "I4" => "the guide does not use the segment",
        "I6" => "something else asks for the segment, and it is missing",
        "I7" => "the loop is there too seldom",
        "I8" => "the segment is there too seldom",
        "I9" => "something else forbids the segment, and it is there",
        _ => return None,
    })
}

/// IK403: what is wrong with an element.
pub fn element_error_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "1" => "it must be there and is missing",
        "2" => "a neighbour asks for it, and it is missing",
        "3" => "the segment has too many elements",
        "4" => "it is too short",
        "5" => "it is too long",
        "6" => "it has a character that may not be in it",
        "7" => "it is not one of the codes",
        "8" => "it is not a date that exists",
        "9" => "it is not a time that exists",
        "10" => "it may not stand beside another that is there",
        "12" => "it is repeated too often",
        "13" => "it has too many components",
        "I6" => "the guide does not use this code",
        "I9" => "something else asks for it, and it is missing",
        "I10" => "the guide does not use it",
        "I11" => "it is repeated too seldom",
        "I12" => "it has not the form that the guide asks for",
        "I13" => "something else forbids it, and it is there",
        _ => return None,
    })
}

/// The category of a status (STC01-1) in a 277CA or 277.
pub fn category_words(category: &str) -> Option<&'static str> {
    Some(match category {
        "A0" => "forwarded to somebody else",
        "A1" => "received, not yet accepted for a decision",
        "A2" => "accepted for a decision",
        "A3" => "returned; it cannot be processed",
        "A4" => "not found",
        "A5" => "accepted and split",
        "A6" => "refused: something is missing",
        "A7" => "refused: something is not valid",
        "A8" => "refused: things do not fit together",
        "P0" => "pending",
        "P1" => "pending: in process",
        "P2" => "pending: the payer reviews it",
        "P3" => "pending: the provider was asked for information",
        "P4" => "pending: the patient was asked for information",
        "P5" => "pending: held for the payer's own reasons",
        "F0" => "decided",
        "F1" => "decided and paid",
        "F2" => "denied",
        "F3" => "the decision was changed",
        "F3F" => "decided and forwarded to another payer",
        "F3N" => "decided and not forwarded",
        "F4" => "decided; no payment will follow",
        "E0" => "no answer: the question has errors",
        "E1" => "no answer: the payer's system is not available",
        "E2" => "no answer: who knows does not respond",
        "E3" => "no answer: parts of the question do not fit together",
        "E4" => "no answer: the question breaks the agreement with the payer",
        "D0" => "the claim was not found",
        _ if is_request(category) => "the payer wants more information",
        _ => return None,
    })
}

/// R0 to R16 and what follows them.
fn is_request(category: &str) -> bool {
    category
        .strip_prefix('R')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
