//! What sources say, in a compact form.

mod hostile;

use crate::lang::Excerpt;
use crate::literal::{HOLE, Placed, Slot, Stands, Usage};
use crate::project::Project;
use crate::span::Span;

/// The words of interest of every test.
const WORDS: [&str; 2] = ["legacy", "full_name"];

fn read(text: &str) -> Usage {
    let mut at: Vec<Span> = WORDS
        .iter()
        .flat_map(|word| text.match_indices(word))
        .map(|(at, word)| Span::new(at, at + word.len()))
        .collect();
    at.sort_unstable();
    let place = Project::default().python("shop/models.py");
    super::literals(&Excerpt {
        text,
        place: &place,
        at: &at,
        named: &at,
        constants: &crate::lang::Constants::default(),
    })
}

fn slot(slot: &Slot) -> String {
    let position = slot.position.map(|position| position.to_string());
    let element = if slot.is_element { "*" } else { "" };
    format!(
        "{}{}{element}",
        position.unwrap_or_default(),
        slot.keyword.clone().unwrap_or_default()
    )
}

fn call(usage: &Usage, id: u32) -> String {
    let call = &usage.calls[id as usize];
    let receiver = call
        .receiver
        .map(|receiver| format!("{}~", self::call(usage, receiver)));
    let within = call
        .within
        .as_ref()
        .map(|(outer, at)| format!("{}[{}] > ", self::call(usage, *outer), slot(at)));
    let class = call.class.map(|id| format!("{}: ", class(usage, id)));
    format!(
        "{}{}{}{}",
        class.unwrap_or_default(),
        within.unwrap_or_default(),
        receiver.unwrap_or_default(),
        call.callee.join(".")
    )
}

fn class(usage: &Usage, id: u32) -> String {
    let class = &usage.classes[id as usize];
    let outer = class.outer.map(|outer| format!("{}.", self::class(usage, outer)));
    let bases: Vec<String> = class.bases.iter().map(|base| base.join(".")).collect();
    let keywords = class.keywords.iter().map(|keyword| format!("{keyword}="));
    let list: Vec<String> = bases.into_iter().chain(keywords).collect();
    format!("{}{}({})", outer.unwrap_or_default(), class.name, list.join(","))
}

fn render(text: &str, usage: &Usage, placed: &Placed) -> String {
    let stands = match &placed.stands {
        Stands::Alone => "-".to_owned(),
        Stands::Argument { call, slot: at } => format!("{}[{}]", self::call(usage, *call), slot(at)),
        Stands::Keyword { call } => format!("{}[=]", self::call(usage, *call)),
        Stands::Assigned { name, class: None } => format!("{name} ="),
        Stands::Assigned {
            name,
            class: Some(id),
        } => format!("{}: {name} =", class(usage, *id)),
        Stands::Field { class: id } => format!("{}: field", class(usage, *id)),
        Stands::Segment { before } => format!("{}.", before.join(".")),
        Stands::File => "file".to_owned(),
    };
    let said = placed.literal.text();
    let spans: Vec<&str> = WORDS
        .iter()
        .flat_map(|word| said.match_indices(word))
        .map(|(at, word)| {
            let span = placed.literal.source(Span::new(at, at + word.len()));
            span.map_or("", |span| span.of(text))
        })
        .collect();
    let exact = spans.iter().all(|span| WORDS.contains(span));
    let exact = if exact {
        String::new()
    } else {
        format!(" @{}", spans.join("|"))
    };
    let word = if placed.is_word { "'" } else { "" };
    let said = said.replace(HOLE, "?").replace('\n', "\\n");
    format!("{stands} {word}{said}{exact}")
}

fn literals(text: &str) -> Vec<String> {
    let usage = read(text);
    usage
        .literals
        .iter()
        .map(|placed| render(text, &usage, placed))
        .collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(literals(text), *expected, "{text}");
    }
}

