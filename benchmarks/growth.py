"""What could be quadratic, each by itself: `python -m benchmarks.growth NAME N CORPORA`.

Prints the CPU milliseconds of the part alone, without what had to be made for it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from benchmarks.corpora import Corpora
from sheettools.annual.ledger import Return
from sheettools.annual.merge import merge
from sheettools.demo.run import TODAY
from sheettools.incoming.cage.read import RawBook, read_book
from sheettools.incoming.check.record import CheckedBook
from sheettools.incoming.check.validate import check_book
from sheettools.incoming.locate.evidence import read_evidence
from sheettools.incoming.whose.identify import SentBooks, identify
from sheettools.incoming.whose.neighbours import contents_of, same_content
from sheettools.outgoing.key import read_key
from sheettools.template.issue import Issue
from sheettools.template.model import Template
from sheettools.year import IN, Year

Work = Callable[[], object]
Returned = list[tuple[str, Issue, CheckedBook]]
MOST_MEMORY = 3 << 30
ENOUGH, MOST_RUNS = 0.2, 200
"""Seconds, and runs, after which a mean is good enough."""


def _first(folder: Path) -> tuple[Year, RawBook]:
    """Return a year and the first of its returns, read."""
    year = Year(folder)
    book = read_book(sorted((folder / IN).iterdir())[0]).book
    assert book is not None
    return year, book


def _unit(issued: Issue, number: int) -> Issue:
    """Return one more unit, with a code and a name of its own."""
    code, name = f"{issued.unit_code}{number:05}", f"Thôn Mẫu {number:05}"
    file_name = f"{code}_mau-{number:05}_2024"
    return replace(issued, code=f"{code}-2024", unit_code=code, unit_name=name, file_name=file_name)


def identify_one(corpora: Corpora, size: int) -> Work:
    """Whose one return is, among so many units."""
    year, book = _first(corpora.year(4))
    issues = list(year.issued)
    issues += [_unit(issues[0], number) for number in range(size - len(issues))]
    by_code = {one.code: one for one in issues}
    sent = SentBooks(year.returned, by_code, year.plan.template, read_key(year.folder))
    evidence = read_evidence(book)
    identify(book, evidence, sent)  # what is worked out once a run is not a file's own
    return lambda: identify(book, evidence, sent)


def _checked(corpora: Corpora, size: int, *, same: bool) -> tuple[Template, Returned]:
    year, book = _first(corpora.year(4))
    issued = year.issued[0]
    checked = check_book(book, year.returned, issued, TODAY)
    returns = []
    for number in range(size):
        records = checked.records
        if not same:
            records = tuple(
                replace(one, texts={**one.texts, "ghi_chu": f"phiếu {number}"}) for one in records
            )
        own = replace(checked, file=f"{number}.xlsx", records=records)
        returns.append((own.file, _unit(issued, number), own))
    return year.collects, returns


def _hold_against_each_other(returns: Returned, template: Template) -> object:
    """Sum up what each return holds, as the check does, and compare."""
    summed = [(file, one, contents_of(one, checked, template)) for file, one, checked in returns]
    return same_content(summed, template)


def different(corpora: Corpora, size: int) -> Work:
    """So many returns, each with rows of its own, held against each other."""
    template, returns = _checked(corpora, size, same=False)
    return lambda: _hold_against_each_other(returns, template)


def alike(corpora: Corpora, size: int) -> Work:
    """So many returns, all with the very same rows, held against each other."""
    template, returns = _checked(corpora, size, same=True)
    return lambda: _hold_against_each_other(returns, template)


def rules(corpora: Corpora, size: int) -> Work:
    """Location, types, rules of rows and of sheets on one return of so many rows."""
    year, book = _first(corpora.rows(size))
    issued = year.issued[0]
    return lambda: check_book(book, year.returned, issued, TODAY)


def set_aside(corpora: Corpora, size: int) -> Work:
    """Merge one return of so many rows, all of them set aside."""
    year, book = _first(corpora.rows(size, wrong=True))
    issued = year.issued[0]
    checked = check_book(book, year.returned, issued, TODAY)
    one = Return(book.file, book.sha256, book.size, checked.findings, checked, issued)
    return lambda: merge(year.collects, year.plan.filled, [issued], [one])


PARTS: dict[str, Callable[[Corpora, int], Work]] = {
    "identify": identify_one,
    "different": different,
    "alike": alike,
    "rules": rules,
    "set-aside": set_aside,
}


def main(name: str, size: str, home: str) -> None:
    """Print the CPU milliseconds of one part at one size: of what is quick the mean of many."""
    with suppress(ImportError):  # Windows has none
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    work = PARTS[name](Corpora(Path(home), Path(home) / "mau"), int(size))
    began, runs = time.process_time(), 0
    try:
        while runs == 0 or (time.process_time() - began < ENOUGH and runs < MOST_RUNS):
            work()
            runs += 1
    except MemoryError:
        print(f"over {MOST_MEMORY >> 30} GiB")
        return
    print(f"{(time.process_time() - began) * 1000 / runs:.3f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
