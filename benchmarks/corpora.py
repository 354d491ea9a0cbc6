"""What is measured on: years of our own village workbook, filled in as in the demonstration.

A year of any size is made with a fixed seed. Its first four workbooks, one of each village of the
demonstration, are filled in by openpyxl; those of all other units are theirs with other names,
codes, seals and words in the parts of the file, because openpyxl takes a second for each. A test
holds that both ways come to the same. openpyxl says every formula in full and leaves out results
and shared strings; Excel keeps them. So there are years `as_excel` too, in which what was typed was
written by what writes the workbooks. Everything lies in `.corpora`, under the checksum of a
workbook that goes out, so that another workbook means other corpora.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from sheettools.annual.doors import Order
from sheettools.demo.fill import OFFICE, fill_book, read_returns, saved_bytes
from sheettools.demo.run import KEY, PLAN_TEXT, TODAY, fill_plan
from sheettools.outgoing.key import write_key
from sheettools.outgoing.workbook.generate import Contents, write_workbook
from sheettools.outgoing.workbook.initial import KeptCell
from sheettools.plan.plan import Plan
from sheettools.template.description import describe
from sheettools.template.issue import Issue
from sheettools.template.layout import GUIDE_DONE, GUIDE_NIL
from sheettools.template.model import Template
from sheettools.year import IN, PLAN_FILE, Year

CACHE = Path(__file__).parent / ".corpora"
SEED = 2024
KINDS = 4
"""How many villages of the demonstration there are; each unit fills in as one of them."""
LARGEST = 1000
"""How many workbooks are made; of more, each stands there several times."""
QUARTERS = ("I", "II", "III", "IV")
TOKEN = re.compile(rb"ZQ\d{5}")
"""A word of the filled workbooks that is another in each unit's."""
SAVED = datetime(2024, 12, 20, 9, 0)
KEPT = frozenset((PLAN_FILE, "khoa.txt", IN, "phat-ra", "bieu-mau"))
"""What a year consists of before anything is run on it."""
Words = Mapping[bytes, bytes]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Corpora:
    """All corpora of one workbook; `sample` is a year of four units, `key` its checksum."""

    home: Path
    sample: Path

    @cached_property
    def key(self) -> str:
        """What these corpora are made of."""
        return self.home.name

    # ----- years of one office

    def year(self, size: int, *, as_excel: bool = False) -> Path:
        """Return the folder of a year with so many returns."""
        name = f"nam-{size}{'-excel' if as_excel else ''}"
        return self._made(name, lambda folder: _make_year(self.sample, folder, size, as_excel))

    def rows(self, count: int, *, wrong: bool = False) -> Path:
        """Return the folder of a year with one return of so many rows, each `wrong` or none."""
        name = f"dong-{count}{'-sai' if wrong else ''}"
        return self._made(name, lambda folder: _make_rows(self.sample, folder, count, wrong))

    # ----- reports of several

    def reports(self, count: int) -> Path:
        """Return a folder in which the annual workbooks of so many offices came in."""
        return self._made(f"xa-{count}", lambda folder: _make_reports(self.sample, folder, count))

    def _made(self, name: str, make: Any) -> Path:
        folder = self.home / name
        if not folder.exists():
            draft = self.home / f"{name}.dang-lam"
            shutil.rmtree(draft, ignore_errors=True)
            make(draft)
            draft.rename(folder)
        clear(folder)
        return folder


def clear(folder: Path) -> None:
    """Take away whatever a command has written into a year's folder, so that the next is cold."""
    for path in folder.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def open_corpora(cache: Path = CACHE) -> Corpora:
    """Return the corpora of the workbook as it goes out now, made as they are asked for."""
    draft = cache / f"dang-lam-{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    year = Year(draft / "mau")
    write_key(year.folder, KEY)
    year.start(PLAN_TEXT)
    fill_plan(year.plan_path)
    first = year.folder / "so.xlsx"
    write_workbook(first, year.asked, year.issued[0])
    key = hashlib.sha256(first.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]
    home = cache / key
    first.unlink()
    for other in cache.iterdir():
        if other not in (home, draft):
            shutil.rmtree(other)
    if home.exists():
        shutil.rmtree(draft)
    else:
        draft.rename(home)
    return Corpora(home, home / "mau")


# --------------------------------------------------------------------------- the plan


def _digits(plan: Plan) -> list[int]:
    """Return how many digits the number of a unit may have: two, and more where the plan allows."""
    unit = plan.template.unit
    number = next(iter(next(one for one in plan.template.tables if one.name == unit).fields))
    told = number.pattern or ""
    return [count for count in (2, 3, 4) if re.search(told, "1".zfill(count))]


def most_units(plan: Plan) -> int:
    """Return how many units one plan can have."""
    return int("9" * max(_digits(plan)))


