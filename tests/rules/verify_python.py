#!/usr/bin/env python3
"""Checks rules/python-stdlib.toml against real interpreters and against typeshed.

Needs Python 3.11 or newer to run, and as many of these as there are (each check without its source is skipped aloud):

  --python PATH     an interpreter to ask, repeatable; or STRAGGLER_PYTHONS, a list joined by the path separator.
                    The more minor versions from 3.7 on, the better.
  --typeshed DIR    a checkout of typeshed (or its stdlib folder); or TYPESHED. Type checkers ship one.
  --rules FILE      the rule file; by default rules/python-stdlib.toml beside this script's repository.

Four questions are asked:

  1. shape          does each rule follow rules/README.md, and does no name belong to two rules?
  2. interpreters   does each name exist before the version that removes it, and not from that version on?
  3. typeshed       does typeshed see the same version remove it?
  4. completeness   is each public name that typeshed or the interpreters know to be gone or deprecated covered by a
                    rule, or listed in NOT_A_RULE below with the reason why not?

Prints a table of mismatches and exits with 1 when there is one; 2 means that it was called wrongly.
"""

import argparse
import ast
import fnmatch
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from shape import load, names_of, report, shape_problems  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
FOREVER = (99, 0)

# Names that exist under more than one path: what typeshed or an interpreter calls the left, a rule may call the right.
SAME_AS = [
    ("_ctypes.", "ctypes."),
    ("_frozen_importlib.", "importlib.machinery."),
    ("_frozen_importlib_external.", "importlib.machinery."),
    ("_frozen_importlib_external.", "importlib.abc."),
    ("_sqlite3.", "sqlite3."),
    ("_ssl.", "ssl."),
    ("asyncio.coroutines.", "asyncio."),
    ("asyncio.events.", "asyncio."),
    ("asyncio.tasks.", "asyncio."),
    ("asyncio.unix_events.", "asyncio."),
    ("asyncio.windows_events.", "asyncio."),
    ("importlib._abc.", "importlib.abc."),
    ("importlib.resources._functional.", "importlib.resources."),
    ("sqlite3.dbapi2.", "sqlite3."),
    ("unittest.case.", "unittest."),
    ("unittest.loader.", "unittest."),
    ("unittest.main.", "unittest."),
]

# Rules whose names no interpreter on a common machine can show, with the reason. Checked against typeshed instead.
NOT_IMPORTABLE = {
    "annotationlib.*": "the module is new in Python 3.14",
    "asyncio.Windows*": "Windows only",
    "asyncio.windows_events.*": "Windows only",
    "asyncio.unix_events.DefaultEventLoopPolicy": "new in Python 3.14, an alias before",
    "asyncio.events.BaseDefaultEventLoopPolicy": "made private in Python 3.14",
    "ssl.PROTOCOL_SSLv2": "OpenSSL of today is built without it",
    "ssl.PROTOCOL_SSLv3": "OpenSSL of today is built without it",
    "sys._enablelegacywindowsfsencoding": "Windows only",
    "tkinter.Tk.split": "Tk forwards it to the interpreter object at run time",
    "webbrowser.MacOSX": "macOS only",
    "webbrowser.MacOSXOSAScript": "macOS only",
    "msilib": "Windows only",
    "ossaudiodev": "built only where OSS headers are found",
    "nis": "built only where libnsl is found",
    "spwd": "built only where the shadow headers are found",
    "pdb.Pdb.curframe_locals": "set on the instance",
    "re.RegexFlag.T": "an alias inside an enumeration",
}

