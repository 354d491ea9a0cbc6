"""frictionless over the same sheets, each with a schema of its columns.

    python -m benchmarks.baselines.frictionless_check FOLDER

FROZEN, see `benchmarks/baselines/__init__.py`. It opens a workbook once for each sheet and cannot
be told otherwise. The schemas are given, so that it need not guess them from the rows. It has no
rules between cells: it checks types, numbers and lists only, which is to its advantage.
"""

from __future__ import annotations

import sys
from pathlib import Path

from frictionless import Checklist, Dialect, Field, Resource, Schema, fields, formats
from openpyxl import load_workbook

from benchmarks.baselines.tables import TABLES, Table, title_of, workbooks


def heading_of(path: Path, table: Table) -> tuple[int, list[str]]:
    """Return the number of the row of headings, and the headings."""
    book = load_workbook(path, read_only=True)
    try:
        for number, row in enumerate(book[table.title].iter_rows(values_only=True), start=1):
            titles = [title_of(cell) for cell in row]
            if table.columns[0] in titles and table.typed[0] in titles:
                return number, [str(cell) for cell in row if cell]
    finally:
        book.close()
    raise LookupError(table.title)


def schema_of(table: Table, headings: list[str]) -> Schema:
    """Return the types and lists of a table's columns, under the headings that a file has."""
    known: list[Field] = []
    for heading in headings:
        title = title_of(heading)
        if title in table.dates:
            known.append(fields.DateField(name=heading))
        elif title in table.numbers:
            known.append(fields.IntegerField(name=heading, constraints={"minimum": 0}))
        elif title in table.lists:
            items = sorted(table.lists[title])
            known.append(fields.StringField(name=heading, constraints={"enum": items}))
        else:
            known.append(fields.AnyField(name=heading))
    return Schema(fields=known)


def main(folder: str) -> None:
    """Validate all workbooks, and print how many faults there are."""
    files = workbooks(Path(folder))
    made = {}
    for table in TABLES:
        number, headings = heading_of(files[0], table)
        made[table.title] = (number, schema_of(table, headings))
    checklist = Checklist(skip_errors=["blank-row", "blank-header", "duplicate-label"])
    faults = 0
    for path in files:
        for title, (number, schema) in made.items():
            control = formats.ExcelControl(sheet=title)
            dialect = Dialect(header_rows=[number], controls=[control])
            resource = Resource(path.name, basepath=folder, dialect=dialect, schema=schema)
            report = resource.validate(checklist)
            faults += report.stats["errors"]
    print(f"faults: {faults}")


if __name__ == "__main__":
    main(sys.argv[1])
