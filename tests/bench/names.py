"""Which names a tree imports, and the rules to look for some of them.

Nothing here is tuned to a tree: names are chosen by how many files import them, and by how many merely spell their last
word.
"""

import os
import re
from collections import Counter

SKIPPED = {".git", "target", "node_modules", "__pycache__"}
PYTHON = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)", re.M)
RUST = re.compile(r"^[ \t]*(?:pub(?:\([\w ]+\))?[ \t]+)?use[ \t]+((?:\w+::)+)(\w+|\{[^{}]*\});", re.M)
WORD = re.compile(r"\w+")


class Language:
    """How a language is read here, roughly."""

    def __init__(self, name, extensions, separator, pattern, local):
        self.name = name
        self.extensions = extensions
        self.separator = separator
        self.pattern = pattern
        self.local = local

    def imports(self, text):
        """The names that a text imports one by one, relative ones left out."""
        for module, names in self.pattern.findall(text):
            module = module.strip(":")
            if module.split(self.separator)[0] in self.local or not module[0].isalpha():
                continue
            for name in names.strip("(){}").split(","):
                words = name.split("#")[0].split()
                if words and words[0].isidentifier() and words[0] != "self":
                    yield module + self.separator + words[0]


LANGUAGES = {
    "python": Language("python", (".py", ".pyi"), ".", PYTHON, ("", "__future__")),
    "rust": Language("rust", (".rs",), "::", RUST, ("crate", "self", "super")),
}


class Survey:
    """What the files of a tree import and spell."""

    def __init__(self, tree, language):
        self.importing = Counter()
        self.leading = Counter()
        self.spelling = Counter()
        self.sizes = []
        self.files = 0
        self.bytes = 0
        for directory, below, files in os.walk(tree):
            below[:] = sorted(name for name in below if name not in SKIPPED)
            for file in sorted(files):
                if file.endswith(language.extensions):
                    self.read(os.path.join(directory, file), language)

    def read(self, path, language):
        with open(path, encoding="utf-8", errors="replace") as source:
            text = source.read()
        self.files += 1
        self.bytes += len(text)
        self.sizes.append((len(text), path))
        names = set(language.imports(text))
        self.importing.update(names)
        segments = [name.split(language.separator) for name in names]
        leading = (language.separator.join(name[:end]) for name in segments for end in range(1, len(name) + 1))
        self.leading.update(set(leading))
        self.spelling.update(set(WORD.findall(text)))

    def dense(self, count):
        """The names that most files import."""
        return sorted(name for name, _ in self.by_use()[:count])

    def sparse(self, count, separator):
        """Of the names that at most one file in a hundred imports those whose last words most files spell."""
        rare = [name for name in self.importing if self.leading[name] * 100 <= self.files]
        chosen = {}
        for name in sorted(rare, key=lambda name: (-self.spelling[name.split(separator)[-1]], name)):
            chosen.setdefault(name.split(separator)[-1], name)
            if len(chosen) == count:
                break
        return sorted(chosen.values())

    def spread(self, count, more_than=()):
        """Names from the most to the least imported, evenly."""
        names = [name for name, _ in self.by_use() if name not in more_than]
        count = min(count - len(more_than), len(names))
        return sorted([*more_than, *(names[index * len(names) // count] for index in range(count))])

    def fewest(self, count, more_than):
        """Some names, and those that are imported the least."""
        others = [name for name, _ in reversed(self.by_use()) if name not in more_than]
        return sorted([*more_than, *others[: count - len(more_than)]])

    def by_use(self):
        return sorted(self.importing.items(), key=lambda item: (-item[1], item[0]))

    def median_file(self):
        """A file of an ordinary size."""
        sizes = sorted(size for size in self.sizes if size[0] > 0)
        return sizes[len(sizes) // 2][1]


def last_words(names, language):
    return sorted({name.split(language.separator)[-1] for name in names})


def write_rules(path, names, language):
    """One rule a name."""
    with open(path, "w", encoding="utf-8") as file:
        for index, name in enumerate(names):
            languages = f'languages = ["{language.name}"]\n'
            file.write(f'[[rule]]\nid = "rule-{index}"\nsymbol = "{name}"\n{languages}\n')


def write_ruff(path, names):
    """The same for ruff's TID251."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('lint.select = ["TID251"]\n[lint.flake8-tidy-imports.banned-api]\n')
        for name in names:
            file.write(f'"{name}".msg = "banned"\n')


def write_ast_grep(path, names, language):
    """The same, as far as it goes, for ast-grep: every place with the last word."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"id: names\nlanguage: {language.name}\nrule:\n  any:\n")
        for word in last_words(names, language):
            file.write(f"    - pattern: {word}\n")
