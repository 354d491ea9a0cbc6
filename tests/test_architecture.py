"""The shape of the program: the order of its rooms, one door a library, a start without weight,
small functions.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

import pytest
from for_each import for_each
from trees import PATHS, ROOT, nodes, trees

from sheettools.template import kinds as template_kinds

ROOMS = (
    "disk",
    "words",
    "template",
    "incoming",
    "outgoing",
    "forms",
    "plan",
    "follow_up",
    "annual",
)
"""In the order in which data passes; a module imports from its own room and from those before
it.
"""
BELOW_ROOMS = frozenset({"", "version", "frozen", "findings"})
"""The package itself, for its place, its version, how all rooms make dataclasses, and what they say
findings with.
"""
ABOVE_ROOMS = frozenset(
    {"__main__", "api", "catalogue", "cli", "demo", "language", "sarif", "show", "table", "year"}
)
UPWARDS: dict[tuple[str, str], str] = {}
"""Imports against the order, each with its reason."""

DOORS = {
    "xlsxwriter": ("outgoing.workbook.write", "outgoing.workbook.in_file"),
    "pandas": ("annual.data",),
    "openpyxl": ("incoming.cage.process", "demo."),
    "python_calamine": ("incoming.cage.process",),
    "docx": ("annual.word.",),
    "pdfminer": ("incoming.document.pdf",),
    "msoffcrypto": ("incoming.cage.unlock",),
    "distributed": ("incoming.cluster",),
    "olefile": ("incoming.look.xls",),
    "rich": ("show",),
    "click": ("cli", "language", "show", "demo."),
    "defusedxml": (),
    "lxml": (),
}
"""A library is used by these modules only, so that what it really does is known in one place."""
HEAVY = (
    "openpyxl",
    "pandas",
    "numpy",
    "xlsxwriter",
    "rich",
    "docx",
    "pdfminer",
    "python_calamine",
    "msoffcrypto",
    "olefile",
    "distributed",
)

LONGEST = 75
LONGER: dict[str, str] = {}
"""Functions longer than that, each with its reason."""

HARDEST = 15
"""How many ways a function has through it at most, each condition and each boolean sign counted."""
WIDEST = 20
"""How many modules stand side by side in a folder at most."""
NOTHING_NAMES = {"utils", "util", "helpers", "helper", "constants", "core", "common", "misc"}


@cache
def imported(tree: ast.Module) -> frozenset[str]:
    """Every module that a tree imports, wherever the import stands."""
    found: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(node.module or "")
            found.update(f"{node.module}.{name.name}" for name in node.names)
    return frozenset(found)


def room(module: str) -> str:
    return module.partition(".")[0]


def own(name: str) -> str | None:
    """The module of the package that an import names, None for another library's."""
    if name.partition(".")[0] != "sheettools":
        return None
    inside = name.removeprefix("sheettools").removeprefix(".")
    while inside and inside not in PATHS:
        inside = inside.rpartition(".")[0]
    return inside


def allowed(importer: str, target: str) -> bool:
    if room(importer) not in ROOMS or target in BELOW_ROOMS:
        return True
    return room(target) in ROOMS[: ROOMS.index(room(importer)) + 1]


# --------------------------------------------------------------------------- rooms


def test_every_module_stands_in_a_room_or_above_them() -> None:
    assert {room(name) for name in PATHS} <= {"", "__init__", *BELOW_ROOMS, *ROOMS, *ABOVE_ROOMS}


@for_each("name", sorted(PATHS))
def test_a_module_imports_only_from_rooms_before_its_own(name: str) -> None:
    targets = {target for found in imported(trees()[name]) if (target := own(found)) is not None}
    wrong = {
        target for target in targets if not allowed(name, target) and (name, target) not in UPWARDS
    }
    assert not wrong, f"{name} imports {sorted(wrong)}; the order is {' → '.join(ROOMS)}"


