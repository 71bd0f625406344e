//! Dependency rules where a fixture's comments cannot say what is expected: JSON, XML, encodings, hostile manifests.

use std::fmt::Write as _;

use globset::GlobSet;
use proptest::prelude::*;
use straggler::check::Checker;
use straggler::manifest;
use straggler::project::Project;
use straggler::rule::load::{DocumentKind, load};
use straggler::ruleset::RuleSet;

use crate::support::document;

/// What a rule finds in a file: `line:column text` of each, the same with the prefilter and without.
fn found(rule: &str, path: &str, bytes: &[u8]) -> String {
    let document = document("straggler.toml", &format!("[[rule]]\nid = \"r\"\n{rule}"));
    let (parsed, problems) = load(&document, DocumentKind::Config);
    assert!(problems.is_empty(), "{problems:?}");
    let rules = RuleSet::new(parsed.rules);
    let text = straggler::source::decode(bytes);
    let project = Project::new(std::iter::once(path), &[], &GlobSet::empty());
    let look = |prefilter| {
        let checker = Checker {
            rules: &rules,
            today: jiff::civil::date(2026, 11, 20),
            prefilter,
        };
        assert!(checker.wants(path), "{path}");
        let mut said = String::new();
        for finding in checker.check(path, bytes, &project.python(path)).scan.findings {
            let start = finding.location.start;
            let named = finding.span().of(&text);
            assert_eq!(finding.role.as_str(), "config");
            writeln!(said, "{}:{} {named}", start.line, start.column).unwrap();
        }
        said
    };
    let said = look(true);
    assert_eq!(said, look(false));
    said
}

const PACKAGE_JSON: &str = r#"{
  "name": "request",
  "keywords": ["request"],
  "scripts": { "request": "request" },
  "dependencies": { "request": "^2", "request-promise": "1", "@x/request": "1" },
  "devDependencies": { "http": "npm:request@^2", "request": "npm:other@1" },
  "peerDependencies": { "request": "*" },
  "peerDependenciesMeta": { "request": { "optional": true } },
  "optionalDependencies": { "\u0072equest": "1" },
  "bundleDependencies": ["request"],
  "overrides": { "request@2": "3", "a": { ".": "1", "request": "2" } },
  "resolutions": { "**/request": "1", "a/request": "1", "request/a": "1" },
  "pnpm": { "overrides": { "a@1>request@<3": "3" } }
}
"#;

#[test]
fn every_table_of_a_package_json() {
    let wanted = "5:22 request\n6:37 request\n7:26 request\n8:30 request\n9:30 \\u0072equest\n\
                  10:27 request\n11:19 request\n11:54 request\n12:24 request\n12:42 request\n13:33 request\n";
    assert_eq!(
        found(
            "dependency = \"request\"",
            "package.json",
            PACKAGE_JSON.as_bytes()
        ),
        wanted
    );
    let other = "dependency = \"npm:@x/request\"";
    assert_eq!(
        found(other, "web/package.json", PACKAGE_JSON.as_bytes()),
        "5:63 @x/request\n"
    );
    let python = "dependency = \"request\"\nlanguages = [\"python\"]";
    assert_eq!(found(python, "package.json", PACKAGE_JSON.as_bytes()), "");
}

const POM: &str = "<project>
  <groupId>org.old</groupId><artifactId>lib</artifactId>
  <parent><groupId>org.old</groupId><artifactId>lib</artifactId></parent>
  <dependencies>
    <dependency><artifactId> lib </artifactId><groupId>org.new</groupId></dependency>
    <dependency>
      <groupId>org.x</groupId><artifactId>y</artifactId>
      <exclusions><exclusion><groupId>org.old</groupId><artifactId>lib</artifactId></exclusion></exclusions>
    </dependency>
    <!-- <dependency><artifactId>lib</artifactId></dependency> -->
    <dependency><groupId>${old}</groupId><artifactId>lib</artifactId>
  </dependencies>
  <build><plugins><plugin><artifactId>lib</artifactId><configuration><artifactId>lib</artifactId>
