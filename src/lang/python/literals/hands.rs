//! What calls make and take by name: how a router that one call makes is handed to another.

use super::Reader;
use super::calls::{Pending, PendingId};
use super::outline::{BlockId, BlockKind, LineKind, MODULE};
use super::value::{Dotted, Value};
use crate::lang::python::imports::is_word;
use crate::literal::CallForm;

/// More names of one call are not remembered.
const MOST: usize = 64;

impl<'t> Reader<'t> {
    /// Notes the names that a call is given, if the call is of interest.
    pub(super) fn hand(&mut self, call: PendingId, value: &Value<'t>) {
        let Pending { is_wanted, block, .. } = self.calls[call as usize];
        if !is_wanted {
            return;
        }
        let mut names = Vec::new();
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Path(dotted) => {
                    let before = &dotted.segments[..dotted.segments.len().saturating_sub(1)];
                    names.extend(self.names_of(&dotted.segments, dotted, block));
                    // `router.urls` is of the router, and what is imported may be all of a module.
                    names.extend(self.names_of(before, dotted, block));
                    names.extend(self.module(dotted, block));
                    let known = self.names.value(&self.outline, block, dotted);
                    if let Some((_, Value::Call(made))) = known {
                        names.extend(self.made_by(*made));
                    }
                }
                Value::Call(made) => names.extend(self.made_by(*made)),
                Value::Sequence(sequence) => open.extend(&sequence.elements),
                // `include("shop.urls")`: all of a module.
                Value::Quoted(quoted) => {
                    let text = quoted.content.of(self.text);
                    let is_name = |part: &str| !part.is_empty() && part.bytes().all(is_word);
                    if text.split('.').all(is_name) {
                        names.push(format!("{text}.*"));
                    }
                    if text.contains('.') && text.split('.').all(is_name) {
                        names.push(text.to_owned());
                    }
                }
                _ => {}
            }
        }
        let takes = &mut self.calls[call as usize].takes;
        names.truncate(MOST.saturating_sub(takes.len()));
        takes.append(&mut names);
    }

    /// Notes the name that holds what calls make.
    pub(super) fn make(&mut self, target: &Value<'t>, value: &Value<'t>, block: BlockId) {
        let Value::Path(target) = target else { return };
        let mut made = Vec::new();
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Call(call) => made.push(*call),
                Value::Sequence(sequence) => open.extend(&sequence.elements),
                _ => {}
            }
        }
        if made.is_empty() {
            return;
        }
        let names = self.names_of(&target.segments, target, block);
        for call in made {
            let bound = &mut self.calls[call as usize].bound;
            if bound.len() < MOST {
                bound.extend(names.iter().cloned());
            }
        }
    }

    /// Tells by which names calls are handed on, now that all statements are read.
    pub(super) fn name_calls(&mut self) {
        for index in 0..self.calls.len() {
            let call = &self.calls[index];
            let Some(id) = call.id else { continue };
            let on = self.on(call);
            let call = &mut self.calls[index];
            let (bound, takes) = (std::mem::take(&mut call.bound), std::mem::take(&mut call.takes));
            if let Some(written) = self.written.usage.calls.get_mut(id as usize) {
                (written.bound, written.on, written.takes) = (bound, on, takes);
            }
        }
    }

    /// The names of what a call is called on, and of the function that it stands in.
    fn on(&self, call: &Pending<'t>) -> Vec<String> {
        let mut names = Vec::new();
        if let Some((_, of @ [_, ..])) = call.callee.segments.split_last() {
            names.extend(self.names_of(of, &call.callee, call.block));
        }
        let around = self.outline.blocks[call.block as usize];
        let name = around.name.of(self.text);
        match around.kind {
            BlockKind::Function => names.push(format!("{name}()")),
            BlockKind::Class if around.parent == MODULE => names.push(name.to_owned()),
            BlockKind::Class | BlockKind::Module => {}
        }
        names.extend(self.defined_below(call));
        names
    }

    /// The name of what a call decorates in a module, where it is the method of nothing: `@get("/users")`.
    fn defined_below(&self, call: &Pending<'t>) -> Option<String> {
        let is_method = call.callee.segments.len() != 1 || !call.callee.is_rooted;
        if is_method || call.form != CallForm::Decorator || call.block != MODULE {
            return None;
        }
        let mut below = self.outline.lines[call.line as usize..].iter().take(MOST);
        let line = below.find(|line| line.kind != LineKind::Decorator)?;
        let block = self.outline.blocks[line.opens? as usize];
        Some(block.name.of(self.text).to_owned())
    }

    /// All of a module, where a path is an import that may be one.
    fn module(&self, dotted: &Dotted<'t>, block: BlockId) -> Option<String> {
        let [name] = dotted.segments[..] else { return None };
        let path = self.names.resolve(&self.outline, block, dotted);
        (path != [name]).then(|| format!("{}.*", path.join(".")))
    }

    /// What is called to make something.
    fn made_by(&self, call: PendingId) -> Vec<String> {
        let made = &self.calls[call as usize];
        let names = self.names_of(&made.callee.segments, &made.callee, made.block);
        names.into_iter().map(|name| format!("{name}()")).collect()
    }

    /// A name as the whole file knows it: what a function binds with the function. What is imported also by its path.
    fn names_of(&self, segments: &[&'t str], of: &Dotted<'t>, block: BlockId) -> Vec<String> {
        let Some(head) = segments.first().filter(|_| of.is_rooted) else {
            return Vec::new();
        };
        let plain = segments.join(".");
        let home = match *head {
            "self" | "cls" => self.own_class(block),
            _ => self.names.home(&self.outline, block, head),
        };
        if let Some(home) = home.filter(|home| *home != MODULE) {
            return vec![format!("{home}/{plain}")];
        }
        let dotted = Dotted {
            segments: segments.to_vec(),
            ..of.clone()
        };
        let path = self.names.resolve(&self.outline, block, &dotted).join(".");
        match path == plain {
            true => vec![plain],
            false => vec![plain, path],
        }
    }
}
