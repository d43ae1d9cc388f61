//! How a decision is told: steps with the rule that each follows, and remarks about what a
//! person should look at.

use crate::code::Code;

/// One step of the working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done, in plain words.
    pub text: String,
    /// The rule, by the name of its page under `rulebook/rules`.
    pub rule: &'static str,
}

/// Where the working goes. Whoever codes a million sessions wants none, and none is put
/// together then.
#[derive(Debug, Default)]
pub struct Working {
    steps: Option<Vec<Step>>,
}

impl Working {
    /// Keeps no steps.
    pub const fn hidden() -> Working {
        Working { steps: None }
    }

    /// Keeps every step.
    pub const fn shown() -> Working {
        Working { steps: Some(Vec::new()) }
    }

    /// Adds a step; its text is only made when steps are kept.
    #[inline]
    pub fn tell(&mut self, rule: &'static str, text: impl FnOnce() -> String) {
        if let Some(steps) = &mut self.steps {
            steps.push(Step { text: text(), rule });
        }
    }

    /// The steps so far; taken out.
    pub fn take(&mut self) -> Vec<Step> {
        self.steps.as_mut().map(std::mem::take).unwrap_or_default()
    }
}

/// How much a remark weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Advice,
    /// Likely to cost money.
    Warning,
    /// Will be refused or denied as it is.
    Error,
}

impl Severity {
    /// As JSON and pages call it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// How much it weighs.
    pub severity: Severity,
    /// The rule, by the name of its page.
    pub rule: &'static str,
    /// The codes concerned.
    pub codes: Vec<Code>,
    /// What is the matter, and what to do.
    pub text: String,
}