def _make_plan(sample: Year, folder: Path, units: int, office: int = 0) -> Year:
    """Write the plan of an office with so many units: as the sample's, with other rows."""
    plan = sample.plan
    digits = next(count for count in _digits(plan) if units < 10**count)
    forms = {name: dict(values) for name, values in plan.filled.forms.items()}
    tables = {name: [dict(row) for row in rows] for name, rows in plan.filled.tables.items()}
    if office:
        name = f"Mẫu {office:04}"
        forms["chung"] |= {"ma_xa": f"{10000 + office}", "xa": name}
        forms["chung"]["co_quan_ban_hanh"] = f"Đảng ủy xã {name}"
    a_unit, a_dialogue = tables["thon"][0], tables["cuoc"][0]
    tables["thon"], tables["cuoc"] = [], []
    for number in range(1, units + 1):
        name, quarter = f"Mẫu {number:0{digits}}", QUARTERS[(number - 1) % KINDS]
        tables["thon"].append({**a_unit, "ma": f"{number:0{digits}}", "ten": name})
        code = f"2024-Q{(number - 1) % KINDS + 1}-{number:0{digits}}"
        place = f"Nhà văn hóa thôn {name}"
        told = {"ma": code, "quy": quarter, "cac_thon": (name,), "dia_diem": place}
        tables["cuoc"].append({**a_dialogue, **told})
    write_key(folder, KEY)
    texts = {sheet.name: sheet.text for sheet in plan.template.sheets if sheet.text}
    line = f"{forms['chung']['co_quan_ban_hanh']}, năm 2024"
    issued = Issue("", "", "", line, "ke-hoach", year=2024, texts=texts)
    write_workbook(folder / PLAN_FILE, plan.template, issued, Contents(forms, tables))
    return Year(folder)


# --------------------------------------------------------------------------- the returns


@dataclass(frozen=True)
class FilledWorkbook:
    """A unit's workbook, filled in: the parts of its file, and the words in them that are others in
    another unit's.
    """

    issued: Issue
    parts: Mapping[str, bytes]
    tokens: Sequence[bytes]

    def for_unit(self, issued: Issue, seed: int) -> bytes:
        """Return the file as if that unit had filled in its own in the same way."""
        words = dict(zip(self.tokens, _numbers(seed), strict=False))
        names = _encoded(_names(self.issued), _names(issued))
        same = _encoded_lines(_same_lines(self.issued, issued))
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                part = zipfile.ZipInfo(name, SAVED.timetuple()[:6])
                part.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(part, _replaced(data, words, names, same))
        return out.getvalue()


def _numbers(seed: int) -> Iterator[bytes]:
    chance = random.Random(SEED * 100_003 + seed)  # noqa: S311
    while True:
        yield b"%d" % chance.randint(1000, 9999)


def _replaced(data: bytes, words: Words, names: Words, same: Sequence[bytes]) -> bytes:
    """Put other names into a part, but for the lines that all units have in common."""
    data = TOKEN.sub(lambda found: words[found[0]], data)
    for number, line in enumerate(same):
        data = data.replace(line, b"\0%d\0" % number)
    for old, new in names.items():
        data = data.replace(old, new)
    return re.sub(rb"\0(\d+)\0", lambda found: same[int(found[1])], data)


def _names(issued: Issue) -> list[str]:
    """Return what only one unit's workbook says, the same for each in the same order."""
    dialogue = str(issued.rows["lich"][0]["ma_cuoc"])
    number = issued.unit_code.rpartition("-")[2]
    own = issued.unit_name.partition(" ")[2]
    return [issued.seal, issued.number, issued.unit_code, dialogue, f"2024-{number}-BS", own]


def _encoded(old: Sequence[str], new: Sequence[str]) -> dict[bytes, bytes]:
    """Return words as they may stand in a part, in UTF-8 or by the numbers of their letters."""
    pairs: dict[bytes, bytes] = {}
    for one, other in zip(old, new, strict=True):
        pairs[one.encode()] = other.encode()
        pairs[_by_numbers(one)] = _by_numbers(other)
    return pairs


