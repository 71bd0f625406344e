//! The sources that the files of the model stand for.
//!
//! Nothing here decides what is in them.

use std::fmt::Write as _;

use super::model::{File, Form, Kind, Statement};

impl File {
    /// What is in it.
    pub(super) fn text(&self) -> String {
        let comment = match self.kind {
            Kind::Python | Kind::Yaml => "#",
            Kind::Rust => "//",
            Kind::Sql => "--",
        };
        let mut text = String::new();
        let mut statements = self.blocks.iter().flat_map(|block| &block.statements);
        if self.kind == Kind::Python && statements.any(|statement| statement.form == Form::Call) {
            text.push_str("import legacy.pay\n");
        }
        for note in &self.notes {
            let _ = writeln!(text, "{comment} what there is to say about number {note}");
        }
        for block in &self.blocks {
            let name = block.name;
            let (open, indent, close) = match (self.kind, block.is_nested) {
                (Kind::Python, false) => (format!("def run_{name}(database):"), "    ", ""),
                (Kind::Python, true) => (
                    format!("class Job{name}:\n    def run(database):"),
                    "        ",
                    "",
                ),
                (Kind::Rust, false) => (format!("fn run_{name}(database: &Database) {{"), "    ", "}\n"),
                (Kind::Rust, true) => (
                    format!("mod m{name} {{\n    fn run(database: &Database) {{"),
                    "        ",
                    "    }\n}\n",
                ),
                _ => (format!("{comment} part {name}"), "", ""),
            };
            let _ = writeln!(text, "\n{open}");
            if self.kind == Kind::Python {
                let _ = writeln!(text, "{indent}value = {name}");
            }
            for statement in &block.statements {
                statement.write(self.kind, comment, indent, &mut text);
            }
            text.push_str(close);
        }
        text
    }
}

impl Statement {
    fn write(&self, kind: Kind, comment: &str, indent: &str, text: &mut String) {
        let number = self.number;
        let rule = if self.form == Form::Table { "users" } else { "pay" };
        if self.is_suppressed {
            let _ = writeln!(text, "{indent}{comment} straggler: allow({rule}): it has to be");
        }
        let arguments = match self.is_wrapped {
            true => format!("(\n{indent}    {number},\n{indent})"),
            false => format!("({number})"),
        };
        let _ = match (kind, self.form) {
            (Kind::Python, Form::Call) => writeln!(text, "{indent}legacy.pay.charge{arguments}"),
            (Kind::Python, Form::Text) => writeln!(text, "{indent}run(\"legacy.pay.job_{number}\")"),
            (Kind::Rust, Form::Call) => writeln!(text, "{indent}legacy::pay::charge{arguments};"),
            (Kind::Python | Kind::Rust, _) => {
                let end = if kind == Kind::Rust { ";" } else { "" };
                writeln!(
                    text,
                    "{indent}database.execute(\"SELECT * FROM legacy_users WHERE id = {number}\"){end}"
                )
            }
            (Kind::Sql, _) => writeln!(text, "SELECT * FROM legacy_users WHERE id = {number};"),
            (Kind::Yaml, _) => writeln!(text, "key: legacy.pay.job_{number}"),
        };
    }
}
