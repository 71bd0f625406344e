//! A source: what kind of file a path is, and its bytes as text.
//!
//! The kind follows from the name, and for a file without an ending from its `#!` line. Nothing is read here: bytes
//! come in, text goes out.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use rustc_hash::FxHashMap;

use crate::lang::{LANGUAGES, Language, has_ending};
use crate::manifest;

/// What kind of file a path is, which decides who reads it and in which role its references are.
#[derive(Debug, Clone, Copy)]
pub enum FileKind {
    /// Source in a language that is resolved.
    Source(&'static Language),
    /// Source in another language, or a text file of no known kind: searched as text.
    OtherSource,
    /// Configuration: searched as text.
    Config,
    /// Documentation: searched as text.
    Docs,
    /// A file that holds no text by its name: an image, an archive. Never read.
    Media,
}

/// How many bytes of a file's beginning are enough to tell its kind.
pub const HEAD: usize = 256;

const CONFIG: &[&str] = &[
    "cfg",
    "cnf",
    "conf",
    "env",
    "hcl",
    "ini",
    "json",
    "json5",
    "jsonc",
    "jsonl",
    "lock",
    "nginx",
    "plist",
    "properties",
    "service",
    "tf",
    "tfvars",
    "toml",
    "xml",
    "xsd",
    "yaml",
    "yml",
];
const CONFIG_NAMES: &[&str] = &[
    ".coveragerc",
    ".editorconfig",
    ".env",
    ".flake8",
    ".pylintrc",
    "Containerfile",
    "Dockerfile",
    "Pipfile",
    "Procfile",
    "Vagrantfile",
    "go.mod",
];
const DOCS: &[&str] = &[
    "adoc", "asciidoc", "htm", "html", "markdown", "md", "mdx", "org", "pod", "po", "pot", "rst", "rtf",
    "tex", "txt",
];
const DOCS_NAMES: &[&str] = &[
    "AUTHORS",
    "CHANGELOG",
    "CHANGES",
    "CODEOWNERS",
    "CONTRIBUTING",
    "COPYING",
    "HISTORY",
    "LICENSE",
    "NEWS",
    "NOTICE",
    "README",
    "TODO",
];
const MEDIA: &[&str] = &[
    "7z", "a", "avi", "avif", "bin", "bmp", "bz2", "class", "dat", "db", "dll", "dylib", "eot", "exe", "gif",
    "gz", "heic", "icns", "ico", "jar", "jpeg", "jpg", "lib", "mo", "mov", "mp3", "mp4", "npy", "npz", "o",
    "obj", "ogg", "onnx", "otf", "parquet", "pdb", "pdf", "pickle", "pkl", "png", "ppt", "pptx", "psd",
    "pyc", "pyd", "pyo", "rar", "rlib", "rmeta", "so", "sqlite", "sqlite3", "tar", "tgz", "tif", "tiff",
    "ttf", "war", "wasm", "wav", "webm", "webp", "whl", "woff", "woff2", "xls", "xlsx", "xz", "zip", "zst",
];

/// The kinds of files by what follows the last dot of their names, as far as that alone tells.
static BY_EXTENSION: LazyLock<FxHashMap<&'static str, FileKind>> = LazyLock::new(|| {
    let of = |list: &'static [&'static str], kind| list.iter().map(move |extension| (*extension, kind));
    let texts = of(DOCS, FileKind::Docs).chain(of(CONFIG, FileKind::Config));
    let languages = LANGUAGES
        .iter()
        .rev()
        .flat_map(|language| of(language.extensions, FileKind::Source(language)));
    // What comes later goes before.
    texts.chain(of(MEDIA, FileKind::Media)).chain(languages).collect()
});

/// The endings of more than one part that languages have.
static LONGER: LazyLock<Vec<(&'static str, &'static Language)>> = LazyLock::new(|| {
    let of = |language: &'static Language| language.extensions.iter().map(move |ending| (*ending, language));
    LANGUAGES
        .iter()
        .flat_map(of)
        .filter(|(ending, _)| ending.contains('.'))
        .collect()
});

