"""Names in running text: documents by kind and number, places by kind and name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sheettools.plan.reading.text import fold, squeeze, tone_key

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
COMMUNES = ("xã", "phường", "thị trấn", "đặc khu")
"""Kinds of commune, as they stand before its name."""
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
    r"(?:Tại|Quý|Qúy|Quí|Tháng|Ngày|Địa điểm|Thời gian|Hội trường|Trụ sở|Buổi|Trung tâm"
    r"|Trường (?:Tiểu|THCS|TH|THPT|[Mm]ầm|[Mm]ẫu|[Pp]hổ|PT)|(?:Điểm|Sân|Đình|Chùa) [a-z]"
    r"|Nhà (?:[Vv]ăn|VH|sinh|họp|cộng|rông|dài|sàn|làm|thi|thờ)|Sala|Chủ t(?:rì|ịch)"
    r"|Đồng chí|Đ/c|Phường|Xã|Thị trấn|UBND|HĐND|MTTQ|UBMTTQ|NVH|Vào|Sáng|Chiều|Tối|Từ|Đơn vị"
    r"|Dự kiến|Bí thư|Phó (?:Bí|Chủ)|Trưởng (?:thôn|ban|bản)|Ban (?:Thường|Chấp|chi|công)|Văn phòng"
    r"|Công an|Ủy ban|Uỷ ban|Đảng|Nhân dân|Cán bộ|Cuộc|Đợt|Lần|Kế hoạch|Dành|Đối với|Khu dân"
    r"|Khu phố|Tổ dân|Thành phần|Cùng|Và|Các)(?!\w)"
)
"""Words with a capital that begin something else."""
_COUNTED = re.compile(r"\s*(?:cuộc|buổi|ngày|giờ|h|g|người|hộ|phút|tháng|lần|đồng|%)(?!\w)")
"""What a number before it counts, so that it is no name."""


def _may_be_name(text: str, found: re.Match[str]) -> bool:
    word = found[1]
    if word.isdecimal():
        return not _COUNTED.match(text, found.end())
    is_number = bool(re.fullmatch(r"\d{1,3}[A-Za-z]?", word))
    return (word[0].isupper() or is_number) and not _NO_NAME.match(text, found.start(1))


def proper(text: str, begin: int) -> int:
    """Return where the capitalised words (or numbers) after `begin` end; `begin` if none do."""
    end = begin
    while found := _WORD.match(text, end):
        if not _may_be_name(text, found):
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
        part_of_other |= fold(name).startswith("hoi chu nghia")  # the name of the state
        if name and kind and not part_of_other:
            shout = text[found.start() : found.end()].isupper() and name.isupper()
            return kind, " ".join(word.capitalize() for word in name.split()) if shout else name
    return None
