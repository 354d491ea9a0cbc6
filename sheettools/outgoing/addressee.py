"""Which unit is meant by a name, a code or a number, as people say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sheettools.findings import Finding, Severity, SheettoolsError, declare
from sheettools.template.issue import Issue
from sheettools.words.suggest import nearest
from sheettools.words.text import bare, fold

NO_SUCH_UNIT = declare(
    "F208",
    Severity.ERROR,
    why=("Kế hoạch không có đơn vị “{value}”.", "The plan has no unit “{value}”."),
    remedy=(
        "Ghi mã hoặc tên của một đơn vị: {known}.",
        "Give the code or name of one of: {known}.",
    ),
)
MISSPELT_UNIT = declare(
    "T130",
    Severity.ERROR,
    why=(
        "Kế hoạch không có đơn vị “{value}”; có phải {known} không?",
        "The plan has no unit “{value}”; did you mean {known}?",
    ),
    remedy=(
        "Ghi lại tên hoặc mã; xem mọi đơn vị bằng lệnh: sheettools generate THƯ-MỤC --dry-run",
        "Give the name or code again; to see all units: sheettools generate FOLDER --dry-run",
    ),
)
UNITS_ALIKE = declare(
    "F251",
    Severity.ERROR,
    why=(
        "“{value}” có thể là nhiều đơn vị: {known}.",
        "“{value}” may be several units: {known}.",
    ),
    remedy=(
        "Ghi mã, hoặc ghi cả loại và tên.",
        "Give the code, or the kind and the name.",
    ),
)


def find_units(names: Sequence[str], issued: Sequence[Issue]) -> list[Issue]:
    """Return the units that are named, in the order of the plan. Raises SheettoolsError (F208,
    T130; F251 where a name may be several).
    """
    wanted: set[str] = set()
    problems: list[Finding] = []
    for name in names:
        found = _meant(name, issued)
        wanted.update(one.code for one in found)
        if len(found) != 1:
            problems.append(_problem(name, found, issued))
    if problems:
        raise SheettoolsError(*problems)
    return [one for one in issued if one.code in wanted]


def _problem(name: str, found: Sequence[Issue], issued: Sequence[Issue]) -> Finding:
    if found:
        known = ", ".join(f"{one.unit_name} ({one.unit_code})" for one in found)
        return Finding(UNITS_ALIKE, value=name, values={"known": known})
    names = [one.unit_name for one in issued] + [one.own_name for one in issued]
    whole = dict(zip(names, [one.unit_name for one in issued] * 2, strict=True))
    near = dict.fromkeys(whole[one] for one in nearest(name, names))
    if near:
        known = ", ".join(f"“{one}”" for one in near)
        return Finding(MISSPELT_UNIT, value=name, values={"known": known})
    known = ", ".join(one.unit_name for one in issued)
    return Finding(NO_SUCH_UNIT, value=name, values={"known": known})


def _meant(name: str, issued: Sequence[Issue]) -> list[Issue]:
    """Return the units that a name may mean, by the surest way in which it means any: its code or
    whole name; “Ao Vường” or 1, as people leave out the kind of village and the commune's code; the
    name typed without marks.
    """
    key = fold(name.strip(" \t\"'“”„‘’"))
    number = _short_number(key)
    ways: Sequence[Callable[[Issue], bool]] = (
        lambda one: key in map(fold, (one.code, one.unit_code, one.unit_name)),
        lambda one: number in _short_names(one),
        lambda one: any(_is_unmarked(key, fold(own)) for own in (one.unit_name, one.own_name)),
    )
    for is_meant in ways:
        found = [one for one in issued if is_meant(one)]
        if found:
            return found
    return []


def _short_names(one: Issue) -> Iterator[str]:
    yield _short_number(fold(one.own_name))
    yield _short_number(re.split(r"[^0-9a-z]", fold(one.unit_code))[-1])


def _is_unmarked(typed: str, name: str) -> bool:
    """Say whether a name was typed without the marks of some of its words, and with no other."""
    words, known = typed.split(), name.split()
    pairs = zip(words, known, strict=False)
    return len(words) == len(known) > 0 and all(one in (word, bare(word)) for one, word in pairs)


def _short_number(key: str) -> str:
    """Return a number without its noughts in front; any other text as it is."""
    return key.lstrip("0") or "0" if key.isdecimal() else key
