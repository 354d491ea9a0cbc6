"""The first page of the annual workbook: the year at a glance, in key figures and charts."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sheettools.annual.figures import Cross, Figures, figure_title
from sheettools.annual.live import Live
from sheettools.annual.phrases import write_change
from sheettools.frozen import dataclass
from sheettools.outgoing.workbook.write import ChartOf, SheetWriter
from sheettools.template.excel.address import column_letter
from sheettools.template.report import Chart
from sheettools.words.numbers import write_count

CARDS, CARD_COLUMNS = 4, 3
"""How many key figures stand side by side, and over how many columns each."""
WIDTH, COLUMNS = 9.6, CARDS * CARD_COLUMNS
CHART_WIDTH, CHART_HEIGHT, BAR_HEIGHT, ROW_HEIGHT = 860, 260, 22, 20
"""In pixels: of a chart, of each bar of a chart of bars, of a row of the sheet."""
FIRST_CARD, NUMBER_HEIGHT = 5, 32
FEW = 10
"""Below so many, an axis counts by ones."""
CARD_STYLES = {
    "card": {"font_size": 11, "text_wrap": True, "align": "center", "valign": "vcenter",
    "border": 1,
             "bg_color": "#EEF3F8"},
    "card number": {"font_size": 20, "bold": True, "align": "center", "valign": "vcenter",
    "border": 1,
                    "font_color": "#1F3864", "num_format": "#,##0"},
    "card change": {"font_size": 10, "italic": True, "align": "center", "border": 1,
    "font_color": "#404040"},
}  # fmt: skip


@dataclass(frozen=True)
class CrossPlace:
    """Where a breakdown stands: the sheet, its first and last row, the column of each figure."""

    title: str
    first: int
    last: int
    columns: Mapping[str, int]

    def cells(self, column: int, heading: int) -> tuple[str, str]:
        """Return the cells of a figure's name and values, as a chart refers to them."""
        letter, sheet = column_letter(column), self.title.replace("'", "''")
        return (
            f"='{sheet}'!${letter}${heading}",
            f"='{sheet}'!${letter}${self.first}:${letter}${self.last}",
        )


def place_of(cross: Cross, heading: int) -> CrossPlace:
    """Return where a breakdown is written: headings, the row of codes, then its rows."""
    first = heading + 2
    columns = {name: number for number, name in enumerate(cross.breakdown.figures, start=3)}
    return CrossPlace(cross.breakdown.title, first, first + max(len(cross.rows), 1) - 1, columns)


def write_cards(
    page: SheetWriter,
    figures: Figures,
    live: Live,
    before: Mapping[str, float],
    touched: Set[str] = frozenset(),
) -> int:
    """Write the key figures, four a line, each with its change since last year; return the next
    free row.

    Those of `touched` tables, of which rows are missing in them, bear a mark.
    """
    row = FIRST_CARD
    for number, name in enumerate(figures.report.key):
        column = 1 + number % CARDS * CARD_COLUMNS
        row = FIRST_CARD + number // CARDS * (4 if before else 3)
        last = column + CARD_COLUMNS - 1
        figure, value = figures.report.figure(name), figures.values[name]
        title = figure_title(figure) + (" *" if figure.table in touched else "")
        page.merge((row, column), (row, last), title, "card")
        page.merge((row + 1, column), (row + 1, last), "", "card number")
        formula = live.formula(figure)
        if formula is None:
            page.put(row + 1, column, value, "card number")
        else:
            page.formula(row + 1, column, formula, value, "card number")
        page.height(row + 1, NUMBER_HEIGHT)
        if before:
            page.merge(
                (row + 2, column),
                (row + 2, last),
                change(value, before.get(figure.code)),
                "card change",
            )
    return row + (4 if before else 3)


def change(now: float, before: float | None) -> str:
    """Say how a figure changed since last year: “năm trước 12, tăng 3 (25,0%)”."""
    return (
        ""
        if before is None
        else f"năm trước {write_count(before)}, {write_change(now, before, write_count)}"
    )


def write_charts(page: SheetWriter, row: int, figures: Figures, heading: int) -> None:
    """Draw the charts that the template declares one below the other, two of columns that follow
    each other abreast.
    """
    charts = list(figures.report.charts)
    while charts:
        abreast = 2 if [chart.kind for chart in charts[:2]] == ["column", "column"] else 1
        width, taken = CHART_WIDTH // abreast, 0
        for at, chart in enumerate(charts[:abreast]):
            place = row, 1 + at * COLUMNS // abreast
            taken = max(taken, _draw(page, place, chart, figures, heading, width))
        row += taken
        del charts[:abreast]


def _draw(
    page: SheetWriter,
    place: tuple[int, int],
    chart: Chart,
    figures: Figures,
    heading: int,
    width: int,
) -> int:
    """Draw one chart and return how many rows it takes."""
    cross = figures.shown(chart.breakdown)
    at = place_of(cross, heading)
    series = [at.cells(at.columns[name], heading) for name in chart.figures]
    picture = ChartOf(chart.title, chart.kind, at.cells(2, heading)[1], series, _step(chart, cross))
    height = (
        max(CHART_HEIGHT, BAR_HEIGHT * len(cross.rows)) if chart.kind == "bar" else CHART_HEIGHT
    )
    page.chart(*place, picture, (width, height))
    return height // ROW_HEIGHT + 2


def _step(chart: Chart, cross: Cross) -> int:
    """Return 1 where a chart shows so few that its axis would count in halves."""
    wanted = [cross.breakdown.figures.index(name) for name in chart.figures]
    highest = sum if chart.kind == "stacked" else max
    most = 0.0
    for _, values in cross.rows:
        most = max(most, highest(values[number] for number in wanted))
    return 1 if most < FEW else 0
