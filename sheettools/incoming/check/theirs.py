"""What an older workbook says in columns that are the office's now: read, and disclosed."""

from __future__ import annotations

from collections.abc import Iterator

from sheettools.findings import Finding, Severity, declare, quoted
from sheettools.incoming.check.basis import Basis
from sheettools.incoming.check.line import Entries

OFFICE_COLUMNS = declare(
    "S125",
    Severity.REPAIR,
    why=(
        "Sổ phát từ trước: trang “{title}” có {count} ô đã ghi ở các cột nay do văn phòng ghi "
        "({columns}); vẫn đọc, và tính khi văn phòng chưa ghi khác.",
        "Sent out earlier: “{title}” has {count:cell|cells} filled in columns that the office "
        "writes now ({columns}); they were read, and count where the office says nothing else.",
    ),
    remedy=("Không phải làm gì.", "Nothing to do."),
)


def say_theirs(basis: Basis, entries: Entries) -> Iterator[Finding]:
    """Disclose once a sheet what is read of the office's columns in a workbook of an older
    template; a newer one shows what the office wrote itself.
    """
    made_from = basis.workbook.identity.get("fingerprint", "")
    if basis.issued is None or made_from in ("", basis.template.fingerprint):
        return
    for name, table in basis.workbook.tables.items():
        theirs = [one for one in table.sheet.fields if one.by == "office" and one.compute is None]
        found: dict[str, int] = {}
        for line in entries.tables[name]:
            for target in theirs:
                if line.values.get(target.name) is not None:
                    found[target.title] = found.get(target.title, 0) + 1
        if found:
            values = {
                "title": table.title,
                "count": sum(found.values()),
                "columns": quoted(found),
            }
            yield Finding(OFFICE_COLUMNS, basis.workbook.place(table.title, ""), "", values)
