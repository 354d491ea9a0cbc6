"""What readers take amiss, put plainly before one sees it: cells, shared strings, a package's own
names.

A workbook in which nothing is unusual goes to the readers as it came.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sheettools.incoming.look.package import Package, part_name, usual
from sheettools.incoming.look.parts import MAIN

_TAG = re.compile(rb"<((?:[^\s/<>:]+:)?)c(?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>")
_AS_CODES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_DIRECTORIES = (".rels", "[content_types].xml")
_NAMED = re.compile(rb"\b(?:Target|PartName)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


class PlainCell(NamedTuple):
    """A cell as readers are to see it, and where it stands in its part."""

    start: int
    end: int
    """Where its closing tag begins, or where it ends if it has none."""
    address: str
    style: str
    kind: str
    text: str
    """Empty where no reader is to see what it holds."""

    def tag(self, prefix: str) -> str:
        """Return the cell as XML; `prefix` is what its names begin with."""
        opened = f'{prefix}c r="{self.address}" s="{self.style}"'
        if not self.text:
            return f"<{opened}/>"
        value = f"<{prefix}v>{_escaped(self.text)}</{prefix}v>"
        return f'<{opened} t="{self.kind}">{value}</{prefix}c>'


def _escaped(text: str) -> str:
    return text.translate(_AS_CODES)


def mended_sheet(part: bytes, cells: Iterable[PlainCell]) -> bytes:
    """Return a sheet's part with some cells put plainly; as it is if they are not found in it, as
    in an encoding of two bytes a letter.
    """
    pieces, at = [], 0
    for cell in cells:
        tag = _TAG.match(part, cell.start)
        if tag is None:
            return part
        end = tag.end() if tag[2] else part.find(b">", cell.end) + 1
        mended = cell.tag(tag[1].decode("ascii", "replace"))
        pieces += [part[at : cell.start], mended.encode("ascii", "xmlcharrefreplace")]
        at = end
    return b"".join([*pieces, part[at:]])


def mended_strings(texts: Iterable[str]) -> bytes:
    """Return a part of shared strings that holds these texts and nothing else."""
    items = (f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in texts)
    return f'<sst xmlns="{MAIN}">{"".join(items)}</sst>'.encode("ascii", "xmlcharrefreplace")


def without_ids(book: bytes, idents: Iterable[str]) -> bytes:
    """Return the workbook's part without ids that lead nowhere: readers stop at such."""
    for ident in filter(None, idents):
        written = re.escape(_escaped(ident).encode())
        book = re.sub(rb"([\"'])\s*" + written + rb"\s*\1", rb"\1\1", book)
    return book


def packed_again(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """Return a package with some of its parts, by their small names, replaced; all of them go by
    their usual names.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, info in package.parts.items():
            content = parts[name] if name in parts else b"".join(package.chunks(name))
            if name.endswith(_DIRECTORIES):
                content = _NAMED.sub(_by_usual_name, content)
            made.writestr(zipfile.ZipInfo(part_name(info.filename)), content)
    return out.getvalue()


def _by_usual_name(named: re.Match[bytes]) -> bytes:
    opened, quote, name = re.split(rb"([\"'])", named[0][:-1], maxsplit=1)
    if b":" in name:  # it leads outside
        return named[0]
    return (
        opened
        + quote
        + usual(name.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        + quote
    )
