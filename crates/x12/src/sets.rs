//! Which transaction set is this, by its content: ST01 with the guide in ST03 or GS08.

/// The transaction sets of health care that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetKind {
    /// 837 professional claim, 005010X222.
    ProfessionalClaim,
    /// 835 remittance advice, 005010X221.
    Remittance,
    /// Anything else: the plain name says what it is.
    Other {
        /// A short code such as `837I`.
        code: &'static str,
        /// What it is, in plain words.
        name: &'static str,
    },
}

impl SetKind {
    /// Recognises a set by ST01 and its guide (ST03 or GS08). An empty guide is taken as
    /// the current one for an 835, which has always had a single guide; an 837 without a
    /// guide cannot be told apart.
    pub fn of(code: &str, version: &str) -> SetKind {
        let other = |code, name| SetKind::Other { code, name };
        let guide = version.get(6..10).unwrap_or("");
        let v4010 = version.starts_with("004010");
        match code {
            "835" if v4010 => other("835 (4010)", "a remittance in the retired version 4010"),
            "835" => SetKind::Remittance,
            "837" if v4010 => other("837 (4010)", "a claim file in the retired version 4010"),
            "837" => match guide {
                "X222" => SetKind::ProfessionalClaim,
                "X223" => other("837I", "an institutional (hospital) claim file"),
                "X224" => other("837D", "a dental claim file"),
                "X291" => other("837P predetermination", "a request for a predetermination"),
                _ => other("837", "a claim file that does not say which guide it follows"),
            },
            "270" if v4010 => other("270", "an eligibility question in the retired version 4010"),
            "270" => other("270", "an eligibility question"),
            "271" if v4010 => other("271", "an eligibility answer in the retired version 4010"),
            "271" => other("271", "an eligibility answer"),
            "275" => other("275", "a claim attachment"),
            "276" if v4010 => other("276", "a claim status question in the retired version 4010"),
            "276" => other("276", "a claim status question"),
            "277" if v4010 => other("277", "a claim status answer in the retired version 4010"),
            "277" if guide == "X214" => other("277CA", "a claim acknowledgement"),
            "277" if guide == "X364" => other("277 data reporting", "a data reporting receipt"),
            "277" => other("277", "a claim status answer"),
            "278" if v4010 => {
                other("278", "an authorization request or answer in the retired version 4010")
            }
            "278" => other("278", "an authorization request or answer"),
            "820" => other("820", "a premium payment"),
            "824" => other("824", "an application advice"),
            "834" => other("834", "an enrollment file"),
            "997" => other("997", "a functional acknowledgement in the retired form"),
            "999" => other("999", "a functional acknowledgement"),
            _ => other("X12", "an X12 file of another trade"),
        }
    }

    /// The set's short name: `837P`, `835`, `277CA` …
    pub fn code(self) -> &'static str {
        match self {
            SetKind::ProfessionalClaim => "837P",
            SetKind::Remittance => "835",
            SetKind::Other { code, .. } => code,
        }
    }

    /// What it is, in plain words, with an article.
    pub fn name(self) -> &'static str {
        match self {
            SetKind::ProfessionalClaim => "a professional claim file",
            SetKind::Remittance => "a remittance",
            SetKind::Other { name, .. } => name,
        }
    }
}
