//! Who owns a path, by a CODEOWNERS file as GitHub or GitLab reads it. Bytes in, owners out: where the file lies, and
//! whether there is one, is not known here, nor whether the owners exist.
//!
//! What both say: the last line that matches a path decides, also when it names nobody. Beyond that:
//!
//! - GitHub has patterns like those of .gitignore, without `!` and `[…]`; `docs/*` is what lies directly in `docs`. A line
//!   with an owner that cannot be one is passed over.
//! - GitLab has sections, `[Name] @default` or `^[Name]` for an optional one, of which each has its say; `!` takes a path
//!   out of a section; a pattern without a `/` at its start matches at any depth, and one for a directory has a `/` at
//!   its end.
//!
//! <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>,
//! <https://docs.gitlab.com/user/project/codeowners/reference/>

use std::collections::BTreeSet;
use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::finding::FileScan;
use crate::scan::Scan;

/// Where the file may lie, from the root of a repository; the first that is there counts. The first is GitHub's alone, the
/// last GitLab's.
pub const PLACES: [&str; 4] = [
    ".github/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    ".gitlab/CODEOWNERS",
];

/// What stands for the owner of what nobody owns. An owner has an `@`.
pub const UNOWNED: &str = "unowned";

/// A longer pattern is passed over: it bounds what the glob compiler nests.
const LONGEST: usize = 1000;

/// Who owns which paths.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    sections: Vec<Section>,
    /// The scanned root as seen from the repository's, with a `/` at its end unless it is the same.
    prefix: String,
}

/// Lines of which the last that matches decides.
#[derive(Debug, Clone)]
struct Section {
    globs: GlobSet,
    /// Which line each glob belongs to.
    lines: Vec<usize>,
    entries: Vec<Entry>,
}

/// A line.
#[derive(Debug, Clone)]
struct Entry {
    globs: Vec<Glob>,
    owners: Vec<Arc<str>>,
    /// It takes paths out of its section.
    excludes: bool,
}

/// Whose rules a file goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    GitHub,
    GitLab,
}

impl Owners {
    /// Reads a file that lies at a path of the repository, for a tree that is scanned below `prefix`, which is empty for
    /// the whole repository, or `.`. Lines that say nothing sensible are passed over.
    pub fn parse(path: &str, bytes: &[u8], prefix: &str) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let dialect = match path {
            ".github/CODEOWNERS" => Dialect::GitHub,
            ".gitlab/CODEOWNERS" => Dialect::GitLab,
            _ if text.lines().any(|line| header(line.trim()).is_some()) => Dialect::GitLab,
            _ => Dialect::GitHub,
        };
        let mut sections: Vec<(String, Vec<Entry>)> = vec![(String::new(), Vec::new())];
        // Sections of one name, in whatever letters, are one.
        let (mut at, mut defaults) = (0, Vec::new());
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if dialect == Dialect::GitLab
                && let Some((name, owners)) = header(line)
            {
                let name = name.to_lowercase();
                let known = sections.iter().position(|(other, _)| *other == name);
                at = known.unwrap_or(sections.len());
                if known.is_none() {
                    sections.push((name, Vec::new()));
                }
                defaults = people(owners).flatten().collect();
            } else if let Some(entry) = entry(line, dialect, &defaults) {
                sections[at].1.push(entry);
            }
        }
        let sections = sections.into_iter().map(|(_, entries)| Section::new(entries));
        Self {
            sections: sections.filter(|section| !section.entries.is_empty()).collect(),
            prefix: match prefix.trim_matches('/') {
                "" | "." => String::new(),
                prefix => format!("{prefix}/"),
            },
        }
    }

    /// The owners of a path relative to the scanned root, sorted.
    pub fn of(&self, path: &str) -> Vec<Arc<str>> {
        let path = format!("{}{path}", self.prefix);
        let owners: BTreeSet<&Arc<str>> = self
            .sections
            .iter()
            .flat_map(|section| section.of(&path))
            .collect();
        owners.into_iter().cloned().collect()
    }

    /// Says of every file of a scan who owns it.
    pub fn assign(&self, scan: &mut Scan) {
        for file in &mut scan.files {
            file.owners = Some(self.of(&file.path));
        }
    }
}

