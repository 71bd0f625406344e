//! What a source says before any name is resolved: scopes, bindings, imports and the places that mention a path.
//!
//! Both front ends (the syntax tree of tree-sitter, the one of `syn`) and the token reader draw the same sketch, so
//! that resolution is written once and cannot differ between them. Names are slices of the text; nothing here knows
//! what is looked for.

mod words;

use crate::reference::Role;
use crate::span::Span;

use super::lex::plain;

pub(super) use words::{
    Binding, BindingId, DEPTH, FILE, Here, Import, ImportId, ImportKind, LexId, LexKind, LexScope, Member,
    Mention, NamedScope, POSITIONS, PathId, PathRecord, Root, Segment, Spaces, TypeOf, What,
};

/// The sketch of a source.
#[derive(Debug)]
pub(super) struct Sketch<'t> {
    pub(super) text: &'t str,
    pub(super) scopes: Vec<LexScope<'t>>,
    pub(super) named: Vec<NamedScope<'t>>,
    pub(super) bindings: Vec<Binding<'t>>,
    pub(super) imports: Vec<Import<'t>>,
    pub(super) mentions: Vec<Mention>,
    pub(super) members: Vec<Member<'t>>,
    /// The traits that types of the file are given by `impl`: (type, trait).
    pub(super) impls: Vec<(TypeOf, PathId)>,
    /// The functions that types of the file have by themselves.
    pub(super) inherent: Vec<(TypeOf, &'t str)>,
    paths: Vec<PathRecord>,
    segments: Vec<Segment<'t>>,
    open: Vec<Option<(LexId, u32)>>,
    pub(super) here: LexId,
    pub(super) named_here: u32,
    depth: usize,
}

impl<'t> Sketch<'t> {
    /// The sketch of a text of which nothing has been read.
    pub(super) fn new(text: &'t str) -> Self {
        let file = LexScope {
            parent: FILE,
            kind: LexKind::Module,
            span: Span::new(0, text.len()),
            module: FILE,
            name: "",
            own_type: TypeOf::Unknown,
            named: 0,
            has_globs: false,
        };
        Self {
            text,
            scopes: vec![file],
            named: vec![NamedScope {
                parent: 0,
                word: "",
                name: "",
            }],
            bindings: Vec::new(),
            imports: Vec::new(),
            mentions: Vec::new(),
            members: Vec::new(),
            impls: Vec::new(),
            inherent: Vec::new(),
            paths: Vec::new(),
            segments: Vec::new(),
            open: Vec::new(),
            here: FILE,
            named_here: 0,
            depth: 0,
        }
    }

