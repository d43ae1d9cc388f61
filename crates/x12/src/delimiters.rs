//! The four separators of an interchange. They are declared by its ISA segment.

/// Separator bytes, as an ISA segment declares them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiters {
    /// Between elements: ISA's fourth byte.
    pub element: u8,
    /// Between components of a composite element: ISA16.
    pub component: u8,
    /// Between repetitions of an element: ISA11 (from version 5010 on).
    pub repetition: u8,
    /// After each segment: the byte after ISA16.
    pub segment: u8,
}

impl Delimiters {
    /// Those that nearly everybody uses.
    pub const USUAL: Self =
        Self { element: b'*', component: b':', repetition: b'^', segment: b'~' };
}

impl Default for Delimiters {
    fn default() -> Self {
        Self::USUAL
    }
}