impl FileKind {
    /// The kind of a path. `head` gives the beginning of the file, for those whose name does not tell.
    pub fn of(path: &str, head: &[u8]) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(language) = LANGUAGES
            .iter()
            .find(|language| language.file_names.contains(&name))
        {
            return Self::Source(language);
        }
        if CONFIG_NAMES.contains(&name) || name.starts_with(".env.") || name.starts_with("Dockerfile.") {
            return Self::Config;
        }
        let stem = name.split('.').next().unwrap_or(name);
        let Some((_, extension)) = name.rsplit_once('.') else {
            return if DOCS_NAMES.contains(&stem) {
                Self::Docs
            } else {
                Self::of_first_line(head)
            };
        };
        let extension = match extension.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(extension.to_ascii_lowercase()),
            false => Cow::Borrowed(extension),
        };
        if let Some((_, language)) = LONGER.iter().find(|(ending, _)| has_ending(name, ending)) {
            return Self::Source(language);
        }
        match BY_EXTENSION.get(&*extension) {
            // Requirements are no prose.
            Some(Self::Docs) if extension == "txt" && manifest::find(path).is_some() => Self::Config,
            Some(kind) => *kind,
            None if DOCS_NAMES.contains(&stem) => Self::Docs,
            None => Self::OtherSource,
        }
    }

    /// The kind that a `#!` line tells: its last path segment, or the word after `env`, less a version.
    fn of_first_line(head: &[u8]) -> Self {
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let Some(line) = line
            .strip_prefix(b"#!")
            .and_then(|line| std::str::from_utf8(line).ok())
        else {
            return Self::OtherSource;
        };
        let words = line
            .split([' ', '\t', '/'])
            .filter(|word| !word.is_empty() && !word.starts_with('-'));
        let is_called = |language: &&Language, word: &str| {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            language
                .interpreters
                .iter()
                .any(|name| *name == word || *name == bare)
        };
        words
            .filter_map(|word| LANGUAGES.iter().find(|language| is_called(language, word)))
            .map(Self::Source)
            .next()
            .unwrap_or(Self::OtherSource)
    }

    /// The word for this kind in outputs: the language's name, or `text`, `config`, `docs`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source(language) => language.name,
            Self::OtherSource => "text",
            Self::Config => "config",
            Self::Docs => "docs",
            Self::Media => "media",
        }
    }
}

/// Whether bytes are no text: they hold a NUL, and no byte order mark of UTF-16 explains it.
pub fn is_binary(bytes: &[u8]) -> bool {
    utf16(bytes).is_none() && memchr::memchr(0, bytes).is_some()
}

/// Whether bytes are text in an encoding in which ASCII is not spelled as ASCII.
pub fn is_wide(bytes: &[u8]) -> bool {
    utf16(bytes).is_some()
}

/// Bytes that can be searched: text that spells ASCII in another way is decoded first.
pub fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    match is_wide(bytes) {
        true => Cow::Owned(decode(bytes).into_owned().into_bytes()),
        false => Cow::Borrowed(bytes),
    }
}

fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// A source whose text is made once it is asked for.
#[derive(Debug)]
pub struct Source<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    text: OnceCell<Cow<'b, str>>,
}

impl<'b> Source<'b> {
    /// The source of some bytes.
    pub const fn new(bytes: &'b [u8]) -> Self {
        let text = OnceCell::new();
        Self { bytes, text }
    }

    /// Its text, [decoded](decode).
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| decode(self.bytes))
    }
}

/// [`decode`] for bytes that may be owned.
pub fn text(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => decode(bytes),
        Cow::Owned(bytes) => Cow::Owned(decode(&bytes).into_owned()),
    }
}

/// Bytes as text: UTF-8, UTF-16 with a byte order mark, the encoding that a Python source declares (PEP 263), or
/// else Windows-1252, which reads anything and keeps a character for each byte. Byte order marks are dropped.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(encoding) = utf16(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            declared(bytes)
                .unwrap_or(WINDOWS_1252)
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

/// The encoding that one of the first two lines declares: `# -*- coding: latin-1 -*-`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n').take(2);
    lines.find_map(|line| {
        let line = std::str::from_utf8(line)
            .ok()
            .filter(|line| line.trim_start().starts_with('#'))?;
        let after = line
            .split_once("coding")?
            .1
            .strip_prefix([':', '='])?
            .trim_start();
        let end = after
            .find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(after.len());
        let label = after[..end].replace('_', "-");
        Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::UTF_8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_names_and_first_lines() {
        let kind = |path: &str, head: &str| FileKind::of(path, head.as_bytes()).name();
        assert_eq!(kind("a/b.py", ""), "python");
        assert_eq!(kind("a/b.RS", ""), "rust");
        assert_eq!(kind("bin/tool", "#!/usr/bin/env -S python3.12 -u\n"), "python");
        assert_eq!(kind("bin/tool", "#!/bin/sh\n"), "text");
        assert_eq!(kind("README", ""), "docs");
        assert_eq!(kind("a.d/x.yml", ""), "config");
        assert_eq!(kind("requirements/base.txt", ""), "config");
        assert_eq!(kind(".env.local", ""), "config");
        assert_eq!(kind("x.go", ""), "text");
        assert_eq!(kind("logo.PNG", ""), "media");
    }

    #[test]
    fn text_in_any_encoding() {
        assert_eq!(decode(b"\xef\xbb\xbfa"), "a");
        assert_eq!(decode(b"\xff\xfea\0\xe9\0"), "aé");
        assert_eq!(decode(b"caf\xe9"), "café");
        assert_eq!(
            decode("# coding: koi8-r\n\u{0}".as_bytes()),
            "# coding: koi8-r\n\0"
        );
        assert_eq!(decode(b"# vim: coding=koi8-r\n\xc1"), "# vim: coding=koi8-r\nа");
        assert!(is_binary(b"a\0") && !is_binary(b"\xff\xfea\0"));
    }
}
