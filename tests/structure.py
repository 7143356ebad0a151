#!/usr/bin/env python3
"""Prints the structure of the crates: the module graph and its cycles, the longest functions, and the number of lines.

Usage, from the project's root:
    python3 tests/structure.py                 the report for all crates
    python3 tests/structure.py --check         exits with 1 if a cycle or a function is over its limit, or if a page names
                                               a file or function that does not exist
    python3 tests/structure.py --lines         lines per module and file too

A module is a file or folder directly below `src`. An edge means that code in one module names another with `crate::` or `super::`.
`lib.rs` is left out because it declares every module, and so are test modules. Lines of code are lines that are not blank
and not only a comment.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CRATES = ["metering-macros/syntax", "metering-macros", "metering-core", "metering-client"]

# The pages that name files and functions. A walk is a numbered list in ARCHITECTURE.md.
PAGES = ["ARCHITECTURE.md", "CONTRIBUTING.md"]

# Modules that may form a cycle, with the reason. `--check` fails for every other cycle.
ALLOWED_CYCLES: dict[str, list[set[str]]] = {
    # `Writer` and `Source` are generic over shapes, shapes are written and read by them, and a shape's description names
    # types of both. Only traits that every call dispatches to dynamically could separate them.
    "metering-core": [{"schema", "shape", "types", "wire"}],
}

# The longest function that is allowed in the modules on the path from `send` to the output.
FUNCTION_LINES = 60
PARAMETERS = 5
REQUEST_PATH = {"metering-core": {"call", "client", "operation", "paginate", "retry", "sign", "transport", "wire"}}


def sources(crate):
    root = ROOT / crate / "src"
    tests = test_modules(root)
    for path in sorted(root.rglob("*.rs")):
        parts = path.relative_to(root).parts
        if "bin" in parts or any(path.is_relative_to(test) for test in tests):
            continue
        yield path, parts


def test_modules(root):
    """The files and folders of modules that are declared with `#[cfg(test)]`."""
    found = []
    for path in root.rglob("*.rs"):
        folder = path.parent if path.stem in ("mod", "lib", "main") else path.with_suffix("")
        for name in re.findall(r"#\[cfg\(test\)\]\s*(?:pub )?mod (\w+);", path.read_text(encoding="utf8")):
            found += [folder / name, folder / f"{name}.rs"]
    return found


def module_of(parts):
    """The path of the module that a file holds, such as `("call", "attempt")`."""
    names = [part.removesuffix(".rs") for part in parts]
    return tuple(name for name in names if name not in ("mod", "lib", "main"))


# A comment, a string or a character.
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|b?r(#*)".*?"\1|b?"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\\n])\'', re.S)


def without_tests(path):
    """The text without trailing test modules."""
    return re.split(r"\n#\[cfg\(test\)\]\s*\nmod \w+ \{", path.read_text(encoding="utf8"))[0]


def code(path):
    """The text without comments, strings and trailing test modules, with its line breaks."""
    return TOKEN.sub(lambda found: "\n" * found.group(0).count("\n"), without_tests(path))


def lines(path):
    """The number of lines without test modules, and the number of lines of code among them."""
    text = without_tests(path)
    without_comments = TOKEN.sub(lambda found: "" if found.group(0).startswith("/") else found.group(0), text)
    return text.count("\n"), sum(bool(line.strip()) for line in without_comments.split("\n"))


def paths_in_use(tree, prefix=()):
    """The paths that a `use` tree names: `a::{b, c::d}` names `a::b` and `a::c::d`."""
    depth, start, items = 0, 0, []
    for at, character in enumerate(tree + ","):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == "," and depth == 0:
            items.append(tree[start:at].strip())
            start = at + 1
    for item in filter(None, items):
        head, brace, rest = item.partition("{")
        names = tuple(name.strip() for name in head.split("::") if name.strip())
        names = tuple(re.split(r"\s+as\s+", name)[0] for name in names)
        if brace:
            yield from paths_in_use(rest[: rest.rindex("}")], prefix + names)
        else:
            yield prefix + names


def references(text, module):
    """The modules that a file names, as paths from the crate's root."""
    trees = re.findall(r"\buse\s+((?:crate|super|self)\b[^;]*);", text)
    found = [path for tree in trees for path in paths_in_use(tree)]
    rest = re.sub(r"\buse\s+[^;]*;", "", text)
    found += [tuple(path.split("::")) for path in re.findall(r"(?<!\$)\b((?:crate|super)(?:::\w+)+)", rest)]
    for path in found:
        base = list(module)
        if path[0] == "crate":
            base, path = [], path[1:]
        else:
            while path and path[0] in ("super", "self"):
                if path[0] == "super" and base:
                    base.pop()
                path = path[1:]
        yield tuple(base) + tuple(path)


def graph(crate):
    files = {module_of(parts): path for path, parts in sources(crate)}
    roots = {module[0] for module in files if module}
    reexports = root_reexports(files.get((), None), roots)
    edges = {}
    for module, path in files.items():
        if not module:
            continue
        for target in references(code(path), module):
            if not target:
                continue
            head = target[0] if target[0] in roots else reexports.get(target[0])
            if head and head != module[0]:
                edges.setdefault(module[0], {}).setdefault(head, set()).add("/".join(module))
    return roots, edges


def root_reexports(path, roots):
    """The names that `lib.rs` re-exports, and the module that each comes from."""
    if path is None:
        return {}
    names = {}
    for tree in re.findall(r"\bpub use\s+([^;]*);", code(path)):
        for found in paths_in_use(tree):
            found = found[1:] if found and found[0] in ("crate", "self") else found
            if found and found[0] in roots:
                names[found[-1]] = found[0]
    return names


