//! Fields of CSV files, for the pages and the command line alike.

/// Text from a file of others as a CSV field: quoted where it must be, and never a formula
/// to the spreadsheet that opens it.
pub fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let safe = if formula { format!("'{text}") } else { text.to_string() };
    if safe.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", safe.replace('"', "\"\""));
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_never_a_formula() {
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(field("Smith, \"Bo\""), "\"Smith, \"\"Bo\"\"\"");
        assert_eq!(field("HB-000001"), "HB-000001");
    }
}
