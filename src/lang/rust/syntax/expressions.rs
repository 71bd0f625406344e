//! Expressions, statements and patterns as `syn` has them.

use syn::visit::{self, Visit};
use syn::{Expr, Pat};

use crate::span::Span;

use super::super::sketch::{LexKind, Spaces, TypeOf};
use super::Reader;
use super::paths::typed_pattern;

impl Reader<'_, '_> {
    pub(super) fn expression(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(path) => {
                self.visit_attributes(&path.attrs);
                self.mention(path.qself.as_ref(), &path.path, Spaces::VALUE);
                self.arguments(path.qself.as_ref(), &path.path);
            }
            Expr::Struct(literal) => self.struct_literal(literal),
            Expr::MethodCall(call) => {
                self.member(&call.receiver, &call.method);
                visit::visit_expr(self, expr);
            }
            Expr::Field(field) => {
                if let syn::Member::Named(name) = &field.member {
                    self.member(&field.base, name);
                }
                visit::visit_expr(self, expr);
            }
            Expr::Closure(closure) => self.closure(closure),
            Expr::If(branch) => self.branch(branch),
            Expr::While(repeat) => {
                let span = self.between(repeat.while_token.span, repeat.body.brace_token.span.close());
                self.within(LexKind::Block, span, |reader| {
                    reader.condition(&repeat.cond, span.end);
                    reader.visit_block(&repeat.body);
                });
            }
            Expr::ForLoop(repeat) => self.for_loop(repeat),
            Expr::Let(condition) => self.condition_let(condition, None),
            _ => visit::visit_expr(self, expr),
        }
    }

    pub(super) fn visit_attributes(&mut self, attributes: &[syn::Attribute]) {
        for attribute in attributes {
            self.visit_attribute(attribute);
        }
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct) {
        self.visit_attributes(&literal.attrs);
        let id = self.mention(literal.qself.as_ref(), &literal.path, Spaces::TYPE);
        self.arguments(literal.qself.as_ref(), &literal.path);
        for field in &literal.fields {
            self.visit_attributes(&field.attrs);
            if let (Some(id), syn::Member::Named(name)) = (id, &field.member) {
                self.field(id, name);
            }
            self.visit_expr(&field.expr);
        }
        if let Some(rest) = &literal.rest {
            self.visit_expr(rest);
        }
    }

    fn closure(&mut self, closure: &syn::ExprClosure) {
        self.visit_attributes(&closure.attrs);
        let start = self.span(closure.inputs_begin.span).start;
        let end = self.end_of(&closure.body);
        self.within(LexKind::Block, Span { start, end }, |reader| {
            for input in &closure.inputs {
                reader.parameter(input);
            }
            reader.visit_return_type(&closure.output);
            reader.visit_expr(&closure.body);
        });
    }

    /// Where an expression ends; looked up in its last token, so that long ones are not measured again and again.
    fn end_of(&self, expr: &Expr) -> u32 {
        let within = self.sketch.scope(self.sketch.here).span.end;
        match expr {
            Expr::Block(block) => self.span(block.block.brace_token.span.close()).end,
            _ => within,
        }
    }

    /// A parameter of a function or a closure.
    pub(super) fn parameter(&mut self, pattern: &Pat) {
        let (inner, declared) = typed_pattern(pattern);
        let type_of = match declared {
            Some(declared) => self.named_type(declared),
            None => TypeOf::Unknown,
        };
        if let Some(declared) = declared {
            self.visit_type(declared);
        }
        self.pattern(inner, None, type_of);
    }

    fn branch(&mut self, branch: &syn::ExprIf) {
        self.visit_attributes(&branch.attrs);
        let span = self.between(branch.if_token.span, branch.then_branch.brace_token.span.close());
        self.within(LexKind::Block, span, |reader| {
            reader.condition(&branch.cond, span.end);
            reader.visit_block(&branch.then_branch);
        });
        if let Some((_, otherwise)) = &branch.else_branch {
            self.visit_expr(otherwise);
        }
    }

    /// The condition of an `if` or `while`: what it binds is visible from there to `until`.
    fn condition(&mut self, condition: &Expr, until: u32) {
        let mut rest = vec![condition];
        while let Some(condition) = rest.pop() {
            match condition {
                Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
                    rest.push(&binary.right);
                    rest.push(&binary.left);
                }
                Expr::Let(condition) => self.condition_let(condition, Some(until)),
                _ => self.visit_expr(condition),
            }
        }
    }

    fn condition_let(&mut self, condition: &syn::ExprLet, until: Option<u32>) {
        let type_of = match &*condition.pat {
            Pat::Ident(_) => self.evident_type(&condition.expr),
            _ => TypeOf::Unknown,
        };
        let within = self.sketch.scope(self.sketch.here).span;
        self.visit_expr(&condition.expr);
        let start = syn::spanned::Spanned::span(&condition.expr);
        let visible = Span {
            start: self.span(start).end,
            end: until.unwrap_or(within.end),
        };
        self.pattern(&condition.pat, Some(visible), type_of);
    }

    fn for_loop(&mut self, repeat: &syn::ExprForLoop) {
        self.visit_attributes(&repeat.attrs);
        self.visit_expr(&repeat.expr);
        let body = self.between(
            repeat.body.brace_token.span.open(),
            repeat.body.brace_token.span.close(),
        );
        self.within(LexKind::Block, body, |reader| {
            reader.pattern(&repeat.pat, Some(body), TypeOf::Unknown);
            reader.visit_block(&repeat.body);
        });
    }

    pub(super) fn arm(&mut self, arm: &syn::Arm) {
        self.visit_attributes(&arm.attrs);
        let start = syn::spanned::Spanned::span(&arm.pat);
        let start = self.span(start).start;
        let end = match &arm.comma {
            Some(comma) => self.span(comma.span).end,
            None => self.end_of(&arm.body),
        };
        self.within(LexKind::Block, Span { start, end }, |reader| {
            reader.pattern(&arm.pat, None, TypeOf::Unknown);
            reader.visit_expr(&arm.body);
        });
    }

    pub(super) fn local(&mut self, local: &syn::Local) {
        self.visit_attributes(&local.attrs);
        let (pattern, declared) = typed_pattern(&local.pat);
        let value = local.init.as_ref().map(|init| &*init.expr);
        let type_of = match (declared, value, pattern) {
            (Some(declared), ..) => self.named_type(declared),
            (None, Some(value), Pat::Ident(_)) => self.evident_type(value),
            _ => TypeOf::Unknown,
        };
        if let Some(declared) = declared {
            self.visit_type(declared);
        }
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, otherwise)) = &init.diverge {
                self.visit_expr(otherwise);
            }
        }
        let visible = Span {
            start: self.span(local.semi_token.span).end,
            end: self.sketch.scope(self.sketch.here).span.end,
        };
        self.pattern(pattern, Some(visible), type_of);
    }

    pub(super) fn any_pattern(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(variable) => {
                self.visit_attributes(&variable.attrs);
                self.variable(variable);
                if let Some((_, inner)) = &variable.subpat {
                    self.untyped(inner);
                }
            }
            Pat::TupleStruct(tuple) => {
                self.mention(tuple.qself.as_ref(), &tuple.path, Spaces::VALUE);
                self.arguments(tuple.qself.as_ref(), &tuple.path);
                for element in &tuple.elems {
                    self.untyped(element);
                }
            }
            Pat::Struct(structure) => {
                let id = self.mention(structure.qself.as_ref(), &structure.path, Spaces::TYPE);
                self.arguments(structure.qself.as_ref(), &structure.path);
                for field in &structure.fields {
                    self.visit_attributes(&field.attrs);
                    if let (Some(id), syn::Member::Named(name)) = (id, &field.member) {
                        self.field(id, name);
                    }
                    self.untyped(&field.pat);
                }
            }
            Pat::Type(typed) => {
                let type_of = self.named_type(&typed.ty);
                self.visit_type(&typed.ty);
                let visible = self.visible;
                self.pattern(&typed.pat, visible, type_of);
            }
            Pat::Path(path) => {
                self.mention(path.qself.as_ref(), &path.path, Spaces::VALUE);
                self.arguments(path.qself.as_ref(), &path.path);
            }
            Pat::Reference(_) | Pat::Paren(_) => visit::visit_pat(self, pattern),
            _ => {
                let outer = std::mem::replace(&mut self.type_of, TypeOf::Unknown);
                visit::visit_pat(self, pattern);
                self.type_of = outer;
            }
        }
    }

    /// A pattern inside of another: of the same visibility, of no known type.
    fn untyped(&mut self, pattern: &Pat) {
        let visible = self.visible;
        self.pattern(pattern, visible, TypeOf::Unknown);
    }
}
