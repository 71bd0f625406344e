#!/usr/bin/env python3
"""Looks at `straggler report` in headless Chromium: drawn, filtered, dark, narrow, large, and with hostile names.

    tests/browser/report.py STRAGGLER [--screens DIR]

It needs Chromium and nothing else, and fails without it: whether to run it is decided by who calls it. With --screens
it leaves pictures at three widths, light and dark, and one as printed, to be looked at by a person.
"""

import argparse
import base64
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

FINDINGS = 5000
HOSTILE = [
    "<img src=x onerror=hacked=1>.py",
    '"><script>hacked=2<\\script>.py',
    "'onmouseover='hacked=3.py",
    "a&amp;b\u202egnp.exe.py",
    "line\nbreak\u2028.py",
    "{{7*7}}${hacked=4}`.py",
    "ünïcödé 🦀.py",
]
EVIL = '</td><script>hacked=5</script>"><svg onload=hacked=6> [x](javascript:hacked=7) `` @everyone #1'


class Browser:
    """A page of Chromium, spoken to through a pipe: https://chromedevtools.github.io/devtools-protocol/"""

    def __init__(self, program, home):
        there, self.writes = os.pipe()
        self.reads, back = os.pipe()

        def plug():
            # Both are first put out of the way of 3 and 4.
            first, second = os.dup(there), os.dup(back)
            first, second = max(first, 10) and os.dup(first), os.dup(second)
            os.dup2(first, 3)
            os.dup2(second, 4)

        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
            f"--user-data-dir={home}", "about:blank",
        ]
        self.process = subprocess.Popen(
            [program, *flags], preexec_fn=plug, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        os.close(there)
        os.close(back)
        self.number, self.rest, self.session, self.events = 0, b"", None, []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self.session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self(f"{domain}.enable")

    def __call__(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writes, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        while b"\0" not in self.rest:
            part = os.read(self.reads, 1 << 16)
            if not part:
                raise RuntimeError("Chromium has gone")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def look(self, path, width, dark=False, media="screen"):
        self("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.events.clear()
        self("Page.navigate", url=path.as_uri())
        until = time.time() + 30
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self("Runtime.evaluate", expression="0")
            assert time.time() < until, f"{path} does not load"
        return self

    def ask(self, expression):
        result = self("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, f"{expression}: {result['exceptionDetails']}"
        return result["result"].get("value")

    def press(self, key, code):
        for kind in ["rawKeyDown", "keyUp"]:
            self("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def picture(self, path, whole=True):
        path.write_bytes(base64.b64decode(self("Page.captureScreenshot", captureBeyondViewport=whole)["data"]))

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def project(root, findings, hostile):
    """A tree whose sources hold so many references, and a history that led there."""
    rules = [("legacy-billing", "legacy.billing"), ("old-sessions", "web.sessions"), ("xml-export", "export.xml")]
    text = "".join(
        f'[[rule]]\nid = "{name}"\nmodule = "{module}"\nsunset = 2027-02-15\nowner = "@acme/core"\nmessage = {json.dumps(EVIL)}\n'
        for name, module in rules
    )
    (root / "straggler.toml").write_text(text)
    (root / "CODEOWNERS").write_text("*_a.py @acme/a\n*_b.py @acme/b @acme/a\n")
    made = 0
    while made < findings:
        directory = root / "src" / f"part{made // 500}" / "deep" / "deeper"
        directory.mkdir(parents=True, exist_ok=True)
        number = min(50, findings - made)
        name, module = rules[made // 50 % 2]
        lines = [f"import {module}\n"] * (number - 1)
        lines.append(f"import {module}  # straggler: allow({name}): {EVIL}\n")
        (directory / f"m{made}_{'abc'[made // 50 % 3]}.py").write_text("".join(lines))
        made += number
    for name in hostile:
        (root / name).write_text("import legacy.billing\n")
    subprocess.run(
        [STRAGGLER, "trend", "--append", "one.jsonl", "--commit", "0" * 40, "--time", "2026-11-16T00:00:00Z", "-q"],
        cwd=root, check=True,
    )
    last = json.loads((root / "one.jsonl").read_text())
    start = datetime.date(2026, 2, 2)
    with open(root / "history.jsonl", "w") as file:
        for week in range(40):
            point = dict(last, commit=f"{week + 1:040x}", time=f"{start + datetime.timedelta(7 * week)}T09:30:00Z")
            point |= {"author": f"Eve {EVIL}", "subject": f"week {week}: {EVIL}", "complete": week != 20}
            more = (39 - week) * 3
            point["counts"] = [*last["counts"], dict(rule="xml-export", directory=EVIL, open=more, suppressed=0, allowed=0)]
            point["counts"][0] = dict(point["counts"][0], open=point["counts"][0]["open"] + more)
            file.write(json.dumps(point) + "\n")
    (root / "one.jsonl").unlink()


def report(root, *more):
    out = root / "out"
    command = [STRAGGLER, "report", "-q", "-o", "out", "--from", "history.jsonl", "--today", "2026-11-20", *more]
    started = time.time()
    subprocess.run(command, cwd=root, check=True)
    print(f"written in {time.time() - started:.2f} s, {(out / 'index.html').stat().st_size} bytes")
    return out / "index.html"


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r}, and not {expected!r}"
    print(f"ok: {what}: {found}")


SHOWN = "document.querySelectorAll('#findings tbody tr:not([hidden])').length"


def is_harmless(browser):
    """Nothing of a name, a subject or a message acts, and nothing is asked of a network."""
    same(browser.ask("typeof hacked"), "undefined", "nothing hostile has run")
    same(browser.ask("document.scripts.length"), 1, "scripts")
    same(browser.ask("document.querySelectorAll('main img, [onerror], [onload], [onmouseover]').length"), 0, "foreign elements")
    same(browser.ask("[...document.links].filter(a => !/^(https|file):$/.test(a.protocol)).length"), 0, "odd links")
    asked = [event["params"]["request"]["url"] for event in browser.events if event.get("method") == "Network.requestWillBeSent"]
    same([url for url in asked if not url.startswith("file:")], [], "requests")
    said = [event for event in browser.events if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    same(said, [], "errors")


def fits(browser, width):
    same(browser.ask("document.documentElement.scrollWidth > innerWidth"), False, f"wider than {width}")


def filtered(browser, page, findings):
    browser.look(page, 1280)
    total = browser.ask("Number.parseInt(document.querySelector('.number').textContent)")
    same(total, findings + len(HOSTILE), "the number first")
    same(browser.ask(SHOWN), total, "rows")
    type_in = "(value => {const i = document.getElementById('filter-text'); i.value = value; i.dispatchEvent(new Event('input'))," \
        " new Promise(done => setTimeout(done, 200))})"
    browser.ask(f"{type_in}('part3 M1550')")
    browser.ask("new Promise(done => setTimeout(done, 300))")
    same(browser.ask(SHOWN), 50, "rows of one file")
    same(browser.ask("document.getElementById('shown').textContent"), f"50 of {total} shown", "said")
    browser.ask(f"{type_in}('')")
    browser.ask("new Promise(done => setTimeout(done, 300))")
    pick = "((id, value) => {const s = document.getElementById(id); s.value = value; s.dispatchEvent(new Event('change'))})"
    browser.ask(f"{pick}('filter-rule', 'old-sessions')")
    same(browser.ask(SHOWN), findings // 2, "rows of one rule")
    browser.ask(f"{pick}('filter-owner', '@acme/b')")
    expected = sum(50 for file in range(findings // 50) if file % 2 == 1 and file % 3 == 1)
    same(browser.ask(SHOWN), expected, "rows of one rule and owner")
    browser.ask("document.getElementById('filter-hidden').click()")
    same(browser.ask(SHOWN), expected - expected // 50, "the open ones of them")
    took = browser.ask("(() => {const t = performance.now(); document.getElementById('filter-hidden').click(); return performance.now() - t})()")
    assert took < 1000, f"a filter takes {took} ms"
    browser.ask("document.querySelector('button[data-owner=\"@acme/a\"]').click()")
    same(browser.ask("document.getElementById('filter-owner').value"), "@acme/a", "an owner's button")
    same(browser.ask("document.activeElement.id"), "filter-text", "the focus")


def keyboard(browser, page):
    browser.look(page, 1280)
    browser.press("Tab", 9)
    same(browser.ask("document.activeElement.className"), "skip", "the first stop")
    same(browser.ask("getComputedStyle(document.activeElement).outlineStyle"), "solid", "its outline")
    same(browser.ask("[...document.querySelectorAll('svg:not([aria-hidden])')].every(s => s.getAttribute('aria-label'))"), True, "pictures have words")
    unnamed = "[...document.querySelectorAll('input, select')].filter(i => !i.labels.length).length"
    same(browser.ask(unnamed), 0, "fields without a name")
    levels = browser.ask("[...document.querySelectorAll('h1, h2, [aria-level]')].map(h => h.ariaLevel || h.tagName[1]).join('')")
    assert levels.startswith("1") and "13" not in levels, f"headings {levels}"


def contrast(browser, page):
    """Letters stand out from what is behind them, by the measure of WCAG."""
    script = """(() => {
      const known = new Map(), d = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
      const rgb = c => { if (!known.has(c)) {
        d.clearRect(0, 0, 1, 1); d.fillStyle = c; d.fillRect(0, 0, 1, 1); known.set(c, d.getImageData(0, 0, 1, 1).data) }
        return known.get(c) };
      const light = c => [0.2126, 0.7152, 0.0722].reduce((sum, w, i) => {
        const v = rgb(c)[i] / 255; return sum + w * (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4) }, 0);
      const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
        if (rgb(c)[3] === 255) return c } return 'white' };
      const seen = new Map();
      for (const e of document.querySelectorAll('main *')) {
        if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.closest('svg') || !e.getClientRects().length) continue;
        const pair = getComputedStyle(e).color + ' on ' + back(e);
        if (seen.has(pair)) continue;
        const [a, b] = pair.split(' on ').map(light).sort((x, y) => y - x);
        seen.set(pair, (a + .05) / (b + .05));
      }
      return [...seen].filter(([, ratio]) => ratio < 4.5).map(([pair, ratio]) => pair + ' ' + ratio.toFixed(2));
    })()"""
    for dark in [False, True]:
        browser.look(page, 1280, dark)
        same(browser.ask("matchMedia('(prefers-color-scheme: dark)').matches"), dark, "dark")
        same(browser.ask(script), [], "too little contrast")


def screens(browser, page, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for width in [390, 820, 1280]:
        for dark in [False, True]:
            browser.look(page, width, dark)
            fits(browser, width)
            browser.picture(directory / f"{page.parent.parent.name}-{width}-{'dark' if dark else 'light'}.png", whole=False)
    browser.look(page, 800, media="print")
    same(browser.ask("getComputedStyle(document.querySelector('nav')).display"), "none", "no menu on paper")
    browser.picture(directory / f"{page.parent.parent.name}-print.png", whole=False)


def main():
    global STRAGGLER
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("straggler")
    parser.add_argument("--screens", type=pathlib.Path)
    args = parser.parse_args()
    STRAGGLER = os.path.abspath(args.straggler)
    names = ["chromium", "chromium-browser", "google-chrome", "chrome"]
    program = next((found for found in map(shutil.which, names) if found), None)
    if not program:
        sys.exit("there is no Chromium here: one of " + ", ".join(names))
    # The browser's helpers may outlive it and still write into its profile.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        scratch = pathlib.Path(scratch)
        browser = Browser(program, scratch / "profile")
        try:
            large, small, empty = scratch / "large", scratch / "small", scratch / "empty"
            for root, findings, hostile in [(large, FINDINGS, HOSTILE), (small, 250, []), (empty, 0, [])]:
                root.mkdir()
                project(root, findings, hostile)
            page = report(large, "--url", "git@github.com:acme/shop.git", "--title", EVIL)
            is_harmless(browser.look(page, 1280))
            filtered(browser, page, FINDINGS)
            keyboard(browser, page)
            contrast(browser, page)
            screens(browser, page, args.screens or scratch / "screens")
            page = report(small)
            is_harmless(browser.look(page, 1280))
            screens(browser, page, args.screens or scratch / "screens")
            page = report(empty)
            is_harmless(browser.look(page, 1280))
            same(browser.ask("document.querySelector('#left p').textContent"), "Nothing: no reference is left.", "the end")
        finally:
            browser.close()
    print("all of it is as it should be")


if __name__ == "__main__":
    main()