# Names that are gone or deprecated and that no rule covers, with the reason.
NOT_A_RULE = {
    "_ctypes.POINTER": "moved to ctypes, where everybody took it from",
    "_ctypes.pointer": "moved to ctypes, where everybody took it from",
    "_ssl.*_codes_to_names": "private tables of the C module",
    "_ssl.*_names_to_codes": "private tables of the C module",
    "ast.FormattedValue.conversion": "a default of the class, instances still have it",
    "ast.NodeVisitor.visit_*": "subclasses define these methods, NodeVisitor itself never had them",
    "asyncio.base_futures.*Error": "moved to asyncio.exceptions, public as asyncio.*",
    "asyncio.events.SendfileNotAvailableError": "moved to asyncio.exceptions, public as asyncio.*",
    "asyncio.futures.*Error": "moved to asyncio.exceptions, public as asyncio.*",
    "asyncio.streams.*Error": "moved to asyncio.exceptions, public as asyncio.*",
    "asyncio.coroutines.CoroWrapper": "undocumented, made by the interpreter's debug mode only",
    "asyncio.sslproto.SSLProtocol.data_received": "internal, called by transports only",
    "base64.test": "a self-test",
    "cProfile.label": "an undocumented helper, still in profiling.tracing",
    "calendar.monthlen": "an undocumented helper, made private",
    "calendar.nextmonth": "an undocumented helper, made private",
    "calendar.prevmonth": "an undocumented helper, made private",
    "ctypes.macholib.*.test_*": "a self-test",
    "dis.Bytecode.show_offsets": "an attribute that typeshed declares for one version",
    "dis.hasnargs": "an undocumented leftover that was always empty",
    "encodings.mac_centeuro": "a duplicate codec; codecs are named in strings",
    "enum.*.value": "served by a descriptor",
    "ftplib.FTP.encoding": "a default of the class, instances still have it",
    "ftplib.FTP_TLS.*file": "echoes of removed arguments",
    "hashlib.sha3_*": "the constructor became a function, the methods of its result stay",
    "hashlib.shake_*": "the constructor became a function, the methods of its result stay",
    "hmac.HMAC.digest_cons": "an undocumented slot",
    "hmac.HMAC.inner": "an undocumented slot",
    "hmac.HMAC.outer": "an undocumented slot",
    "http.client.HTTPSConnection.*_file": "echoes of removed arguments",
    "http.cookiejar.*": "undocumented helpers",
    "imaplib.IMAP4*.file": "only assigning it is deprecated",
    "imaplib.IMAP4_SSL.*file": "echoes of removed arguments",
    "importlib.metadata.Deprecated*": "internal shims",
    "importlib.metadata.FastPath.*": "internal",
    "importlib.metadata.Prepared.*": "internal",
    "importlib.metadata.SelectableGroups": "an internal shim, never to be named by users",
    "importlib.readers.remove_duplicates": "internal",
    "keyword.main": "the generator script of the module",
    "modulefinder.*": "undocumented constants",
    "multiprocessing.reduction.ACKNOWLEDGE": "an undocumented constant",
    "opcode.hasnargs": "an undocumented leftover that was always empty",
    "os.stat_result.st_ctime": "another meaning on Windows only",
    "pdb.Pdb.execRcLines": "an undocumented helper",
    "pdb.getsourcelines": "an undocumented helper",
    "poplib.POP3_SSL.*file": "echoes of removed arguments",
    "pydoc.Helper.*": "leaked loop variables",
    "smtplib.SMTP_SSL.*file": "echoes of removed arguments",
    "socket.CAN_RAW_ERR_FILTER": "depends on the headers of the build",
    "sqlite3.Cache": "internal to the C module",
    "sqlite3.Statement": "internal to the C module",
    "tempfile.SpooledTemporaryFile.softspace": "a leftover of the print statement",
    "textwrap.TextWrapper.uspace": "a leaked class variable",
    "textwrap.TextWrapper.x": "a leaked class variable",
    "tokenize.StopTokenizing": "undocumented, of a tokenizer that is gone",
    "typing_extensions.*": "not part of the standard library",
    "unittest.load_tests": "a hook of the test runner",
    "unittest.main.main*": "a second name inside the submodule",
    "unittest.main.usageExit": "a second name inside the submodule",
    "urllib.parse.*Result*.geturl": "moved to the base class",
    "urllib.parse.MAX_CACHE_SIZE": "an undocumented constant",
    "xxlimited.*": "an example of a C module",
    "zipfile.FastLookup": "internal",
    "zipfile.Path.at": "an attribute of instances",
    "zipfile.Path.root": "an attribute of instances",
}


