//! Words: names, keywords, and operators that are spelled.

use super::Machine;
use super::operate::Operator;
use crate::lang::python::literals::lexer::Token;
use crate::lang::python::literals::outline::LineKind;
use crate::lang::python::literals::value::{Dotted, Value};

impl<'t> Machine<'_, 't> {
    pub(super) fn name(&mut self, name: &'t str) {
        self.name = self.lexer.span();
        if self.expects_value {
            match name {
                "lambda" => self.lambda(),
                "not" => self.operators.push(Operator::Not),
                "await" | "yield" | "from" | "async" | "return" | "assert" | "raise" | "del" | "if"
                | "elif" | "while" | "with" | "except" | "case" | "match"
                    if self.is_keyword(name) => {}
                "for" if self.is_loop() => {}
                "None" | "True" | "False" | "..." => self.value(Value::Unknown),
                _ => {
                    let segments = vec![name];
                    self.value(Value::Path(Box::new(Dotted {
                        segments,
                        is_rooted: true,
                        receiver: None,
                    })));
                }
            }
            return;
        }
        match name {
            "and" => self.operator(Operator::And),
            "or" => self.operator(Operator::Or),
            "in" if self.is_loop() => self.loop_target(),
            "in" | "is" => self.operator(Operator::Compare),
            "not" | "async" => {}
            "if" => self.operator(Operator::If),
            "else" => self.otherwise(),
            "for" => self.comprehension(),
            "as" => self.named(),
            _ => self.value(Value::Path(Box::new(Dotted {
                segments: vec![name],
                is_rooted: true,
                receiver: None,
            }))),
        }
    }

    /// `match` and `case` are names where they do not begin the header of a statement.
    fn is_keyword(&self, name: &str) -> bool {
        !matches!(name, "case" | "match")
            || (self.name.start == self.line.span.start && self.line.kind == LineKind::Header)
    }

    /// The targets of a `for` statement are read.
    fn is_loop(&self) -> bool {
        self.line.kind == LineKind::For && self.frames.len() == 1 && self.outcome.targets.is_empty()
    }

    fn loop_target(&mut self) {
        let target = self.take_items();
        self.outcome.targets.push(target);
        self.expects_value = true;
    }

    /// Passes over the parameters of a lambda.
    fn lambda(&mut self) {
        let mut depth = 0_u32;
        loop {
            match self.lexer.next() {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth = depth.saturating_sub(1),
                Token::Colon if depth == 0 => break,
                Token::End => break,
                _ => {}
            }
        }
        self.operators.push(Operator::Lambda);
    }
}
