"""Where somebody lives, and the land that is his. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.words.personal.lists import any_of, listed
from sheettools.words.personal.patterns import Hit, Pattern, Signs

_N = r"\d{1,4}(?: ?(?:[a-h]|bis|ter)(?!\w))?(?:[/\-.]\d{1,4}[a-h]?)*(?![\w.,]*\d)"
"""The number of a house or a lane: 12, 12A, 12/5/7."""
_CODE = r"[a-z]{1,3}\d{0,3}(?:[ ./\-]?\d{1,4}(?!\w))?(?!\w)"
"""The code of a lot, a block: B, K3/42, LK5-12."""
_NO = r"(?:số )?"
_LANE_WORDS = ("ngõ", "ngách", "nghách", "hẻm", "kiệt")
_LANE = f"(?:{'|'.join(_LANE_WORDS)})"
_BLOCK = r"(?:dãy|tòa|toà|block|tầng|lô)"
_SEP = r"[\s,;\-]*"
_NAME = r"[A-ZĐ]\w*(?:\s[A-ZĐ]\w*){0,3}"
_WITHIN = (
    rf"(?:{_SEP}(?:(?:{_LANE}|{_BLOCK}|tổ|đội) {_NO}(?:{_N}|{_CODE})|(?:đường|phố) "
    rf"{_NO}(?:{_N}|\w+(?:\s\w+)?)))"
)
"""What a home lies within, of what has a number or a name of its own."""

_HOUSE = Pattern(
    rf"(?<!\w){any_of('homes', 'house')}\s*:?\s*(?:{_N}|{_CODE}){_WITHIN}*",
    signs=listed("homes", "house"),
)
_SHORT_HOUSE = Pattern(
    r"(?<!\w)sn\.? "
    rf"?:?\s*(?!19[2-9]\d|20[0-2]\d|\d\d(?!\w)(?!{_SEP}(?:{_LANE}|đường|phố|tổ))){_N}{_WITHIN}*",
    signs=["sn"],
)
_BY_NUMBER = Pattern(
    rf"nhà (?<!\wnhà )(?:[a-z]\d{{1,3}}(?:[/\-]\d{{1,4}})*|{_N})"
    r"(?=\s*(?:$|[,.;:)\n]|khu|ngõ|tổ|đội|xóm|thôn|phố|đường|tập thể|lô|dãy|mặt))",
    signs=["nhà"],
)
_NUMBER_WITHIN = Pattern(
    rf"(?<!\w)(?<!khu )(?:(?:số|phòng|nhà) )?{_NO}{_N}{_SEP}"
    rf"(?:{_LANE} {_NO}(?:{_N}|[a-zđ]\w+)|dãy {_NO}(?:\d+|[a-z])(?!\w)|tòa "
    rf"[a-z]\d?(?!\w)|chung cư){_WITHIN}*",
    r"|(?<!\w)(?:p\.|phòng) ?\d{3,4}[\s,]+(?:tòa|toà|block|chung cư|nhà) \w+",
    signs=[*_LANE_WORDS, "dãy", "tòa", "chung cư", "p.", "phòng"],
)
_BESIDE = Pattern(
    rf"(?<!\w)nhà (?:\w+ ){{0,3}}(?:{_LANE} {_NO}{_N}|thứ (?:\d{{1,2}}|hai|ba|tư|năm))(?! tầng)"
    rf"|(?<!\w)(?:tập thể|nhà trọ|ký túc xá|chung cư)[\w\s]{{0,20}} phòng {_NO}{_N}",
    signs=[*_LANE_WORDS, "thứ", "phòng"],
)
_LANES = Pattern(
    rf"(?<!\w)(?:tổ {_NO}\d+\w?{_SEP})?{_LANE} {_NO}{_N}(?:{_SEP}(?:{_LANE}|tổ|nhà(?: "
    rf"số)?|số(?: nhà)?) {_NO}{_N})+"
    rf"|(?<!\w)tổ {_NO}\d+\w?{_SEP}(?:{_LANE}|số nhà|nhà) {_NO}{_N}"
    rf"|(?<!\w){_LANE} {_NO}\d+[/\-]\d+(?:[/\-]\d+)*",
    signs=[*_LANE_WORDS, "tổ"],
)
_ON_STREET = re.compile(
    r"(?:(?:[Ởở]|[Tt]ại|[Nn]hà|[Đđ]ịa "
    r"chỉ|[Tt]rú|[Nn]gụ|[Vv]ề|[Đđ]ến|[Tt]ới|[Cc]ạnh|[Ss]ố)[\s:]+(?:số\s+)?)"
    rf"\d{{1,4}}\w?,?\s+(?:đường|phố|đ\.|Đường|Phố)\s+{_NAME}"
    rf"|(?:[Đđ]ịa chỉ|[Tt]rú tại|[Tt]hường trú)[\s:]+(?:tại )?(?:số )?\d{{1,4}}\w? {_NAME}"
    rf"|(?<![\w/])\d{{1,4}}[/\-]\d{{1,4}}(?:[/\-]\d+)*[A-H]?\s+(?:đường|phố|Đường|Phố|thôn|xóm)\s+{_NAME}"
)
_STREET_NEXT = re.compile(r"\d\w?,?\s+(?:đường|phố|đ\.|Đường|Phố|thôn|xóm)\s")
_ADDRESSES = Signs(("địa chỉ", "trú tại", "thường trú"))
_PARCEL = Pattern(
    rf"(?<!\w)(?:{any_of('homes', 'parcel')}|tờ(?: số)?(?=\s*:?\s*\d+{_SEP}(?:thửa|bản đồ)))",
    r"\s*:?\s*[a-z]{0,2}-?\d{1,5}(?:[a-z](?!\w))?(?:/\d{1,4}|\(\d{1,3}\))?",
    (
        rf"(?:{_SEP}(?:(?:và|thuộc|trên) )*(?:thửa(?: đất)?|tờ(?: bản đồ| bđ)?|tbđ|bđ)(?: "
        rf"số)?\s*:?\s*\d{{1,5}})*"
    ),
    signs=[*listed("homes", "parcel"), "tờ"],
)
_PLOT = Pattern(
    r"(?<!\w)lô (?:đất )?(?:số )?[a-z]{1,3}\d{1,3}(?:[ ./\-]\d{1,4})?(?!\w)"
    r"|(?<!\w)lô (?:đất )?(?:số )?\d{1,3}\w? (?:khu|dãy) (?:tái định cư|dân cư|đấu "
    r"giá|đất|[a-z]\d?(?!\w))",
    rf"|(?<!\w){any_of('homes', 'survey')}\s*:?\s*\d{{1,4}}(?:[/\-]\d{{2,4}})?",
    r"|(?<!\w)(?:lô \d+\w?,? )?khoảnh (?:số )?\d+\w?,? (?:thuộc )?(?:tk|tiểu khu) (?:số )?\d+",
    signs=[*listed("homes", "survey"), "lô", "khoảnh"],
)
_DEGREES = re.compile(
    r"\d{1,3}\s*°\s*\d{1,2}(?:\s*['′’]\s*(?:\d{1,2}(?:[.,]\d+)?\s*(?:\"|″|”|''|′′))?)?\s*[NSEWBĐ]?"
    r"|(?<![\d.,])[NB]?\s?\d{1,2}[.,]\d{3,}\s*°?\s*[NB]?\s*[,;\- "
    r"]+\s*[EĐ]?\s?1\d{2}[.,]\d{3,}\s*°?\s*[EĐ]?"
    r"|(?<![\d.,])1\d{2}[.,]\d{4,}\s*°?\s*[,;\- ]+\s*\d{1,2}[.,]\d{4,}"
    r"|(?<!\w)[XYNE]\s*[=:]\s*\d{2,7}(?:[.,]\d{2,})?(?:[\s,;]+[XYNE]\s*[=:]\s*\d{2,7}(?:[.,]\d+)?)*"
)
_MAY_BE_DEGREES = re.compile(r"[°.,=:](?:(?<=°)|(?<=[.,])\d{3}|(?<=[=:])\s*\d)")
_PLUS_CODE = re.compile(r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)")
_GRID = Pattern(
    r"(?:tọa độ|toạ độ|gps|vĩ độ|kinh "
    r"độ|vn-?2000|utm|wgs-?84)[^\d\n]{0,25}\d[\d.,]{4,}(?:\D{1,8}\d[\d.,]{4,})?",
    signs=["tọa độ", "toạ độ", "gps", "vĩ độ", "kinh độ", "vn2000", "vn-2000", "utm", "wgs"],
)
_WORDS = Signs((
    "nhà", *_LANE_WORDS, "số", "thửa", "tờ", "lô", "mảnh", "trích", "khoảnh", "tọa", "toạ", "gps",
    "vĩ", "kinh", "sn", "ốt", "tổ", "phòng", "p.", "căn", "quầy", "tbđ", "dãy", "tòa", "chung cư",
))  # fmt: skip
"""One of them stands in every address that the patterns find: most texts need no closer look."""
_ALL = (_HOUSE, _BESIDE, _SHORT_HOUSE, _BY_NUMBER, _NUMBER_WITHIN, _LANES, _PARCEL, _PLOT, _GRID)


def find_homes(text: str, *, bare: bool) -> Iterator[Hit]:
    """Yield addresses of homes and parcels of land; some may overlap."""
    for pattern in _ALL if bare or _WORDS.stand_in(text) else ():
        for match in pattern.finditer(text, bare=bare):
            yield Hit("address", *match.span(), True)
    streets = _ON_STREET if _may_be_on_street(text) else None
    degrees = _DEGREES if _MAY_BE_DEGREES.search(text) else None
    plus_code = _PLUS_CODE if "+" in text else None
    for plain in filter(None, (streets, degrees, plus_code)):
        for match in plain.finditer(text):
            yield Hit("address", *match.span(), True)


def _may_be_on_street(text: str) -> bool:
    return _STREET_NEXT.search(text) is not None or _ADDRESSES.stand_in(text)
