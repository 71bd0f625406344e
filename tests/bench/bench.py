#!/usr/bin/env python3
"""How fast Straggler is, compared with `rg -F` on the same names, and how much memory it takes.

    tests/bench/bench.py TREE [--language rust] [--straggler PATH] [--ruff PATH] [--ast-grep PATH] [--out FILE]

TREE is any directory with much Python (or Rust). Build first, `cargo build --release`; have `hyperfine` and `rg` on the
PATH; `ruff` and `ast-grep` are compared with where they are. The names are chosen from what the tree imports (see
`names.py`) or given with `--sparse NAME,…` and `--dense NAME,…`:

    sparse      three names that few files import, with last words that many files spell
    dense       three names that most files import
    30, 1000    names from the most to the least imported, one rule each; the 1000 hold the 30
    1000-rare   the 30, and the names that are imported the least: little more to find, many more to look for

Every table comes from one run of hyperfine, so that its rows saw the same machine; look at the CPU time where the
machine has other work. No figure is shown of rules whose findings differ from those of a scan that parses every file
whole (`--no-prefilter`).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

from names import LANGUAGES, Survey, last_words, write_ast_grep, write_rules, write_ruff

SMALL_PARENT = """
import os, sys
null = os.open(os.devnull, os.O_WRONLY)
files = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=files)
print(os.wait4(child, 0)[2].ru_maxrss)
"""
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("tree")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="python")
    parser.add_argument("--straggler", default=os.path.join(ROOT, "target", "release", "straggler"))
    parser.add_argument("--ruff", default=shutil.which("ruff"))
    parser.add_argument("--ast-grep", default=shutil.which("ast-grep"))
    parser.add_argument("--sparse", help="names, with commas, instead of those chosen")
    parser.add_argument("--dense", help="likewise")
    parser.add_argument("--runs", type=int, default=10, help="how often each command is run")
    parser.add_argument("--out", help="write the tables to a file, too")
    return parser.parse_args()


class Case:
    """A set of rules, written down for every tool."""

    def __init__(self, what, names, language, directory):
        self.what = what
        self.names = names
        self.rules = os.path.join(directory, f"{what}.toml")
        self.ruff = os.path.join(directory, f"{what}-ruff.toml")
        self.ast_grep = os.path.join(directory, f"{what}.yml")
        write_rules(self.rules, names, language)
        write_ruff(self.ruff, names)
        write_ast_grep(self.ast_grep, names, language)

    def commands(self, args, language):
        """Each tool's name and command; `rg` is the first."""
        straggler = [args.straggler, "--config", self.rules]
        literals = [part for word in last_words(self.names, language) for part in ("-e", word)]
        yield "rg -F", ["rg", "-F", *literals, args.tree]
        yield "straggler count", [*straggler, "count", args.tree]
        yield "straggler check", [*straggler, "check", args.tree]
        if len(self.names) > 100:
            return
        yield "straggler count --no-prefilter", [*straggler, "count", "--no-prefilter", args.tree]
        if args.ruff and language.name == "python":
            yield "ruff TID251", [args.ruff, "check", "--no-cache", "-q", "--config", self.ruff, args.tree]
        if args.ast_grep:
            yield "ast-grep", [args.ast_grep, "scan", "--rule", self.ast_grep, args.tree]


def scan(args, case, *options):
    """What a scan says, less what may differ: which parts nobody needed were not parsed."""
    command = [args.straggler, "-q", "--config", case.rules, "check", "--format", "json", *options, args.tree]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    document = json.loads(output)
    document["skipped"] = [skip for skip in document["skipped"] if skip["reason"] != "unparsed"]
    return document


def findings(args, case):
    """How many findings a case has, made sure to be those of a scan that parses everything."""
    quick, whole = scan(args, case), scan(args, case, "--no-prefilter")
    if quick != whole:
        of = [{json.dumps(finding) for finding in document["findings"]} for document in (quick, whole)]
        for finding in sorted(of[0] ^ of[1])[:20]:
            print("only", "without" if finding in of[1] else "with", "the prefilter:", finding, file=sys.stderr)
        sys.exit(f"{case.what}: the findings with and without the prefilter differ; there is no figure")
    return len(quick["findings"])


