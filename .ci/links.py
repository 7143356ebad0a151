#!/usr/bin/env python3
"""Checks the relative links and anchors of the pages that `cargo doc` wrote, and that no page shows a private name.

    .ci/links.py target/doc CRATE…      checks the folders of these crates
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

# Parameters of generated code, and the private module.
PRIVATE = re.compile(r"\b(__value|__State\w*|__Members__|__core|__private_\w+)\b")
# Links in the docs of other crates' blanket impls, which rustdoc copies without adjusting them.
FOREIGN = re.compile(r"dispatcher#|futures_core::|TryFuture::|Stream::")


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.text = [], set(), []
        source = path.read_text(encoding="utf8")
        self.feed(source)
        redirect = re.search(r'http-equiv="refresh" content="0;URL=([^"]+)"', source)
        self.moved_to = (path.parent / redirect.group(1)).resolve() if redirect else path

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes.get("id"), attributes.get("name")}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])

    def handle_data(self, data):
        self.text.append(data)


def main():
    root = Path(sys.argv[1]).resolve()
    pages = {path: Page(path) for crate in sys.argv[2:] for path in (root / crate).rglob("*.html")}
    found = []
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", target) or FOREIGN.match(link):
                continue
            file = (path.parent / target).resolve() if target else path
            file = pages[file].moved_to if file in pages else file
            if not file.exists():
                found.append(f"{path.relative_to(root)}: no page {link}")
            elif anchor and file in pages and anchor not in pages[file].anchors:
                found.append(f"{path.relative_to(root)}: no anchor {link}")
        for name in set(PRIVATE.findall(" ".join(page.text))):
            found.append(f"{path.relative_to(root)}: shows the private name `{name}`")
    print("\n".join(sorted(set(found))))
    print(f"{len(pages)} pages, {len(set(found))} findings")
    sys.exit(bool(found) or not pages)


main()