    /// The segment that a word of the text is.
    pub(super) fn segment(&self, span: Span) -> Segment<'t> {
        let text = self.text;
        Segment {
            name: plain(text.get(span.range()).unwrap_or_default()),
            span,
        }
    }

    /// The scope of a number.
    pub(super) fn scope(&self, id: LexId) -> &LexScope<'t> {
        &self.scopes[id as usize]
    }

    /// The path of a number.
    pub(super) fn path(&self, id: PathId) -> PathRecord {
        self.paths[id as usize]
    }

    /// The segments of a path.
    pub(super) fn segments(&self, path: PathRecord) -> &[Segment<'t>] {
        &self.segments[path.first as usize..path.last as usize]
    }

    /// The fields that lead from a member's base to what it is a member of.
    pub(super) fn fields(&self, member: &Member<'t>) -> &[Segment<'t>] {
        &self.segments[member.first as usize..member.last as usize]
    }

    /// Keeps segments; no more in all than a text of that length can hold, were it not for `use` trees.
    fn push_segments(&mut self, segments: &[Segment<'t>]) -> (u32, u32) {
        let first = self.segments.len() as u32;
        if self.segments.len() > 2 * self.text.len() + 65_536 {
            return (first, first);
        }
        self.segments.extend_from_slice(segments);
        (first, self.segments.len() as u32)
    }

    /// Notes a path that stands in the scope at hand.
    pub(super) fn add_path(&mut self, segments: &[Segment<'t>], root: Root) -> PathId {
        let (first, last) = self.push_segments(segments);
        self.paths.push(PathRecord {
            first,
            last,
            root,
            scope: self.here,
            at: segments.first().map_or(0, |segment| segment.span.start),
        });
        self.paths.len() as PathId - 1
    }

    /// The path of another's segments but the last, if that leaves any.
    pub(super) fn add_owner(&mut self, path: PathId) -> Option<PathId> {
        let mut record = self.path(path);
        if record.last - record.first < 2 {
            return None;
        }
        record.last -= 1;
        self.paths.push(record);
        Some(self.paths.len() as PathId - 1)
    }

    /// Notes that a path is mentioned.
    pub(super) fn mention(&mut self, path: PathId, span: Span, space: Spaces, role: Role) {
        self.mentions.push(Mention {
            path,
            span,
            space,
            role,
        });
    }

    /// Notes that a member is mentioned: of the value that the fields lead to from the base.
    pub(super) fn member(&mut self, base: TypeOf, fields: &[Segment<'t>], name: Segment<'t>, span: Span) {
        let (first, last) = self.push_segments(fields);
        self.members.push(Member {
            base,
            first,
            last,
            name,
            span,
            scope: self.here,
        });
    }

    /// Binds a name in the scope at hand, for the whole of it.
    pub(super) fn bind(&mut self, name: Segment<'t>, spaces: Spaces, what: What) -> BindingId {
        self.bind_in(self.here, name, spaces, what)
    }

    /// Binds a name in a scope, for the whole of it.
    pub(super) fn bind_in(
        &mut self,
        scope: LexId,
        name: Segment<'t>,
        spaces: Spaces,
        what: What,
    ) -> BindingId {
        self.bindings.push(Binding {
            name,
            spaces,
            scope,
            what,
            local: None,
            public: false,
        });
        self.bindings.len() as BindingId - 1
    }

    /// Binds a variable.
    pub(super) fn bind_local(&mut self, name: Segment<'t>, visible: Span, type_of: TypeOf) {
        let id = self.bind(name, Spaces::VALUE, What::Value(type_of));
        self.bindings[id as usize].local = Some(visible);
    }

    /// Adds a node of a `use` tree, and what it binds.
    pub(super) fn import(&mut self, import: Import<'t>) -> ImportId {
        let id = self.imports.len() as ImportId;
        self.imports.push(import);
        if import.kind == ImportKind::Glob {
            self.scopes[self.here as usize].has_globs = true;
        }
        if let Some(name) = import.name {
            let binding = self.bind(name, Spaces::ANY, What::Import(id));
            self.bindings[binding as usize].public = import.public;
        }
        id
    }

    /// Opens a scope. Every call is paired with one of [`close`](Self::close).
    pub(super) fn open(&mut self, kind: LexKind, span: Span) -> LexId {
        self.depth += 1;
        if self.depth > DEPTH {
            self.open.push(None);
            return self.here;
        }
        self.open.push(Some((self.here, self.named_here)));
        self.add_scope(kind, span);
        self.here
    }

    fn add_scope(&mut self, kind: LexKind, span: Span) {
        let id = self.scopes.len() as LexId;
        let parent = *self.scope(self.here);
        self.scopes.push(LexScope {
            parent: self.here,
            kind,
            span,
            module: match kind {
                LexKind::Module => id,
                _ => parent.module,
            },
            name: "",
            own_type: TypeOf::Unknown,
            named: self.named_here,
            has_globs: false,
        });
        self.here = id;
    }

    /// Opens the scope of an item that has a name in identities.
    pub(super) fn open_item(
        &mut self,
        kind: LexKind,
        span: Span,
        word: &'static str,
        name: &'t str,
    ) -> LexId {
        let before = self.scopes.len();
        let id = self.open(kind, span);
        if self.scopes.len() > before {
            self.named.push(NamedScope {
                parent: self.named_here,
                word,
                name,
            });
            self.named_here = self.named.len() as u32 - 1;
            let scope = &mut self.scopes[id as usize];
            scope.named = self.named_here;
            if kind == LexKind::Module {
                scope.name = name;
            }
        }
        id
    }

    /// Closes the scope opened last.
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if let Some(Some((here, named))) = self.open.pop() {
            self.here = here;
            self.named_here = named;
        }
    }

    /// Where the next thing is to be drawn.
    pub(super) fn here(&self) -> Here {
        Here {
            scope: self.here,
            named: self.named_here,
        }
    }

    /// Goes to another place, and tells where this one is.
    pub(super) fn go_to(&mut self, there: Here) -> Here {
        let here = self.here();
        (self.here, self.named_here) = (there.scope, there.named);
        here
    }

    /// Says what `Self` is in the scope at hand.
    pub(super) fn own_type(&mut self, type_of: TypeOf) {
        self.scopes[self.here as usize].own_type = type_of;
    }

    /// The innermost scope around an offset.
    pub(super) fn scope_at(&self, offset: u32) -> LexId {
        let after = self.scopes.partition_point(|scope| scope.span.start <= offset);
        let mut id = after.saturating_sub(1) as LexId;
        while id != FILE && self.scope(id).span.end <= offset {
            id = self.scope(id).parent;
        }
        id
    }

    /// The names of the inline modules that lead to a module's scope, outermost first.
    pub(super) fn module_names(&self, module: LexId) -> Vec<&'t str> {
        let mut names = Vec::new();
        let mut id = module;
        while id != FILE {
            let scope = self.scope(id);
            if scope.kind == LexKind::Module {
                names.push(scope.name);
            }
            id = scope.parent;
        }
        names.reverse();
        names
    }
}
