//! What several tests need: problems as plain text, temporary trees.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use straggler::problem::{Document, Problem};
use straggler::span::{Locator, Span};

/// A document of a test.
pub(crate) fn document(name: &str, text: &str) -> Arc<Document> {
    Arc::new(Document {
        name: name.to_owned(),
        text: text.to_owned(),
    })
}

/// Problems as plain text: what the renderer is given, with the text that every span covers.
pub(crate) fn plain(problems: &[Problem]) -> String {
    let mut plain = String::new();
    for problem in problems {
        writeln!(
            plain,
            "{}[{}]: {}",
            problem.severity, problem.code, problem.message
        )
        .unwrap();
        if let Some((document, span, label)) = &problem.at {
            writeln!(
                plain,
                "  --> {}: {}",
                document.name,
                place(document, *span, label)
            )
            .unwrap();
            for (span, label) in &problem.related {
                writeln!(plain, "  ... {}", place(document, *span, label)).unwrap();
            }
        }
        for help in &problem.help {
            writeln!(plain, "  help: {help}").unwrap();
        }
        plain.push('\n');
    }
    plain
}

fn place(document: &Document, span: Span, label: &str) -> String {
    let mut locator = Locator::new(&document.text);
    let start = locator.position(span.start as usize);
    let end = locator.position(span.end as usize);
    let covered = span.of(&document.text).escape_debug();
    format!(
        "{}:{}-{}:{} |{covered}| {label}",
        start.line, start.column, end.line, end.column
    )
    .trim_end()
    .to_owned()
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
