"""What the program made of the same things before in this run of the tests: form workbooks, reports
as workbooks and in Word, and plans that were read.

The tests make hundreds of years of a few small communes, and nearly every one writes the same plan,
workbooks, register and report, and reads that plan again. Nothing here is another way to do it: the
first time, the program does. What goes into it is compared whole.

All is done anew in tests of that very work (marked `anew`), where it is asked whether the bytes are
the same each time, where the disk fails, and from where on a test has changed the program.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import pickle
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import built
import pytest

from sheettools import year as years
from sheettools.annual import report as reports
from sheettools.annual.gate.public import Public, beside
from sheettools.annual.xlsx.stored import drop_rows
from sheettools.findings import Finding
from sheettools.language import language
from sheettools.outgoing.whole import write_bytes
from sheettools.outgoing.workbook import skeleton
from sheettools.outgoing.workbook.generate import _Generator
from sheettools.outgoing.workbook.once import Common
from sheettools.plan import plan as plans
from sheettools.template.model import Template

MOST = 64
"""How many plans, skeletons and Word reports are kept in memory; workbooks lie on the shelf, for
all processes of the run.
"""
OF_ALL_UNITS = ("facts", "year", "texts", "deadline", "office", "office_code")
"""What an issue holds that is the same for all units of a year."""
_why_anew = {"asked": 0, "changed": 0}
"""How many ask for it, and whether the test that runs has changed the program."""


@contextmanager
def anew() -> Iterator[None]:
    """Do all of it anew while this lasts."""
    _why_anew["asked"] += 1
    try:
        yield
    finally:
        _why_anew["asked"] -= 1


@contextmanager
def anew_if_asked(item: pytest.Item) -> Iterator[None]:
    """Do all of it anew while a test runs that is about that very work, and once one has changed
    the program.
    """
    _why_anew["changed"] = 0
    asked = "same_bytes" in item.name or item.get_closest_marker("anew") is not None
    with anew() if asked else nullcontext():
        yield


def _noted(change: Any) -> Any:
    def changed(self: pytest.MonkeyPatch, target: object, *more: Any, **others: Any) -> None:
        if target is not sys:  # what is typed and shown changes nothing in the program
            _why_anew["changed"] = 1
        change(self, target, *more, **others)

    return changed


@contextmanager
def done_once() -> Iterator[None]:
    """Write the same workbook and read the same plan once while this lasts."""
    check_plan, write_annual = _read_once(plans.check_plan), _reported_once(reports.write_annual)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Generator, "make", _made_once(_Generator.make))
        patch.setattr(skeleton, "build", _shaped_once(skeleton.build))
        patch.setattr(plans, "check_plan", check_plan)
        patch.setattr(years, "check_plan", check_plan)
        patch.setattr(reports, "write_annual", write_annual)
        patch.setitem(reports.WRITERS, "xlsx", reports._simply(write_annual))
        patch.setitem(reports.WRITERS, "docx", _worded_once(reports.WRITERS["docx"]))
        for name in ("setattr", "delattr"):
            patch.setattr(pytest.MonkeyPatch, name, _noted(getattr(pytest.MonkeyPatch, name)))
        _why_anew["changed"] = 0  # by what is done here
        yield


def _made_once(make: Any) -> Any:
    def made(self: _Generator, own: Any, added: Any, watch: Any) -> bytes:
        laid = replace(self.laid, common=Common())  # which only spares work
        kept = _place(laid, self.contents, own, added, watch)
        if kept is not None and kept.exists():
            data: bytes
            data, seen = pickle.loads(kept.read_bytes())  # noqa: S301 - put there below
            if watch is not None:
                vars(watch).update(seen)
            return data
        data = make(self, own, added, watch)
        if kept is not None:
            seen = vars(watch) if watch is not None else {}
            built.keep_bytes(kept, pickle.dumps((data, seen)))
        return data

    return made


def _shaped_once(build: Any) -> Any:
    """Return the skeleton of a shape that another year had too, whose units have all else in
    common with this one's.
    """
    known: OrderedDict[object, Any] = OrderedDict()

    def shaped(gatherer: Any, issued: Any, own: Any) -> Any:
        of_all = [getattr(issued, name) for name in OF_ALL_UNITS]
        common = _place(gatherer.template, *of_all)
        key = common, frozenset(gatherer.fixed), own.shape
        if common is None:
            return build(gatherer, issued, own)
        if key not in known:
            _remember(known, key, build(gatherer, issued, own))
        return known[key]

    return shaped


def _reported_once(write: Any) -> Any:
    def written(path: Path, public: Public) -> Path:
        kept = None if public.rows_beside else _place(_said(public))
        if kept is not None and kept.exists():
            drop_rows(path)
            write_bytes(path, kept.read_bytes())
            return path
        write(path, public)
        if kept is not None:
            built.keep_bytes(kept, path.read_bytes())
        return path

    return written


def _worded_once(write: Any) -> Any:
    known: OrderedDict[Path | None, tuple[bytes, tuple[Finding, ...]]] = OrderedDict()

    def written(workbook: Path, public: Public, home: Path | None) -> reports.DoorResult:
        path, templates = beside(workbook, ".docx"), home and _digest(home / years.TEMPLATES)
        key = _place(path.name, _said(public), templates)
        data, found = known.get(key, (b"", ()))
        # Where another report stands, it is looked at first whether somebody has worked on it.
        if data and (not path.is_file() or path.read_bytes() == data):
            write_bytes(path, data)
            return reports.DoorResult(path, found)
        made: reports.DoorResult = write(workbook, public, home)
        if key is not None and made.path == path:
            _remember(known, key, (path.read_bytes(), made.findings))
        return made

    return written


def _said(public: Public) -> list[Any]:
    """Return what a report says; what was worked out of it so far is no part of that."""
    return [getattr(public, part.name) for part in fields(public)]


def _place(*parts: Any) -> Path | None:
    """Return where a workbook lies that is made of these; None where it is to be made anew, or they
    cannot be compared.
    """
    if any(_why_anew.values()):
        return None
    try:
        made_of = _packed((language(), *parts))
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    return built.shelf and built.shelf / f"book-{hashlib.sha256(made_of).hexdigest()}"


_templates: OrderedDict[int, tuple[Template, str]] = OrderedDict()
"""Templates with what each is told by; it does not change, and is the most of what goes in."""


def _packed(parts: object) -> bytes:
    target = io.BytesIO()
    pickler = pickle.Pickler(target)
    pickler.dispatch_table = {**copyreg.dispatch_table, Template: lambda one: (str, (_of(one),))}
    pickler.dump(parts)
    return target.getvalue()


def _of(template: Template) -> str:
    """Return by what a template is told from another: the sum of all that it says."""
    if id(template) not in _templates:
        said = pickle.dumps(vars(template))
        _remember(_templates, id(template), (template, hashlib.sha256(said).hexdigest()))
    return _templates[id(template)][1]


def _read_once(read: Any) -> Any:
    """Return the plan that was read of the same bytes, under the same name and with the same
    templates beside it.
    """
    known: OrderedDict[object, Any] = OrderedDict()

    def checked(path: Path, year_folder: Path | None = None) -> Any:
        if any(_why_anew.values()):
            return read(path, year_folder)
        beside = year_folder / years.TEMPLATES if year_folder else None
        key = path.name, _digest(path), beside and _digest(beside)
        if key not in known:
            _remember(known, key, read(path, year_folder))
        return known[key]

    return checked


def _remember(known: OrderedDict[Any, Any], key: object, what: Any) -> None:
    known[key] = what
    if len(known) > MOST:
        known.popitem(last=False)


def _digest(path: Path) -> str:
    """Return a digest of a file, or of a folder with all in it; it need not be there."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    told = hashlib.sha256()
    for file in files:
        data = file.read_bytes()
        told.update(f"{file.relative_to(path)}\n{len(data)}\n".encode() + data)
    return told.hexdigest()
