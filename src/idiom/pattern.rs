//! Patterns of dotted names, by which idioms say what is called.

use std::borrow::Cow;

/// A pattern of dotted names. Its first segment may be `*`, which stands for any number of segments (alone, for any
/// name), and in every other a `*` stands for any characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    is_open: bool,
    pub(super) segments: Vec<String>,
}

impl Pattern {
    /// The pattern that a text writes, with `.` or `::`. `None` for one with an empty segment.
    pub fn new(text: &str) -> Option<Self> {
        let mut segments: Vec<String> = text.replace("::", ".").split('.').map(str::to_owned).collect();
        let is_open = segments[0] == "*";
        if is_open {
            segments.remove(0);
        }
        let is_blank = |segment: &String| segment.trim().is_empty();
        (!segments.iter().any(is_blank)).then_some(Self { is_open, segments })
    }

    /// The [pairs] that the last segment has of every path that the pattern stands for.
    pub(super) fn pairs(&self) -> u64 {
        let parts = self.segments.last().into_iter().flat_map(|last| last.split('*'));
        parts.fold(0, |all, part| all | pairs(part))
    }

    /// Whether a path is one of those that the pattern stands for.
    pub(super) fn is_match(&self, path: &[impl AsRef<str>], fold: bool) -> bool {
        let Some(before) = path.len().checked_sub(self.segments.len()) else {
            return false;
        };
        let mut pairs = self.segments.iter().zip(&path[before..]).rev();
        (before == 0 || self.is_open)
            && pairs.all(|(wanted, segment)| is_like(wanted, segment.as_ref(), fold))
    }
}

/// A set of the pairs of letters that stand next to each other, in which case does not count: a text has those of every
/// part of it. Different ones may be the same in it.
pub(super) fn pairs(text: &str) -> u64 {
    let bits = text.as_bytes().array_windows().map(|[one, other]| {
        let pair = u32::from(one.to_ascii_lowercase()) << 8 | u32::from(other.to_ascii_lowercase());
        1_u64 << (pair.wrapping_mul(0x9e37_79b1) >> 26)
    });
    bits.fold(0, |all, bit| all | bit)
}

/// Whether a segment is one that a pattern stands for.
fn is_like(wanted: &str, segment: &str, fold: bool) -> bool {
    if !wanted.contains('*') {
        return wanted == segment || (fold && wanted.eq_ignore_ascii_case(segment));
    }
    let segment = match fold {
        true => Cow::Owned(segment.to_ascii_lowercase()),
        false => Cow::Borrowed(segment),
    };
    let mut parts = wanted.split('*');
    let Some(mut rest) = parts.next().and_then(|first| segment.strip_prefix(first)) else {
        return false;
    };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    segment.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn is_match(pattern: &str, path: &str) -> bool {
        let path: Vec<&str> = path.split('.').collect();
        Pattern::new(pattern).unwrap().is_match(&path, false)
    }

    #[test]
    fn patterns_of_dotted_names() {
        assert!(
            is_match("sqlalchemy.Table", "sqlalchemy.Table")
                && is_match("diesel::sql_query", "diesel.sql_query")
        );
        assert!(!is_match("sqlalchemy.Table", "x.sqlalchemy.Table") && !is_match("a.b", "b"));
        assert!(is_match("*.execute", "execute") && is_match("*.execute", "self.cursor.execute"));
        assert!(is_match("*.*_table", "op.drop_table") && !is_match("*.*_table", "op.table"));
        assert!(
            is_match("*.a*b*c", "xx.a1bb2c") && !is_match("*.a*b*c", "a1c") && !is_match("*.ab*ba", "aba")
        );
        assert!(is_match("os.path.*", "os.path.join") && !is_match("os.path.*", "os.path"));
        assert!(is_match("*.schema.*", "crate.schema.x") && is_match("*", "anything.at.all"));
        assert_eq!(Pattern::new("a..b"), None);
    }

    #[test]
    fn what_a_pattern_stands_for_has_its_pairs() {
        for (pattern, segment) in [
            ("*.*has_table*", "Has_Tables"),
            ("*.db.Column", "column"),
            ("*", "a"),
            ("a.*x", "x"),
        ] {
            let needed = Pattern::new(pattern).unwrap().pairs();
            assert_eq!(needed & !pairs(segment), 0, "{pattern}");
        }
        assert_ne!(Pattern::new("*.*_table").unwrap().pairs() & !pairs("execute"), 0);
        assert_eq!(Pattern::new(""), None);
    }
}