def _by_numbers(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def _same_lines(one: Issue, other: Issue) -> Iterator[str]:
    """Yield the lines of the forms that both have though a name stands in them."""
    for form, values in one.forms.items():
        for name, value in values.items():
            if isinstance(value, str) and value == other.forms[form].get(name):
                yield from value.splitlines()


def _encoded_lines(lines: Iterable[str]) -> list[bytes]:
    found: list[bytes] = []
    for line in lines:
        found += [line.encode(), _by_numbers(line)]
    return [line for line in dict.fromkeys(found) if len(line) > 8]


def fill_one(
    year: Year,
    issued: Issue,
    kind: int,
    *,
    rows: int = 0,
    wrong: bool = False,
    as_excel: bool = False,
) -> FilledWorkbook:
    """Fill in a unit's workbook as a village of the demonstration does, and with so many `rows` of
    its largest table where that many are asked for; saved as by openpyxl, or `as_excel` does.
    """
    told = read_returns()
    village = told["village"][kind]
    planted = [
        one
        for one in told["mistake"]
        if one["unit_code"] == village["unit_code"] and one.get("by") != OFFICE
    ]
    # Whoever reads by the titles of sheets cannot find one that was named anew.
    planted = [] if rows else [one for one in planted if "rename" not in one]
    tokens: list[str] = []
    own = _retold(village, issued, tokens)
    if rows:
        own["kien_nghi"] = list(_many(own["kien_nghi"], rows, tokens))
    if wrong:
        planted = [_mistake(number) for number in range(1, rows + 1)]
    template, path = year.asked, year.folder / "mot-so.xlsx"
    write_workbook(path, template, issued, _laid(template, own, planted) if as_excel else None)
    data = path.read_bytes() if as_excel else _typed_into(path, template, own, planted)
    path.unlink()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return FilledWorkbook(issued, parts, [token.encode() for token in tokens])


def _typed_into(path: Path, template: Template, own: Row, planted: Sequence[Row]) -> bytes:
    """Return a workbook with what a village writes, typed in by openpyxl."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    fill_book(book, json.loads(json.dumps(describe(template))), own, planted)
    return saved_bytes(book, SAVED)


def _laid(template: Template, own: Row, planted: Sequence[Row]) -> Contents:
    """Return what a village writes as contents of its workbook, mistakes in cells included."""
    tables = {
        sheet.name: [
            {name: value for name, value in row.items() if name in sheet}
            for row in own.get(sheet.name, ())
        ]
        for sheet in template.tables
    }
    for mistake in planted:
        for name, value in mistake.get("cells", {}).items():
            kept = KeptCell(value) if isinstance(value, str) and value else value or None
            tables[mistake["sheet"]][mistake["row"] - 1][name] = kept
    ticks = {(name, GUIDE_DONE): "x" for name in tables}
    ticks |= {(name, GUIDE_NIL): "x" for name, rows in tables.items() if not rows}
    return Contents({}, tables, ticks=ticks)


def _mistake(number: int) -> dict[str, Any]:
    return {"sheet": "kien_nghi", "row": number, "cells": {"linh_vuc": "Giao thônng"}}


def _retold(village: Mapping[str, Any], issued: Issue, tokens: list[str]) -> dict[str, Any]:
    """Return what a village writes, of this unit's dialogue and with words of its own."""
    dialogue = issued.rows["lich"][0]["ma_cuoc"]
    own = dict(village)
    for table in ("lich", "tham_du", "kien_nghi"):
        own[table] = []
        for row in village[table]:
            told = {**row, "ma_cuoc": dialogue} if row.get("ma_cuoc") else dict(row)
            own[table].append(told)
            if told.get("loai") == "TO_CAO":  # of which one sentence only may be said
                continue
            told["ghi_chu"] = f"Dữ liệu mẫu {_token(tokens)}"
            if "noi_dung" in told:
                told["noi_dung"] += f" Theo phiếu số {_token(tokens)}."
    return own


def _many(rows: Sequence[Mapping[str, Any]], count: int, tokens: list[str]) -> Iterator[Any]:
    for number in range(count):
        row = rows[number % len(rows)]
        yield {**row, "noi_dung": f"{row['noi_dung']} Việc {number} {_token(tokens)}."}


def _token(tokens: list[str]) -> str:
    tokens.append(f"ZQ{len(tokens):05}")
    return tokens[-1]


# --------------------------------------------------------------------------- whole folders


def _make_year(sample: Path, folder: Path, size: int, as_excel: bool) -> None:
    made = min(size, LARGEST)
    source = Year(sample)
    year = _make_plan(source, folder, min(made, most_units(source.plan)))
    _fill(year, folder / IN, made, as_excel=as_excel)
    _repeat(folder / IN, size)


def _repeat(folder: Path, size: int) -> None:
    """Let each file stand there under other names until there are so many."""
    files = sorted(folder.iterdir())
    for number in range(len(files), size):
        source = files[number % len(files)]
        target = folder / f"{source.stem}_{number // len(files) + 1}.xlsx"
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)


def _fill(year: Year, folder: Path, size: int, *, as_excel: bool = False) -> None:
    issues = year.issued
    models = []
    for kind, issued in enumerate(issues[:KINDS]):
        models.append(fill_one(year, issued, kind, as_excel=as_excel))
    folder.mkdir(parents=True)
    for number in range(size):
        issued = issues[number % len(issues)]
        model = models[number % len(issues) % KINDS]
        again = number // len(issues)
        name = f"{issued.file_name}_lan-{again + 1}" if again else issued.file_name
        (folder / f"{name}.xlsx").write_bytes(model.for_unit(issued, number))


def _make_rows(sample: Path, folder: Path, count: int, wrong: bool) -> None:
    year = _make_plan(Year(sample), folder, KINDS)
    issued = year.issued[0]
    filled = fill_one(year, issued, 0, rows=count, wrong=wrong)
    (folder / IN).mkdir()
    (folder / IN / f"{issued.file_name}.xlsx").write_bytes(filled.for_unit(issued, 0))


def _make_reports(sample: Path, folder: Path, count: int) -> None:
    source = Year(sample)
    target = folder / IN
    target.mkdir(parents=True)
    for office in range(1, count + 1):
        home = folder / f"dang-lam-{office}"
        year = _make_plan(source, home, KINDS, office)
        _fill(year, home / IN, KINDS)
        report = year.report((), TODAY, replace(Order(), doors=("xlsx",)))
        shutil.copyfile(report.path, target / report.path.name)
        shutil.rmtree(home)
