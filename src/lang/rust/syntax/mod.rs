//! The sketch of what `syn` has parsed: whole files, and the contents of macros.
//!
//! `syn` and the visitor recurse: nothing gets here that [`nesting`](super::nesting) has not measured. Comments and
//! links in documentation are not read here.

mod expressions;
mod items;
mod paths;
mod places;
mod types;
mod uses;

use std::ops::Range;

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};

use crate::reference::Role;
use crate::span::Span;

use super::macros;
use super::sketch::{Here, LexKind, PathId, Root, Segment, Sketch, Spaces, TypeOf};
pub(super) use paths::{is_constructor, is_pointer};
use places::Places;

/// Draws a sketch from syntax trees.
#[derive(Debug)]
pub(super) struct Reader<'s, 't> {
    pub(super) sketch: &'s mut Sketch<'t>,
    places: Places,
    /// Where the variables of the pattern at hand are visible.
    visible: Option<Span>,
    /// The type of the pattern at hand.
    type_of: TypeOf,
    /// How much text of macros may still be parsed.
    pub(super) budget: usize,
    /// Where the bodies stand that the parser does not see.
    blank: &'s [Span],
    bodies: Vec<Body>,
}

/// The body of a function that the parser has not seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    /// What stands between its braces.
    pub(super) place: Span,
    around: Here,
}

/// A source as the parser sees it. Its nesting has been measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code<'c, 't> {
    /// The source itself.
    pub(super) text: &'t str,
    /// What the parser is to see of it, at the same offsets.
    pub(super) seen: &'c str,
    /// Where the code begins.
    pub(super) base: usize,
}

impl<'t> Code<'_, 't> {
    /// Draws the sketch of it, cut at some offsets, but for the bodies of functions at some places, which are blank in it;
    /// tells which these are. `None` where the parser says no.
    pub(super) fn sketch(
        &self,
        cuts: &[usize],
        blank: &[Span],
        budget: usize,
    ) -> Option<(Sketch<'t>, Vec<Body>)> {
        let mut sketch = Sketch::new(self.text);
        let mut reader = Reader::at(&mut sketch, Places::new("", self.base), budget);
        reader.blank = blank;
        let mut start = self.base;
        for end in cuts.iter().copied().chain([self.seen.len()]) {
            let piece = self.seen.get(start..end)?;
            reader.places = Places::new(piece, start);
            let items = |input: ParseStream<'_>| reader.items(input);
            items.parse_str(piece).ok()?;
            // Nothing of the piece is left, but its text, which the parser keeps.
            proc_macro2::extra::invalidate_current_thread_spans();
            start = end;
        }
        let bodies = reader.bodies;
        Some((sketch, bodies))
    }

    /// Adds the body of a function to the sketch; `None` where the parser says no.
    pub(super) fn add(&self, sketch: &mut Sketch<'t>, body: &Body, budget: usize) -> Option<()> {
        let statements = syn::Block::parse_within.parse_str(self.seen.get(body.place.range())?);
        let statements = statements.ok()?;
        let outside = sketch.go_to(body.around);
        sketch.open(LexKind::Block, body.place);
        let mut reader = Reader::new(sketch, body.place.range(), budget);
        for statement in &statements {
            reader.visit_stmt(statement);
        }
        sketch.close();
        sketch.go_to(outside);
        Some(())
    }
}

impl<'s, 't> Reader<'s, 't> {
    /// A reader of what was parsed from a part of the source.
    pub(super) fn new(sketch: &'s mut Sketch<'t>, part: Range<usize>, budget: usize) -> Self {
        let base = part.start;
        let places = Places::new(sketch.text.get(part).unwrap_or_default(), base);
        Self::at(sketch, places, budget)
    }

    fn at(sketch: &'s mut Sketch<'t>, places: Places, budget: usize) -> Self {
        Self {
            sketch,
            places,
            visible: None,
            type_of: TypeOf::Unknown,
            budget,
            blank: &[],
            bodies: Vec::new(),
        }
    }

    /// Visits items one at a time: the trees of all would take many times the memory of the source.
    fn items(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        for attribute in syn::Attribute::parse_inner(input)? {
            self.visit_attribute(&attribute);
        }
        while !input.is_empty() {
            self.visit_item(&input.parse()?);
        }
        Ok(())
    }

    /// The place of a token in the source.
    pub(super) fn span(&self, span: proc_macro2::Span) -> Span {
        self.places.span(span)
    }

    /// From the beginning of one token to the end of another.
    fn between(&self, first: proc_macro2::Span, last: proc_macro2::Span) -> Span {
        Span {
            start: self.span(first).start,
            end: self.span(last).end,
        }
    }