def version(text):
    return tuple(int(part) for part in text.split(".")[:2])


def show(pair):
    return "never" if pair == FOREVER else "%d.%d" % pair


# --- interpreters -----------------------------------------------------------------------------------------------

PROBE = r'''
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
def exists(name):
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:end]))
        except BaseException:
            continue
        try:
            for part in parts[end:]:
                value = getattr(value, part)
        except BaseException:
            return False
        return True
    return False
print(json.dumps([exists(name) for name in json.load(sys.stdin)]))
'''

INVENTORY = r'''
import importlib, inspect, json, os, pkgutil, sys, types, warnings
warnings.simplefilter("ignore")
SKIP = {"antigravity", "ensurepip", "idlelib", "lib2to3", "site", "test", "this", "turtledemo", "__phello__"}
candidates = []
base = os.path.dirname(os.__file__)
modules = set(sys.builtin_module_names)
folders = [base, os.path.join(base, "lib-dynload")]
modules.update(m[1] for m in pkgutil.walk_packages(folders, onerror=lambda name: None))
for name in sorted(modules):
    parts = name.split(".")
    if parts[0] in SKIP or any(part.startswith("_") or part in ("test", "tests") for part in parts) or "-" in name:
        continue
    try:
        module = importlib.import_module(name)
    except BaseException:
        continue
    if not (getattr(module, "__file__", None) or "").startswith(base) and name not in sys.builtin_module_names:
        continue
    if "site-packages" in (getattr(module, "__file__", None) or ""):
        continue
    candidates.append(name)
    exported = set(getattr(module, "__all__", ()))
    for key in sorted(set(vars(module)) | exported):
        if key.startswith("_"):
            continue
        try:
            value = getattr(module, key)
        except Exception:
            continue
        if isinstance(value, types.ModuleType):
            continue
        if key not in exported and getattr(value, "__module__", None) != name:
            continue
        candidates.append(name + "." + key)
        if inspect.isclass(value):
            candidates += [name + "." + key + "." + member for member in vars(value) if not member.startswith("_")]
print(json.dumps(candidates))
'''


