"""Vietnamese in the old encodings TCVN3 and VNI, in whole texts and in runs of a font."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from sheettools.incoming.document.text import DocumentLine, DocumentText
from sheettools.words.legacy import Encoding, detect_legacy, detect_mixed

_FONTS: dict[Encoding, str] = {"TCVN3": ".VnTime", "VNI": "VNI-Times"}
_SAMPLE = 100_000
"""From so many letters it is clear how a text is written."""


def in_run(text: str, font: str) -> str:
    """Return what text in a font shows; as it stands where the font is none of the old ones, or
    where it was typed in Unicode all the same.
    """
    name = font.casefold()
    if not name.startswith((".vn", "vni-")):
        return text
    guess = detect_legacy(text, font) or detect_mixed(text)
    shown = guess.text if guess is not None else text
    return shown.upper() if name.startswith(".vn") and name.endswith("h") else shown


def in_unicode(document: DocumentText) -> DocumentText:
    """Return a text in Unicode whose fonts are not known, and note where it was not.

    All of it says how it is written; where it does not, each line must say it surely by itself.
    """
    cells = chain.from_iterable(line.cells for line in document.lines)
    guess = detect_legacy("\n".join(cells)[:_SAMPLE])
    font = _FONTS[guess.encoding] if guess is not None else ""
    lines = tuple(_line_in_unicode(line, font) for line in document.lines)
    if lines == document.lines:
        return document
    return replace(document, lines=lines, notes=(*document.notes, "old letters"))


def _line_in_unicode(line: DocumentLine, font: str) -> DocumentLine:
    guesses = [detect_legacy(cell, font) for cell in line.cells]
    if not any(guesses):
        return line
    cells = zip(line.cells, guesses, strict=True)
    return replace(line, cells=tuple(guess.text if guess else cell for cell, guess in cells))
