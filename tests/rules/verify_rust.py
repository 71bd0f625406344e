#!/usr/bin/env python3
"""Checks rules/rust-std.toml against the compiler and against the documentation of the standard library.

Needs Python 3.11 or newer to run, and:

  --rustc PATH      the compiler to ask, on x86-64 Linux for completeness; or RUSTC; by default `rustc`.
  --docs DIR        the HTML documentation of the same version, as `rustup component add rust-docs` installs it;
                    by default share/doc/rust/html of the compiler's sysroot. Skipped aloud when it is not there.
  --rules FILE      the rule file; by default rules/rust-std.toml beside this script's repository.

Four questions are asked:

  1. shape          does each rule follow rules/README.md, and does no name belong to two rules?
  2. compiler       does using each name give "use of deprecated …", or "that will be deprecated" when the rule is
                    a note? Each name is compiled alone, without generating code.
  3. examples       does the compiler complain about each example that matches, about none that is to be ignored, and
                    can it parse them all?
  4. completeness   is each item that the documentation marks as deprecated covered by a rule, or listed in NOT_A_RULE
                    below with the reason why not? Does the rule's `since` agree?

Prints a table of mismatches and exits with 1 when there is one; 2 means that it was called wrongly.
"""

import argparse
import html
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from shape import load, names_of, report, shape_problems  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
CRATES = ("std", "core", "alloc")

# Names that this platform does not have, with the reason.
ELSEWHERE = {
    r"std::os::(?!linux|unix)\w+::.*": "exists on that system only",
    r"(std|core)::arch::x86::.*": "exists on the 32-bit architecture only",
}

# Items that the documentation marks as deprecated and that no rule covers, with the reason.
NOT_A_RULE = {
    r"core::f(32|64)::math::abs_sub": "unstable; the stable spelling is the method",
    r"std::sync::poison::Condvar::.*": "unstable; the stable spelling is std::sync::Condvar",
}

# How to spell a value of a type that has parameters.
SPELLINGS = {
    "slice": "[String]",
    "std::vec::Vec": "Vec<String>",
    "alloc::vec::Vec": "Vec<String>",
    "std::array::IntoIter": "std::array::IntoIter<u8, 1>",
    "core::array::IntoIter": "core::array::IntoIter<u8, 1>",
    "std::fmt::Formatter": "std::fmt::Formatter<'_>",
    "core::fmt::Formatter": "core::fmt::Formatter<'_>",
    "alloc::fmt::Formatter": "alloc::fmt::Formatter<'_>",
    "core::panic::PanicInfo": "core::panic::PanicInfo<'_>",
}
for prefix in ("std", "core"):
    SPELLINGS[f"{prefix}::sync::atomic::AtomicPtr"] = f"{prefix}::sync::atomic::AtomicPtr<u8>"

PRELUDE = """
#![allow(unused, warnings)]
#![deny(deprecated, deprecated_in_future)]
extern crate alloc;
"""
TRAITS = """
use std::error::Error as _;
#[cfg(unix)] use std::os::unix::process::CommandExt as _;
#[cfg(target_os = "linux")] use std::os::linux::fs::MetadataExt as _;
"""


PRIMITIVES = set("str slice char bool f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize".split())


def attempts(name):
    """The ways to use a name, likeliest first."""
    path, _, last = name.rpartition("::")
    owner = SPELLINGS.get(path, path)
    raw = f"{path}::r#{last}" if last == "try" else name
    if not path.split("::")[-1][:1].isupper() and path not in PRIMITIVES:
        return [f"use {raw};"]
    return [
        f"{TRAITS} fn f(x: &{owner}) {{ x.{last}(); }}",
        f"fn f() {{ <{owner}>::{last}; }}",
        f"fn f<T: {owner}>(x: &T) {{ x.{last}(); }}",
    ]


def verdict(rustc, folder, name):
    """"deprecated", "planned" or what the compiler said instead."""
    said = ""
    for number, source in enumerate(attempts(name)):
        file = folder / (re.sub(r"\W+", "_", name) + f"_{number}.rs")
        file.write_text(PRELUDE + source + "\n", encoding="utf-8")
        done = subprocess.run(
            [rustc, "--edition", "2021", "--crate-type", "lib", "--emit", "metadata", "--out-dir", folder, file],
            capture_output=True, text=True,
        )
        if "use of deprecated" in done.stderr:
            return "deprecated"
        if "that will be deprecated" in done.stderr:
            return "planned"
        said = said or next((line for line in done.stderr.splitlines() if line.startswith("error")), "no complaint")
    return said


def compiler_problems(rules, rustc):
    """Yields (name, expectation, what was seen)."""
    wanted = {}
    for rule in rules:
        for name in names_of(rule):
            if any(re.fullmatch(pattern, name) for pattern in ELSEWHERE):
                continue
            wanted[name] = "planned" if rule.get("severity") == "note" else "deprecated"
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        for name, seen in zip(wanted, pool.map(lambda n: verdict(rustc, Path(folder), n), wanted)):
            if seen != wanted[name]:
                yield name, wanted[name], seen


def example_verdict(rustc, folder, number, source):
    file = folder / f"example_{number}.rs"
    file.write_text(PRELUDE + source + "\n", encoding="utf-8")
    done = subprocess.run(
        [rustc, "--edition", "2021", "--crate-type", "lib", "--emit", "metadata", "--out-dir", folder, file],
        capture_output=True, text=True,
    )
    if "use of deprecated" in done.stderr or "that will be deprecated" in done.stderr:
        return "a complaint"
    unparsable = ("error: expected", "error: unexpected")
    return next((line for line in done.stderr.splitlines() if line.startswith(unparsable)), "no complaint")


