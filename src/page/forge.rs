//! Where sources and commits can be looked at: links into a forge.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// A repository on a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// Without a slash at its end.
    base: String,
    kind: Kind,
    /// The directory of the scanned root in the repository, with a `/` at its end unless they are the same.
    prefix: String,
}

/// How a forge writes its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    GitHub,
    GitLab,
    Bitbucket,
    Gitea,
}

/// A text that is no address of a repository on the web.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of a repository such as https://github.com/acme/shop")]
pub struct NotAForge;

/// What stands for itself in a part of a path.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

impl Forge {
    /// The forge of a repository's address, as a browser or git knows it, for a tree in one of its directories.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn new(address: &str, prefix: &str) -> Result<Self, NotAForge> {
        let web = match address.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
            Some((host, path)) => format!("https://{host}/{path}"),
            None => address.replacen("ssh://git@", "https://", 1),
        };
        let mut url = Url::parse(&web).map_err(|_| NotAForge)?;
        let host = url.host_str().ok_or(NotAForge)?.to_owned();
        if !matches!(url.scheme(), "http" | "https") || url.path().trim_matches('/').is_empty() {
            return Err(NotAForge);
        }
        // What somebody put there to log in is nobody else's to know.
        url.set_username("")
            .and_then(|()| url.set_password(None))
            .map_err(|()| NotAForge)?;
        url.set_query(None);
        url.set_fragment(None);
        let kind = match host.as_str() {
            host if host.contains("gitlab") => Kind::GitLab,
            host if host.contains("bitbucket") => Kind::Bitbucket,
            "codeberg.org" => Kind::Gitea,
            host if host.contains("gitea") || host.contains("forgejo") => Kind::Gitea,
            _ => Kind::GitHub,
        };
        let base = url
            .as_str()
            .trim_end_matches('/')
            .trim_end_matches(".git")
            .to_owned();
        let prefix = match prefix.trim_matches('/') {
            "" | "." => String::new(),
            prefix => format!("{prefix}/"),
        };
        Ok(Self { base, kind, prefix })
    }

    /// A line of a file, as it is at a commit, or as it is now.
    pub fn line(&self, path: &str, line: u32, commit: Option<&str>) -> String {
        let path = format!("{}{path}", self.prefix);
        let parts: Vec<String> = path
            .split('/')
            .map(|part| utf8_percent_encode(part, PART).to_string())
            .collect();
        let (base, path) = (&self.base, parts.join("/"));
        let at = commit.filter(|id| is_hash(id)).unwrap_or("HEAD");
        match self.kind {
            Kind::GitHub => format!("{base}/blob/{at}/{path}#L{line}"),
            Kind::GitLab => format!("{base}/-/blob/{at}/{path}#L{line}"),
            Kind::Bitbucket => format!("{base}/src/{at}/{path}#lines-{line}"),
            Kind::Gitea => match at {
                "HEAD" => format!("{base}/src/HEAD/{path}#L{line}"),
                commit => format!("{base}/src/commit/{commit}/{path}#L{line}"),
            },
        }
    }

    /// A commit; none for what is no hash.
    pub fn commit(&self, id: &str) -> Option<String> {
        let base = &self.base;
        is_hash(id).then(|| match self.kind {
            Kind::GitHub | Kind::Gitea => format!("{base}/commit/{id}"),
            Kind::GitLab => format!("{base}/-/commit/{id}"),
            Kind::Bitbucket => format!("{base}/commits/{id}"),
        })
    }
}

/// Whether an id is a hash of git, perhaps a short one.
pub(super) fn is_hash(id: &str) -> bool {
    (7..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_those_of_the_forge() {
        let line = |address: &str| Forge::new(address, ".").map(|forge| forge.line("a b/c#.py", 7, None));
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (address, expected) in [
            (
                "https://github.com/acme/shop",
                "https://github.com/acme/shop/blob/HEAD/a%20b/c%23.py#L7",
            ),
            (
                "git@github.com:acme/shop.git",
                "https://github.com/acme/shop/blob/HEAD/a%20b/c%23.py#L7",
            ),
            (
                "https://me:secret@gitlab.acme.test/a/b/shop.git",
                "https://gitlab.acme.test/a/b/shop/-/blob/HEAD/a%20b/c%23.py#L7",
            ),
            (
                "https://codeberg.org/acme/shop/",
                "https://codeberg.org/acme/shop/src/HEAD/a%20b/c%23.py#L7",
            ),
            (
                "https://bitbucket.org/acme/shop",
                "https://bitbucket.org/acme/shop/src/HEAD/a%20b/c%23.py#lines-7",
            ),
        ] {
            assert_eq!(line(address).as_deref(), Ok(expected));
        }
        for address in [
            "javascript:alert(1)",
            "https://github.com",
            "/srv/git/shop.git",
            "data:text/html,x",
            "",
        ] {
            assert_eq!(line(address), Err(NotAForge), "{address}");
        }
        let forge = Forge::new("https://gitlab.com/acme/shop", "services/web").unwrap();
        assert_eq!(
            forge.line("m.py", 1, Some(commit)),
            format!("https://gitlab.com/acme/shop/-/blob/{commit}/services/web/m.py#L1")
        );
        assert_eq!(
            forge.commit(commit),
            Some(format!("https://gitlab.com/acme/shop/-/commit/{commit}"))
        );
        assert_eq!(forge.commit("../../evil"), None);
    }
}
