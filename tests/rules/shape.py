"""What both verification scripts share: reading a rule file, checking its shape, printing the outcome."""

import re
import tomllib
from datetime import date

KEYS = {
    "id", "module", "symbol", "message", "replacement", "severity", "languages", "since", "removed",
    "deprecated", "sunset", "docs", "source", "example",
}


def load(path):
    with open(path, "rb") as file:
        return tomllib.load(file)["rule"]


def names_of(rule):
    value = rule.get("module", rule.get("symbol"))
    return [value] if isinstance(value, str) else list(value or [])


def shape_problems(path, rules, language, separator):
    """Yields (rule or name, expectation, what was seen)."""
    for other in sorted(path.parent.glob("*.toml")):
        if other.name != path.name:
            for rule in sorted({r["id"] for r in load(other)} & {r["id"] for r in rules}):
                yield rule, "an id of its own", f"{other.name} has it too"
    seen = set()
    for rule in rules:
        identity = rule.get("id", "?")
        if identity in seen:
            yield identity, "an id of its own", "twice in this file"
        seen.add(identity)
        yield from (((identity,) + row) for row in one_rule(rule, language, separator))
    owners = {}
    for rule in rules:
        for name in names_of(rule):
            if name in owners:
                yield name, "one rule only", f"{owners[name]} and {rule['id']}"
            owners[name] = rule["id"]
    for name, owner in owners.items():
        parts = name.split(separator)
        for end in range(1, len(parts)):
            above = separator.join(parts[:end])
            if above in owners:
                yield name, "one rule only", f"{owner}, and {above} of {owners[above]} covers it"


def one_rule(rule, language, separator):
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.get("id", "")):
        yield "an id in kebab case", rule.get("id")
    for key in sorted(set(rule) - KEYS):
        yield "a known key", key
    if ("module" in rule) == ("symbol" in rule) or not names_of(rule):
        yield "exactly one of module and symbol", "none or both"
    message = rule.get("message", "")
    if not message or message[0].isupper() or message.endswith("."):
        yield "a message in lower case without a final stop", message
    for key in ("replacement", "docs", "source"):
        if not rule.get(key):
            yield f"the key {key}", "missing"
    if rule.get("severity", "warning") not in ("error", "warning", "note"):
        yield "a severity", rule["severity"]
    bare = [name for name in names_of(rule) if separator not in name]
    if bare and rule.get("languages") != [language]:
        yield f'languages = ["{language}"], for there are one-word names', rule.get("languages")
    for key in ("since", "removed"):
        if key in rule and not re.fullmatch(r"\d+\.\d+(\.\d+)?", rule[key]):
            yield f"a version in {key}", rule[key]
    for key in ("deprecated", "sunset"):
        if key in rule and not isinstance(rule[key], date):
            yield f"a date in {key}", rule[key]
    if "deprecated" in rule and "sunset" in rule and rule["deprecated"] > rule["sunset"]:
        yield "deprecated before its sunset", f"{rule['deprecated']} to {rule['sunset']}"
    examples = rule.get("example", [])
    for kind in ("matches", "ignores"):
        if not any(kind in example for example in examples):
            yield f"an example that {kind}", "none"
    for example in examples:
        if example.get("language") != language or len(set(example) & {"matches", "ignores"}) != 1 or len(example) != 2:
            yield "an example with a language and one of matches and ignores", sorted(example)


def report(rules, problems):
    """Prints the totals and the mismatches; returns the exit status."""
    print("rules:", len(rules), "with", sum(len(names_of(rule)) for rule in rules), "names and",
          sum(len(rule.get("example", [])) for rule in rules), "examples")
    if not problems:
        print("no mismatch")
        return 0
    rows = [("check", "name", "expected", "seen")] + [tuple(str(cell) for cell in row) for row in problems]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)), row[3], sep="  ")
    print(len(problems), "mismatches" if len(problems) > 1 else "mismatch")
    return 1
