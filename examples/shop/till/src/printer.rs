//! Receipts on paper.

/// What was bought.
pub struct Receipt {
    /// Line by line.
    pub lines: Vec<String>,
}

/// As the printer wants it.
pub fn render(receipt: &Receipt) -> String {
    receipt.lines.join("\n")
}