def example_problems(rules, rustc):
    examples = [(rule, example) for rule in rules for example in rule.get("example", [])]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        sources = [example.get("matches", example.get("ignores", "")) for _, example in examples]
        seen = pool.map(lambda pair: example_verdict(rustc, Path(folder), *pair), enumerate(sources))
        for (rule, example), source, said in zip(examples, sources, seen):
            wanted = "a complaint" if "matches" in example else "no complaint"
            if said != wanted:
                yield rule["id"], f"{wanted} about {source.strip()[:60]!r}", said


# --- documentation ----------------------------------------------------------------------------------------------

MARK = re.compile(
    r'<section id="(?P<impl>impl-[^"]+)"|id="deref-methods-(?P<deref>[^"]+)"'
    r'|<section id="(?P<member>(?:ty)?method\.[^"]+|associated(?:type|constant)\.[^"]+)"'
    r'|class="stab deprecated"><span class="emoji">[^<]*</span><span>(?P<note>Deprecat.*?)</span>',
    re.DOTALL,
)


def documented(docs):
    """Yields (item, trait or type it comes from, note) for each thing with a deprecation note of its own."""
    for crate in CRATES:
        for page in sorted((docs / crate).rglob("*.html")):
            text = page.read_text(encoding="utf-8")
            if "stab deprecated" not in text or page.name == "all.html":
                continue
            path = list(page.relative_to(docs).parts)
            file = path.pop().removesuffix(".html")
            if file != "index":
                kind, _, item = file.partition(".")
                path = [item] if kind == "primitive" else path + [item]
            member = origin = None
            for mark in MARK.finditer(text):
                if mark["impl"]:
                    origin, member = mark["impl"], None
                elif mark["deref"]:
                    origin, member = "deref-" + html.unescape(mark["deref"]), None
                elif mark["member"]:
                    member = re.sub(r"-\d+$", "", mark["member"]).split(".")[1]
                else:
                    note = html.unescape(re.sub(r"<[^>]+>", "", mark["note"]))
                    yield "::".join(path + ([member] if member else [])), origin, note


def also_called(item, origin):
    """The names under which a rule may cover an item: its own, or that of the trait or type that it comes from."""
    yield item
    last = item.rpartition("::")[2]
    if origin and origin.startswith("deref-"):
        target = origin.removeprefix("deref-")
        yield ("slice" if "%5B" in target or "[" in target else target) + "::" + last
    elif origin and (found := re.match(r"impl-(\w+?)(?:%3C.*?%3E)?-for-", origin)):
        for crate in CRATES:
            for module in ("error", "ascii", "os::unix::process", "os::linux::fs", "os::darwin::fs"):
                yield f"{crate}::{module}::{found[1]}::{last}"
    if "::ascii::AsciiExt" in item:
        yield "std::ascii::AsciiExt"


def completeness_problems(rules, docs, used):
    owners = {name: rule for rule in rules for name in names_of(rule)}
    for item, origin, note in documented(docs):
        excuse = next((pattern for pattern in NOT_A_RULE if re.fullmatch(pattern, item)), None)
        if excuse:
            used.add(excuse)
            continue
        rule = next((owners[n] for name in also_called(item, origin) for n in owners
                     if name == n or name.startswith(n + "::")), None)
        if rule is None:
            yield item, "covered by a rule", note.splitlines()[0][:80]
        elif (found := re.match(r"Deprecat\w+ (?:since|in) (\d+\.\d+)", note)) and rule.get("since") != found[1]:
            yield item, f"since = {rule.get('since')!r} in {rule['id']}", note[:40]


def main():
    parser = argparse.ArgumentParser(description="Check rules/rust-std.toml.")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules/rust-std.toml")
    parser.add_argument("--rustc", default=os.environ.get("RUSTC", "rustc"))
    parser.add_argument("--docs", type=Path)
    options = parser.parse_args()
    try:
        print(subprocess.run([options.rustc, "--version"], capture_output=True, text=True, check=True).stdout.strip())
        sysroot = subprocess.run([options.rustc, "--print", "sysroot"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        parser.error(f"cannot run the compiler: {error}")
    docs = options.docs or Path(sysroot.stdout.strip()) / "share/doc/rust/html"
    rules = load(options.rules)

    problems = [("shape", *row) for row in shape_problems(options.rules, rules, "rust", "::")]
    problems += [("compiler", *row) for row in compiler_problems(rules, options.rustc)]
    problems += [("examples", *row) for row in example_problems(rules, options.rustc)]
    skipped = [n for rule in rules for n in names_of(rule) if any(re.fullmatch(p, n) for p in ELSEWHERE)]
    asked = sum(len(names_of(rule)) for rule in rules) - len(skipped)
    print("compiler:", asked, "names asked,", len(skipped), "belong to other systems")
    if (docs / "std/index.html").is_file():
        used = set()
        problems += [("completeness", *row) for row in completeness_problems(rules, docs, used)]
        for pattern in sorted(set(NOT_A_RULE) - used):
            problems.append(("completeness", pattern, "a use for this entry of NOT_A_RULE", "nothing matches it"))
        print("documentation:", sum(1 for _ in documented(docs)), "deprecation notes")
    else:
        print(f"documentation: no {docs / 'std/index.html'}, skipped")
    return report(rules, problems)


if __name__ == "__main__":
    sys.exit(main())