def hyperfine(commands, runs, directory):
    """Mean, deviation and CPU time of each command, in milliseconds."""
    results = os.path.join(directory, "results.json")
    lines = [" ".join(quoted(part) for part in command) for command in commands]
    options = ["-N", "-i", "--warmup", "2", "--style", "none", "--runs", str(runs), "--export-json", results]
    subprocess.run(["hyperfine", *options, *lines], check=True, cwd=directory, stdout=subprocess.DEVNULL)
    with open(results, encoding="utf-8") as file:
        rows = json.load(file)["results"]
    return [{key: row[key] * 1000 for key in ("mean", "stddev", "min", "user", "system")} for row in rows]


def quoted(part):
    return "'" + part.replace("'", "'\\''") + "'"


def peak(command, directory):
    """The most memory that a command held, in megabytes."""
    # A process starts out with its parent's peak: a small one must start it.
    parent = [sys.executable, "-S", "-c", SMALL_PARENT, *command]
    output = subprocess.run(parent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=directory, check=True)
    return int(output.stdout) / 1024


def table(title, commands, args, directory, runs=None):
    """A Markdown table; the first command is what the others are compared with."""
    names, lines = zip(*commands)
    rows = hyperfine(lines, runs or args.runs, directory)
    first = rows[0]
    text = [f"### {title}", ""]
    text += ["| command | wall, ms | best | × rg | CPU, ms | × rg | peak, MB |", "|:---|---:|---:|---:|---:|---:|---:|"]
    for name, line, row in zip(names, lines, rows):
        cpu, cpu_first = (it["user"] + it["system"] for it in (row, first))
        cells = [f"`{name}`", f"{row['mean']:.1f} ± {row['stddev']:.1f}", f"{row['min']:.1f}"]
        cells += [f"{row['min'] / first['min']:.2f}", f"{cpu:.1f}", f"{cpu / cpu_first:.2f}"]
        text.append("| " + " | ".join([*cells, f"{peak(line, directory):.0f}"]) + " |")
    return "\n".join([*text, ""])


def start_up(args, survey, case, language, directory):
    """The commands on one file, in a directory without a configuration."""
    one = os.path.join(directory, "one" + language.extensions[0])
    shutil.copy(survey.median_file(), one)
    literals = [part for word in last_words(case.names, language) for part in ("-e", word)]
    straggler = args.straggler
    return f"One file of {os.path.getsize(one)} bytes", [
        ("rg -F", ["rg", "-F", *literals, one]),
        ("straggler --version", [straggler, "--version"]),
        ("straggler count, three rules", [straggler, "--config", case.rules, "count", one]),
        ("straggler count, built-in rules", [straggler, "count", one]),
        ("straggler check, built-in rules", [straggler, "check", one]),
    ]


def cases(args, survey, language, directory):
    def given(names, chosen):
        return sorted(names.split(",")) if names else chosen

    thirty = survey.spread(30)
    named = [
        ("sparse", given(args.sparse, survey.sparse(3, language.separator))),
        ("dense", given(args.dense, survey.dense(3))),
        ("30", thirty),
        ("1000-rare", survey.fewest(1000, thirty)),
        ("1000", survey.spread(1000, thirty)),
    ]
    return [Case(what, names, language, directory) for what, names in named]


def main():
    args = arguments()
    args.tree = os.path.realpath(args.tree)
    args.straggler = os.path.realpath(args.straggler)
    language = LANGUAGES[args.language]
    survey = Survey(args.tree, language)
    print(f"{survey.files} files of {language.name}, {survey.bytes / 1e6:.0f} MB", file=sys.stderr)
    with tempfile.TemporaryDirectory() as directory:
        every = cases(args, survey, language, directory)
        tables = [f"{survey.files} files of {language.name}, {survey.bytes / 1e6:.0f} MB.", ""]
        for case in every:
            found = findings(args, case)
            names = f": {', '.join(case.names)}" if len(case.names) < 10 else ""
            title = f"{case.what}: {len(case.names)} rules, {found} findings{names}"
            tables.append(table(title, list(case.commands(args, language)), args, directory))
            print(tables[-1], flush=True)
        title, commands = start_up(args, survey, every[0], language, directory)
        tables.append(table(title, commands, args, directory, runs=args.runs * 10))
        print(tables[-1])
    if args.out:
        with open(args.out, "w", encoding="utf-8") as file:
            file.write("\n".join(tables))


if __name__ == "__main__":
    main()