def needed(name: str) -> set[str]:
    """Every other module of the package that one imports, for types alone included."""
    found = set()
    for node in nodes(trees()[name]):
        if isinstance(node, ast.Import):
            found |= {own(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {own(f"{node.module}.{alias.name}") for alias in node.names}
    return {target for target in found if target} - {name}


def test_no_modules_import_each_other() -> None:
    """No circle, however long: whatever is left when all that needs nothing left is taken away."""
    left = {name: needed(name) for name in PATHS}
    while ready := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in ready}
    assert not left, f"a circle is among {sorted(left)}"


def test_the_command_line_is_imported_by_nobody() -> None:
    users = {
        name
        for name, tree in trees().items()
        for found in imported(tree)
        if room(own(found) or "") == "cli"
    }
    assert {room(name) for name in users} == {"__main__", "cli"}


# --------------------------------------------------------------------------- doors


@pytest.mark.parametrize("library", sorted(DOORS))
def test_a_library_has_one_door(library: str) -> None:
    users = {
        name
        for name, tree in trees().items()
        if library in {found.partition(".")[0] for found in imported(tree)}
    }
    through = (
        {name for name in users if name.startswith(DOORS[library])} if DOORS[library] else set()
    )
    assert users == through, f"{library} is for {DOORS[library]} only"


def test_help_starts_without_weight() -> None:
    """`--help` imports none of the libraries that do the work; what its start costs is printed for
    whoever looks.
    """
    program = f"""
import json, sys
from sheettools.cli.entry import run
run(["--help"])
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8"
    )
    assert "generate" in done.stdout
    assert json.loads(done.stderr) == []


def test_what_help_costs_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    resource = pytest.importorskip("resource", reason="Windows does not count the time of children")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "sheettools", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with capsys.disabled():
        print(f" sheettools --help: {used:.2f} s of the processor ", end="")
    assert used > 0


# --------------------------------------------------------------------------- kinds of value

KINDS = "template.kinds"
TOLD = frozenset({"template.description"})
"""Who may name a kind: it tells other programs the whole declaration."""


def test_nobody_asks_which_kind_a_value_is() -> None:
    """They ask the kind itself: a kind is added in one file of its own."""
    wrong = {
        f"{name}:{node.lineno}: {ast.unparse(node)[:80]}"
        for name, tree in trees().items()
        if not f"{name}.".startswith(f"{KINDS}.")
        for node in asking(name, tree)
    }
    assert not wrong, sorted(wrong)


def asking(name: str, tree: ast.Module) -> Iterator[ast.expr]:
    """Everything in a module that tells one kind from another."""
    taken = taken_from_kinds(tree)
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr == "name":
            if ast.unparse(node.value).endswith(("kind", "held")) and name not in TOLD:
                yield node
        elif isinstance(node, ast.Subscript):
            chosen = isinstance(node.slice, ast.Constant)
            if chosen and isinstance(node.value, ast.Name) and node.value.id in taken & {"KINDS"}:
                yield node
        elif isinstance(node, ast.Compare):
            sides = [side for side in (node.left, *node.comparators) if isinstance(side, ast.Name)]
            if any(side.id in taken for side in sides):
                yield node
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("isinstance", "issubclass"):
            if taken & {part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name)}:
                yield node
        elif isinstance(node, ast.Dict | ast.Tuple | ast.Set | ast.List) and named(node):
            yield node


def taken_from_kinds(tree: ast.Module) -> set[str]:
    """The kinds, their classes and the list of them, as far as a module imports them."""
    found = set()
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(
            f"sheettools.{KINDS}."
        ):
            there = vars(import_module(node.module or ""))
            found |= {
                alias.asname or alias.name for alias in node.names if is_kind(there[alias.name])
            }
    return found


def is_kind(thing: object) -> bool:
    if isinstance(thing, type):
        return issubclass(thing, template_kinds.Kind)
    return isinstance(thing, template_kinds.Kind) or thing is template_kinds.KINDS


def named(node: ast.Dict | ast.Tuple | ast.Set | ast.List) -> bool:
    """Whether a display lists names of kinds, two or more, and nothing else."""
    parts = node.keys if isinstance(node, ast.Dict) else node.elts
    texts = {part.value for part in parts if isinstance(part, ast.Constant)}
    return len(parts) == len(texts) > 1 and texts <= template_kinds.KINDS.keys()


# --------------------------------------------------------------------------- size


def functions() -> Iterator[tuple[str, int]]:
    for name, tree in trees().items():
        for node in nodes(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_function_fits_on_a_screen() -> None:
    long = {name: length for name, length in functions() if length > LONGEST}
    assert set(long) == set(LONGER), long
    assert all(LONGER.values())


# --------------------------------------------------------------------------- read once

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Everything in a function but what the functions and classes inside it hold."""
    waiting = [function]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if not isinstance(node, SCOPES):
                yield node
                waiting.append(node)


def ways_through(function: ast.AST) -> int:
    """The cyclomatic complexity, with what hides in one line counted too."""
    ways = 1
    for node in own_nodes(function):
        if isinstance(node, (*BRANCHES, ast.match_case)):
            ways += 1
        elif isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            ways += 1 + len(node.ifs)
    return ways


def within(node: ast.AST, kinds: tuple[type[ast.AST], ...]) -> bool:
    """Whether a node of these kinds stands inside another."""
    return any(isinstance(inner, kinds) for inner in ast.walk(node) if inner is not node)


def is_nested_comprehension(node: ast.AST) -> bool:
    if not isinstance(node, COMPREHENSIONS):
        return False
    return len(node.generators) > 1 or within(node, COMPREHENSIONS)


def is_chained_condition(node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp) and within(node, (ast.IfExp,))


def places(is_wrong: Callable[[ast.AST], bool]) -> list[str]:
    """Where in the modules something stands that should not."""
    return [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        for node in nodes(tree)
        if is_wrong(node) and isinstance(node, ast.expr)
    ]


def test_what_is_hard_is_measured_rightly() -> None:
    source = """
def outer(a, b):
    def inner():
        return a and b
    return [one for one in a if one or b]
"""
    outer, inner = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef))
    assert (ways_through(outer), ways_through(inner)) == (4, 2)
    nested = ast.parse("[a for a in b for c in d]\n[{a for a in b} for b in c]\n[a for a in b]")
    assert sum(map(is_nested_comprehension, ast.walk(nested))) == 2
    chained = ast.parse("a if b else c if d else e\na if b else c")
    assert sum(map(is_chained_condition, ast.walk(chained))) == 1