def cycles(roots, edges):
    """The strongly connected components with more than one module (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in edges.get(node, {}):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            component = set()
            while True:
                component.add(stack.pop())
                if node in component:
                    break
            if len(component) > 1:
                found.append(component)

    sys.setrecursionlimit(10_000)
    for node in sorted(roots):
        if node not in index:
            visit(node)
    return found


def functions(crate):
    """Every function: lines, number of parameters, place and name."""
    for path, parts in sources(crate):
        lines = code(path).split("\n")
        for number, line in enumerate(lines):
            found = re.match(r"^(\s*)(?:pub(?:\([^)]*\))? )?(?:const )?(?:async )?(?:unsafe )?fn (\w+)", line)
            if not found:
                continue
            rest = "\n".join(lines[number:])
            header = re.split(r"[{;]", rest, maxsplit=1)[0]
            body = body_of(rest[len(header) :])
            length = (header + body).count("\n") + 1
            yield length, parameters(header), f"{path.relative_to(ROOT)}:{number + 1}", found.group(2), parts


def body_of(text):
    """The text from the first `{` to its `}`; empty for a function without a body."""
    depth = 0
    for at, character in enumerate(text if text.startswith("{") else ""):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[: at + 1]
    return ""


def parameters(header):
    """The number of parameters without `self`."""
    opened = re.search(r"fn \w+\s*(<.*?>)?\s*\(", header, re.S)
    if not opened:
        return 0
    depth, count, text = 1, 0, ""
    for character in header[opened.end() :]:
        if character in "([<":
            depth += 1
        elif character in ")]>" and not text.endswith("-"):
            depth -= 1
            if depth == 0:
                break
        if character == "," and depth == 1:
            count += bool(text.strip())
            text = ""
        else:
            text += character
    names = count + bool(text.strip())
    return names - bool(re.match(r"\s*(&\s*('\w+\s+)?)?(mut\s+)?self\b", header[opened.end() :]))


def on_request_path(crate, parts):
    return (parts[0].removesuffix(".rs")) in REQUEST_PATH.get(crate, set())


def report(crate, with_lines):
    roots, edges = graph(crate)
    modules = {}
    for path, parts in sources(crate):
        total, of_code = modules.get((module_of(parts) or ("lib",))[0], (0, 0))
        modules[(module_of(parts) or ("lib",))[0]] = (total + lines(path)[0], of_code + lines(path)[1])
    total, of_code = (sum(counts) for counts in zip(*modules.values()))
    print(f"## {crate}\n\n{total:,} lines in `src` without tests, {of_code:,} of them code; {len(roots)} modules\n")
    for module in sorted(roots):
        if edges.get(module):
            print(f"- {module} -> {', '.join(sorted(edges[module]))}")
    problems = []
    found = cycles(roots, edges)
    print("\nCycles:", "; ".join(", ".join(sorted(cycle)) for cycle in found) or "none")
    for cycle in found:
        if cycle not in ALLOWED_CYCLES.get(crate, []):
            problems.append(f"{crate}: cycle between {', '.join(sorted(cycle))}")
    every = sorted(functions(crate), reverse=True)
    print("\nLongest functions:")
    for length, count, place, name, _ in every[:8]:
        print(f"- {length} lines: `{name}`, {place}")
    for length, count, place, name, parts in every:
        if on_request_path(crate, parts) and (length > FUNCTION_LINES or count > PARAMETERS):
            problems.append(f"{place}: `{name}` has {length} lines and {count} parameters")
    if with_lines:
        print("\nLines per module, and lines of code:")
        for module, (total, of_code) in sorted(modules.items(), key=lambda module: -module[1][1]):
            print(f"- {total:6,} {of_code:6,} {module}")
        print("\nLines per file, and lines of code:")
        for path, _ in sources(crate):
            print("- {:6,} {:6,} ".format(*lines(path)) + str(path.relative_to(ROOT)))
    print()
    return problems


def page_problems(page, text):
    """The files and functions that a page names and that don't exist, and the files that a walk names twice."""
    for paragraph in re.split(r"\n\n|\n(?=\d\. |- )", text):
        names = re.findall(r"`([\w/.-]+)`", paragraph)
        # A short name is in a folder that the same paragraph names.
        bases = [ROOT] + [ROOT / crate / "src" for crate in CRATES]
        bases += [ROOT / name for name in names if (ROOT / name).is_dir()]
        bases += [(ROOT / name).parent for name in names if (ROOT / name).is_file()]
        files = {name: [base / name for base in bases if (base / name).is_file()] for name in names if name.endswith(".rs")}
        for name in sorted(name for name, found in files.items() if not found):
            yield f"{page}: `{name}` does not exist"
        for item, name in re.findall(r"`([\w:]+)`\s+\((?:trait\s+in\s+)?`([\w/-]+\.rs)`\)", paragraph):
            defined = rf"\b(fn|struct|enum|trait|type|macro_rules!)\s+{item.split('::')[-1]}\b"
            if not any(re.search(defined, path.read_text(encoding="utf8")) for path in files[name]):
                yield f"{page}: {name} has no `{item}`"
    for section in re.split(r"^## ", text, flags=re.M) if page == "ARCHITECTURE.md" else ():
        title, _, body = section.partition("\n")
        named = re.findall(r"`([\w/-]+\.rs)`", body) if re.search(r"^1\. ", body, re.M) else []
        for name in sorted({name for name in named if named.count(name) > 1}):
            yield f"{page}: the walk `{title}` names {name} twice"


def main():
    problems = [problem for crate in CRATES for problem in report(crate, "--lines" in sys.argv)]
    for page in PAGES:
        problems += page_problems(page, (ROOT / page).read_text(encoding="utf8"))
    if "--check" in sys.argv and problems:
        print("\n".join(problems))
        sys.exit(1)


main()
