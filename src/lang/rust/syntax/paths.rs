//! Paths and `use` trees as `syn` has them, and the types that a piece of syntax makes evident.

use syn::{Expr, Pat, Type};

use crate::span::Span;

use super::super::sketch::{POSITIONS, PathId, Root, Segment, Spaces, TypeOf, What};
use super::{Reader, single};

/// How many segments a path is read to; and how deep a `use` tree is.
pub(super) const SEGMENTS: usize = 64;

impl<'t> Reader<'_, 't> {
    /// Notes a path, and where it stands. The path of `<T as Trait>::m` is `Trait::m`, that of `<T>::m` is `T::m`.
    pub(super) fn path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> Option<(PathId, Span)> {
        let mut segments = Vec::with_capacity(path.segments.len());
        let mut root = match path.leading_colon {
            Some(_) if qself.is_none() => Root::Global,
            _ => Root::Here,
        };
        if let Some(qself) = qself
            && qself.as_token.is_none()
        {
            root = self.self_segments(&qself.ty, &mut segments)?;
        }
        segments.extend(
            path.segments
                .iter()
                .take(SEGMENTS)
                .map(|segment| self.segment(&segment.ident)),
        );
        let last = segments.last()?.span;
        let start = match (qself, path.leading_colon) {
            (Some(qself), _) => self.span(qself.lt_token.span).start,
            (None, Some(colons)) => self.span(colons.spans[0]).start,
            _ => segments.first()?.span.start,
        };
        let span = Span { start, end: last.end };
        Some((self.sketch.add_path(&segments, root), span))
    }

    /// The segments of the type in `<T>::m`.
    fn self_segments(&self, mut inner: &Type, segments: &mut Vec<Segment<'t>>) -> Option<Root> {
        loop {
            inner = match inner {
                Type::Paren(paren) => &paren.elem,
                Type::Group(group) => &group.elem,
                Type::Path(path) if path.qself.is_none() => {
                    let named = path.path.segments.iter().take(SEGMENTS);
                    segments.extend(named.map(|segment| self.segment(&segment.ident)));
                    return Some(match path.path.leading_colon {
                        Some(_) => Root::Global,
                        None => Root::Here,
                    });
                }
                Type::Slice(slice) => {
                    segments.push(Segment {
                        name: "slice",
                        span: self.span(slice.bracket_token.span.join()),
                    });
                    return Some(Root::Here);
                }
                _ => return None,
            };
        }
    }

    /// The type that a type names: references and smart pointers are looked through.
    pub(super) fn named_type(&mut self, mut inner: &Type) -> TypeOf {
        loop {
            inner = match inner {
                Type::Paren(paren) => &paren.elem,
                Type::Group(group) => &group.elem,
                Type::Reference(reference) => &reference.elem,
                Type::Slice(_) => return TypeOf::Primitive("slice"),
                Type::TraitObject(object) => return self.bound(object.bounds.first()),
                Type::ImplTrait(object) => return self.bound(object.bounds.first()),
                Type::Path(path) => {
                    if let Some(pointee) = pointee(&path.path) {
                        pointee
                    } else {
                        let id = self.path(path.qself.as_ref(), &path.path);
                        return id.map_or(TypeOf::Unknown, |(id, _)| TypeOf::Path(id));
                    }
                }
                _ => return TypeOf::Unknown,
            };
        }
    }

    /// The trait that a bound names.
    fn bound(&mut self, bound: Option<&syn::TypeParamBound>) -> TypeOf {
        match bound {
            Some(syn::TypeParamBound::Trait(bound)) => {
                let id = self.path(None, &bound.path);
                id.map_or(TypeOf::Unknown, |(id, _)| TypeOf::Path(id))
            }
            _ => TypeOf::Unknown,
        }
    }

    /// Binds generic parameters, once for each of their bounds.
    pub(super) fn parameters(&mut self, generics: &syn::Generics) {
        for param in &generics.params {
            match param {
                syn::GenericParam::Type(param) => {
                    let name = self.segment(&param.ident);
                    self.parameter_bounds(name, &param.bounds);
                }
                syn::GenericParam::Const(param) => {
                    let name = self.segment(&param.ident);
                    let what = What::Parameter(TypeOf::Unknown);
                    self.sketch.bind(name, Spaces::VALUE, what);
                }
                syn::GenericParam::Lifetime(_) => {}
            }
        }
        let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        for clause in clauses {
            if let syn::WherePredicate::Type(clause) = clause
                && let Type::Path(bounded) = &clause.bounded_ty
                && let Some(ident) = bounded.path.get_ident()
                && generics.type_params().any(|param| param.ident == *ident)
            {
                let name = self.segment(ident);
                self.parameter_bounds(name, &clause.bounds);
            }
        }
    }

    fn parameter_bounds(
        &mut self,
        name: Segment<'t>,
        bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>,
    ) {
        if bounds.is_empty() {
            let what = What::Parameter(TypeOf::Unknown);
            self.sketch.bind(name, Spaces::TYPE, what);
        }
        for bound in bounds {
            let what = What::Parameter(self.bound(Some(bound)));
            self.sketch.bind(name, Spaces::TYPE, what);
        }
    }

    /// The type that an expression makes evident.
    pub(super) fn evident_type(&mut self, mut expr: &Expr) -> TypeOf {
        loop {
            expr = match expr {
                Expr::Paren(paren) => &paren.expr,
                Expr::Group(group) => &group.expr,
                Expr::Reference(reference) => &reference.expr,
                Expr::Try(attempt) => &attempt.expr,
                Expr::Await(wait) => &wait.base,
                Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
                    &call.receiver
                }
                Expr::Cast(cast) => return self.named_type(&cast.ty),
                Expr::Struct(literal) => {
                    let id = self.path(literal.qself.as_ref(), &literal.path);
                    return id.map_or(TypeOf::Unknown, |(id, _)| TypeOf::Path(id));
                }
                Expr::Lit(literal) => {
                    return match literal.lit {
                        syn::Lit::Str(_) => TypeOf::Primitive("str"),
                        _ => TypeOf::Unknown,
                    };
                }
                Expr::Call(call) => return self.constructed_type(call),
                Expr::Path(path) if path.qself.is_none() => {
                    return self.value_type(&path.path);
                }
                _ => return TypeOf::Unknown,
            };
        }
    }

    fn value_type(&mut self, path: &syn::Path) -> TypeOf {
        if path.is_ident("self") {
            return TypeOf::Own;
        }
        if let Some(ident) = path.get_ident() {
            let segment = self.segment(ident);
            return TypeOf::Value(single(self.sketch, segment));
        }
        TypeOf::Unknown
    }

    /// The type of `T::new(..)`, and of `Box::new(x)` that of `x`.
    fn constructed_type(&mut self, call: &syn::ExprCall) -> TypeOf {
        let Expr::Path(function) = &*call.func else {
            return TypeOf::Unknown;
        };
        let Some(last) = function.path.segments.last() else {
            return TypeOf::Unknown;
        };
        if !is_constructor(self.segment(&last.ident).name) {
            return TypeOf::Unknown;
        }
        let mut owner = function.path.segments.iter().rev().skip(1);
        if let Some(segment) = owner.next()
            && is_pointer(self.segment(&segment.ident).name)
            && function.qself.is_none()
        {
            return match call.args.first() {
                Some(inner) => self.evident_type(inner),
                None => TypeOf::Unknown,
            };
        }
        let owner = self
            .path(function.qself.as_ref(), &function.path)
            .and_then(|(id, _)| self.sketch.add_owner(id));
        owner.map_or(TypeOf::Unknown, TypeOf::Path)
    }

    /// Mentions the member of a value.
    pub(super) fn member(&mut self, receiver: &Expr, name: &syn::Ident) {
        let mut fields = Vec::new();
        let mut expr = receiver;
        let mut is_chain = true;
        while fields.len() < SEGMENTS {
            expr = match expr {
                Expr::Field(field) => match &field.member {
                    syn::Member::Named(ident) => {
                        fields.push(self.segment(ident));
                        &field.base
                    }
                    syn::Member::Unnamed(index) => {
                        let Some(name) = POSITIONS.get(index.index as usize) else {
                            return;
                        };
                        let span = self.span(index.span);
                        fields.push(Segment { name, span });
                        &field.base
                    }
                },
                Expr::Paren(paren) => {
                    is_chain = false;
                    &paren.expr
                }
                _ => break,
            };
        }
        fields.reverse();
        let base = self.evident_type(expr);
        if matches!(base, TypeOf::Unknown) {
            return;
        }
        let name = self.segment(name);
        let mut span = name.span;
        if let Expr::Path(path) = expr
            && is_chain
            && let Some(first) = path.path.segments.first()
        {
            span.start = self.span(first.ident.span()).start;
        }
        self.sketch.member(base, &fields, name, span);
    }

    /// Mentions the field of a struct that a literal or a pattern names.
    pub(super) fn field(&mut self, of: PathId, name: &syn::Ident) {
        let name = self.segment(name);
        self.sketch.member(TypeOf::Path(of), &[], name, name.span);
    }

    /// Binds the variable of a pattern.
    pub(super) fn variable(&mut self, pattern: &syn::PatIdent) {
        let name = self.segment(&pattern.ident);
        let is_constant = name.name.starts_with(char::is_uppercase)
            && pattern.by_ref.is_none()
            && pattern.mutability.is_none();
        if is_constant {
            let id = single(self.sketch, name);
            let (span, role) = (name.span, crate::reference::Role::Use);
            self.sketch.mention(id, span, Spaces::VALUE, role);
            return;
        }
        let end = self.sketch.scope(self.sketch.here).span.end;
        let visible = self.visible.unwrap_or(Span {
            start: name.span.end,
            end,
        });
        self.sketch.bind_local(name, visible, self.type_of);
    }
}

/// The pattern of a parameter or a `let`, with its type where that is written.
pub(super) fn typed_pattern(pattern: &Pat) -> (&Pat, Option<&Type>) {
    match pattern {
        Pat::Type(typed) => (&typed.pat, Some(&typed.ty)),
        _ => (pattern, None),
    }
}

/// Whether a type of this name points to what its argument is.
pub(in super::super) fn is_pointer(name: &str) -> bool {
    matches!(name, "Box" | "Arc" | "Rc")
}

/// What a smart pointer points to.
fn pointee(path: &syn::Path) -> Option<&Type> {
    let last = path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    if !(last.ident == "Box" || last.ident == "Arc" || last.ident == "Rc") {
        return None;
    }
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// Whether a function of a type is called as constructors are.
pub(in super::super) fn is_constructor(name: &str) -> bool {
    matches!(name, "new" | "default") || name.starts_with("from") || name.starts_with("with_")
}
