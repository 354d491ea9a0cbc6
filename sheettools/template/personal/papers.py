"""Numbers of somebody's papers, contracts and cars, in which letters may stand. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sheettools.template.personal.numbers import ABOUT_DOCUMENT
from sheettools.template.personal.patterns import Hit, Pattern, before_of, is_counted

_I = re.IGNORECASE

_CARD = (
    r"thẻ(?: đảng(?: viên)?| thương binh| bệnh binh| hội viên| đoàn viên| học sinh| sinh viên| bhyt| căn cước| cử tri| ngân hàng"
    r"| atm| tín dụng| nhà báo| hành nghề| khuyết tật| bảo hiểm(?: y tế)?| tạm trú| ngành| hưu(?: trí)?| người có công| thư viện)?"
)
_BOOK = (
    r"sổ(?: hộ khẩu| tạm trú| bảo hiểm(?: xã hội)?| bhxh| hưu| lĩnh| tiết kiệm| trợ cấp| hộ nghèo| đỏ| hồng| khám(?: bệnh)?"
    r"| sức khỏe| tiêm| gia đình| vay(?: vốn)?| chứng nhận| đoàn| học bạ)|số sổ|bìa đỏ"
)
_PAPER = (
    r"trích lục(?: khai tử| khai sinh| kết hôn| hộ tịch)|giấy khai sinh|khai sinh|khai tử|chứng tử|kết hôn|giấy phép lái xe|gplx"
    r"|bằng lái(?: xe)?|giấy phép (?:kinh doanh|xây dựng) hộ[\w ]{0,12}|đăng ký kinh doanh hộ[\w ]{0,12}|hộ chiếu|passport"
    r"|bhyt|bhxh|bảo hiểm (?:y tế|xã hội)|gcn(?: ?qsdđ)?"
    r"|giấy chứng nhận(?: (?:quyền sử dụng đất|qsdđ|khuyết tật|thương binh|hộ nghèo|kết hôn|tạm trú))?|qsdđ"
    r"|quyền sử dụng đất|bằng tốt nghiệp|số hiệu bằng|bằng tổ quốc ghi công|giấy xác nhận khuyết tật|bệnh án"
    r"|hợp đồng (?:vay|tín dụng|thuê|mua bán|điện|nước|lao động|bảo hiểm)(?: vốn)?|khế ước|hđtd|mst|mã số thuế|giấy hẹn|phiếu hẹn"
    r"|giấy báo (?:tử|nhập học)|hồ sơ (?:thương binh|liệt sĩ|người có công|bệnh án)|quyết định hưởng[\w ]{0,12}"
)
_CODE = (
    r"mã(?: số)?(?: khách hàng| kh| hộ| bệnh nhân| bn| học sinh| hs| sinh viên| công dân| cá nhân| định danh(?: cá nhân)?| danh bộ"
    r"| thẻ| bhxh| bhyt| bảo hiểm| đối tượng| người hưởng| người có công| hội viên| đoàn viên| đảng viên| điện| nước"
    r"| thuế cá nhân| số thuế cá nhân)|mst cá nhân|mã số thuế cá nhân|danh bộ|số công tơ|công tơ(?: điện)?|thuê bao"
    r"|vào sổ(?: cấp)?(?: gcn| giấy)?|số (?:phát hành|vào sổ|sê-ri|seri|định danh|hồ sơ hưởng)|sê-ri|seri|serial"
)
_TOLD = Pattern(
    rf"(?<!\w)(?:{_CARD}|{_BOOK}|{_PAPER}|{_CODE})(?P<between>[^\d\n.;]{{0,30}}?)"
    r"(?<![\w.,/])(?P<number>(?:(?-i:[A-ZĐ]{1,4})[ \-]?)?(?=[\w./\- ]*\d)\d*(?-i:[A-ZĐ]{0,4})[\d][\w]*(?:[./\-][\w]+)*(?: \d{2,4})*)",
)
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,3}|(?:19|20)\d\d|\d+(?:/\d+){1,2}|\d+[.,]\d{1,3}")
_OF_OFFICES = re.compile(r"\d+/(?:\d{4}/)?(?:QĐ|TB|NQ|KH|BC|NĐ|TT|CV|GM|TTr|KL|CT|UBND|HĐND|GCN)[\w\-]*", _I)

_COUNTED_NEXT = Pattern(
    r"\s*(?:người|hộ|thẻ|suất|lượt|trường hợp|cháu|em|khẩu|cuốn|sổ|giấy|bộ|công dân|đối tượng)(?!\w)"
)
_OF_FIRMS = Pattern(r"(?<!\w)(?:doanh nghiệp|công ty|htx|hợp tác xã|trường|ubnd|cơ quan|đơn vị)(?!\w)")


def find_papers(text: str, *, bare: bool) -> Iterator[Hit]:
    """Yield the numbers of papers and cars in a text; some may overlap."""
    for match in _TOLD.finditer(text, bare=bare):
        start, end = match.span("number")
        digits = re.sub(r"\D", "", match["number"])
        numbered = "số" in match["between"] and "/" in match["number"]
        plain = (not numbered and _AMOUNT.fullmatch(match["number"])) or _OF_OFFICES.match(match["number"])
        plain = plain or (match[0].lower().startswith(("mst", "mã số thuế")) and _OF_FIRMS.search(text))
        plain = plain or _COUNTED_NEXT.match(text, end)
        if len(digits) >= 4 and not plain and not is_counted(text, end) and not digits.endswith("0000"):
            yield Hit("paper", start, end, True)
    yield from _by_shape(text)


_PLATE = re.compile(
    r"(?<![\d.,/])(?:1[1-9]|[2-9]\d)[ \-.]?(?:[A-ZĐ]{1,2}\d?)[ \-./]{0,3}(?:\d{3}[.\- ]?\d{2}|\d{2}\.\d{3}|\d{4})"
    r"(?![\w/]|[.,]\d|-\d)",
    _I,
)
_ABOUT_CAR = Pattern(r"(?:biển|bks|bsx|đăng ký xe|\bxe)[^\d\n]{0,25}$")
_INSURANCE = re.compile(r"(?<!\w)[A-Z]{2}[ \-.]?\d(?:[ \-.]?\d){12}(?!\d)")
_LETTERS = re.compile(r"(?<![\w/\-])(?:[A-Z] ?\d{7,8}|[A-ZĐ]{2}[ \-]?\d{6,8})(?![\w/]|[.,]\d)")
_OF_DOCUMENTS = re.compile(
    r"(?:QĐ|TB|CV|NQ|KH|BC|NĐ|TT|UB|BB|HD|QH|CT|KL|TW|QL|ĐT|TL|KM|VB|PL|SĐ|DT|ML|VN|TK|NS|HĐ|MS)[ \-]?\d"
)


def _by_shape(text: str) -> Iterator[Hit]:
    for match in _PLATE.finditer(text):
        told = bool(_ABOUT_CAR.search(before_of(text, match.start())))
        glued = match.start() and text[match.start() - 1].isalpha() and not told
        if (told or match[0].isupper()) and not glued and not is_counted(text, match.end()):
            yield Hit("plate", *match.span(), True)
    for match in _INSURANCE.finditer(text):
        yield Hit("paper", *match.span(), True)
    for match in _LETTERS.finditer(text):
        of_document = _OF_DOCUMENTS.match(match[0]) or ABOUT_DOCUMENT.search(before_of(text, match.start()))
        if not of_document and not is_counted(text, match.end()):
            yield Hit("paper", *match.span(), False)