";

#[test]
fn artifacts_of_a_pom_with_their_groups() {
    let bare = "3:49 lib\n5:30 lib\n8:68 lib\n11:54 lib\n13:39 lib\n";
    assert_eq!(found("dependency = \"lib\"", "pom.xml", POM.as_bytes()), bare);
    let qualified = "3:49 lib\n8:68 lib\n11:54 lib\n13:39 lib\n";
    assert_eq!(
        found("dependency = \"org.old:lib\"", "pom.xml", POM.as_bytes()),
        qualified
    );
}

#[test]
fn requirements_in_any_encoding() {
    let mut wide = vec![0xff, 0xfe];
    wide.extend("é\r\nboto==2\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    let rule = "dependency = \"boto\"";
    assert_eq!(found(rule, "requirements.txt", &wide), "2:1 boto\n");
    assert_eq!(
        found(rule, "requirements.txt", b"\xef\xbb\xbfboto\r\n"),
        "1:1 boto\n"
    );
    assert_eq!(
        found(rule, "requirements.txt", b"x # caf\xe9\nboto\n"),
        "2:1 boto\n"
    );
}

#[test]
fn the_kinds_of_files_that_a_rule_looks_at() {
    for (within, wanted) in [
        ("[\"config\"]", "1:1 boto\n"),
        ("[\"code\", \"config\"]", "1:1 boto\n"),
    ] {
        let rule = format!("dependency = \"boto\"\nin = {within}");
        assert_eq!(found(&rule, "requirements.txt", b"boto"), wanted);
    }
}

/// A path for each reader.
const PATHS: &[&str] = &[
    "Cargo.toml",
    "pyproject.toml",
    "Pipfile",
    "pixi.toml",
    "requirements.txt",
    "setup.cfg",
    "setup.py",
    "environment.yml",
    "package.json",
    "go.mod",
    "Gemfile",
    "pom.xml",
    "build.gradle",
    "libs.versions.toml",
    "Dockerfile",
];

fn read_all(text: &str) {
    for path in PATHS {
        for found in manifest::find(path).unwrap().read(text) {
            assert!(text.get(found.span.range()).is_some(), "{path}: {found:?}");
        }
    }
}

fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "\"",
        "'",
        "\"\"\"",
        "'''",
        "\\",
        "\n",
        "\r\n",
        " ",
        "  ",
        "=",
        ":",
        ",",
        "#",
        "é",
        "\u{feff}",
        "dependencies",
        "[dependencies]",
        "boto",
        "@",
        "/",
        "-e ",
        "- ",
        "pip:",
        "pip install ",
        "npm i ",
        "gem ",
        "<dependency>",
        "<artifactId>",
        "</",
        ">",
        "<!--",
        "install_requires",
        "require ",
        "=>",
        "dep:",
        "features",
        "package",
        "npm:",
        "overrides",
        "deps",
        "[testenv]",
        "\\u00e9",
        "#egg=",
        ".whl",
        "::",
    ])
}

proptest! {
    #[test]
    fn pieces_in_any_order_do_no_harm(pieces in proptest::collection::vec(piece(), 0..60)) {
        read_all(&pieces.concat());
    }
}

#[test]
fn size_and_nesting_do_no_harm() {
    let started = std::time::Instant::now();
    for piece in [
        "[",
        "{",
        "{\"a\":",
        "[a]\n",
        "a.b.c=1\n",
        "a=[",
        "\"",
        "'",
        "'''",
        "(",
        "<dependency>",
        "<a",
        "<!--",
        "requires=[",
        "pip install ",
        "\\\n",
        "a:",
        "@",
        "/",
        "a/",
        "requires[",
        "a: ",
        "a>",
        "- pip:\n",
        "gem \"",
        "require (\n",
        "#egg=",
        "[[a]]\n",
        "a={b=",
        "\"group:",
        "e.",
        "-",
    ] {
        read_all(&piece.repeat(100_000 / piece.len()));
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
