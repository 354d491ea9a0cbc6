"""The annual report on one page for leaders: HTML that opens offline, on a phone as on a screen,
and prints on A4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from pathlib import Path

from sheettools.annual.figures import KEPT, SENDER_BY, Cross, figure_title, title_of_rows
from sheettools.annual.gate.public import Public, beside, safe_text
from sheettools.annual.xlsx.front_page import change
from sheettools.outgoing.whole import write_text
from sheettools.template.conditions import RowValues
from sheettools.template.kinds import show_number
from sheettools.template.model import Field
from sheettools.template.report import PageTable
from sheettools.words.unseen import visible

STYLE = """
:root { --ink: #1a1a1a; --soft: #4a5560; --line: #c3cdd6; --brand: #1f3864; --bar: #2f5d9b;
  --back: #eef2f6; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: #fff; color: var(--ink);
  font: 1.0625rem/1.45 "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; color: var(--brand); }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.2rem; color: var(--brand); }
p { margin: .35rem 0; }
.line, .small { color: var(--soft); }
.small { font-size: .9375rem; }
.state { margin: 1rem 0; padding: .6rem .9rem; border-left: .4rem solid; border-radius: .2rem; }
.state h2 { margin: 0; font-size: 1.1rem; color: inherit; }
.state ul { margin: .3rem 0 0; padding-left: 1.25rem; }
.draft { border-color: #c00000; background: #fdf0ef; color: #8a1a12; }
.final { border-color: #1e6b2e; background: #edf6ee; color: #1b5a28; }
.keys { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .6rem;
  margin: 1rem 0 0;
  padding: 0; list-style: none; }
.keys li { padding: .6rem .8rem; background: var(--back); border-radius: .35rem;
  break-inside: avoid; }
.keys strong { display: block; font-size: 2.1rem; line-height: 1.15; color: var(--brand);
  font-variant-numeric: tabular-nums; }
.keys .of { color: var(--soft); font-size: .9375rem; }
.keys .name { display: block; line-height: 1.3; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.tables { display: grid; grid-template-columns: 1fr; column-gap: 2rem; }
.tables > section { min-width: 0; overflow-x: auto; }
th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top;
  overflow-wrap: break-word; }
thead th { border-bottom: 2px solid var(--brand); font-size: .9375rem; line-height: 1.25;
  vertical-align: bottom; }
tbody th { font-weight: 400; }
tfoot th, tfoot td { font-weight: 700; border-bottom: 0; }
.n { text-align: right; white-space: nowrap; width: 4.6rem; }
thead .n { white-space: normal; }
.b { width: 38%; }
.bar { display: flex; align-items: center; gap: .5rem; }
.bar i { display: block; flex: none; height: .85rem; min-width: 2px; background: var(--bar);
  border-radius: .15rem;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.bar i.none { visibility: hidden; }
.bar b { white-space: nowrap; }
footer { margin-top: 1.75rem; padding-top: .6rem; border-top: 1px solid var(--line);
  color: var(--soft);
  font-size: .9375rem; }
@media (min-width: 56rem) {
  .tables { grid-template-columns: 1fr 1fr; }
  .tables > .wide { grid-column: 1 / -1; }
  .wide .n { width: 7rem; }
  .wide .b { width: 34%; }
}
@media (max-width: 34rem) {
  body { padding: .75rem; }
  h1 { font-size: 1.3rem; }
  .keys { grid-template-columns: 1fr 1fr; }
  .keys strong { font-size: 1.8rem; }
  th, td { padding: .35rem .3rem; }
  .n { width: 3.6rem; }
  .b { width: 34%; }
  thead th { font-size: .875rem; }
  .wide tr { display: grid; grid-template-columns: var(--places);
    border-bottom: 1px solid var(--line); }
  .wide tr > * { width: auto; border-bottom: 0; }
  .wide tr > :first-child { grid-column: 1 / -1; padding-bottom: 0; }
  .wide thead tr { align-items: end; border-bottom: 2px solid var(--brand); }
}
@page { size: A4; margin: 12mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.25; }
  h1 { font-size: 15pt; }
  h2 { margin: 8pt 0 2pt; font-size: 12pt; break-after: avoid; }
  .tables { grid-template-columns: 1fr 1fr; column-gap: 14pt; }
  .tables > section { overflow: visible; }
  .tables > .wide { grid-column: 1 / -1; }
  .small, thead th, footer { font-size: 9pt; }
  .wide .n { width: 20mm; }
  .state { margin: 6pt 0; padding: 4pt 8pt; }
  footer { margin-top: 8pt; padding-top: 3pt; }
  .keys { grid-template-columns: repeat(4, 1fr); gap: 5pt; }
  .keys li { padding: 4pt 6pt; }
  .keys strong { font-size: 18pt; }
  .keys li, .state, .bar i { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  th, td { padding: 1.5pt 4pt; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing and run nothing."""
WIDEST = 62
"""How much of its cell the longest bar takes, in percent; the rest is for its number."""


def write_page(path: Path, public: Public) -> Path:
    """Write the page beside the annual workbook at `path` and return where. Same inputs, same
    bytes.

    Raises SheettoolsError (F001).
    """
    made = beside(path, ".html")
    write_text(made, page_text(public))
    return made


def page_text(public: Public) -> str:
    """Return the page."""
    title = f"{public.title} – {public.line}"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="vi">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{_text(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<header>",
            f"<h1>{_text(public.title)}</h1>",
            f'<p class="line">{_text(public.line[:1].upper() + public.line[1:])}</p>',
            "</header>",
            "<main>",
            *_state(public),
            *_keys(public),
            '<div class="tables">',
            *chain.from_iterable(
                _table(public, table) for table in public.figures.report.page.tables
            ),
            "</div>",
            *_planned(public),
            "</main>",
            *_footer(public),
            "</body>",
            "</html>",
            "",
        )
    )


def _text(text: str) -> str:
    """Return text for the page: escaped, its numbers of persons covered, signs that nobody sees
    made visible.
    """
    return escape(visible(safe_text(text)))


# --------------------------------------------------------------------------- the parts


def _state(public: Public) -> Iterator[str]:
    """Say whether it is final, and if not, what is missing; and what was accepted although it is
    not in order.
    """
    if public.draft:
        yield '<section class="state draft"><h2>Dự thảo – còn việc phải làm</h2>'
    else:
        yield '<section class="state final"><h2>Đủ điều kiện trình ký</h2>'
    if not public.draft and not public.waived:
        yield "<p>Đã nhận đủ sổ, không còn chỗ phải sửa, số liệu cân.</p>"
    else:
        yield from _list((*public.draft, *public.waived))
    if public.missing_rows:
        yield f"<p>* {_text(public.missing_rows)}</p>"
    yield "</section>"


def _list(items: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_text(item)}</li>" for item in items)
    yield "</ul>"


def _keys(public: Public) -> Iterator[str]:
    figures = public.figures
    yield '<h2>Số liệu chính</h2><ul class="keys">'
    for figure in map(figures.report.figure, figures.report.page.figures):
        value = figures.told(figure.name)
        if value is None:
            continue
        whole = ""
        if figure.at_most:
            whole = f' <span class="of">trên {show_number(figures.values[figure.at_most])}</span>'
        changed = change(value, public.before.get(figure.code))
        then = f'<span class="of">{_text(changed)}</span>' if changed else ""
        mark = "*" if figure.table in public.touched else ""
        name = f'<span class="name">{_text(figure_title(figure))}</span>'
        yield f"<li><strong>{show_number(value)}{mark}{whole}</strong>{name}{then}</li>"
    yield "</ul>"


def _table(public: Public, wanted: PageTable) -> Iterator[str]:
    cross = public.figures.shown(wanted.breakdown)
    places = [cross.breakdown.figures.index(name) for name in wanted.figures]
    bar = cross.breakdown.figures.index(wanted.bar)
    shown, empty = _parted(cross, places)
    # On a phone a table of many columns gives the name of each row a line of its own.
    widths = " ".join("minmax(0, 1fr)" if at == bar else "4.4rem" for at in places)
    wide = f' class="wide" style="--places: {widths}"' if len(places) > 2 else ""
    yield f"<section{wide}><h2>{_text(cross.breakdown.title)}</h2><table><thead><tr>"
    yield f'<th scope="col">{_text(title_of_rows(public.template, cross.breakdown))}</th>'
    for figure in map(public.figures.report.figure, wanted.figures):
        kind = _kind(figure.name == wanted.bar)
        yield f'<th scope="col" class="{kind}">{_text(figure_title(figure))}</th>'
    yield "</tr></thead><tbody>"
    most = max((values[bar] for _, values in cross.rows), default=0)
    for label, values in shown:
        yield from _row(label, _cells(values, places, bar, most))
    if any(cross.kept[at] for at in places if cross.kept):
        yield from _row(KEPT, _cells(cross.kept, places, bar, 0))
    yield '</tbody><tfoot><tr><th scope="row">Tổng cộng</th>'
    for at in places:
        yield f'<td class="{_kind(at == bar)}">{show_number(cross.total[at])}</td>'
    yield "</tr></tfoot></table>"
    if empty:
        yield f'<p class="small">Không phát sinh: {_text("; ".join(empty))}.</p>'
    yield "</section>"


def _kind(has_bar: bool) -> str:
    """Return how a cell is set: a bar with its number, or the number alone."""
    return "b" if has_bar else "n"


def _parted(
    cross: Cross, places: Sequence[int]
) -> tuple[list[tuple[str, Sequence[float]]], list[str]]:
    """Part the rows into those to show and those with nothing in them; of units all are shown."""
    if cross.breakdown.by in ("unit", SENDER_BY):
        return list(cross.rows), []
    filled: list[tuple[str, Sequence[float]]] = []
    empty: list[str] = []
    for label, values in cross.rows:
        if any(values[at] for at in places):
            filled.append((label, values))
        else:
            empty.append(label)
    return filled, empty


def _row(label: str, cells: Iterable[str]) -> Iterator[str]:
    yield f'<tr><th scope="row">{_text(label)}</th>'
    yield from cells
    yield "</tr>"


def _cells(values: Sequence[float], places: Sequence[int], bar: int, most: float) -> Iterator[str]:
    for at in places:
        number = show_number(values[at])
        if at != bar:
            yield f'<td class="n">{number}</td>'
            continue
        width = round(WIDEST * values[at] / most, 1) if most > 0 and values[at] > 0 else 0
        none = "" if width else ' class="none"'
        yield (
            f'<td class="b"><span class="bar"><i{none} '
            f'style="width:{width}%"></i><b>{number}</b></span></td>'
        )


def _planned(public: Public) -> Iterator[str]:
    """Say how much of what was planned has been reported on."""
    for coverage in public.coverages:
        open_rows = [
            _planned_row(public, coverage.fields, unit, values, sender)
            for unit, values, reported, sender in coverage.rows
            if not reported
        ]
        yield f"<section><h2>{_text(coverage.title)}</h2>"
        if not open_rows:
            yield (
                f"<p>Cả {len(coverage.rows)} dòng đều đã có số liệu.</p>"
                if coverage.rows
                else "<p>Không có.</p>"
            )
        else:
            yield f"<p>{len(open_rows)} trên {len(coverage.rows)} dòng chưa có số liệu:</p>"
            yield from _list(open_rows)
        yield "</section>"


def _planned_row(
    public: Public, fields: Iterable[Field], unit: str, values: RowValues, sender: str
) -> str:
    """Say what was planned in one row, and whose it is."""
    whose = f"{public.data.sender_name(sender)}, {unit}" if public.several else unit
    said = (field.show(values[field.name]) for field in fields if values[field.name] is not None)
    return f"{whose}: {', '.join(said)}"


def _footer(public: Public) -> Iterator[str]:
    accepted = sum(line.accepted for line in public.balance)
    aside = sum(line.set_aside for line in public.balance)
    reports = f" của {len(public.data.senders)} đơn vị báo cáo" if public.several else ""
    yield (
        f"<footer>Bản gửi cấp trên. Tổng hợp từ sổ{reports}: {show_number(accepted)} dòng đã tính, "
        f"{show_number(aside)} dòng để riêng. Trang này không có họ tên, số điện thoại, số "
        "căn cước của "
        f"người dân. Mã kiểm tra: {public.seal}.</footer>"
    )