impl FileScan {
    /// The owners of the file, or what stands for nobody.
    pub fn owned_by(&self) -> Vec<&str> {
        match self.owners.as_deref() {
            None | Some([]) => vec![UNOWNED],
            Some(owners) => owners.iter().map(|owner| &**owner).collect(),
        }
    }
}

impl Section {
    fn new(entries: Vec<Entry>) -> Self {
        let mut set = GlobSetBuilder::new();
        let mut lines = Vec::new();
        for (line, entry) in entries.iter().enumerate() {
            for glob in &entry.globs {
                set.add(glob.clone());
                lines.push(line);
            }
        }
        Self {
            // Every glob has been compiled on its own before.
            globs: set.build().unwrap_or_default(),
            lines,
            entries,
        }
    }

    fn of(&self, path: &str) -> &[Arc<str>] {
        let globs = self.globs.matches(path).into_iter();
        let matched: Vec<&Entry> = globs.map(|glob| &self.entries[self.lines[glob]]).collect();
        match matched.last() {
            Some(last) if !matched.iter().any(|entry| entry.excludes) => &last.owners,
            _ => &[],
        }
    }
}

/// The name of a section and what stands after its header: `^[Name][2] @owner`.
fn header(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (name, mut rest) = rest.split_once(']')?;
    if let Some(approvals) = rest.strip_prefix('[') {
        let (number, after) = approvals.split_once(']')?;
        number.parse::<u32>().ok()?;
        rest = after;
    }
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (ends && !name.trim().is_empty()).then(|| (name.trim(), rest))
}

/// The owners in the rest of a line, up to a comment; none for a word that cannot be one.
fn people(rest: &str) -> impl Iterator<Item = Option<Arc<str>>> {
    let words = rest.split_whitespace().take_while(|word| !word.starts_with('#'));
    words.map(|word| {
        let is_one = match word.split_once('@') {
            Some((before, after)) => !after.is_empty() && (before.is_empty() || after.contains('.')),
            None => false,
        };
        is_one.then(|| word.into())
    })
}

fn entry(line: &str, dialect: Dialect, defaults: &[Arc<str>]) -> Option<Entry> {
    let end = pattern_end(line);
    let (pattern, rest) = line.split_at(end);
    let excluded = pattern.strip_prefix('!');
    let excludes = excluded.is_some();
    if pattern.len() > LONGEST || (excludes && dialect == Dialect::GitHub) {
        return None;
    }
    let globs = globs(excluded.unwrap_or(pattern), dialect);
    let mut owners = Vec::new();
    for person in people(rest) {
        match person {
            Some(person) => owners.push(person),
            None if dialect == Dialect::GitHub => return None,
            None => {}
        }
    }
    if owners.is_empty() {
        owners = defaults.to_vec();
    }
    (!globs.is_empty()).then_some(Entry {
        globs,
        owners,
        excludes,
    })
}

/// Where the pattern at the start of a line ends: at a blank that no backslash stands before.
fn pattern_end(line: &str) -> usize {
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        if character.is_whitespace() && !escaped {
            return at;
        }
        escaped = character == '\\' && !escaped;
    }
    line.len()
}

/// The globs that together match what a pattern does. Brackets are letters on GitHub, braces are on both.
fn globs(pattern: &str, dialect: Dialect) -> Vec<Glob> {
    let is_rooted = pattern.starts_with('/');
    let is_directory = pattern.ends_with('/');
    let bare = pattern.trim_matches('/');
    if bare.is_empty() {
        return Vec::new();
    }
    let is_anchored = is_rooted || (dialect == Dialect::GitHub && bare.contains('/'));
    let segments: Vec<String> = bare.split('/').map(|segment| literal(segment, dialect)).collect();
    let base = format!("{}{}", if is_anchored { "" } else { "**/" }, segments.join("/"));
    let below = format!("{base}/**");
    let last = segments.last().map_or("", String::as_str);
    let texts = match dialect {
        _ if last == "**" => vec![base],
        _ if is_directory => vec![below],
        Dialect::GitLab => vec![base],
        // A directory stands for all below it, but for `docs/*`.
        Dialect::GitHub if last == "*" && is_anchored => vec![base],
        Dialect::GitHub => vec![base, below],
    };
    let compile = |text: String| {
        let mut builder = GlobBuilder::new(&text);
        builder
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .ok()
    };
    texts.into_iter().filter_map(compile).collect()
}