    fn segment(&self, ident: &syn::Ident) -> Segment<'t> {
        self.sketch.segment(self.span(ident.span()))
    }

    /// Visits something in a scope of its own.
    fn within(&mut self, kind: LexKind, span: Span, visit: impl FnOnce(&mut Self)) {
        self.sketch.open(kind, span);
        visit(self);
        self.sketch.close();
    }

    /// Visits the body of a function, or notes that it is blank.
    pub(super) fn body(&mut self, block: &syn::Block) {
        let start = self.span(block.brace_token.span.open()).end;
        match self.blank.binary_search_by_key(&start, |place| place.start) {
            Ok(at) => self.bodies.push(Body {
                place: self.blank[at],
                around: self.sketch.here(),
            }),
            Err(_) => self.visit_block(block),
        }
    }

    /// Visits a pattern whose variables are visible in `visible` (everywhere after them in the scope, when `None`)
    /// and are of a type.
    fn pattern(&mut self, pattern: &syn::Pat, visible: Option<Span>, type_of: TypeOf) {
        let outer = (self.visible, self.type_of);
        (self.visible, self.type_of) = (visible, type_of);
        self.visit_pat(pattern);
        (self.visible, self.type_of) = outer;
    }

    /// Mentions the path of an expression, a type, a pattern.
    fn mention(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path, space: Spaces) -> Option<PathId> {
        let (id, span) = self.path(qself, path)?;
        self.sketch.mention(id, span, space, Role::Use);
        Some(id)
    }

    /// Visits what a path has in angle brackets.
    fn arguments(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) {
        if let Some(qself) = qself {
            if qself.as_token.is_some() || !matches!(*qself.ty, syn::Type::Path(_)) {
                self.visit_type(&qself.ty);
            } else if let syn::Type::Path(inner) = &*qself.ty {
                self.arguments(inner.qself.as_ref(), &inner.path);
            }
        }
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }

    fn macro_tokens(&mut self, path: &syn::Path, tokens: &TokenStream) {
        let name = path
            .segments
            .last()
            .map(|segment| self.segment(&segment.ident).name);
        macros::read(self, name.unwrap_or_default(), tokens);
    }

    /// Reads a text in the source by its tokens.
    pub(super) fn by_tokens(&mut self, span: Span) {
        let (start, end) = (span.start as usize, span.end as usize);
        macros::tokens::read(self.sketch, start, end);
    }
}

impl<'ast> Visit<'ast> for Reader<'_, '_> {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let whole = self.between(
            attribute.bracket_token.span.open(),
            attribute.bracket_token.span.close(),
        );
        macros::attributes::read(self.sketch, whole.start as usize + 1, whole.end as usize - 1);
    }

    fn visit_visibility(&mut self, visibility: &'ast syn::Visibility) {
        if let syn::Visibility::Restricted(restricted) = visibility
            && restricted.in_token.is_some()
        {
            self.mention(None, &restricted.path, Spaces::TYPE);
        }
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        self.item(item);
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        self.impl_item(item);
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        self.trait_item(item);
    }

    fn visit_foreign_item(&mut self, item: &'ast syn::ForeignItem) {
        self.foreign_item(item);
    }

    fn visit_generics(&mut self, generics: &'ast syn::Generics) {
        self.parameters(generics);
        visit::visit_generics(self, generics);
    }

    fn visit_trait_bound(&mut self, bound: &'ast syn::TraitBound) {
        self.mention(None, &bound.path, Spaces::TYPE);
        self.arguments(None, &bound.path);
    }

    fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
        self.mention(path.qself.as_ref(), &path.path, Spaces::TYPE);
        self.arguments(path.qself.as_ref(), &path.path);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.mention(None, path, Spaces::TYPE);
        self.arguments(None, path);
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        self.mention(None, &node.path, Spaces::MACRO);
        self.macro_tokens(&node.path, &node.tokens);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let span = self.between(block.brace_token.span.open(), block.brace_token.span.close());
        self.within(LexKind::Block, span, |reader| visit::visit_block(reader, block));
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        self.local(local);
    }

    fn visit_pat(&mut self, pattern: &'ast syn::Pat) {
        self.any_pattern(pattern);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.arm(arm);
    }

    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        self.expression(expr);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        visit::visit_stmt(self, statement);
    }
}

/// The path of a single segment.
pub(super) fn single<'t>(sketch: &mut Sketch<'t>, segment: Segment<'t>) -> PathId {
    sketch.add_path(&[segment], Root::Here)
}
