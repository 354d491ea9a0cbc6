"""Findings and tables on the screen, and as JSON for programs."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from sheettools.findings import SEVERITY_NAMES, Finding, Severity, Stop, in_language
from sheettools.language import language, say
from sheettools.table import Cell, Said, cell, draw
from sheettools.words.unseen import escaped, visible

if TYPE_CHECKING:
    from sheettools.template.detail import Detail

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.REPAIR: "green"}
MOST_PLACES = 8
WIDTH = 120
"""How many letters a line has where there is no terminal that says so."""
NARROWEST = 40


def severity_word(severity: Severity) -> str:
    """Return the name of a severity as people read it."""
    return SEVERITY_NAMES[severity].say(language())


def level_word(finding: Finding) -> str:
    """Return how much a finding matters, as people read it; a row that waits is nothing to do."""
    from sheettools.incoming.check.wait import WAITS

    return (
        say("Đang chờ", "Waiting") if finding.problem is WAITS else severity_word(finding.severity)
    )


def plain(text: str) -> str:
    """Return text without control characters and direction marks, which play with the terminal."""
    return visible(text)


def show_findings(
    findings: Sequence[Finding], *, title: str = "", most: int = 0, states: Sequence[str] = ()
) -> None:
    """Print findings as a readable table, a group a row, the first thing to do first.

    No more than `most` groups where that is given; how many more there are is said. `states` says
    of each finding whether it is new or was there the last time.
    """
    if not states:  # which files could not be written stands in front, with their names
        _show_plainly([one for one in findings if one.problem.stop is Stop.NOT_WRITTEN])
        findings = [one for one in findings if one.problem.stop is not Stop.NOT_WRITTEN]
    if any(finding.location.sheet or finding.location.line for finding in findings):
        _show_table_of(findings, title, most, states)
    else:
        _show_plainly(findings)


def _show_table_of(
    findings: Sequence[Finding], title: str, most: int, states: Sequence[str]
) -> None:
    from sheettools.template.grouping import NEW, group_findings, in_order_of_work

    headings = (
        say("Mức", "Level"),
        say("Trang", "Sheet"),
        say("Ô", "Cell"),
        say("Vấn đề và cách xử lý", "Problem and remedy"),
    )
    groups = in_order_of_work(group_findings(findings))
    rows = []
    for group in groups[: most or None]:
        finding, place = group.first, group.first.location
        where = group.places(MOST_PLACES) or (say("dòng ", "line ") + str(place.line)) * bool(
            place.line
        )
        level = [Said(level_word(finding), COLOURS[finding.severity])]
        if states and all(states[number] == NEW for number in group.numbers):
            level.append(Said(say("mới", "new")))
        rows.append((level, cell(plain(place.sheet)), cell(plain(where)), _said(finding)))
    if title:
        click.echo(title)
    _echo(draw(headings, rows, line_width(), ruled=True))
    if most and len(groups) > most:
        click.echo(
            say(
                "… còn {more} việc nữa. Xem đủ: thêm --all.",
                "… and {more} more. To see all: add --all.",
                more=len(groups) - most,
            )
        )


def line_width() -> int:
    """Return how many letters a line has: of the terminal, or as COLUMNS says."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return max(int(said), NARROWEST)
    if not sys.stdout.isatty():
        return WIDTH
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, NARROWEST)


def _echo(drawn: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Print drawn lines; where nobody sees colours there are none."""
    has_colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for pieces in drawn:
        shown = [
            click.style(text, fg=colour) if colour and has_colours else text
            for text, colour in pieces
        ]
        click.echo("".join(shown))


def _said(finding: Finding) -> list[Said]:
    """Return what is wrong, what stood there, and what to do."""
    message = plain(finding.message(language()))
    parts = [Said(message)]
    if finding.value and finding.value not in finding.message(language()):
        parts.append(Said(f"“{plain(finding.value)[:160]}”"))
    remedy = plain(finding.remedy(language()))
    return [*parts, Said(f"→ {remedy} [{finding.code}]", "cyan")]


def _show_plainly(findings: Sequence[Finding]) -> None:
    """Print findings of whole files, or of the command itself: there is no cell to show."""
    for finding in findings:
        file = f"{finding.location.file}: " if finding.location.file else ""
        click.echo(plain(f"{severity_word(finding.severity)}: {file}{finding.message(language())}"))
        click.echo(plain(f"→ {finding.remedy(language())} [{finding.code}]"))


def count_line(findings: Iterable[Finding]) -> str:
    """Return “2 phải sửa, 1 cần xem, 4 đang chờ, 3 đã tự sửa”, or that all is well."""
    from sheettools.incoming.check.wait import WAITS
    from sheettools.template.grouping import RANK

    counts: Counter[tuple[int, bool, str]] = Counter()
    for finding in findings:
        counts[RANK[finding.severity], finding.problem is WAITS, level_word(finding)] += 1
    said = [f"{count} {word.lower()}" for (_, _, word), count in sorted(counts.items())]
    return ", ".join(said) or say("không có gì phải sửa", "nothing to fix")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a small table."""
    cells = [list(map(_shown, row)) for row in rows]
    _echo(draw(headings, cells, line_width()))


def _shown(value: object) -> Cell:
    return cell(plain(str(in_language(value, language()))))


def show_details(items: Iterable[object], details: Iterable[Detail]) -> None:
    """Print a list as a small table, an item a row: what its details say of the screen."""
    headings: list[str] = []
    columns: list[list[str]] = []
    shown = list(items)
    for detail in details:
        if detail.screen is not None:
            headings.append(detail.screen.say(language()))
            columns.append([detail.said(item, language()) for item in shown])
    show_table(headings, list(zip(*columns, strict=True)))


Tell = Callable[[int, int], None]
"""Told how many are done, and of how many."""


@contextmanager
def progress_bar(label: str) -> Iterator[Tell | None]:
    """Yield what is told how many are done and of how many; None where there is no terminal."""
    with progress_bars(label) as (tell,):
        yield tell


@contextmanager
def progress_bars(*labels: str) -> Iterator[tuple[Tell | None, ...]]:
    """Yield what is told, for each of several works one after the other, how many are done and of
    how many: one bar shows that, the rate and the time left, on a terminal alone; None where there
    is none.
    """
    if not sys.stderr.isatty():  # then there is no need to load what draws
        yield (None,) * len(labels)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    console = Console(stderr=True)
    if console.is_dumb_terminal:
        yield (None,) * len(labels)
        return
    rate = TextColumn("{task.fields[rate]:.1f}/s")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        rate,
        TimeLeft(),
    )
    # No thread of its own: processes are started while it shows.
    shown = Progress(*columns, console=console, auto_refresh=False, transient=True)
    works: dict[str, tuple[TaskID, float, int]] = {}
    with ExitStack() as drawn:

        def tell(label: str, done: int, total: int) -> None:
            now = time.monotonic()
            if not works:  # what is never told of is not drawn
                drawn.enter_context(shown)
            if label not in works:  # how fast one work went says nothing of the next
                for before, _, _ in works.values():
                    shown.update(before, visible=False)
                works[label] = shown.add_task(label, total=total, rate=0.0), now, done
            task, begun, already = works[label]
            took = now - begun
            rate = (done - already) / took if took else 0.0
            shown.update(task, completed=done, total=total, rate=rate, refresh=True)

        yield tuple(partial(tell, label) for label in labels)


def show_json(data: Mapping[str, Any]) -> None:
    """Print plain data for programs."""
    import json

    click.echo(escaped(json.dumps(data, ensure_ascii=False, indent=2, default=str)))