def ask(python, code, data=None):
    done = subprocess.run([python, "-c", code], input=data, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise SystemExit(f"{python} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def interpreter_version(python):
    return tuple(ask(python, "import json, sys; print(json.dumps(list(sys.version_info[:2])))"))


def interpreter_problems(rules, pythons):
    """Yields (name, expectation, what was seen)."""
    names = [name for rule in rules for name in names_of(rule)]
    seen = {v: dict(zip(names, ask(path, PROBE, json.dumps(names)))) for v, path in pythons.items()}
    versions = sorted(seen)
    for rule in rules:
        removed = version(rule["removed"]) if "removed" in rule else FOREVER
        for name in names_of(rule):
            before = [v for v in versions if v < removed]
            after = [v for v in versions if v >= removed]
            there = [v for v in before if seen[v][name]]
            excuse = next((p for p in NOT_IMPORTABLE if fnmatch.fnmatchcase(name, p)), None)
            if excuse:
                NOT_IMPORTABLE_USED.add(excuse)
            if before and not seen[before[-1]][name] and not excuse:
                state = f"last seen in {show(there[-1])}" if there else "never seen"
                yield name, f"exists in {show(before[-1])}", state
            for v in after:
                if seen[v][name]:
                    yield name, f"gone in {show(v)}", "still there"


NOT_IMPORTABLE_USED = set()


def interpreter_candidates(pythons):
    """Yields (name, version without it) for each public name that one interpreter has and the next has not.

    Public means: exported by `__all__`, or a function or class of that very module, or a member of such a class.
    """
    found = {v: ask(path, INVENTORY) for v, path in pythons.items()}
    versions = sorted(found)
    for old, new in zip(versions, versions[1:]):
        gone = set(found[old]) - set(found[new])
        for name in sorted(gone):
            parts = name.split(".")
            if not any(".".join(parts[:end]) in gone for end in range(1, len(parts))):
                yield name, new


# --- typeshed ---------------------------------------------------------------------------------------------------


def version_test(test):
    """The (operator, version) of `sys.version_info >= (3, 12)`, also inside an `and`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return next(filter(None, map(version_test, test.values)), None)
    if not (isinstance(test, ast.Compare) and getattr(test.left, "attr", "") == "version_info"):
        return None
    bound = test.comparators[0]
    if not isinstance(bound, ast.Tuple):
        return None
    return (">=" if isinstance(test.ops[0], ast.GtE) else "<"), tuple(part.value for part in bound.elts)[:2]


def declared(statement):
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [t.id for t in targets if isinstance(t, ast.Name)]
        case ast.ImportFrom(names=aliases):
            return [a.asname for a in aliases if a.asname and a.asname == a.name]
    return []


def decorated(statement, name):
    for decorator in getattr(statement, "decorator_list", []):
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(target, "id", getattr(target, "attr", "")) == name:
            return True
    return False


class Stubs:
    """What typeshed says: until when each name exists, and which are deprecated as a whole."""

    def __init__(self, folder):
        self.until, self.deprecated, self.plain = {}, set(), set()
        for path in sorted(folder.rglob("*.pyi")):
            parts = list(path.relative_to(folder).with_suffix("").parts)
            if parts[-1] == "__init__":
                parts.pop()
            self.walk(ast.parse(path.read_text(encoding="utf-8")).body, ".".join(parts), FOREVER)
        for line in (folder / "VERSIONS").read_text(encoding="utf-8").splitlines():
            line = line.split("#")[0].strip()
            if line:
                module, span = line.split(": ")
                last = span.split("-")[1]
                self.until[module] = (version(last)[0], version(last)[1] + 1) if last else FOREVER

    def walk(self, body, prefix, until):
        for statement in body:
            if isinstance(statement, ast.If):
                found = version_test(statement.test)
                yes = no = until
                if found:
                    operator, bound = found
                    if operator == "<":
                        yes = min(until, bound)
                    else:
                        no = min(until, bound)
                self.walk(statement.body, prefix, yes)
                self.walk(statement.orelse, prefix, no)
                continue
            for name in declared(statement):
                full = f"{prefix}.{name}"
                self.until[full] = max(until, self.until.get(full, (0, 0)))
                (self.deprecated if decorated(statement, "deprecated") else self.plain).add((full, until))
            if isinstance(statement, ast.ClassDef):
                self.walk(statement.body, f"{prefix}.{statement.name}", until)

    def candidates(self):
        """Yields (name, version without it) for names that go away, FOREVER for those that are only deprecated."""
        for name, until in sorted(self.until.items()):
            if until != FOREVER:
                parts = name.split(".")
                owners = (self.until.get(".".join(parts[:end]), FOREVER) for end in range(1, len(parts)))
                if not any(owner <= until for owner in owners):
                    yield name, until
        plain = {name for name, until in self.plain if until == FOREVER}
        for name in sorted({n for n, until in self.deprecated if until == FOREVER} - plain):
            yield name, FOREVER


def typeshed_problems(rules, stubs):
    for rule in rules:
        removed = version(rule["removed"]) if "removed" in rule else FOREVER
        for name in names_of(rule):
            until = stubs.until.get(name)
            if until is None:
                continue
            if until == FOREVER and removed > TYPESHED_KNOWS:
                continue
            if until != removed and name not in TYPESHED_DIFFERS:
                yield name, f"removed in {show(removed)}", f"typeshed: {show(until)}"


# Where a rule and typeshed differ for a reason.
TYPESHED_DIFFERS = {
    "sqlite3.version": "served with a warning until Python 3.14",
    "typing.ForwardRef._evaluate": "the class moved to annotationlib, typing still has it",
    **dict.fromkeys(
        [
            "asyncio.events.AbstractEventLoopPolicy",
            "asyncio.events.BaseDefaultEventLoopPolicy",
            "asyncio.unix_events.DefaultEventLoopPolicy",
            "asyncio.windows_events.DefaultEventLoopPolicy",
            "asyncio.windows_events.WindowsProactorEventLoopPolicy",
            "asyncio.windows_events.WindowsSelectorEventLoopPolicy",
        ],
        "the submodule made it private in Python 3.14, the package serves it until 3.16",
    ),
}

# The newest Python that typeshed describes: a removal after it is an announcement only.
TYPESHED_KNOWS = (3, 15)


def still_gone(candidates, pythons):
    """Drops what is served from another place now: the interpreter of that very version still has the name."""
    for bound in sorted({until for _, until in candidates}):
        names = [name for name, until in candidates if until == bound]
        here = ask(pythons[bound], PROBE, json.dumps(names)) if bound in pythons else [False] * len(names)
        yield from ((name, bound) for name, exists in zip(names, here) if not exists)


# --- completeness -----------------------------------------------------------------------------------------------


def covered_by(name, targets):
    spellings = [name] + [new + name[len(old):] for old, new in SAME_AS if name.startswith(old)]
    return any(s == t or s.startswith(t + ".") for s in spellings for t in targets)


def is_private(name):
    for old, new in SAME_AS:
        if name.startswith(old):
            name = new + name[len(old):]
            break
    return any(part.startswith("_") for part in name.split("."))


def completeness_problems(rules, candidates, used):
    targets = {name for rule in rules for name in names_of(rule)}
    for name, until, origin in candidates:
        if is_private(name) or covered_by(name, targets):
            continue
        excuse = next((p for p in NOT_A_RULE if fnmatch.fnmatchcase(name, p)), None)
        if excuse:
            used.add(excuse)
        else:
            fate = "deprecated" if until == FOREVER else f"gone in {show(until)}"
            yield name, "covered by a rule", f"{origin}: {fate}"


def main():
    parser = argparse.ArgumentParser(description="Check rules/python-stdlib.toml.")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules/python-stdlib.toml")
    parser.add_argument("--python", action="append", default=[], metavar="PATH")
    parser.add_argument("--typeshed", type=Path, default=os.environ.get("TYPESHED") and Path(os.environ["TYPESHED"]))
    options = parser.parse_args()
    paths = options.python or [p for p in os.environ.get("STRAGGLER_PYTHONS", "").split(os.pathsep) if p]
    pythons = {}
    for path in paths:
        pythons[interpreter_version(path)] = path
    rules = load(options.rules)

    problems = [("shape", *row) for row in shape_problems(options.rules, rules, "python", ".")]
    candidates = []
    if pythons:
        problems += [("interpreters", *row) for row in interpreter_problems(rules, pythons)]
        gone = [(n, v) for n, v in interpreter_candidates(pythons) if v >= (3, 8)]
        candidates += [(n, v, "interpreters") for n, v in still_gone(gone, pythons)]
        print("interpreters:", ", ".join(show(v) for v in sorted(pythons)))
    else:
        print("interpreters: none given, skipped")
    if options.typeshed:
        folder = options.typeshed if (options.typeshed / "VERSIONS").is_file() else options.typeshed / "stdlib"
        if not (folder / "VERSIONS").is_file():
            parser.error(f"no VERSIONS in {options.typeshed}")
        stubs = Stubs(folder)
        problems += [("typeshed", *row) for row in typeshed_problems(rules, stubs)]
        candidates += [(n, v, "typeshed") for n, v in still_gone(list(stubs.candidates()), pythons)]
        print("typeshed:", len(stubs.until), "names")
    else:
        print("typeshed: not given, skipped")
    used = set()
    problems += [("completeness", *row) for row in completeness_problems(rules, candidates, used)]
    if pythons and options.typeshed:
        for pattern in sorted(set(NOT_A_RULE) - used):
            problems.append(("completeness", pattern, "a use for this entry of NOT_A_RULE", "nothing matches it"))
        for pattern in sorted(set(NOT_IMPORTABLE) - NOT_IMPORTABLE_USED):
            problems.append(("interpreters", pattern, "a use for this entry of NOT_IMPORTABLE", "no rule has it"))
    print("candidates:", len(candidates), "gone or deprecated;", len(used), "of", len(NOT_A_RULE), "reasons used")
    return report(rules, problems)


if __name__ == "__main__":
    sys.exit(main())
