//! What calls make and take by name: how a router that one call makes is handed to another.

use super::Reader;
use super::calls::{Pending, PendingId};
use super::outline::{BlockId, BlockKind, MODULE};
use super::value::{Dotted, Value};

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
                    names.extend(self.name(&dotted.segments, dotted, block));
                    // `router.urls` is of the router.
                    names.extend(self.name(before, dotted, block));
                }
                Value::Call(made) => {
                    let made = &self.calls[*made as usize];
                    let name = self.name(&made.callee.segments, &made.callee, made.block);
                    names.extend(name.map(|name| format!("{name}()")));
                }
                Value::Sequence(sequence) => open.extend(&sequence.elements),
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
        let name = match made.is_empty() {
            true => None,
            false => self.name(&target.segments, target, block),
        };
        for call in made {
            let bound = &mut self.calls[call as usize].bound;
            if bound.len() < MOST {
                bound.extend(name.clone());
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
            names.extend(self.name(of, &call.callee, call.block));
        }
        let around = self.outline.blocks[call.block as usize];
        if around.kind == BlockKind::Function {
            names.push(format!("{}()", around.name.of(self.text)));
        }
        names
    }

    /// A name as the whole file knows it: what is imported by its path, what a function binds with the function.
    fn name(&self, segments: &[&'t str], of: &Dotted<'t>, block: BlockId) -> Option<String> {
        let head = segments.first().filter(|_| of.is_rooted)?;
        let dotted = Dotted {
            segments: segments.to_vec(),
            ..of.clone()
        };
        let path = self.names.resolve(&self.outline, block, &dotted).join(".");
        let home = match *head {
            "self" | "cls" => self.own_class(block),
            _ => self.names.home(&self.outline, block, head),
        };
        Some(match home {
            Some(home) if home != MODULE => format!("{home}/{path}"),
            _ => path,
        })
    }
}
