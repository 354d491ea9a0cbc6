"""Numbers of somebody's papers, contracts and cars, in which letters may stand. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sheettools.words.personal.lists import any_of, listed, plain_of
from sheettools.words.personal.numbers import ABOUT_DOCUMENT
from sheettools.words.personal.patterns import Hit, Pattern, before_of, is_counted

_I = re.IGNORECASE

_LETTERS = r"(?-i:[A-ZĐ]{1,4})"
_NUMBER = (
    rf"(?:{_LETTERS}[ \-]?){{0,3}}(?=[\w./\- ]*\d)\d*{_LETTERS}?\d\w*(?:[./\-]\w+)*(?: \d{{2,4}})*"
)
_LONG_PAPER = (
    r"(?:giấy phép (?:kinh doanh|xây dựng)|đăng ký kinh doanh) hộ[\w ]{0,12}|quyết định "
    r"hưởng[\w ]{0,12}"
    r"|(?:giấy(?! mời| phép| giới| đề)|thẻ|bằng|chứng chỉ|chứng minh(?! nhân| thư)|huy "
    r"hiệu)(?: [\w/]+){1,5}? số"
)
_PAPER = rf"(?<!\w)(?:{any_of('numbers', 'paper')}|{_LONG_PAPER})(?: hạng \d/\d)?"
_TOLD = rf"{_PAPER}(?P<between>[^\d\n.;]{{0,30}}?)(?<![\w.,/])(?P<number>{_NUMBER})"
_MAY_BE_TOLD = Pattern(
    rf"{_PAPER}(?=\D{{0,50}}\d)[^\d\n.;]{{0,30}}(?:[a-zđ]{{1,4}}[ \-]?){{0,4}}\d",
    signs=[
        *listed("numbers", "paper"),
        "giấy",
        "đăng ký kinh doanh",
        "quyết định hưởng",
        "bằng",
        "chứng chỉ",
        "chứng minh",
        "huy hiệu",
    ],
)
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,3}|(?:19|20)\d\d|\d+(?:/\d+){1,2}|\d+[.,]\d{1,3}")
_OF_OFFICES = re.compile(
    r"\d+/(?:\d{4}/)?(?:QĐ|TB|NQ|KH|BC|NĐ|TT|CV|GM|TTr|KL|CT|UBND|HĐND|GCN)[\w\-]*", _I
)

_COUNTED_NEXT = Pattern(rf"\s*{any_of('numbers', 'counted')}(?!\w)")
_OF_FIRMS = Pattern(rf"(?<!\w){any_of('numbers', 'firm')}(?!\w)")
_SHORTEST = 4
"""How many digits the number of a paper has at least."""


def find_papers(text: str, *, bare: bool) -> Iterator[Hit]:
    """Yield the numbers of papers and cars in a text; some may overlap."""
    for match in _told(text, bare=bare):
        if len(_digits(match)) >= _SHORTEST and not _is_other(text, match):
            yield Hit("paper", *match.span("number"), True)
    yield from _by_shape(text)


def _told(text: str, *, bare: bool) -> Iterator[re.Match[str]]:
    """Yield where words tell of a number; of its letters alone it matters whether they are large.

    To look for it so takes long, and in most texts no such words stand before a number.
    """
    if _MAY_BE_TOLD.stands_in(text, bare=bare):
        yield from _compiled(_TOLD).finditer(text)
        if bare:
            yield from _compiled(plain_of(_TOLD.replace("Đ", "đ"))).finditer(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, _I)


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match["number"])


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Say whether a number is an amount, that of a document, or the tax number of a firm."""
    number, end = match["number"], match.end("number")
    before = text[max(0, match.start() - 4) : match.start("number")]
    is_numbered = "số" in before and "/" in number
    if not is_numbered and _AMOUNT.fullmatch(number):
        return True
    if _OF_OFFICES.match(number) or _digits(match).endswith("0000"):
        return True
    if is_counted(text, end) or _COUNTED_NEXT.match(text, end):
        return True
    is_tax_number = match[0].lower().startswith(("mst", "mã số thuế"))
    return is_tax_number and bool(_OF_FIRMS.search(text))


_PLATE = re.compile(
    r"[1-9](?<![\d.,/].)(?:(?<=1)[1-9]|(?<!1)\d)[ \-.]?(?:[A-ZĐ]{1,2}\d?)[ \-./]{0,3}(?:\d{3}[.\- "
    r"]?\d{2}|\d{2}\.\d{3}|\d{4})"
    r"(?![\w/]|[.,]\d|-\d)",
    _I,
)
_ABOUT_CAR = Pattern(
    r"(?:biển|bks|bsx|đăng ký xe|\bxe)[^\d\n]{0,25}$", signs=["biển", "bks", "bsx", "xe"]
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_INSURANCE = re.compile(r"(?<!\w)[A-Z]{2}[ \-.]?\d(?:[ \-.]?\d){12}(?!\d)")
_LETTERED = re.compile(r"(?<![\w/\-])(?:[A-Z] ?\d{7,8}|[A-ZĐ]{2}[ \-]?\d{6,8})(?![\w/]|[.,]\d)")
_CAPITAL_BEFORE = re.compile(r"[A-ZĐ][ \-.]?\d")
"""What stands in an account, an insurance or a lettered number, and in few texts else."""
_OF_DOCUMENTS = re.compile(
    r"(?:QĐ|TB|CV|NQ|KH|BC|NĐ|TT|UB|BB|HD|QH|CT|KL|TW|QL|ĐT|TL|KM|VB|PL|SĐ|DT|ML|VN|TK|NS|HĐ|MS)[ "
    r"\-]?\d"
)


def _by_shape(text: str) -> Iterator[Hit]:
    """Yield what is a number of somebody's by its letters and digits alone."""
    for match in _PLATE.finditer(text):
        if _is_plate(text, match) and not is_counted(text, match.end()):
            yield Hit("plate", *match.span(), True)
    if not _CAPITAL_BEFORE.search(text):
        return
    for match in _IBAN.finditer(text):
        yield Hit("account", *match.span(), True)
    for match in _INSURANCE.finditer(text):
        yield Hit("paper", *match.span(), True)
    for match in _LETTERED.finditer(text):
        before = before_of(text, match.start())
        is_document = _OF_DOCUMENTS.match(match[0]) or ABOUT_DOCUMENT.search(before)
        if not is_document and not is_counted(text, match.end()):
            yield Hit("paper", *match.span(), False)


def _is_plate(text: str, match: re.Match[str]) -> bool:
    """Say whether “xe” is said before it, or its letter is a capital and no word runs into it."""
    if _ABOUT_CAR.search(before_of(text, match.start())):
        return True
    is_glued = match.start() > 0 and text[match.start() - 1].isalpha()
    return match[0].isupper() and not is_glued
