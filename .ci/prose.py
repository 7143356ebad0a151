#!/usr/bin/env python3
"""Checks the English of comments, docs and Markdown.

    .ci/prose.py               checks every tracked file
    .ci/prose.py FILE…         checks these files
    .ci/prose.py --self-test   shows that each rule can fail

A finding is a phrase that CONTRIBUTING.md asks not to use, a doc summary that starts with a question word, or a comment line over 100
columns. `ALLOWED` lists the places where such a phrase is right, with the reason.
"""

import re
import subprocess
import sys

# Each phrase with what to write instead.
PHRASES = [
    (r"(?<!there )\b(is|are) no (?!longer\b|more\b|less\b|one\b)[a-z]", "is not a, has no, without"),
    (r"(?<!there )\b(is|are) none\b|\bof none\b", "has no"),
    (r"\b(is|are|be) (said|told)\b|\bsays so\b|\bunless (said|told) otherwise\b", "reports, prints, defaults to"),
    (r"\bstands?\b(?! (for itself|alone))", "is, means, replaces"),
    (r"\banew\b|\bonce more\b", "again"),
    (r"\bof (one's|its|their|our|his) own\b|\bof ours\b", "custom, its own, our"),
    (r"\bin [a-z']+'s place\b", "instead of"),
    (r"\bas it is [a-z]+ed\b", "the (sent, declared …) thing"),
    (r"\bmend(ed|s)?\b|\bblot out\b", "fix, redact"),
    (r"\b(that|those|the same) of (a|an|the|its|their|our)\b", "repeat the noun"),
    (r"\b(what it (is|was)|is|are) to be\b", "must be, will be"),
    (r"\bone by one\b", "in turn, each"),
    (r"\bfor want of\b", "without"),
    (r"\bbeside\b", "next to, in addition to"),
    (r"\bnobody\b|\bsomebody\b", "name the actor"),
    (r"\bwas taken\b|\bis answered with success\b", "was accepted, succeeded"),
]
PHRASES = [(re.compile(pattern, re.I), instead) for pattern, instead in PHRASES]
QUESTION = re.compile(r"^(What|Whether|How|Who|Where|Why)\b")
COLUMNS = 100

# Text that is allowed to break a rule: (part of the path, part of the line).
ALLOWED = [
    ("CONTRIBUTING.md", "instead of"),  # The list of phrases itself.
]
SKIPPED = ("tests/fuzz/seeds", "tests/ui/README.md", "LICENSE")


def tracked():
    listed = subprocess.run(["git", "ls-files", "*.rs", "*.md"], capture_output=True, text=True, check=True)
    return listed.stdout.split("\n")[:-1]


def prose(name, text):
    """The lines that are prose: line number, text, and if the line is the first of a doc comment."""
    fenced = after_doc = False
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if name.endswith(".md"):
            fenced ^= stripped.startswith("```")
            if stripped and not fenced and not stripped.startswith(("|", "```")):
                yield number, re.sub(r"`[^`]*`", "``", stripped), False, line
            continue
        if not stripped.startswith("//"):
            after_doc = fenced = False
            continue
        is_doc = stripped.startswith(("///", "//!"))
        content = stripped.lstrip("/!").strip()
        # Code in docs isn't prose.
        if content.startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        yield number, re.sub(r"`[^`]*`", "``", content), is_doc and not after_doc, line
        after_doc = is_doc


def findings(name, text):
    for number, content, is_summary, line in prose(name, text):
        if any(path in name and part in line for path, part in ALLOWED):
            continue
        for pattern, instead in PHRASES:
            if found := pattern.search(content):
                yield f"{name}:{number}: `{found.group(0)}`; write: {instead}"
        if is_summary and QUESTION.match(content):
            yield f"{name}:{number}: a summary starts with a verb or a noun, not with `{content.split()[0]}`"
        is_link = "](" in line or "http" in line or line.strip().startswith(("//! |", "/// |", "/// #", "//! #", "|"))
        if name.endswith(".rs") and len(line) > COLUMNS and not is_link and " " in content:
            yield f"{name}:{number}: {len(line)} columns; a comment has at most {COLUMNS}"


def self_test():
    bad = {
        "a.rs": [
            "/// Whether it is there.",
            "// `T` is no shape.",
            "// It stands beside the key.",
            "// Sent anew.",
            "// A client of its own.",
            "// " + "long " * 25,
        ],
        "a.md": ["It is none.", "The message is told.", "Mend it."],
    }
    for name, lines in bad.items():
        for line in lines:
            assert list(findings(name, line)), f"not found: {line}"
    good = ["/// Returns `true` if the key is set.", "// There is no limit.", "let a = b; // not a comment line"]
    for line in good:
        assert not list(findings("a.rs", line)), f"wrongly found: {line}"
    print(f"{sum(map(len, bad.values()))} findings, as expected")


def main():
    if "--self-test" in sys.argv:
        return self_test()
    found = []
    for name in sys.argv[1:] or tracked():
        if name.startswith(SKIPPED) or "/expansions/" in name:
            continue
        try:
            found += findings(name, open(name, encoding="utf8").read())
        except FileNotFoundError:
            continue
    print("\n".join(found))
    print(f"{len(found)} findings")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
