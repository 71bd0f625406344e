//! What stands inside of macro invocations: read as Rust wherever it parses as Rust, and by its tokens elsewhere.
//!
//! No macro is expanded and, but for the strings of the formatting macros, none is known by name. The contents are
//! taken apart at commas, semicolons and `=>`; each piece is an expression, a statement, a pattern or a type, or else
//! a run of tokens with blocks in it.

pub(super) mod attributes;
pub(super) mod formats;
pub(super) mod tokens;
mod uses;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::visit::Visit;
use syn::{Block, Expr, Pat, Stmt, Token, Type};

use crate::span::Span;

use super::sketch::{LexKind, Sketch};
use super::syntax::Reader;

/// A part of a macro's contents.
enum Piece {
    Expression(Expr),
    /// `name = value`: the name is the macro's own.
    Named(Expr),
    /// `pattern = value =>`: what the pattern binds is visible in the piece after.
    Arm(Pat, Expr),
    Pattern(Pat),
    Statement(Box<Stmt>),
    Type(Type),
    Tokens(Vec<TokenTree>),
}

/// Reads the contents of a macro, given as its place in the text.
pub(super) fn read_text(sketch: &mut Sketch<'_>, name: &str, start: usize, end: usize, budget: &mut usize) {
    let content = sketch.text.get(start..end).unwrap_or_default();
    let bom = if content.starts_with('\u{feff}') { 3 } else { 0 };
    let Ok(stream) = content.parse::<TokenStream>() else {
        tokens::read(sketch, start, end);
        return;
    };
    let mut reader = Reader::new(sketch, start + bom..end, *budget);
    read(&mut reader, name, &stream);
    *budget = reader.budget;
}

/// Reads the contents of a macro.
pub(super) fn read(reader: &mut Reader<'_, '_>, name: &str, stream: &TokenStream) {
    let Some(span) = span_of(reader, stream) else {
        return;
    };
    if formats::is_formatting(name) {
        for tree in stream.clone() {
            if let TokenTree::Literal(literal) = tree {
                let span = reader.span(literal.span());
                formats::read(reader.sketch, span);
            }
        }
    }
    let length = (span.end - span.start) as usize;
    if reader.budget < length {
        reader.by_tokens(span);
        return;
    }
    reader.budget -= length;
    contents(reader, stream, span);
}

fn contents(reader: &mut Reader<'_, '_>, stream: &TokenStream, span: Span) {
    if let Ok(statements) = Block::parse_within.parse2(stream.clone()) {
        if statements
            .iter()
            .all(|statement| matches!(statement, Stmt::Item(_)))
        {
            visit_statements(reader, &statements);
        } else {
            within(reader, span, |reader| visit_statements(reader, &statements));
        }
        return;
    }
    match pieces.parse2(stream.clone()) {
        Ok(pieces) => within(reader, span, |reader| visit_pieces(reader, &pieces, span)),
        Err(_) => reader.by_tokens(span),
    }
}

fn within(reader: &mut Reader<'_, '_>, span: Span, visit: impl FnOnce(&mut Reader<'_, '_>)) {
    reader.sketch.open(LexKind::Block, span);
    visit(reader);
    reader.sketch.close();
}

fn visit_statements(reader: &mut Reader<'_, '_>, statements: &[Stmt]) {
    for statement in statements {
        reader.visit_stmt(statement);
    }
}

fn visit_pieces(reader: &mut Reader<'_, '_>, pieces: &[Piece], span: Span) {
    let mut rest = pieces.iter();
    while let Some(piece) = rest.next() {
        match piece {
            Piece::Expression(expr) | Piece::Named(expr) => reader.visit_expr(expr),
            Piece::Statement(statement) => reader.visit_stmt(statement),
            Piece::Type(inner) => reader.visit_type(inner),
            Piece::Tokens(trees) => visit_trees(reader, trees),
            Piece::Pattern(pattern) => reader.visit_pat(pattern),
            Piece::Arm(pattern, expr) => {
                reader.visit_expr(expr);
                within(reader, span, |reader| {
                    reader.visit_pat(pattern);
                    match rest.next() {
                        Some(Piece::Expression(body)) => reader.visit_expr(body),
                        Some(other) => visit_pieces(reader, std::slice::from_ref(other), span),
                        None => {}
                    }
                });
            }
        }
    }
}

