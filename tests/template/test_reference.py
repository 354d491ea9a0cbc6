"""The reference of the language and the schemas for editors: every key that the reader takes stands
in both, and they refuse what it refuses.

`every_key/` holds a template and a profile that have every key. A new key is entered there; the
test that misses it says so.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from for_each import for_each
from language import Part, own_keys, profile_parts, template_parts, type_of
from schemas import schemas

from sheettools.findings import SheettoolsError
from sheettools.template.computes import COMPUTES
from sheettools.template.load.load import load_profile, load_template
from sheettools.template.rules import RULES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "template-language.md").read_text(encoding="utf-8")
MADE = dict(schemas())
FILES = Path(__file__).parent / "every_key"
TEMPLATES = [
    *sorted((ROOT / "tests" / "cli" / "other_subject").glob("*.toml")),
    ROOT / "workbook_templates" / "ke-hoach.toml",
    ROOT / "workbook_templates" / "so-tiep-xuc.toml",
    FILES / "ke-hoach.toml",
    FILES / "so.toml",
]
PROFILES = [
    *sorted((ROOT / "workbook_templates" / "profiles").glob("*.toml")),
    FILES / "ho-so.toml",
]
PARTS = [*template_parts(), *profile_parts()]
FACT = "template.facts.…"
RULE = "sheet.rule"
COMPUTE = "sheet.field.compute"
Path_ = tuple[str | int, ...]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "schema" / name).read_text("utf-8"))
    return found


TEMPLATE = jsonschema.Draft202012Validator(schema("template.json"))
PROFILE = jsonschema.Draft202012Validator(schema("profile.json"))


def said(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


# --------------------------------------------------------------------------- every key


@for_each("part", PARTS, ids=lambda part: part.heading)
def test_every_key_has_a_line_in_the_reference(part: Part) -> None:
    section = PAGE.split(f"\n### `{part.heading}`\n")[1].split("\n### ")[0]
    for key in part.keys:
        assert part.line(key), f"`{key.name}` of {part.heading} has no docstring below its field"
        assert f"\n| `{key.name}` | {type_of(key)} |" in section, "run `make docs`"


@for_each("word", [*RULES, *COMPUTES])
def test_every_parameter_stands_in_the_reference(word: str) -> None:
    section = PAGE.split("\n### Parameters of rules and computations\n")[1].split("\n### ")[0]
    for key in own_keys(RULES.get(word) or COMPUTES[word]):
        rows = [row for row in section.splitlines() if row.startswith(f"| `{key.name}` |")]
        assert any(f"`{word}`" in row.rpartition(" | ")[2] for row in rows), "run `make docs`"


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_schema_is_the_one_that_is_made(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "run `make docs`"
    jsonschema.Draft202012Validator.check_schema(json.loads(MADE[path]))


def tables(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The place of every table of a file that is a part of the language, its root included."""
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from tables(item, (*path, number))
    elif isinstance(data, dict) and not is_free(path):
        yield path
        for name, item in data.items():
            yield from tables(item, (*path, name))


def heading(path: Path_) -> str:
    """The name of a table, without the numbers of its parts: `sheet.field`."""
    names = ".".join(step for step in path if isinstance(step, str))
    return FACT if names.startswith("template.facts.") else names


def is_free(path: Path_) -> bool:
    """Whether a table is a condition, or one whose keys each file chooses."""
    last = path[-1] if path else ""
    conditions = {"where", "when", "mark", "unless"}
    profile = {"settings", "period", "levels", "document", "without", "tables", "adds"}
    return last in conditions or path[:1] in {(name,) for name in profile}


def at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def test_one_template_and_one_profile_have_every_key() -> None:
    there: set[tuple[str, str]] = set()
    for path in (FILES / "so.toml", FILES / "ho-so.toml"):
        data = said(path)
        for place in tables(data):
            there |= {(heading(place), key) for key in at(data, place)}
    keys: set[tuple[str, str]] = set()
    for part in PARTS:
        name = part.heading.strip("[]").replace("profile", "")
        keys |= {(name, key.name) for key in part.keys}
    assert not keys - there, "enter it in tests/template/every_key"


# --------------------------------------------------------------------------- what is taken


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_good_template_is_good_to_its_schema(path: Path) -> None:
    load_template(path)
    TEMPLATE.validate(said(path))


@for_each("path", PROFILES, ids=lambda path: path.name)
def test_a_good_profile_is_good_to_its_schema(path: Path) -> None:
    load_profile(path)
    PROFILE.validate(said(path))


def toml(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def codes(data: dict[str, Any], folder: Path) -> set[str]:
    """What the loader says of a template that is written so."""
    path = folder / "so.toml"
    lines = [f"{key} = {toml(value)}" for key, value in data.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        load_template(path)
    except SheettoolsError as error:
        return {finding.code for finding in error.findings}
    return set()


WHOLE = said(FILES / "so.toml")
PLACES = list(tables(WHOLE))
VALUES = [(place, key) for place in PLACES for key in at(WHOLE, place)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the plan's template, in which each case writes its own in its turn."""
    made = tmp_path_factory.mktemp("mau")
    (made / "ke-hoach.toml").write_bytes((FILES / "ke-hoach.toml").read_bytes())
    return made


KEYED = [place for place in PLACES if heading(place) != "template.facts"]
"""All tables but the facts, which have names of their own."""


@for_each("place", KEYED, ids=lambda place: ".".join(map(str, place)) or "root")
def test_a_key_too_much_is_refused_by_both(place: Path_, folder: Path) -> None:
    data = copy.deepcopy(WHOLE)
    at(data, place)["khong_co"] = "x"
    assert "T002" in codes(data, folder)
    assert not TEMPLATE.is_valid(data)


@for_each(("place", "key"), VALUES, ids=lambda part: re.sub(r"\W+", ".", str(part)))
def test_a_value_of_another_type_is_refused_by_both(place: Path_, key: str, folder: Path) -> None:
    data = copy.deepcopy(WHOLE)
    at(data, place)[key] = [1.5]  # which is nowhere right
    assert codes(data, folder) & {"T004", "T005"}
    assert not TEMPLATE.is_valid(data)
