"""Templates and profiles from TOML: the language, and all faults of a file at once."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sheettools.findings import Severity, SheettoolsError, Words, declare
from sheettools.frozen import dataclass
from sheettools.template.load.against_plan import check_against
from sheettools.template.load.all_known import check_all
from sheettools.template.load.built_in import PROFILES, built_in_folder
from sheettools.template.load.language import LANGUAGE
from sheettools.template.load.reader import Known, Reader, Scope
from sheettools.template.load.source import Source
from sheettools.template.model import Profile, Template
from sheettools.template.vocabulary import CategoryList

EXTENDS_ITSELF = declare(
    "T019",
    Severity.ERROR,
    why=(
        "Bộ quy định này nối tiếp “{value}”, mà “{value}” lại nối tiếp chính nó.",
        "This profile goes on from “{value}”, which goes on from this one.",
    ),
    remedy=(
        "Ghi ở dòng extends tên một bộ quy định khác: sheettools template list.",
        "Name another profile in the line extends: sheettools template list.",
    ),
)
PROFILE = Words("bộ quy định", "profile")
NO_PROFILE = Profile("", "")
NOTHING = Template("", "", "", (), {})
MOST_KEPT = 16
"""How many templates are kept once they are read; a run reads a handful, again and again."""


@dataclass(frozen=True)
class _Kept:
    """A template that was read: with which profile, what its file held, and what those held that it
    was held against. Where they stand plays no part: each year of an office has a copy of its own.
    """

    template: Template
    profile: Profile
    data: bytes
    plans: tuple[bytes, ...]

    def holds(self, path: Path, data: bytes, profile: Profile) -> bool:
        """Say whether it is what a file, which holds `data`, and a profile come to now."""
        if data != self.data or profile != self.profile:
            return False
        return _plan_bytes(self.template, path) == self.plans


_kept: deque[_Kept] = deque(maxlen=MOST_KEPT)


def load_profile(path: Path, below: tuple[Path, ...] = ()) -> Profile:
    """Read a profile with all that it goes on from; `below` are the files that go on from it.

    Raises SheettoolsError with every fault of the file.
    """
    source = Source.of(path)
    profile: Profile = reader_of(source, NO_PROFILE).read(Profile, source.root, Scope())
    below = (*below, path)
    base = _base(source, profile.extends, below)
    if source.faults:
        raise SheettoolsError(*source.faults)
    return profile.upon(NO_PROFILE if base is None else load_profile(base, below))


def _base(source: Source, name: str, below: tuple[Path, ...]) -> Path | None:
    """Return the file of the profile that one goes on from: beside it, else built in; a fault where
    there is none but those that go on from it.
    """
    if not name:
        return None
    there = (*_profiles(below[-1].parent), *_profiles(built_in_folder() / PROFILES))
    named = [file for file in there if file.stem == name]
    found = next((file for file in named if file not in below), None)
    if named and found is None:
        source.root.fault(EXTENDS_ITSELF, name, "extends")
    elif found is None:
        known = {file.stem: file for file in there}
        source.root.unknown(name, PROFILE, known, "extends")
    return found


def _profiles(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def load_template(path: Path, profile: Profile | None = None) -> Template:
    """Read a template with the settings and vocabularies of a profile.

    What its files hold is read once, wherever they stand: a roll-up asks for the same one twice a
    report, and each of its reports has a copy of it.

    Raises SheettoolsError with every fault of the file, each with its line and remedy.
    """
    profile = profile or NO_PROFILE
    # As they are before they are read: what changes meanwhile is read again the next time.
    data = _bytes_of(path)
    for kept in _kept:
        if kept.holds(path, data, profile):
            return kept.template
    source = Source.of(path)
    reader = reader_of(source, profile)
    template = read_template(reader, path)
    plans = _plan_bytes(template, path)
    plan = template if template.collects and not template.plan else _plan_of(template, path)
    if plan is not None:
        check_against(reader, template, plan)
    if source.faults:
        raise SheettoolsError(*sorted(source.faults, key=lambda f: f.location.line))
    _kept.appendleft(_Kept(template, profile, data, plans))
    return template


def _bytes_of(path: Path) -> bytes:
    """Return what a file holds; nothing where it is not there."""
    return path.read_bytes() if path.is_file() else b""


def reader_of(source: Source, profile: Profile) -> Reader:
    """Return who reads a file of the template language with a profile."""
    return Reader(source, Known(profile), LANGUAGE)


def read_template(reader: Reader, path: Path) -> Template:
    """Read all that the file says, and hold its parts against each other."""
    source = reader.source
    if source.faults:
        return NOTHING
    shared = _shared_lists(reader, path)
    template: Template = reader.read(Template, source.root, Scope())
    check_all(reader)
    said = source.text + (repr(shared) if shared else "")
    return replace(
        template,
        lists={**template.lists, **shared},
        profile=reader.known.profile.name,
        fingerprint=hashlib.sha256(said.encode()).hexdigest()[:12],
    )


def _shared_lists(reader: Reader, path: Path) -> dict[str, CategoryList]:
    """Return the lists of the plan template that the file chooses from and does not declare itself,
    and make them known; the plan template is looked at only where there may be some.
    """
    data = reader.source.root.data
    own = {str(item.get("name")) for item in _tables(data, "list")}
    named: set[str] = set()
    for sheet in _tables(data, "sheet"):
        named |= {str(one["categories"]) for one in _tables(sheet, "field") if "categories" in one}
    head = data.get("template")
    plan = head.get("plan") if isinstance(head, dict) else None
    missing = named - own
    found = next((file for file in _named_plan(plan, path) if file.is_file()), None)
    if not missing or found is None:
        return {}
    other = reader_of(Source.of(found), reader.known.profile)
    other.read(Template, other.source.root, Scope())
    theirs = {name: one for name, one in other.known.lists.items() if name not in own}
    reader.known.lists.update(theirs)
    return {name: one for name, one in theirs.items() if name in missing}


def _tables(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    said = data.get(key)
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def plan_files(template: Template, path: Path) -> tuple[Path, ...]:
    """Return the places of the plan template that `template` is filled from, the first that is
    there counts: beside it, built in.
    """
    return _named_plan(template.plan, path)


def _named_plan(name: object, path: Path) -> tuple[Path, ...]:
    if not name or not isinstance(name, str):
        return ()
    return path.with_name(f"{name}.toml"), built_in_folder() / f"{name}.toml"


def _plan_bytes(template: Template, path: Path) -> tuple[bytes, ...]:
    return tuple(map(_bytes_of, plan_files(template, path)))


def _plan_of(template: Template, path: Path) -> Template | None:
    """Return the plan template that `template` is filled from; None where it is not at hand."""
    found = next((file for file in plan_files(template, path) if file.is_file()), None)
    if found is None:
        return None
    data = _bytes_of(found)
    for kept in _kept:  # whoever reads a plan has just read it
        if kept.holds(found, data, NO_PROFILE):
            return kept.template
    source = Source.of(found)
    plan = read_template(reader_of(source, NO_PROFILE), found)
    return None if source.faults else plan
