"""Whose workbook is it: the hidden identity held against what was issued."""

from __future__ import annotations

from collections.abc import Mapping

from sheettools.incoming.locate import read_identity
from sheettools.incoming.read import RawBook
from sheettools.template.findings import Finding, Location, Severity, declare
from sheettools.template.issue import Issued
from sheettools.template.template import Template

NOT_OURS = declare(
    "F201", Severity.ERROR,
    why=("Tệp này không phải là sổ do văn phòng phát ra.", "This is not a workbook that the office sent out."),
    remedy=("Gửi lại sổ của đơn vị cho người gửi và đề nghị điền vào đó.",
            "Send the unit its workbook again and ask that it be filled in there."),
)  # fmt: skip
OTHER_TEMPLATE = declare(
    "F202", Severity.ERROR,
    why=("Tệp này là “{value}”, không phải sổ “{title}”.", "This is “{value}”, not the workbook “{title}”."),
    remedy=("Để tệp này ở chỗ khác; đề nghị người gửi gửi đúng sổ.",
            "Keep this file elsewhere; ask the sender for the right workbook."),
)  # fmt: skip
NOT_ISSUED = declare(
    "F203", Severity.ERROR,
    why=("Sổ mã {value} không có trong kế hoạch này: sổ của nơi khác, năm khác, hoặc đơn vị đã bỏ khỏi kế hoạch.",
         "Workbook {value} is not in this plan: another office's, another year's, or a unit no longer planned."),
    remedy=("Xem lại kế hoạch; nếu là sổ nơi khác thì chuyển lại người gửi.",
            "Check the plan; if it belongs elsewhere, return it to the sender."),
)  # fmt: skip
OTHER_ISSUE = declare(
    "F204", Severity.WARNING,
    why=("Sổ được làm từ mẫu phiên bản khác ({value}); vẫn đọc theo mẫu hiện nay.",
         "The workbook was made from another version of the template ({value}); it was read by the present one."),
    remedy=("Kiểm tra kỹ các cột mới hoặc đã đổi.", "Look closely at columns that are new or changed."),
)  # fmt: skip


PLAN_CHANGED = declare(
    "F210", Severity.WARNING,
    why=("Kế hoạch đã sửa sau khi phát sổ này; điều in sẵn trong sổ là của bản cũ.",
         "The plan was changed after this workbook was sent out; what it was printed with is the old one's."),
    remedy=("Xem kỹ các ô in sẵn và các dòng được nhắc; nếu sửa nhiều thì phát lại sổ mới.",
            "Look closely at the prefilled cells and at what is asked; if much changed, send a new workbook."),
)  # fmt: skip


def identify(
    book: RawBook, template: Template, issued: Mapping[str, Issued]
) -> tuple[Issued | None, tuple[Finding, ...]]:
    """Return what was issued under the workbook's code, and what is to be said of its identity.

    `issued` maps workbook codes. Without an issue there is at least one finding of severity error.
    """
    identity, place = read_identity(book), Location(file=book.file)
    code, name = identity.get("code", ""), identity.get("template", "")
    if not name:
        return None, (Finding(NOT_OURS, place),)
    if name != template.name:
        return None, (Finding(OTHER_TEMPLATE, place, name, {"title": template.title}),)
    if code not in issued:
        return None, (Finding(NOT_ISSUED, place, code),)
    # The number of an issue is made of what the template prefills: it says nothing of the plan if that is another one.
    if identity.get("fingerprint") != template.fingerprint:
        return issued[code], (Finding(OTHER_ISSUE, place, identity.get("version", "")),)
    if identity.get("issue", issued[code].number) != issued[code].number:
        return issued[code], (Finding(PLAN_CHANGED, place),)
    return issued[code], ()
