//! Items as `syn` has them: what they are called, what they bind, and the scopes that they open.

use syn::visit::{self, Visit};
use syn::{ForeignItem, ImplItem, Item, TraitItem, Visibility};

use crate::span::Span;

use super::super::sketch::{BindingId, Import, ImportKind, LexId, LexKind, Root, Segment, Spaces, What};
use super::Reader;
use super::uses::Branch;

impl<'t> Reader<'_, 't> {
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::Use(item) => self.use_item(item),
            Item::ExternCrate(item) => self.extern_crate(item),
            Item::Mod(item) => self.module(item),
            Item::Fn(item) => {
                self.visit_attributes(&item.attrs);
                self.visit_visibility(&item.vis);
                let name = self.segment(&item.sig.ident);
                self.bind_item(name, Spaces::VALUE, What::Item, &item.vis);
                self.function(&item.sig, Some(&item.block));
            }
            Item::Struct(item) => self.structure(item),
            Item::Union(item) => {
                self.visit_attributes(&item.attrs);
                let fields = syn::Fields::Named(item.fields.clone());
                let name = self.segment(&item.ident);
                let span = (item.union_token.span, item.fields.brace_token.span.close());
                let scope = self.fields(name, "union", span, &item.generics, &fields);
                self.bind_item(name, Spaces::TYPE, What::Struct(scope), &item.vis);
            }
            Item::Enum(item) => self.enumeration(item),
            Item::Trait(item) => self.trait_item_whole(item),
            Item::TraitAlias(item) => {
                self.bind_named(&item.attrs, &item.vis, &item.ident, Spaces::TYPE);
                let span = self.between(item.trait_token.span, item.semi_token.span);
                self.named_scope(span, "trait", &item.ident, |reader| {
                    reader.visit_generics(&item.generics);
                    for bound in &item.bounds {
                        reader.visit_type_param_bound(bound);
                    }
                });
            }
            Item::Impl(item) => self.implementation(item),
            Item::Type(item) => self.alias(item),
            Item::Const(item) => {
                self.visit_attributes(&item.attrs);
                let span = self.between(item.const_token.span, item.semi_token.span);
                self.constant(
                    (&item.ident, &item.vis),
                    "const",
                    span,
                    &item.ty,
                    Some(&item.expr),
                );
            }
            Item::Static(item) => {
                self.visit_attributes(&item.attrs);
                let span = self.between(item.static_token.span, item.semi_token.span);
                self.constant(
                    (&item.ident, &item.vis),
                    "static",
                    span,
                    &item.ty,
                    Some(&item.expr),
                );
            }
            Item::Macro(item) => self.macro_item(item),
            Item::Verbatim(tokens) => self.verbatim(tokens),
            _ => visit::visit_item(self, item),
        }
    }

    pub(super) fn bind_item(
        &mut self,
        name: Segment<'t>,
        spaces: Spaces,
        what: What,
        vis: &Visibility,
    ) -> BindingId {
        let id = self.sketch.bind(name, spaces, what);
        self.sketch.bindings[id as usize].public = is_public(vis);
        id
    }

    pub(super) fn bind_named(
        &mut self,
        attrs: &[syn::Attribute],
        vis: &Visibility,
        name: &syn::Ident,
        spaces: Spaces,
    ) {
        self.visit_attributes(attrs);
        self.visit_visibility(vis);
        let name = self.segment(name);
        self.bind_item(name, spaces, What::Item, vis);
    }

    pub(super) fn named_scope(
        &mut self,
        span: Span,
        word: &'static str,
        name: &syn::Ident,
        visit: impl FnOnce(&mut Self),
    ) -> LexId {
        let name = self.segment(name).name;
        let id = self.sketch.open_item(LexKind::Item, span, word, name);
        visit(self);
        self.sketch.close();
        id
    }

    pub(super) fn use_item(&mut self, item: &syn::ItemUse) {
        self.visit_attributes(&item.attrs);
        self.visit_visibility(&item.vis);
        let root = match item.leading_colon {
            Some(_) => Root::Global,
            None => Root::Use,
        };
        let branch = Branch {
            segments: Vec::new(),
            root,
            public: is_public(&item.vis),
            parent: None,
            outside: 0,
        };
        self.use_tree(&item.tree, branch);
    }

    pub(super) fn extern_crate(&mut self, item: &syn::ItemExternCrate) {
        self.visit_attributes(&item.attrs);
        let name = self.segment(&item.ident);
        let alias = item.rename.as_ref().map(|(_, alias)| self.segment(alias));
        let path = self.sketch.add_path(&[name], Root::Crate);
        let import = Import {
            kind: ImportKind::Leaf,
            path,
            span: name.span,
            parent: None,
            public: is_public(&item.vis),
            name: Some(alias.unwrap_or(name)).filter(|name| name.name != "_"),
            macros_only: false,
        };
        self.sketch.import(import);
        if item
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("macro_use"))
        {
            self.sketch.import(Import {
                kind: ImportKind::Glob,
                name: None,
                macros_only: true,
                public: false,
                ..import
            });
        }
    }

    pub(super) fn module(&mut self, item: &syn::ItemMod) {
        self.visit_attributes(&item.attrs);
        self.visit_visibility(&item.vis);
        let name = self.segment(&item.ident);
        let Some((brace, items)) = &item.content else {
            self.bind_item(name, Spaces::TYPE, What::Item, &item.vis);
            return;
        };
        let binding = self.bind_item(name, Spaces::TYPE, What::Item, &item.vis);
        let span = self.between(item.mod_token.span, brace.span.close());
        let scope = self.sketch.open_item(LexKind::Module, span, "mod", name.name);
        self.sketch.bindings[binding as usize].what = What::Module(scope);
        for item in items {
            self.visit_item(item);
        }
        self.sketch.close();
    }

    pub(super) fn function(&mut self, signature: &syn::Signature, block: Option<&syn::Block>) {
        let start = self.span(signature.fn_token.span).start;
        let end = match block {
            Some(block) => self.span(block.brace_token.span.close()).end,
            None => self.sketch.scope(self.sketch.here).span.end,
        };
        self.named_scope(Span { start, end }, "fn", &signature.ident, |reader| {
            reader.visit_generics(&signature.generics);
            for input in &signature.inputs {
                match input {
                    syn::FnArg::Typed(typed) => {
                        reader.visit_attributes(&typed.attrs);
                        reader.visit_type(&typed.ty);
                        let type_of = reader.named_type(&typed.ty);
                        reader.pattern(&typed.pat, None, type_of);
                    }
                    syn::FnArg::Receiver(_) => visit::visit_fn_arg(reader, input),
                }
            }
            reader.visit_return_type(&signature.output);
            if let Some(block) = block {
                reader.body(block);
            }
        });
    }

    pub(super) fn macro_item(&mut self, item: &syn::ItemMacro) {
        self.visit_attributes(&item.attrs);
        let Some(ident) = &item.ident else {
            self.visit_macro(&item.mac);
            return;
        };
        let name = self.segment(ident);
        self.sketch.bind(name, Spaces::MACRO, What::Item);
        let delimiter = item.mac.delimiter.span();
        let body = self.between(delimiter.open(), delimiter.close());
        self.sketch.open_item(LexKind::Item, body, "macro", name.name);
        super::macros::tokens::read_rules(self.sketch, body.start as usize + 1, body.end as usize - 1);
        self.sketch.close();
    }

    pub(super) fn verbatim(&mut self, tokens: &proc_macro2::TokenStream) {
        let mut tokens = tokens.clone().into_iter();
        let Some(first) = tokens.next() else { return };
        let last = tokens.last().map_or(first.span(), |last| last.span());
        let span = self.between(first.span(), last);
        self.by_tokens(span);
    }

    pub(super) fn impl_item(&mut self, item: &ImplItem) {
        match item {
            ImplItem::Fn(item) => {
                self.visit_attributes(&item.attrs);
                self.visit_visibility(&item.vis);
                self.function(&item.sig, Some(&item.block));
            }
            ImplItem::Const(item) => {
                self.visit_attributes(&item.attrs);
                self.visit_type(&item.ty);
                self.visit_expr(&item.expr);
            }
            ImplItem::Verbatim(tokens) => self.verbatim(tokens),
            _ => visit::visit_impl_item(self, item),
        }
    }

    pub(super) fn trait_item(&mut self, item: &TraitItem) {
        match item {
            TraitItem::Fn(item) => {
                self.visit_attributes(&item.attrs);
                self.function(&item.sig, item.default.as_ref());
            }
            TraitItem::Verbatim(tokens) => self.verbatim(tokens),
            _ => visit::visit_trait_item(self, item),
        }
    }

    pub(super) fn foreign_item(&mut self, item: &ForeignItem) {
        match item {
            ForeignItem::Fn(item) => {
                self.bind_named(&item.attrs, &item.vis, &item.sig.ident, Spaces::VALUE);
                self.function(&item.sig, None);
            }
            ForeignItem::Static(item) => {
                self.visit_attributes(&item.attrs);
                let span = self.between(item.static_token.span, item.semi_token.span);
                self.constant((&item.ident, &item.vis), "static", span, &item.ty, None);
            }
            ForeignItem::Type(item) => {
                self.bind_named(&item.attrs, &item.vis, &item.ident, Spaces::TYPE);
            }
            ForeignItem::Verbatim(tokens) => self.verbatim(tokens),
            _ => visit::visit_foreign_item(self, item),
        }
    }
}

/// Whether an item is visible outside of its module.
fn is_public(vis: &Visibility) -> bool {
    match vis {
        Visibility::Public(_) => true,
        Visibility::Restricted(restricted) => !restricted.path.is_ident("self"),
        Visibility::Inherited => false,
    }
}
