"""Files of no use that bear no sign of whose they are: where they are many, one list for the office
takes the place of a message each.
"""

from __future__ import annotations

from collections.abc import Sequence

from sheettools.findings import Severity
from sheettools.incoming.examine import Outcome
from sheettools.incoming.whose.strangers import (
    ANNUAL_RETURNED,
    IDENTITY_GONE,
    OTHER_TEMPLATE,
    PAPER_RETURNED,
    PLAN_RETURNED,
)
from sheettools.incoming.whose.unit_names import UnitNames
from sheettools.outgoing.back.reply import one_line

MANY = 5
"""So many of them get a message each: a person may know whom to write to."""
LIST_NAME = "tep-la_chua-doc-duoc.txt"
_SIGNS = (OTHER_TEMPLATE, PLAN_RETURNED, ANNUAL_RETURNED, PAPER_RETURNED, IDENTITY_GONE)
"""What is said of files that are the office's own, though they say no code."""


def is_unclaimed(outcome: Outcome, units: UnitNames) -> bool:
    """Say whether nothing in a file of no use, and nothing in its name or its folder's, tells whose
    it may be.
    """
    signs = outcome.code or any(finding.problem in _SIGNS for finding in outcome.findings)
    return not signs and not units.spoken_of(outcome.file)


def write_list(outcomes: Sequence[Outcome]) -> str:
    """Return the list of such files, each with why it is of no use."""
    lines = [
        "TỆP KHÔNG DÙNG ĐƯỢC, KHÔNG RÕ CỦA AI",
        "",
        f"Trong số tệp gửi về có {len(outcomes)} tệp không đọc được hoặc không phải sổ của văn "
        "phòng, và không có gì (tên tệp, mã sổ) cho biết là của đơn vị nào.",
        "Tệp nào do đơn vị gửi thì đề nghị gửi lại sổ đã điền; tệp nào không liên quan thì chuyển "
        "khỏi thư mục này.",
        "",
    ]
    for outcome in outcomes:
        finding = next(f for f in outcome.findings if f.severity is Severity.ERROR)
        lines.append(f"- {one_line(outcome.file)}: {one_line(finding.message('vi'))}")
    return "\n".join(lines)
