//! What sources are cut into.

use super::*;

fn cut(text: &str) -> Vec<String> {
    let hits: Vec<Span> = memchr::memmem::find_iter(text.as_bytes(), "HIT")
        .map(|at| Span::new(at, at + 3))
        .collect();
    let outline = outline(text, &hits);
    let name = |block: BlockId| outline.blocks[block as usize].name.of(text);
    let lines = outline.lines.iter().map(|line| {
        let wanted = if line.is_wanted { "! " } else { "" };
        format!("{}> {wanted}{}", name(line.block), line.span.of(text))
    });
    let words = outline.words.iter().map(|word| {
        let inner = if word.is_inner { " in" } else { "" };
        format!("{}{inner}", word.span.of(text))
    });
    lines.chain(words).collect()
}

#[test]
fn statements_know_their_blocks() {
    assert_eq!(
        cut(
            "import a; x = 1\n\nclass C(B): # HIT\n  y = 'HIT'; z = 2\n  async def m(self):\n\treturn f(\n 1)\nlast\n"
        ),
        [
            "> import a",
            "> x = 1",
            "> class C(B)",
            "C> ! y = 'HIT'",
            "C> z = 2",
            "C> async def m(self)",
            "m> return f(\n 1)",
            "> last",
        ]
    );
    assert_eq!(
        cut("class Meta: db = 'HIT'\nx = 1"),
        ["> class Meta", "Meta> ! db = 'HIT'", "> x = 1"]
    );
    assert_eq!(
        cut("case = 1\nmatch x:\n case 'HIT': y\ncase: int = 2"),
        [
            "> case = 1",
            "> match x",
            "> ! case 'HIT'",
            "> y",
            "> case: int = 2"
        ]
    );
}

#[test]
fn words_are_whole() {
    assert_eq!(
        cut("f(a_HIT_HIT = xHIT)\r\nHIT = 1"),
        [
            "> f(a_HIT_HIT = xHIT)",
            "> HIT = 1",
            "a_HIT_HIT in",
            "xHIT in",
            "HIT"
        ]
    );
}

#[test]
fn broken_code_is_cut_too() {
    assert_eq!(
        cut("x = (1,\ndef f():\n  'a\n  y)\n z"),
        ["> x = (1,", "> def f()", "f> 'a", "f> y)", "f> z"]
    );
    assert_eq!(cut("x = '''a\nHIT"), ["> ! x = '''a\nHIT"]);
    assert_eq!(cut("\\"), ["> \\"]);
    assert_eq!(cut("\u{feff}x\\\n = 1\ny"), ["> x\\\n = 1", "> y"]);
}