def test_a_function_has_few_ways_through_it() -> None:
    hard = {
        f"{name}:{node.lineno} {node.name}": ways_through(node)
        for name, tree in trees().items()
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: ways for name, ways in hard.items() if ways > HARDEST}


def test_no_comprehension_stands_in_another() -> None:
    assert not places(is_nested_comprehension), "a loop or a named function says it"


def test_no_condition_hangs_on_another_in_one_expression() -> None:
    assert not places(is_chained_condition), "a named function with returns says it"


def test_a_folder_is_seen_at_a_glance() -> None:
    paths = [path for path in ROOT.rglob("*.py") if path.name != "__init__.py"]
    counts = Counter(path.parent.relative_to(ROOT).as_posix() for path in paths)
    assert not {folder: count for folder, count in counts.items() if count > WIDEST}


# --------------------------------------------------------------------------- names


def test_a_module_is_named_after_what_it_does() -> None:
    assert not [name for name in PATHS if NOTHING_NAMES & set(name.split("."))]


CODE = re.compile(r"[TFSRC]\d{3}")


def codes_in(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string of a tree that is the code of a finding, but for those that are declared."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if CODE.fullmatch(node.value):
                yield node
        elif not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "declare"):
            yield from codes_in(node)


def test_a_problem_is_named_by_its_object_not_its_code() -> None:
    found = [(name, one.lineno) for name, tree in trees().items() for one in codes_in(tree)]
    assert not found, "import the problem itself; its code stands in declare(…) alone"


def test_no_two_classes_have_one_name() -> None:
    """One word for one thing: who searches for a public class finds it, not another."""
    classes: dict[str, list[str]] = {}
    for name, tree in trees().items():
        for node in nodes(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes.setdefault(node.name, []).append(name)
    assert not {name: there for name, there in classes.items() if len(there) > 1}


def test_every_module_says_what_it_is_for() -> None:
    assert not [name for name, tree in trees().items() if not ast.get_docstring(tree)]


# --------------------------------------------------------------------------- the page on it

PAGE = ROOT.parent / "docs" / "architecture.md"


def test_the_page_on_the_house_names_only_what_is_there() -> None:
    """`incoming.check.record.Checked` is a class of that module, `template/load` a folder."""
    text = PAGE.read_text(encoding="utf-8").split("## Every module")[0]
    for module, name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)\.([A-Z]\w+)`", text):
        assert hasattr(import_module(f"sheettools.{module}"), name), f"{module}.{name}"
    for path in re.findall(r"`((?:words|template|incoming|outgoing|plan|annual)/[a-z_/]+)`", text):
        assert (ROOT / path).is_dir() or (ROOT / f"{path}.py").is_file(), path


def test_the_page_on_the_house_has_every_room() -> None:
    folders = {path.parent.relative_to(ROOT).as_posix() for path in ROOT.rglob("__init__.py")}
    told = set(re.findall(r"^### (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {folder.replace(".", "sheettools") for folder in folders} == told
