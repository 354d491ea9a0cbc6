"""OpenDocument spreadsheets (.ods), made cell by cell for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax.saxutils import escape

from binary import Error, Formula, Page


def packed(files: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@dataclass(frozen=True)
class Raw:
    """A cell as it is to stand there."""

    cell: str


def ods(pages: list[Page], **more: str | None) -> bytes:
    """Return an OpenDocument spreadsheet; a part that is None is left out."""
    odf = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(f' xmlns:{n}="{odf}{n}:1.0"' for n in ("office", "table", "text", "style"))
    spaces += f' xmlns:draw="{odf}drawing:1.0"'
    spaces += (
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    styles = "".join(
        f'<style:style style:name="t{n}" style:family="table">'
        "<style:table-properties "
        f'table:display="{"false" if page.hidden else "true"}"/></style:style>'
        for n, page in enumerate(pages)
    )
    tables = "".join(
        (
            f'<table:table table:name="{escape(page.name)}" '
            f'table:style-name="t{n}">{ods_rows(page)}</table:table>'
        )
        for n, page in enumerate(pages)
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = (
        f"<office:document-content{spaces}><office:automatic-styles>{styles}</office:automatic-styles>{body}"
        "</office:document-content>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<m/>",
    }
    parts |= {"content.xml": content}
    return packed({name: part for name, part in {**parts, **more}.items() if part is not None})


def ods_rows(page: Page) -> str:
    rows, last = "", 0
    for row in sorted({row for row, _ in page.cells}):
        if row - last > 1:
            rows += f'<table:table-row table:number-rows-repeated="{row - last - 1}">'
            rows += "<table:table-cell/></table:table-row>"
        cells, end = "", 0
        for column, value in sorted((c, v) for (r, c), v in page.cells.items() if r == row):
            if column - end > 1:
                cells += f'<table:table-cell table:number-columns-repeated="{column - end - 1}"/>'
            cells, end = cells + ods_cell(value), column
        rows, last = rows + f"<table:table-row>{cells}</table:table-row>", row
    far = '<table:table-cell table:number-columns-repeated="16384"/>'
    return (
        rows
        + f'<table:table-row table:number-rows-repeated="{1048576 - last}">{far}</table:table-row>'
    )


def ods_cell(value: Any) -> str:
    more = ""
    if isinstance(value, Raw):
        return value.cell
    if isinstance(value, Formula):
        more, value = ' table:formula="of:=1"', value.result
    kind, text = "string", str(value)
    if isinstance(value, bool):
        kind, more = "boolean", f'{more} office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, datetime | date):
        kind, more = "date", f'{more} office:date-value="{value.isoformat()}"'
    elif isinstance(value, time | timedelta):
        span = (
            value
            if isinstance(value, timedelta)
            else timedelta(hours=value.hour, minutes=value.minute)
        )
        hours, rest = divmod(int(span.total_seconds()), 3600)
        kind, more = (
            "time",
            f'{more} office:time-value="PT{hours:02}H{rest // 60:02}M{rest % 60:02}S"',
        )
    elif isinstance(value, int | float):
        kind, more = "float", f'{more} office:value="{value}"'
    elif isinstance(value, Error):
        more, text = f'{more} office:string-value="" calcext:value-type="error"', value.said
    line = escape(text).replace("  ", '<text:s text:c="2"/>')
    return (
        "<table:table-cell "
        f'office:value-type="{kind}"{more}><text:p>{line}</text:p></table:table-cell>'
    )
