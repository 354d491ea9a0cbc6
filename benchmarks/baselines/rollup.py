"""The script that somebody would write to put annual workbooks of several offices together.

    python -m benchmarks.baselines.rollup FOLDER OUT

FROZEN, see `benchmarks/baselines/__init__.py`. Of each workbook it reads the sheets with rows, each
once, by the faster way of `benchmarks/baselines/script.py`, counts a few figures and writes all
rows by `to_excel`. It proves nothing and checks nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook

from benchmarks.baselines.tables import ATTENDANCE, PETITIONS, SCHEDULE, title_of, workbooks

SHEETS = (SCHEDULE, ATTENDANCE, PETITIONS)
FIRST = "Đơn vị"
"""The heading by which the row of headings is known."""


def rows_of(page: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the headings of a sheet and the rows below them."""
    titles: list[str] = []
    rows: list[list[Any]] = []
    for row in page.iter_rows(values_only=True):
        if titles:
            if row[1] is not None:
                rows.append(list(row[: len(titles)]))
        elif FIRST in row:
            titles = [title_of(cell) for cell in row if cell is not None]
    return titles, rows


def main(folder: str, out: str) -> None:
    """Put the reports of a folder together, and print how many rows there are."""
    frames: dict[str, list[pd.DataFrame]] = {table.title: [] for table in SHEETS}
    for path in workbooks(Path(folder)):
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        for table in SHEETS:
            titles, rows = rows_of(book[table.title])
            frame = pd.DataFrame(rows, columns=titles, dtype=object)
            frames[table.title].append(frame.assign(Tệp=path.name))
        book.close()
    together = {title: pd.concat(parts, ignore_index=True) for title, parts in frames.items()}
    petitions = together[PETITIONS.title]
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for by in ("Lĩnh vực", "Loại", "Tình trạng giải quyết", "Tệp"):
            counted = petitions.groupby([by], dropna=False).size().rename("Số kiến nghị")
            counted.reset_index().to_excel(writer, sheet_name=f"Theo {by}"[:31], index=False)
        for title, frame in together.items():
            frame.to_excel(writer, sheet_name=title, index=False)
    for title, frame in together.items():
        print(f"{title}: {len(frame)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
