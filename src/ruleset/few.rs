//! Where a text holds one of a few words, whatever its case: a search for each in a copy of a stretch, in lower case.
//!
//! Several searches of a stretch that fits into the nearest cache cost less than one for all of them that stops wherever
//! some word only begins. What is no plain ASCII is left to expressions.

use memchr::memmem::Finder;

/// How much of a text is searched at once, in bytes.
const STRETCH: usize = 1 << 13;

/// So many letters that words have in common are looked for once.
const SHARED: usize = 5;

/// Words to look for.
#[derive(Debug, Clone)]
pub(super) struct Few {
    /// What each of them begins with: for those that begin alike, that.
    finders: Vec<Finder<'static>>,
    /// The length of the longest.
    longest: usize,
}

impl Few {
    /// Takes words in lower case; nothing where some are no plain ASCII, or too long.
    pub(super) fn new(words: &[&str]) -> Option<Self> {
        let longest = words.iter().map(|word| word.len()).max()?;
        let is_plain = |word: &&str| word.is_ascii() && !word.is_empty();
        if !words.iter().all(is_plain) || longest > STRETCH / 2 {
            return None;
        }
        let is_first = |word: &&&str| {
            !words
                .iter()
                .any(|other| other != *word && word.starts_with(other))
        };
        let mut first: Vec<&str> = words.iter().filter(is_first).copied().collect();
        first.sort_unstable();
        first.dedup();
        let mut needles: Vec<&str> = Vec::new();
        for word in first {
            let shared = needles.last().map_or(0, |last| shared(last, word));
            match needles.last_mut().filter(|_| shared >= SHARED) {
                Some(last) => *last = &last[..shared],
                None => needles.push(word),
            }
        }
        Some(Self {
            finders: needles
                .iter()
                .map(|needle| Finder::new(needle).into_owned())
                .collect(),
            longest,
        })
    }

    /// Tells where words may begin, in no order, some places twice.
    pub(super) fn each(&self, bytes: &[u8], mut tell: impl FnMut(usize)) {
        let mut copy = [0; STRETCH];
        let mut start = 0;
        loop {
            let end = bytes.len().min(start + STRETCH);
            let stretch = &mut copy[..end - start];
            stretch.copy_from_slice(&bytes[start..end]);
            stretch.make_ascii_lowercase();
            for finder in &self.finders {
                for at in finder.find_iter(stretch) {
                    tell(start + at);
                }
            }
            if end == bytes.len() {
                return;
            }
            // A word may reach into the next stretch.
            start = end - self.longest;
        }
    }
}

/// How many letters two words of plain ASCII begin with alike.
fn shared(one: &str, other: &str) -> usize {
    let letters = one.bytes().zip(other.bytes());
    letters.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let few = Few::new(&["users", "user", "dag_runs", "dag_rules", "dag_r"]).unwrap();
        assert_eq!(few.finders.len(), 2);
        let few = Few::new(&["users", "usersold", "dag_runs", "dag_rules"]).unwrap();
        assert_eq!(few.finders.len(), 2);
        for before in (0..40).chain(STRETCH - 40..STRETCH + 40) {
            let text = format!("{}Dag_Runs, uSERs", "-".repeat(before));
            let mut found = Vec::new();
            few.each(text.as_bytes(), |at| found.push(at));
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, [before, before + 10]);
        }
        few.each(b"", |_| panic!());
    }

    #[test]
    fn words_that_cannot_be_folded_are_refused() {
        assert!(Few::new(&["Ünter"]).is_none() && Few::new(&[]).is_none() && Few::new(&[""]).is_none());
    }
}
