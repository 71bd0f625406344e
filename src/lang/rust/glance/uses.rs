//! `use` declarations, read closely. What is not one through and through is left to the look at single words.

use super::{BELOW, Eye, GLOB, HEAD, is_word};

/// How deep a tree nests.
const DEPTH: usize = 32;

/// What a declaration says; noted only when all of it has been understood.
#[derive(Debug, Clone, Copy)]
enum Said<'t> {
    /// A word below another, or at the beginning.
    Step(Option<&'t str>, &'t str),
    Glob(&'t str),
    Renamed(&'t str, &'t str),
    /// What a path ends in.
    End(&'t str),
}

/// The path at hand.
#[derive(Default, Clone, Copy)]
struct Element<'t> {
    parent: Option<&'t str>,
    last: Option<&'t str>,
    /// An `as` stands before.
    is_renamed: bool,
    /// Nothing may follow.
    is_done: bool,
}

impl<'t> Eye<'t> {
    /// Reads a tree behind `use` and tells where it ends, behind the semicolon.
    pub(super) fn tree(&mut self, is_public: bool) -> Option<usize> {
        let start = self.at;
        let mut said = Vec::new();
        let end = self.read_tree(&mut said);
        self.at = start;
        let end = end?;
        for said in said {
            self.take(said, is_public);
        }
        Some(end)
    }

    fn read_tree(&mut self, said: &mut Vec<Said<'t>>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut around: Vec<Element<'t>> = Vec::new();
        let mut element = Element::default();
        loop {
            let rest = bytes.get(self.at..)?;
            match *rest.first()? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' => self.at += comment(rest)?,
                byte if is_word(byte) => {
                    if let [b'r', b'#', next, ..] = *rest
                        && is_word(next)
                    {
                        self.at += 2;
                    }
                    let word = self.take_word();
                    element.word(word, said)?;
                }
                b':' if rest.get(1) == Some(&b':') && !element.is_done && !element.is_renamed => {
                    let parent = element.last.take();
                    if parent.is_none() && element.parent.is_some() {
                        return None;
                    }
                    element.parent = parent;
                    self.at += 2;
                }
                b'{' if element.last.is_none() && !element.is_done && around.len() < DEPTH => {
                    around.push(element);
                    self.at += 1;
                }
                b'*' if element.last.is_none() && !element.is_done => {
                    said.push(Said::Glob(element.parent?));
                    element.is_done = true;
                    self.at += 1;
                }
                b',' => {
                    element.end(said)?;
                    element = *around.last()?;
                    self.at += 1;
                }
                b'}' => {
                    element.end(said)?;
                    around.pop()?;
                    element = Element {
                        is_done: true,
                        ..Element::default()
                    };
                    self.at += 1;
                }
                b';' if around.is_empty() => {
                    element.end(said)?;
                    return Some(self.at + 1);
                }
                _ => return None,
            }
        }
    }

    fn take(&mut self, said: Said<'t>, is_public: bool) {
        let glance = &mut self.glance;
        match said {
            Said::Step(None, word) => glance.note(word, HEAD),
            Said::Step(Some(parent), word) => {
                glance.note(word, BELOW);
                glance.pairs.insert((parent, word));
            }
            Said::Renamed(word, other) => {
                glance.note(other, 0);
                glance.rename(word, other);
            }
            Said::Glob(parent) => glance.note(parent, GLOB),
            Said::End(_) => {}
        }
        if is_public && let Said::End(word) | Said::Glob(word) | Said::Renamed(word, _) = said {
            glance.pass_on(word);
        }
    }
}

impl<'t> Element<'t> {
    fn word(&mut self, word: &'t str, said: &mut Vec<Said<'t>>) -> Option<()> {
        match self.last {
            _ if self.is_done || word == "use" => return None,
            Some(last) if self.is_renamed => {
                said.push(Said::Renamed(self.named(last), word));
                *self = Self {
                    is_done: true,
                    ..Self::default()
                };
            }
            Some(_) if word == "as" => self.is_renamed = true,
            Some(_) => return None,
            None => {
                said.push(Said::Step(self.parent, word));
                self.last = Some(word);
            }
        }
        Some(())
    }

    /// What a last word names.
    fn named(&self, last: &'t str) -> &'t str {
        match (last, self.parent) {
            ("self", Some(parent)) => parent,
            _ => last,
        }
    }

    fn end(&self, said: &mut Vec<Said<'t>>) -> Option<()> {
        if self.is_renamed {
            return None;
        }
        // `use a::{self}` ends in what stands before the brace.
        let last = self.last.map(|last| self.named(last));
        said.extend(last.map(Said::End));
        Some(())
    }
}

/// The length of a comment that is the rest of its line, and no other thing.
fn comment(rest: &[u8]) -> Option<usize> {
    let line = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let may_end = line.contains(&b'"') || memchr::memmem::find(line, b"*/").is_some();
    (line.starts_with(b"//") && !may_end).then_some(line.len())
}
