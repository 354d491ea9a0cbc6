"""What is written back to a sender: a message, a receipt, or why a file is no use.

They are pasted into Zalo or printed, so they are plain text. A message may be read in a group: it
quotes nothing that says who somebody is. A receipt goes to its own sender and tells all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sheettools.findings import Finding, Severity
from sheettools.incoming.check.validate import CheckedBook
from sheettools.incoming.intake import Outcome
from sheettools.outgoing.back.own_words import NOT_FOR_SENDERS, OFFICE_ALONE, TO_SENDERS
from sheettools.outgoing.back.to_fix import Thing, count_of, sentences
from sheettools.outgoing.workbook.guards import shorten
from sheettools.template.issue import Issue
from sheettools.template.kinds import show_date
from sheettools.template.model import Sheet, Template

RECEIPT_TITLE = "BIÊN NHẬN SỔ"
MESSAGE = 600
"""How long a message may be, in characters."""
TOLD = 3
"""How many things a message names."""
SHA = 16
"""How many signs of a checksum a receipt shows."""


def write_message(issued: Issue, title: str, things: Sequence[Thing], today: date) -> str:
    """Return the message that goes with a marked copy."""
    errors = [thing for thing in things if thing.error]
    doubtful = [thing for thing in things if not thing.error]
    counted = count_of(errors, "cần sửa")
    if doubtful:
        counted += ", " + count_of(doubtful, "cần xem lại")
    head = (
        f"Kính gửi anh/chị phụ trách sổ của {issued.named}.\n"
        f"Văn phòng đã đọc “{title}”: còn {counted}."
    )
    told = things[:TOLD]
    first = f" {len(told)} việc đầu:" if len(things) > len(told) else ""
    tail = (
        "Cách sửa ghi ở trang “Cần sửa” đầu tệp. Anh/chị sửa ngay trên tệp này rồi gửi "
        f"lại{_by_when(issued, today)}."
    )
    room = MESSAGE - len(head) - len(first) - len(tail) - 2
    lines = [
        shorten(_told(n, thing), room // max(1, len(told)) - 1)
        for n, thing in enumerate(told, start=1)
    ]
    return "\n".join([head + first, *lines, tail])


def _told(number: int, thing: Thing) -> str:
    said = thing.how if thing.private else thing.why
    return f"{number}. {thing.where}: {' '.join(said.split())}"


def _by_when(issued: Issue, today: date) -> str:
    if issued.deadline is None:
        return ""
    day = show_date(issued.deadline)
    return (
        f" trước hết ngày {day}" if today <= issued.deadline else f" sớm (hạn gửi là {day}, đã qua)"
    )


def write_refusal(outcome: Outcome) -> str:
    """Return the message for a file of no use; empty where its sender can do nothing about it."""
    finding = next((f for f in outcome.findings if f.severity is Severity.ERROR), None)
    if finding is None or finding.problem in NOT_FOR_SENDERS:
        return ""
    how = TO_SENDERS.get(finding.problem, finding.remedy("vi"))
    said = f"{finding.message('vi')} {how}"
    head = (
        f"Kính gửi anh/chị.\nVăn phòng đã nhận {'và đọc được ' if outcome.code else ''}tệp "
        f"“{shorten(one_line(outcome.path.name), 120)}” nhưng chưa "
        f"{'tính vào báo cáo' if outcome.code else 'dùng được'}."
    )
    return f"{head}\n{shorten(one_line(said), MESSAGE - len(head) - 1)}"


def one_line(text: str) -> str:
    """Return a text of somebody else's without breaks and without signs that nobody sees."""
    return "".join(
        sign if sign.isprintable() else " " for sign in text.encode("utf-8", "replace").decode()
    )


# --------------------------------------------------------------------------- receipts


def write_receipt(
    outcome: Outcome, checked: CheckedBook, issued: Issue, template: Template, today: date
) -> str:
    """Return the receipt of a return: what was received, counted, mended and asked."""
    lines = [
        RECEIPT_TITLE,
        "",
        f"Đơn vị: {issued.unit_name}",
        f"Sổ: {template.title} – {issued.line}",
        f"Mã sổ: {issued.code}",
        f"Tệp: {one_line(outcome.path.name)} ({outcome.size} byte)",
        f"Lưu lần cuối: {_saved(outcome.modified)}",
        f"Mã kiểm tra của tệp (SHA-256, {SHA} ký tự đầu): {outcome.sha256[:SHA]}",
        f"Ngày kiểm tra: {show_date(today)}",
        "Kết quả: không còn chỗ nào phải sửa; văn phòng đã nhận đủ.",
        "",
        "Số dòng đã nhận:",
        *(f"- {sheet.title}: {_counted(checked, sheet)}" for sheet in template.tables),
    ]
    mended = list(_told_of(outcome.findings, Severity.REPAIR))
    asked = list(_told_of(outcome.findings, Severity.WARNING))
    lines += ["", f"Văn phòng đã sửa giúp {len(mended)} chỗ:", *mended] if mended else []
    lines += ["", f"{len(asked)} chỗ nên xem lại (vẫn được tính):", *asked] if asked else []
    return "\n".join(lines)


def _saved(modified: str) -> str:
    try:
        when = datetime.fromisoformat(modified)
    except ValueError:
        return "không ghi trong tệp"
    zone = " (giờ quốc tế)" if when.tzinfo else ""
    return f"{when:%H:%M} ngày {when:%d/%m/%Y}{zone}, theo tệp"


def _counted(checked: CheckedBook, sheet: Sheet) -> str:
    accepted, blank = len(checked.of(sheet.name)), len(checked.of(sheet.name, "blank"))
    if sheet.name in checked.nil and not accepted:
        return f"không phát sinh ({blank} dòng để trống)"
    return f"{accepted} dòng, {blank} dòng để trống"


def _told_of(findings: Sequence[Finding], severity: Severity) -> Iterator[str]:
    for finding in findings:
        if finding.severity is severity and finding.problem not in OFFICE_ALONE:
            place = finding.location
            where = ", ".join(
                filter(
                    None,
                    (
                        f"trang “{place.sheet}”" * bool(place.sheet),
                        f"ô {place.cell}" * bool(place.cell),
                    ),
                )
            )
            why, how = (
                sentences(finding)
                if severity is Severity.REPAIR
                else (finding.message("vi"), finding.remedy("vi"))
            )
            said = why if severity is Severity.REPAIR else f"{why} {how}"
            yield (
                f"- {where[:1].upper()}{where[1:]}: {one_line(said)}"
                if where
                else f"- {one_line(said)}"
            )
