//! Items that are types, and constants, as `syn` has them.

use proc_macro2::Span as TokenSpan;
use syn::Visibility;
use syn::visit::Visit;

use crate::span::Span;

use super::super::sketch::{LexId, LexKind, POSITIONS, Segment, Spaces, TypeOf, What};
use super::{Reader, single};

impl<'t> Reader<'_, 't> {
    pub(super) fn structure(&mut self, item: &syn::ItemStruct) {
        self.visit_attributes(&item.attrs);
        self.visit_visibility(&item.vis);
        let name = self.segment(&item.ident);
        let end = match (&item.fields, &item.semi_token) {
            (syn::Fields::Named(fields), _) => fields.brace_token.span.close(),
            (_, Some(semicolon)) => semicolon.span,
            _ => item.ident.span(),
        };
        let span = (item.struct_token.span, end);
        let scope = self.fields(name, "struct", span, &item.generics, &item.fields);
        let spaces = match item.fields {
            syn::Fields::Named(_) => Spaces::TYPE,
            _ => Spaces::TYPE.and(Spaces::VALUE),
        };
        self.bind_item(name, spaces, What::Struct(scope), &item.vis);
    }

    pub(super) fn fields(
        &mut self,
        name: Segment<'t>,
        word: &'static str,
        (first, last): (TokenSpan, TokenSpan),
        generics: &syn::Generics,
        fields: &syn::Fields,
    ) -> LexId {
        let span = self.between(first, last);
        let id = self.sketch.open_item(LexKind::Item, span, word, name.name);
        let own = single(self.sketch, name);
        self.sketch.own_type(TypeOf::Path(own));
        self.visit_generics(generics);
        for (position, field) in fields.iter().enumerate() {
            self.visit_attributes(&field.attrs);
            self.visit_visibility(&field.vis);
            let name = match &field.ident {
                Some(ident) => Some(self.segment(ident)),
                None => POSITIONS.get(position).map(|&name| Segment { name, span }),
            };
            if let Some(name) = name {
                let type_of = self.named_type(&field.ty);
                self.sketch.bind(name, Spaces::FIELD, What::Value(type_of));
            }
            self.visit_type(&field.ty);
        }
        self.sketch.close();
        id
    }

    pub(super) fn enumeration(&mut self, item: &syn::ItemEnum) {
        self.bind_named(&item.attrs, &item.vis, &item.ident, Spaces::TYPE);
        let span = self.between(item.enum_token.span, item.brace_token.span.close());
        self.named_scope(span, "enum", &item.ident, |reader| {
            let name = reader.segment(&item.ident);
            let own = single(reader.sketch, name);
            reader.sketch.own_type(TypeOf::Path(own));
            reader.visit_generics(&item.generics);
            for variant in &item.variants {
                reader.visit_attributes(&variant.attrs);
                for field in &variant.fields {
                    reader.visit_attributes(&field.attrs);
                    reader.visit_type(&field.ty);
                }
                if let Some((_, value)) = &variant.discriminant {
                    reader.visit_expr(value);
                }
            }
        });
    }

    pub(super) fn trait_item_whole(&mut self, item: &syn::ItemTrait) {
        self.bind_named(&item.attrs, &item.vis, &item.ident, Spaces::TYPE);
        let span = self.between(item.trait_token.span, item.brace_token.span.close());
        self.named_scope(span, "trait", &item.ident, |reader| {
            let name = reader.segment(&item.ident);
            let own = single(reader.sketch, name);
            reader.sketch.own_type(TypeOf::Path(own));
            reader.visit_generics(&item.generics);
            for bound in &item.supertraits {
                reader.visit_type_param_bound(bound);
            }
            for item in &item.items {
                reader.visit_trait_item(item);
            }
        });
    }

    pub(super) fn implementation(&mut self, item: &syn::ItemImpl) {
        self.visit_attributes(&item.attrs);
        let span = self.between(item.impl_token.span, item.brace_token.span.close());
        let name = self.type_name(&item.self_ty);
        self.sketch.open_item(LexKind::Item, span, "impl", name);
        let own = self.named_type(&item.self_ty);
        self.sketch.own_type(own);
        self.visit_generics(&item.generics);
        if let Some((path, _)) = &item.trait_ {
            if let Some((id, _)) = self.path(None, path) {
                self.sketch.impls.push((own, id));
            }
            self.visit_path(path);
        }
        self.visit_type(&item.self_ty);
        for item in &item.items {
            self.visit_impl_item(item);
        }
        self.sketch.close();
    }

    /// The last word of a type's name, for an identity.
    pub(super) fn type_name(&self, mut inner: &syn::Type) -> &'t str {
        loop {
            inner = match inner {
                syn::Type::Reference(reference) => &reference.elem,
                syn::Type::Paren(paren) => &paren.elem,
                syn::Type::Group(group) => &group.elem,
                syn::Type::Path(path) => {
                    let last = path.path.segments.last();
                    return last.map_or("", |last| self.segment(&last.ident).name);
                }
                _ => return "",
            };
        }
    }

    pub(super) fn alias(&mut self, item: &syn::ItemType) {
        self.visit_attributes(&item.attrs);
        self.visit_visibility(&item.vis);
        let name = self.segment(&item.ident);
        let what = match &*item.ty {
            syn::Type::Path(path) => match self.path(path.qself.as_ref(), &path.path) {
                Some((id, _)) => What::Alias(id),
                None => What::Item,
            },
            _ => What::Item,
        };
        self.bind_item(name, Spaces::TYPE, what, &item.vis);
        let span = self.between(item.type_token.span, item.semi_token.span);
        self.named_scope(span, "type", &item.ident, |reader| {
            reader.visit_generics(&item.generics);
            reader.visit_type(&item.ty);
        });
    }

    pub(super) fn constant(
        &mut self,
        (ident, vis): (&syn::Ident, &Visibility),
        word: &'static str,
        span: Span,
        declared: &syn::Type,
        value: Option<&syn::Expr>,
    ) {
        self.visit_visibility(vis);
        let type_of = self.named_type(declared);
        let name = self.segment(ident);
        if name.name != "_" {
            self.bind_item(name, Spaces::VALUE, What::Value(type_of), vis);
        }
        self.named_scope(span, word, ident, |reader| {
            reader.visit_type(declared);
            if let Some(value) = value {
                reader.visit_expr(value);
            }
        });
    }
}