#[test]
fn strings_are_composed() {
    check(&[
        ("f('legacy')", &["f[0] legacy"]),
        ("f('a ' \"legacy\"\n b'')", &["f[0] a legacy"]),
        (
            "f(('a '\n # legacy\n 'legacy'), k=r'\\legacy')",
            &["f[0] a legacy", "f[k] \\legacy"],
        ),
        ("f('a' + b.c() + 'legacy' + d)", &["f[0] a?legacy?"]),
        (
            "f(f'x {y} legacy {z!r:>{w}} {{}}' ' %s')",
            &["f[0] x ? legacy ? {} %s"],
        ),
        (
            "f('%s FROM legacy WHERE %(a)s %%' % (x, y))",
            &["f[0] ? FROM legacy WHERE ? %"],
        ),
        ("f('%s.%s' % ('legacy', x))", &["f[0] legacy.?"]),
        ("f('%(t)s' % {'t': 'legacy'})", &["f[0] legacy"]),
        (
            "f('{} {x} {{legacy}}'.format(a, x='legacy'))",
            &["f[0] ? legacy {legacy}"],
        ),
        (
            "f('\\n'.join(['a', b, 'legacy']).strip())",
            &["f[0] a\\n?\\nlegacy"],
        ),
        ("f(', '.join('legacy_' + x for x in y))", &["f[0] legacy_?, ?"]),
        (
            "f('legacy' if x else 'other', a or 'legacy')",
            &["f[0] legacy", "f[1] legacy"],
        ),
        (
            "f('legacy' if x else 'legacy2')",
            &["f[0] legacy", "f[0] legacy2"],
        ),
        (
            "f('l\\\negacy \\x6cegacy legacy')",
            &["f[0] legacy legacy legacy @l\\\negacy|\\x6cegacy|legacy"],
        ),
        (
            "import textwrap\nf(textwrap.dedent('''\n a legacy'''))",
            &["f[0] \\n a legacy"],
        ),
        ("f('T legacy'.replace('T', 'U'))", &["f[0] U legacy"]),
        ("f(x := 'legacy')", &["f[0] legacy"]),
        ("f(lambda a=1: 'legacy')", &["- legacy"]),
        (
            "f('legacy' == x, 'legacy'.startswith(y))",
            &["x = legacy", "- legacy"],
        ),
        (
            "from string import Template as T\nf(T('$a legacy').substitute(a='b'))",
            &["f[0] b legacy"],
        ),
        ("'legacy'\nclass A:\n  '''legacy'''\n  x = 1\n  f'legacy'", &[]),
        ("x = f'{f(\"legacy\")}'", &["f[0] legacy"]),
        ("return 'a' 'legacy'", &["- alegacy"]),
    ]);
}

#[test]
fn constants_are_put_in() {
    check(&[
        (
            "T = 'legacy'\nf(f'FROM {T}')",
            &["T = legacy", "f[0] FROM legacy"],
        ),
        (
            "def g():\n  f('FROM ' + T)\nT = 'legacy'",
            &["T = legacy", "f[0] FROM legacy"],
        ),
        (
            "class A:\n  T = 'legacy'\n  def g(self):\n    f(self.T)\nf(A.T)",
            &["A(): T = legacy", "f[0] legacy", "f[0] legacy"],
        ),
        (
            "A, B = 'a', 'legacy'\nf(f'{A}.{B}')",
            &["B = legacy", "f[0] a.legacy"],
        ),
        ("T = {'u': 'legacy'}\nf(T['u'])", &["u = legacy", "f[0] legacy"]),
        (
            "T: Final[str] = 'legacy'\nS = T + 's'\nf(S)",
            &["T = legacy", "S = legacys", "f[0] legacys"],
        ),
        ("def g(T):\n  f(T)\nT = 'legacy'", &["T = legacy"]),
        (
            "def g(t='legacy'):\n  f(f'FROM {t}')",
            &["t = legacy", "f[0] FROM legacy"],
        ),
        (
            "if x:\n  t = 'legacy'\nelse:\n  t = 'b'\nf(t)",
            &["t = legacy", "f[0] legacy"],
        ),
        ("t = 'legacy'\nt = 'b'\nf(t)", &["t = legacy"]),
        (
            "for t in ('legacy', 'b'):\n  f('FROM ' + t)",
            &["t = legacy", "f[0] FROM legacy"],
        ),
        (
            "for a, b in [('x', 'legacy')]:\n  f(a + b)",
            &["b = legacy", "f[0] xlegacy"],
        ),
        (
            "p = []\np.append('FROM')\nif x:\n  p.append('legacy')\np += ['b']\nf(' '.join(p))",
            &["p.append[0] legacy", "f[0] FROM legacy b"],
        ),
        (
            "q = 'SELECT '\nq += 'a FROM '\nif x:\n  q += 'legacy'\nq += ' b'\nf(q)",
            &["q = SELECT a FROM legacy b", "f[0] SELECT a FROM legacy b"],
        ),
        (
            "class T(Enum):\n  U = 'legacy'\nf(T.U.value)",
            &["T(Enum): U = legacy", "f[0] legacy"],
        ),
        ("S = 'app'\nf(f'FROM {S}.legacy')", &["f[0] FROM app.legacy"]),
    ]);
}

