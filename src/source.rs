//! A source: a path, its decoded text, and what kind of file it is.

use crate::lang::Language;

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
    /// A file that holds no text by its name: an image, an archive.
    Media,
}