/// Reads token trees by their tokens, but blocks that parse as Rust as such.
fn visit_trees(reader: &mut Reader<'_, '_>, trees: &[TokenTree]) {
    let mut run: Option<Span> = None;
    for tree in trees {
        let span = reader.span(tree.span());
        if let TokenTree::Group(group) = tree
            && group.delimiter() == Delimiter::Brace
            && reader.budget >= (span.end - span.start) as usize
        {
            if let Some(run) = run.take() {
                reader.by_tokens(run);
            }
            reader.budget -= (span.end - span.start) as usize;
            contents(reader, &group.stream(), span);
            continue;
        }
        run = Some(match run {
            Some(run) => Span {
                start: run.start,
                end: span.end,
            },
            None => span,
        });
    }
    if let Some(run) = run {
        reader.by_tokens(run);
    }
}

fn span_of(reader: &Reader<'_, '_>, stream: &TokenStream) -> Option<Span> {
    let mut trees = stream.clone().into_iter();
    let first = trees.next()?;
    let last = trees.last();
    let first = reader.span(first.span());
    let end = last.map_or(first.end, |last| reader.span(last.span()).end);
    Some(Span {
        start: first.start,
        end,
    })
}

fn pieces(input: ParseStream<'_>) -> syn::Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    while !input.is_empty() {
        pieces.push(piece(input)?);
        while input.peek(Token![,]) || input.peek(Token![;]) || input.peek(Token![=>]) {
            input.parse::<TokenTree>()?;
            if input.peek(Token![>]) {
                input.parse::<TokenTree>()?;
            }
        }
    }
    Ok(pieces)
}

fn at_separator(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Token![;]) || input.peek(Token![=>])
}

/// What `parse` makes of the input, if that ends where a piece may end.
fn attempt<T>(input: ParseStream<'_>, parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>) -> Option<T> {
    let fork = input.fork();
    let parsed = parse(&fork).ok()?;
    if !at_separator(&fork) {
        return None;
    }
    input.advance_to(&fork);
    Some(parsed)
}

fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    input.parse()
}

fn type_name(input: ParseStream<'_>) -> syn::Result<Type> {
    input.parse()
}

fn piece(input: ParseStream<'_>) -> syn::Result<Piece> {
    let start = input.fork();
    if let Some(expr) = attempt(input, expression) {
        let Expr::Assign(assign) = expr else {
            return Ok(Piece::Expression(expr));
        };
        if input.peek(Token![=>])
            && let Ok(pattern) = Pat::parse_multi_with_leading_vert(&start)
        {
            return Ok(Piece::Arm(pattern, *assign.right));
        }
        return Ok(match *assign.left {
            Expr::Path(path) if path.path.get_ident().is_some() => Piece::Named(*assign.right),
            _ => Piece::Expression(Expr::Assign(assign)),
        });
    }
    if let Some(pattern) = attempt(input, Pat::parse_multi_with_leading_vert) {
        return Ok(Piece::Pattern(pattern));
    }
    if let Some(piece) = attempt(input, guarded) {
        return Ok(piece);
    }
    if let Some(inner) = attempt(input, type_name) {
        return Ok(Piece::Type(inner));
    }
    let fork = input.fork();
    if let Ok(statement) = fork.parse::<Stmt>()
        && !matches!(statement, Stmt::Expr(..) | Stmt::Macro(_))
    {
        input.advance_to(&fork);
        return Ok(Piece::Statement(Box::new(statement)));
    }
    let mut trees = Vec::new();
    while !at_separator(input) {
        trees.push(input.parse::<TokenTree>()?);
    }
    Ok(Piece::Tokens(trees))
}

/// `pattern if guard`.
fn guarded(input: ParseStream<'_>) -> syn::Result<Piece> {
    let pattern = Pat::parse_multi_with_leading_vert(input)?;
    input.parse::<Token![if]>()?;
    let guard = input.parse::<Expr>()?;
    let attrs = Vec::new();
    Ok(Piece::Pattern(Pat::Guard(syn::PatGuard {
        attrs,
        pat: Box::new(pattern),
        if_token: Token![if](proc_macro2::Span::call_site()),
        guard: Box::new(guard),
    })))
}
