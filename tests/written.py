"""What the program made of the same things before in this run of the tests: form workbooks, and
plans that were read.

The tests make hundreds of years of a few small communes, and nearly every one writes the same plan,
workbooks and register, and reads that plan again. Nothing here is another way to do it: the first
time, the program does. What goes into it is compared whole.

All is done anew in tests of that very work (`outgoing`), where it is asked whether the bytes are
the same each time, where the disk fails, and where the program is changed while a test runs.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import built
import pytest

from sheettools import year as years
from sheettools.language import language
from sheettools.outgoing.whole import write_bytes
from sheettools.outgoing.workbook.generate import _Generator
from sheettools.plan import plan as plans

MOST_PLANS = 64
"""How many plans are kept in memory; workbooks lie on the shelf, for all processes of the run."""
_depth = {"anew": 0}


@contextmanager
def anew() -> Iterator[None]:
    """Do all of it anew while this lasts."""
    _depth["anew"] += 1
    try:
        yield
    finally:
        _depth["anew"] -= 1


def needs_all_anew(item: pytest.Item) -> bool:
    """Say whether a test is about the writing itself, or changes the program while it runs."""
    return (
        item.path.parent.name == "outgoing"
        or "same_bytes" in item.name
        or item.get_closest_marker("anew") is not None
        or "monkeypatch" in getattr(item, "fixturenames", ())
    )


@contextmanager
def done_once() -> Iterator[None]:
    """Write the same workbook and read the same plan once while this lasts."""
    check_plan = _read_once(plans.check_plan)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Generator, "write", _written_once(_Generator.write))
        patch.setattr(plans, "check_plan", check_plan)
        patch.setattr(years, "check_plan", check_plan)
        yield


def _written_once(write: Any) -> Any:
    def written(self: _Generator, path: Path, own: Any, added: Any, watch: Any) -> None:
        kept = None if _depth["anew"] else _place(self.laid, self.contents, own, added, watch)
        if kept is not None and kept.exists():
            data, seen = pickle.loads(kept.read_bytes())  # noqa: S301 - put there below
            write_bytes(path, data)
            if watch is not None:
                vars(watch).update(seen)
            return
        write(self, path, own, added, watch)
        if kept is not None:
            seen = vars(watch) if watch is not None else {}
            _keep(kept, pickle.dumps((path.read_bytes(), seen)))

    return written


def _place(*parts: Any) -> Path | None:
    """Return where a workbook lies that is made of these; None where they cannot be compared."""
    try:
        made_of = pickle.dumps((language(), *parts))
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return built.shelf and built.shelf / f"book-{hashlib.sha256(made_of).hexdigest()}"


def _keep(place: Path, data: bytes) -> None:
    number, draft = mkstemp(dir=place.parent)
    with open(number, "wb") as file:  # noqa: PTH123 - it is open already
        file.write(data)
    Path(draft).replace(place)


def _read_once(read: Any) -> Any:
    """Return the plan that was read of the same bytes, under the same name and with the same
    templates beside it.
    """
    known: OrderedDict[object, Any] = OrderedDict()

    def checked(path: Path, year_folder: Path | None = None) -> Any:
        if _depth["anew"]:
            return read(path, year_folder)
        beside = year_folder / years.TEMPLATES if year_folder else None
        key = path.name, _digest(path), beside and _digest(beside)
        if key not in known:
            known[key] = read(path, year_folder)
            if len(known) > MOST_PLANS:
                known.popitem(last=False)
        known.move_to_end(key)
        return known[key]

    return checked


def _digest(path: Path) -> str:
    """Return a digest of a file, or of a folder with all in it; it need not be there."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    told = hashlib.sha256()
    for file in files:
        data = file.read_bytes()
        told.update(f"{file.relative_to(path)}\n{len(data)}\n".encode() + data)
    return told.hexdigest()
