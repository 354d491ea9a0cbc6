"""The same village workbook by plain calls of xlsxwriter, and by openpyxl.

    python -m benchmarks.baselines.writers record WORKBOOK SCRIPT
    python -m benchmarks.baselines.writers xlsxwriter SCRIPT FOLDER TIMES
    python -m benchmarks.baselines.writers openpyxl WORKBOOK FOLDER TIMES

FROZEN, see `benchmarks/baselines/__init__.py`. `record` reads one finished workbook by openpyxl and
writes down what somebody would have to say to xlsxwriter to get its cells, formulas, formats,
validations, conditional formats, names, merged cells, notes and protection. `xlsxwriter` says that,
once a village: nothing is worked out any more and each format is made once a book, which is to its
advantage. Numbers, texts and formulas go by their own `write_...`, which is faster than `write`.
Two thirds of what it takes are its search for newer functions in every formula, which no option of
its own leaves out. `openpyxl` loads the workbook once, puts another name into its first cells, and
saves it, once a village, which is faster than to load it anew or to set every cell anew.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

Call = tuple[str, tuple[Any, ...]]
"""A method of xlsxwriter's worksheet, and what it is given; a format by its number."""
BLANK_FORMAT = -1


class Recorder:
    """What has to be said to xlsxwriter of one workbook."""

    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook

        self.book: Any = load_workbook(path)
        self.values = load_workbook(path, data_only=True)
        self.formats: list[dict[str, Any]] = []
        self.known: dict[str, int] = {}

    def script(self) -> dict[str, Any]:
        """Return formats, names, and the calls of each sheet."""
        sheets = []
        for page in self.book.worksheets:
            sheets.append((page.title, page.sheet_state, list(self._calls(page))))
        names = {name: str(one.attr_text) for name, one in self.book.defined_names.items()}
        properties = {one.name: str(one.value) for one in self.book.custom_doc_props.props}
        return {
            "formats": self.formats,
            "names": names,
            "sheets": sheets,
            "properties": properties,
        }

    def _calls(self, page: Any) -> Iterator[Call]:
        for column in page.column_dimensions.values():
            first, last = (column.min or 1) - 1, (column.max or 1) - 1
            yield "set_column", (first, last, column.width, None, {"hidden": bool(column.hidden)})
        for number, row in page.row_dimensions.items():
            if row.height or row.hidden:
                yield "set_row", (number - 1, row.height, None, {"hidden": bool(row.hidden)})
        yield from self._cells(page)
        yield from _rules(page, self._number_of_dxf)
        yield from _sheet(page)

    def _cells(self, page: Any) -> Iterator[Call]:
        held = self.values[page.title]
        for row in page.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style:
                    continue
                if type(cell).__name__ == "MergedCell":
                    continue
                at = (cell.row - 1, cell.column - 1)
                look = self._number_of(_look(cell))
                value = cell.value
                if cell.data_type == "f":
                    result = held.cell(cell.row, cell.column).value
                    text = getattr(value, "text", value)
                    cached = _plain(result)
                    yield "write_formula", (*at, text, look, cached)
                elif value is None:
                    yield "write_blank", (*at, None, look)
                elif isinstance(value, bool):
                    yield "write_boolean", (*at, value, look)
                elif isinstance(value, int | float):
                    yield "write_number", (*at, value, look)
                elif isinstance(value, datetime | date | time):
                    yield "write_datetime", (*at, value, look)
                else:
                    yield "write_string", (*at, str(value), look)
                if cell.comment is not None:
                    yield "write_comment", (*at, cell.comment.text)

    def _number_of(self, look: dict[str, Any]) -> int:
        key = repr(sorted(look.items()))
        if key not in self.known:
            self.known[key] = len(self.formats)
            self.formats.append(look)
        return self.known[key]

    def _number_of_dxf(self, style: Any) -> int:
        look: dict[str, Any] = {}
        if style is not None and style.font is not None:
            look["bold"], look["italic"] = bool(style.font.b), bool(style.font.i)
            if style.font.color is not None and isinstance(style.font.color.rgb, str):
                look["font_color"] = "#" + style.font.color.rgb[-6:]
        if style is not None and style.fill is not None:
            colour = style.fill.bgColor.rgb
            if isinstance(colour, str):
                look["bg_color"] = "#" + colour[-6:]
        return self._number_of(look)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bool) else ""


BORDERS = {None: 0, "thin": 1, "medium": 2, "thick": 5, "dashed": 3, "dotted": 4, "hair": 7}


def _look(cell: Any) -> dict[str, Any]:
    """Return a cell's format as xlsxwriter names it."""
    font, fill, alignment = cell.font, cell.fill, cell.alignment
    look = {
        "font_name": font.name,
        "font_size": font.sz,
        "bold": bool(font.b),
        "italic": bool(font.i),
        "num_format": cell.number_format,
        "locked": bool(cell.protection.locked),
        "hidden": bool(cell.protection.hidden),
        "text_wrap": bool(alignment.wrap_text),
        "align": alignment.horizontal or "general",
        "valign": {"center": "vcenter"}.get(alignment.vertical or "", alignment.vertical)
        or "bottom",
        "left": BORDERS.get(cell.border.left.style, 1),
        "right": BORDERS.get(cell.border.right.style, 1),
        "top": BORDERS.get(cell.border.top.style, 1),
        "bottom": BORDERS.get(cell.border.bottom.style, 1),
    }
    if fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str):
        look["bg_color"] = "#" + fill.fgColor.rgb[-6:]
    if font.color is not None and isinstance(font.color.rgb, str):
        look["font_color"] = "#" + font.color.rgb[-6:]
    return {key: value for key, value in look.items() if value not in (None, "general")}