/// A segment of a pattern in the notation of globs.
fn literal(segment: &str, dialect: Dialect) -> String {
    if segment == "**" {
        return segment.to_owned();
    }
    let mut glob = String::with_capacity(segment.len() + 4);
    let mut escaped = false;
    for character in segment.chars() {
        let is_letter = matches!(character, '{' | '}' | ',')
            || (dialect == Dialect::GitHub && matches!(character, '[' | ']' | '!'));
        match character {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            // Two stars are one, but for those that are a segment.
            '*' if !escaped && glob.ends_with('*') && !glob.ends_with("\\*") => {}
            _ if escaped || is_letter => glob.extend(['\\', character]),
            _ => glob.push(character),
        }
        escaped = false;
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(path: &str, file: &str, cases: &[(&str, &str)]) {
        let owners = Owners::parse(path, file.as_bytes(), "");
        for (path, expected) in cases {
            assert_eq!(owners.of(path).join(" "), *expected, "{path}");
        }
    }

    #[test]
    fn github_goes_by_the_last_line_that_matches() {
        let file = "\u{feff}# who\n* @all\n*.js @js # not @me\n/build/logs/ @ops\ndocs/* docs@acme.test\napps/ @apps @all\n\
            /scripts @cmd\n**/logs @logs\n/apps/github\n/foo\\ bar.txt @blank\n!*.md @never\n*.bad nobody\na[bc].py @set\n";
        owned(
            "CODEOWNERS",
            file,
            &[
                ("main.py", "@all"),
                ("src/a.js", "@js"),
                ("build/logs/x", "@logs"),
                ("docs/a.md", "docs@acme.test"),
                ("docs/deep/a.md", "@all"),
                ("sub/apps/x", "@all @apps"),
                ("scripts/a/b.sh", "@cmd"),
                ("scripts", "@cmd"),
                ("scripts2", "@all"),
                ("deeply/nested/logs/y", "@logs"),
                ("apps/github/z", ""),
                ("foo bar.txt", "@blank"),
                ("read.md", "@all"),
                ("x.bad", "@all"),
                ("ab.py", "@all"),
                ("a[bc].py", "@set"),
            ],
        );
    }

    #[test]
    fn gitlab_lets_every_section_have_its_say() {
        let file = "* @admin\n[Docs] @docs\ndocs/\n*.md\n^[Data Base][2] @db @dba\nmodel/db/ @models\n!model/db/old/\n\
            [docs]\nREADME.md @readme\n[abc]*.rb @never\n/only\n";
        owned(
            "CODEOWNERS",
            file,
            &[
                ("main.py", "@admin"),
                ("docs/a/b.txt", "@admin @docs"),
                ("x/docs/b.txt", "@admin @docs"),
                ("a.md", "@admin @docs"),
                ("x/README.md", "@admin @readme"),
                ("app/model/db/x.py", "@admin @models"),
                ("model/db/old/x.py", "@admin"),
                ("only/below", "@admin"),
                ("b.rb", "@admin @never"),
            ],
        );
    }

    #[test]
    fn a_tree_may_be_a_part_of_its_repository() {
        let owners = Owners::parse(".github/CODEOWNERS", b"/services/shop/ @shop", "services/shop");
        assert_eq!(owners.of("a/b.py").join(" "), "@shop");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn no_file_is_too_odd(bytes: Vec<u8>, text in "[\\[\\]^*/!\\\\{},@#a \n]{0,80}", path in "[a/\\[*]{0,12}") {
            for place in PLACES {
                Owners::parse(place, &bytes, "").of(&path);
                let owners = Owners::parse(place, text.as_bytes(), "");
                proptest::prop_assert!(owners.of(&path).iter().all(|owner| owner.contains('@')));
            }
        }
    }
}
