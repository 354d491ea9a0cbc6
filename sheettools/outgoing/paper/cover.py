"""The cover: whose it is, how to write by hand, room to sign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sheettools.outgoing.paper.cells import count_lines, over
from sheettools.outgoing.paper.contents import Twin
from sheettools.outgoing.workbook.write import SheetWriter
from sheettools.template import layout
from sheettools.template.kinds import show_date

COLUMNS, WIDTH = 6, 20.3
ON_SCREEN = ("ô nền", "mũi tên", "tô màu", "gõ ", "bấm ", "tệp", "danh sách thả")
"""Words of a guide's lines that speak of a screen."""
HOW = (
    "Ghi bằng bút mực, chữ rõ ràng, mỗi dòng một việc; ghi sai thì gạch ngang, ghi lại bên cạnh.",
    (
        "Giữ nguyên số thứ tự và mã ở đầu mỗi dòng: văn phòng theo mã này để nhập vào sổ. Ô nền "
        "xám không phải ghi."
    ),
    "Cột có dấu * là cột phải ghi.",
    "Cột có chữ “xem dưới”: chọn một mục in dưới bảng, ghi số của mục đó vào ô.",
    "Bảng rộng in trên nhiều tờ (phần 1, phần 2…): cùng một mã là cùng một dòng.",
    "Bảng nào không có gì để ghi thì đánh dấu X vào ô vuông dưới bảng.",
    "Hết dòng thì ghi tiếp ra tờ giấy khác, ghim vào sau.",
)


def write_cover(page: SheetWriter, twin: Twin) -> None:
    """Write the cover."""
    for column in range(1, COLUMNS + 1):
        page.column(column, WIDTH)
    row = _head(page, twin)
    page.put(row + 1, 1, "Cách ghi bản giấy", "heading")
    row += 2
    for text in (*(f"- {line}" for line in HOW), *_guide(twin)):
        if text.startswith("# "):
            page.put(row, 1, text[2:], "heading")
            page.sheet.set_row(row - 1, 22)
        else:
            said = f"• {text[2:]}" if text.startswith("- ") else text
            height = 16.0 * count_lines(said, COLUMNS * WIDTH, 12) + 1
            over(page, row, (1, COLUMNS), said, "text", height)
        row += 1
    _signatures(page, row + 1, twin.template.signers)
    page.sheet.fit_to_pages(1, 0)


def _head(page: SheetWriter, twin: Twin) -> int:
    """Write what it is and whose; return the row after."""
    deadline = twin.issued.deadline
    due = f"Hạn nộp về văn phòng: {show_date(deadline)}" if deadline else ""
    head = (
        (twin.template.title.upper(), "cover", 30.0),
        (layout.PAPER_WORDS, "under", 22.0),
        (twin.line, "under", 22.0),
        (due, "due", 24.0),
    )
    row = 1
    for text, style, height in head:
        if text:
            over(page, row, (1, COLUMNS), text, style, height)
            row += 1
    return row


def _guide(twin: Twin) -> list[str]:
    """Return the guide's own lines that hold for paper too, and the headings of any."""
    first = layout.guide(twin.template)
    text = twin.issued.texts.get(first.name, first.text) if first is not None else ""
    lines = [line for line in text.strip().splitlines() if not _is_of_screen(line)]
    kept: list[str] = []
    for line, following in pairwise([*lines, "# "]):
        is_empty_heading = line.startswith("# ") and following.startswith("# ")
        if not is_empty_heading:
            kept.append(line)
    return kept


def _is_of_screen(line: str) -> bool:
    return any(word in line.lower() for word in ON_SCREEN)


def _signatures(page: SheetWriter, row: int, signers: Sequence[str]) -> None:
    if not signers:
        return
    over(page, row, (COLUMNS - 1, COLUMNS), "Ngày …… tháng …… năm ………", "signature")
    for number, signer in enumerate(signers):
        columns = (2 * number + 1, 2 * number + 2)
        over(page, row + 1, columns, f"{signer}\n(ký, ghi rõ họ tên)", "signature", 36)
    page.sheet.set_row(row + 1, 60)
