"""Names in running text: documents by kind and number, places by kind and name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.drafting.text import fold, squeeze, tone_key

_KINDS_OF_DOCUMENT = (
    *(
        "Quy định",
        "Quyết định",
        "Kế hoạch",
        "Chỉ thị",
        "Nghị quyết",
        "Kết luận",
        "Hướng dẫn",
        "Quy chế",
    ),
    *(
        "Luật",
        "Nghị định",
        "Thông tư",
        "Công văn",
        "Chương trình",
        "Điều lệ",
        "Pháp lệnh",
        "Thông báo",
    ),
    *("Hiến pháp", "Đề án", "Thông tri"),
)
DOCUMENT = {fold(kind): kind for kind in _KINDS_OF_DOCUMENT}
DOCUMENTS = "|".join(DOCUMENT)
NUMBER = re.compile(
    r"\d+\s*[-–/]\s*(?:\d{4}\s*/\s*)?[A-ZĐ][A-Za-zĐđ]{0,8}\d*(?:\s*[-–/]\s*[A-ZĐ][A-Za-zĐđ]{0,9}\d*)*"
)
"""The number of a document: 11 -QĐi/TW, 72/2025/QH15."""


def number_of(text: str) -> str:
    """Return the first document number in `text` without blanks, or nothing."""
    found = NUMBER.search(text)
    return re.sub(r"\s", "", found[0]).replace("–", "-") if found else ""


_WORD = re.compile(r"\s*([\w’'/]*\w)")
_NO_NAME = re.compile(
    r"(?:Tại|Quý|Qúy|Tháng|Ngày|Địa điểm|Thời gian|Nhà (?:[Vv]ăn|sinh|họp|cộng)|Hội "
    r"trường|Trường|Trụ sở|Buổi"
    r"|Trung tâm|Điểm|Sân|Đình|Chủ trì|Đồng "
    r"chí|Phường|Xã|UBND|HĐND|MTTQ|NVH|Vào|Sáng|Chiều|Tối|Từ|Đơn vị"
    r"|Dự kiến)(?!\w)"
)


def proper(text: str, begin: int) -> int:
    """Return where the capitalised words (or numbers) after `begin` end; `begin` if none do."""
    end = begin
    while found := _WORD.match(text, end):
        word = found[1]
        if not (word[0].isupper() or word.isdecimal()) or _NO_NAME.match(text, found.start(1)):
            break
        end = found.end()
    return end


def named(text: str, kinds: Sequence[str]) -> tuple[str, str] | None:
    """Return the first (kind, name) such as ("xã", "Cấm Sơn"), ALL CAPITALS written as names
    are.
    """
    keys = {tone_key(kind): kind for kind in kinds}
    folded = "|".join(sorted(map(fold, kinds), key=len, reverse=True))
    for found in re.finditer(rf"(?<!\w)({folded})\b\.?", fold(text)):
        kind = keys.get(tone_key(text[slice(*found.span(1))]))
        part_of_other = kind == "xã" and text[: found.start()].lower().endswith("thị ")
        name = squeeze(text[found.end() : proper(text, found.end())])
        if name and kind and not part_of_other:
            shout = text[found.start() : found.end()].isupper() and name.isupper()
            return kind, " ".join(word.capitalize() for word in name.split()) if shout else name
    return None
