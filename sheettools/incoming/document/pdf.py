"""The letters and strokes of a PDF; `paging` puts them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from sheettools.incoming.document.letters import in_unicode
from sheettools.incoming.document.page import Letter
from sheettools.incoming.document.paging import Printed, put_together
from sheettools.incoming.document.ruled import Stroke
from sheettools.incoming.document.text import DocumentText
from sheettools.incoming.look.parts import RefusedError

MAX_PAGES = 300
_THIN = 3.0
"""Up to how many points a filled rectangle is a line."""
_SLANT = 0.1
"""How much a line of text may rise."""
_UNMAPPED, _UNKNOWN = "(cid:", "\ufffd"
"""What pdfminer gives for a letter of which the file does not say which it is, and what is said
then.
"""


def read_pdf(data: bytes) -> DocumentText:
    """Return what a PDF says; raise RefusedError where it is locked, damaged, or has no text."""
    printed: list[Printed] = []
    try:
        for page in _pages(data):
            if len(printed) >= MAX_PAGES:
                raise RefusedError("long", part="pdf")
            printed.append(_printed(page))
    except RefusedError:
        raise
    except Exception as error:
        locked = type(error).__name__ == "PDFPasswordIncorrect"
        raise RefusedError("password" if locked else "zip", part="pdf") from error
    letters = sum(len(page.letters) for page in printed)
    if letters <= 2 * sum(page.unmapped for page in printed):
        raise RefusedError("no words")
    return in_unicode(put_together(printed))


def _pages(data: bytes) -> Iterator[Any]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)  # letters, not its guess at their order
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(BytesIO(data)):
        interpreter.process_page(page)
        yield device.get_result()


def _printed(page: Any) -> Printed:
    """Return what pdfminer found on a page."""
    printed = Printed(page.width)
    _take(page, printed)
    return printed


def _take(container: Iterable[Any], printed: Printed) -> None:
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    for thing in container:
        if isinstance(thing, LTChar):
            _take_letter(thing, printed)
        elif isinstance(thing, LTFigure):
            _take(thing, printed)
        elif isinstance(thing, LTImage):
            printed.has_picture = True
        elif isinstance(thing, LTCurve):  # lines and rectangles too
            printed.strokes += _strokes(thing)


def _take_letter(thing: Any, printed: Printed) -> None:
    text = thing.get_text()
    if text.startswith(_UNMAPPED):
        text = _UNKNOWN
        printed.unmapped += 1
    along, up, _, _, _, base = thing.matrix
    if abs(up) > abs(along) * _SLANT:
        printed.turned += text
        return
    font = _font(thing.fontname)
    printed.letters.append(Letter(text, thing.x0, thing.x1, base, thing.size, font))


def _font(name: str) -> str:
    """Return a font's name without the letters that say which part of it is in the file."""
    return name.partition("+")[2] or name


def _strokes(thing: Any) -> Iterator[Stroke]:
    """Yield the straight lines that something drawn shows."""
    left, foot, right, top = thing.bbox
    if right - left < _THIN and top - foot >= _THIN:
        yield Stroke((left + right) / 2, foot, top, upright=True)
    elif top - foot < _THIN and right - left >= _THIN:
        yield Stroke((foot + top) / 2, left, right, upright=False)
    elif thing.stroke and len(thing.pts) in (4, 5):
        for at in (left, right):
            yield Stroke(at, foot, top, upright=True)
        for at in (foot, top):
            yield Stroke(at, left, right, upright=False)
