//! One Rust source: the items that it declares deprecated, and what its modules hold and pass on, by which the
//! [crates](super::crates) tell what an item is called from outside.
//!
//! Items in the bodies of functions are out of everyone's reach, the methods of a trait's implementations are the
//! trait's, and what is for tests is nobody's to retire: none of them is looked at.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenTree};
use syn::parse::Parser as _;
use syn::{Attribute, ImplItem, Item, ItemMacro, TraitItem, Type, UseTree, Visibility};

use super::attribute::{deprecated, has, is_test};
use crate::harvest::note::Note;
use crate::names::Path;

/// What a source declares.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Its modules: the file's own, and those in it.
    pub(super) modules: Vec<(Path, Module)>,
    /// What is deprecated.
    pub(super) found: Vec<Found>,
}

/// What a module holds.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Its items, and whether they are public.
    pub(super) items: BTreeMap<String, bool>,
    /// The modules in it.
    pub(super) children: BTreeMap<String, Child>,
    /// What it brings in.
    pub(super) uses: Vec<Use>,
}

/// A module as the one around it declares it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Child {
    pub(super) is_public: bool,
    pub(super) is_test: bool,
}

/// One path of a `use` declaration.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) path: Path,
    /// What it is called here; a glob has no name.
    pub(super) name: Option<String>,
    pub(super) is_public: bool,
}

/// A deprecated item.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) module: Path,
    /// Its path within the module.
    pub(super) below: Path,
    pub(super) what: What,
    pub(super) note: Note,
}

/// What kind of item, as far as its path depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Item,
    Module,
    /// A macro that is at the root of its crate wherever it is written.
    RootMacro,
    /// A member of a type: the path but for its last segment is the type's, as the module writes it.
    Member,
}

/// Reads a source that is a module.
pub(super) fn read(file: syn::File, module: Path) -> Source {
    let mut reader = Reader {
        source: Source::default(),
        open: Vec::new(),
    };
    if is_test(&file.attrs) {
        return reader.source;
    }
    if let Some(note) = deprecated(&file.attrs) {
        reader.source.found.push(Found {
            module: module.clone(),
            below: Path::new(),
            what: What::Module,
            note,
        });
    }
    reader.open.push((module, file.items));
    while let Some((module, items)) = reader.open.pop() {
        reader.module(module, items);
    }
    reader.source
}

struct Reader {
    source: Source,
    /// Modules that are still to be read.
    open: Vec<(Path, Vec<Item>)>,
}

impl Reader {
    fn module(&mut self, path: Path, items: Vec<Item>) {
        let mut module = Module::default();
        let mut items = std::collections::VecDeque::from(items);
        while let Some(item) = items.pop_front() {
            if is_test(attributes(&item)) {
                if let Item::Mod(inner) = &item {
                    let child = Child {
                        is_public: false,
                        is_test: true,
                    };
                    module.children.insert(plain(&inner.ident), child);
                }
                continue;
            }
            match item {
                Item::Macro(invoked) if invoked.ident.is_none() => {
                    items.extend(items_in(&invoked));
                }
                Item::Mod(inner) => self.inner(&path, &mut module, inner),
                Item::Use(declared) => {
                    let is_public = matches!(declared.vis, Visibility::Public(_));
                    let from = module.uses.len();
                    uses(&declared.tree, is_public, &mut module.uses);
                    if let Some(note) = deprecated(&declared.attrs) {
                        let names = module.uses[from..]
                            .iter()
                            .filter_map(|brought| brought.name.clone());
                        let names: Vec<String> = names.collect();
                        for name in names {
                            module.items.insert(name.clone(), is_public);
                            self.found(&path, vec![name], What::Item, Some(note.clone()));
                        }
                    }
                }
                Item::Impl(block) => self.implementation(&path, &block),
                item => self.item(&path, &mut module, &item),
            }
        }
        self.source.modules.push((path, module));
    }

    fn inner(&mut self, path: &Path, module: &mut Module, inner: syn::ItemMod) {
        let name = plain(&inner.ident);
        let child = Child {
            is_public: is_public(&inner.vis),
            is_test: false,
        };
        module.children.insert(name.clone(), child);
        let mut below = path.clone();
        below.push(name);
        self.found(&below, Path::new(), What::Module, deprecated(&inner.attrs));
        if let Some((_, items)) = inner.content {
            self.open.push((below, items));
        }
    }

    fn found(&mut self, module: &Path, below: Path, what: What, note: Option<Note>) {
        self.source.found.extend(note.map(|note| Found {
            module: module.clone(),
            below,
            what,
            note,
        }));
    }