#[test]
fn literals_know_where_they_go() {
    check(&[
        ("import a.b as c\nc.d('legacy')", &["a.b.d[0] legacy"]),
        (
            "from . import db as d\nd.Table('legacy')",
            &[".shop.db.Table[0] legacy"],
        ),
        (
            "self.cursor.execute('legacy', [1])",
            &["self.cursor.execute[0] legacy"],
        ),
        ("connect().execute('legacy')", &["connect~execute[0] legacy"]),
        (
            "f(['legacy', ('legacy',)], k={'legacy'})",
            &["f[0*] legacy", "f[0*] legacy", "f[k*] legacy"],
        ),
        (
            "f({'legacy': 1, 'k': 'legacy'}, o={'k': ['legacy']})",
            &["f[0*] legacy", "f[0k*] legacy", "f[k*] legacy"],
        ),
        (
            "Table('users', m, Column('full_name'))",
            &["Table[0] users", "Table[2] > Column[0] full_name"],
        ),
        (
            "with op.batch('users') as b:\n  b.drop('full_name')",
            &["op.batch[0] users", "op.batch~b.drop[0] full_name"],
        ),
        (
            "def g():\n  b = op.batch('users')\n  b.drop('full_name')",
            &["op.batch[0] users", "op.batch~b.drop[0] full_name"],
        ),
    ]);
}

#[test]
fn words_know_what_they_belong_to() {
    check(&[
        ("@app.get('legacy')\ndef g(): pass", &["app.get[0] legacy"]),
        (
            "session.query(User).filter_by(full_name=1)",
            &["session.query~filter_by[=] 'full_name"],
        ),
        (
            "class U(db.Model, table=True):\n  __tablename__ = 'users'\n  full_name = Column('full_name')",
            &[
                "U(db.Model,table=): field 'full_name",
                "U(db.Model,table=): __tablename__ = users",
                "U(db.Model,table=): Column[0] full_name",
            ],
        ),
        (
            "class U:\n  full_name: str\n  class Meta:\n    db_table = 'users'",
            &["U(): field 'full_name", "U().Meta(): db_table = users"],
        ),
        (
            "class U:\n  __table_args__ = (F(['a'], ['legacy.b']), {'schema': 'legacy'})",
            &["U(): F[1*] legacy.b", "U(): schema = legacy"],
        ),
        (
            "from m import User as U\nf(U.full_name, x().full_name, full_name)\nf'{U.full_name}'",
            &["m.User. 'full_name", "m.User. 'full_name"],
        ),
        (
            "f(m.tables['legacy'], x()['legacy'])",
            &["f[0] > m.tables.__getitem__[0] legacy", "- legacy"],
        ),
        ("x: 'legacy' = 1\ndef f(a: 'legacy') -> 'legacy': pass", &[]),
    ]);
}