OPERATORS = {
    "between": "between",
    "notBetween": "not between",
    "equal": "==",
    "notEqual": "!=",
    "greaterThan": ">",
    "lessThan": "<",
    "greaterThanOrEqual": ">=",
    "lessThanOrEqual": "<=",
}


def _rules(page: Any, number_of: Any) -> Iterator[Call]:
    for guard in page.data_validations.dataValidation:
        kind = guard.type or "any"
        rule: dict[str, Any] = {
            "validate": {"whole": "integer", "textLength": "length"}.get(kind, kind),
            "ignore_blank": bool(guard.allow_blank),
            "error_type": guard.errorStyle or "stop",
            "error_title": (guard.errorTitle or "")[:32],
            "error_message": (guard.error or "")[:255],
            "input_title": (guard.promptTitle or "")[:32],
            "input_message": (guard.prompt or "")[:255],
        }
        if kind in ("list", "custom"):
            rule["source" if kind == "list" else "value"] = "=" + (guard.formula1 or "")
        elif kind != "none":
            rule["criteria"] = OPERATORS[guard.operator or "between"]
            if guard.formula2 is not None:
                rule["minimum"] = "=" + guard.formula1
                rule["maximum"] = "=" + guard.formula2
            else:
                rule["value"] = "=" + (guard.formula1 or "")
        for block in guard.sqref.ranges:
            bounds = (block.min_row - 1, block.min_col - 1, block.max_row - 1, block.max_col - 1)
            yield "data_validation", (*bounds, rule)
    for area in page.conditional_formatting:
        for condition in area.rules:
            for block in area.sqref.ranges:
                bounds = (
                    block.min_row - 1,
                    block.min_col - 1,
                    block.max_row - 1,
                    block.max_col - 1,
                )
                options = {
                    "type": "formula",
                    "criteria": "=" + (condition.formula[0] if condition.formula else "TRUE"),
                    "format": number_of(condition.dxf),
                    "stop_if_true": bool(condition.stopIfTrue),
                }
                yield "conditional_format", (*bounds, options)


def _sheet(page: Any) -> Iterator[Call]:
    for block in page.merged_cells.ranges:
        text = page.cell(block.min_row, block.min_col).value
        bounds = (block.min_row - 1, block.min_col - 1, block.max_row - 1, block.max_col - 1)
        yield "merge_range", (*bounds, "" if text is None else str(text), BLANK_FORMAT)
    if page.freeze_panes:
        yield "freeze_panes", (page.freeze_panes,)
    if page.protection.sheet:
        yield "protect", ("", {"sort": True, "autofilter": True, "format_columns": True})
    if page.auto_filter.ref:
        yield "autofilter", (page.auto_filter.ref,)
    yield "set_footer", (page.oddFooter.center.text or "",)
    yield "set_paper", (9,)
    if page.page_setup.orientation == "landscape":
        yield "set_landscape", ()


def record(workbook: str, script: str) -> None:
    """Write down what has to be said to xlsxwriter."""
    Path(script).write_bytes(pickle.dumps(Recorder(Path(workbook)).script()))


def by_xlsxwriter(script: str, folder: str, times: str) -> None:
    """Write so many workbooks by plain calls."""
    import xlsxwriter

    told = pickle.loads(Path(script).read_bytes())  # noqa: S301
    for number in range(int(times)):
        target = Path(folder) / f"{number}.xlsx"
        with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False}) as book:
            formats = [book.add_format(look) for look in told["formats"]]
            pages = [book.add_worksheet(title) for title, _, _ in told["sheets"]]
            for page, (_, state, calls) in zip(pages, told["sheets"], strict=True):
                for method, values in calls:
                    _say(page, method, values, formats)
                if state == "hidden":
                    page.hide()
                elif state == "veryHidden":
                    page.very_hidden()
            for name, value in told["names"].items():
                book.define_name(name, "=" + value)
            for name, value in told["properties"].items():
                book.set_custom_property(name, value)


def _say(page: Any, method: str, values: tuple[Any, ...], formats: list[Any]) -> None:
    if method.startswith("write_") and method != "write_comment":
        values = (*values[:3], formats[values[3]], *values[4:])
    elif method == "conditional_format":
        options = values[4]
        values = (*values[:4], {**options, "format": formats[options["format"]]})
    elif method == "data_validation":
        values = (*values[:4], dict(values[4]))
    elif method == "merge_range":
        values = (*values[:5], formats[0])
    getattr(page, method)(*values)


def by_openpyxl(workbook: str, folder: str, times: str) -> None:
    """Load a workbook once; save it so many times, with another name each."""
    from openpyxl import load_workbook

    book = load_workbook(workbook)
    for number in range(int(times)):
        for page in book.worksheets:
            first = page.cell(3, 1)
            if isinstance(first.value, str) and not first.value.startswith("="):
                first.value = f"Thôn số {number}"
        book.save(Path(folder) / f"{number}.xlsx")


if __name__ == "__main__":
    job, *words = sys.argv[1:]
    if job == "record":
        record(*words)
    elif job == "xlsxwriter":
        by_xlsxwriter(*words)
    else:
        by_openpyxl(*words)