    /// An item that has a name of its own, with what is in it.
    fn item(&mut self, path: &Path, module: &mut Module, item: &Item) {
        let (name, visible) = match item {
            Item::Const(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Enum(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Fn(item) => (plain(&item.sig.ident), is_public(&item.vis)),
            Item::Static(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Struct(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Trait(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::TraitAlias(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Type(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Union(item) => (plain(&item.ident), is_public(&item.vis)),
            Item::Macro(ItemMacro {
                ident: Some(ident),
                attrs,
                ..
            }) => {
                let what = match has(attrs, "macro_export") {
                    true => What::RootMacro,
                    false => What::Item,
                };
                self.found(path, vec![plain(ident)], what, deprecated(attrs));
                return;
            }
            Item::ForeignMod(block) => {
                for item in &block.items {
                    let (ident, vis, attrs) = match item {
                        syn::ForeignItem::Fn(item) => (&item.sig.ident, &item.vis, &item.attrs),
                        syn::ForeignItem::Static(item) => (&item.ident, &item.vis, &item.attrs),
                        syn::ForeignItem::Type(item) => (&item.ident, &item.vis, &item.attrs),
                        _ => continue,
                    };
                    module.items.insert(plain(ident), is_public(vis));
                    self.found(path, vec![plain(ident)], What::Item, deprecated(attrs));
                }
                return;
            }
            _ => return,
        };
        // What is there twice, under conditions, is public if one of them is.
        *module.items.entry(name.clone()).or_default() |= visible;
        self.found(path, vec![name.clone()], What::Item, deprecated(attributes(item)));
        for (below, note) in members(item) {
            let below = std::iter::once(name.clone()).chain(below).collect();
            self.found(path, below, What::Item, Some(note));
        }
    }

    /// The members that an implementation gives a type.
    fn implementation(&mut self, path: &Path, block: &syn::ItemImpl) {
        let Type::Path(of) = &*block.self_ty else { return };
        if block.trait_.is_some() || of.qself.is_some() {
            return;
        }
        let of: Path = of
            .path
            .segments
            .iter()
            .map(|segment| plain(&segment.ident))
            .collect();
        let given = block.items.iter().flat_map(|item| match item {
            ImplItem::Macro(invoked) => members_in(invoked),
            _ => Vec::new(),
        });
        let given: Vec<ImplItem> = given.collect();
        for item in block.items.iter().chain(&given) {
            let (ident, attrs) = match item {
                ImplItem::Fn(item) => (&item.sig.ident, &item.attrs),
                ImplItem::Const(item) => (&item.ident, &item.attrs),
                ImplItem::Type(item) => (&item.ident, &item.attrs),
                _ => continue,
            };
            if !is_test(attrs) {
                let below = of.iter().cloned().chain([plain(ident)]).collect();
                self.found(path, below, What::Member, deprecated(attrs));
            }
        }
    }
}

/// The deprecated fields, variants and associated items of an item, each with its path in it.
fn members(item: &Item) -> Vec<(Path, Note)> {
    let mut found = Vec::new();
    let mut add = |below: &[&syn::Ident], attributes: &[Attribute]| {
        let below = || below.iter().copied().map(plain).collect();
        found.extend(deprecated(attributes).map(|note| (below(), note)));
    };
    match item {
        Item::Struct(item) => {
            for field in &item.fields {
                if let Some(ident) = &field.ident {
                    add(&[ident], &field.attrs);
                }
            }
        }
        Item::Union(item) => {
            for field in &item.fields.named {
                if let Some(ident) = &field.ident {
                    add(&[ident], &field.attrs);
                }
            }
        }
        Item::Enum(item) => {
            for variant in &item.variants {
                add(&[&variant.ident], &variant.attrs);
                for field in &variant.fields {
                    if let Some(ident) = &field.ident {
                        add(&[&variant.ident, ident], &field.attrs);
                    }
                }
            }
        }
        Item::Trait(item) => {
            for item in &item.items {
                match item {
                    TraitItem::Fn(item) => add(&[&item.sig.ident], &item.attrs),
                    TraitItem::Const(item) => add(&[&item.ident], &item.attrs),
                    TraitItem::Type(item) => add(&[&item.ident], &item.attrs),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    found
}

/// The items in what a macro is given, as those macros take it that only set conditions on them.
fn items_in(invoked: &ItemMacro) -> Vec<Item> {
    let tokens = &invoked.mac.tokens;
    if let Ok(file) = syn::parse2::<syn::File>(tokens.clone()) {
        return file.items;
    }
    let groups = tokens.clone().into_iter().filter_map(|tree| match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    groups
        .filter_map(|stream| syn::parse2::<syn::File>(stream).ok())
        .flat_map(|file| file.items)
        .collect()
}

/// The same for what stands in an implementation.
fn members_in(invoked: &syn::ImplItemMacro) -> Vec<ImplItem> {
    let all = |input: syn::parse::ParseStream<'_>| {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse::<ImplItem>()?);
        }
        Ok(items)
    };
    all.parse2(invoked.mac.tokens.clone()).unwrap_or_default()
}

/// The paths of a `use` declaration.
fn uses(tree: &UseTree, is_public: bool, found: &mut Vec<Use>) {
    let mut open = vec![(Path::new(), tree)];
    while let Some((before, tree)) = open.pop() {
        let with = |ident: &syn::Ident| -> Path { before.iter().cloned().chain([plain(ident)]).collect() };
        let mut add = |path: Path, name: Option<String>| {
            found.push(Use {
                path,
                name,
                is_public,
            });
        };
        match tree {
            UseTree::Path(path) => open.push((with(&path.ident), &path.tree)),
            UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned();
                add(before, last);
            }
            UseTree::Name(name) => add(with(&name.ident), Some(plain(&name.ident))),
            UseTree::Rename(renamed) => {
                let path = match renamed.ident == "self" {
                    true => before,
                    false => with(&renamed.ident),
                };
                add(path, Some(plain(&renamed.rename)));
            }
            UseTree::Glob(_) => add(before, None),
            UseTree::Group(group) => open.extend(group.items.iter().map(|item| (before.clone(), item))),
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// An identifier as names spell it.
fn plain(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
