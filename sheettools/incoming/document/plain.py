"""A text file, line by line, in whatever encoding it was saved."""

from __future__ import annotations

from sheettools.incoming.document.letters import in_unicode
from sheettools.incoming.document.text import MAX_LETTERS, DocumentText
from sheettools.incoming.look.parts import RefusedError
from sheettools.incoming.look.plain import decode
from sheettools.words.legacy import detect_legacy

_SAMPLE = 100_000
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What Windows-1252 has where Latin-1 has nothing: quotes, dashes."""


def read_plain(data: bytes) -> DocumentText:
    """Return the lines of a text file; raise RefusedError where it is none."""
    if len(data) > MAX_LETTERS:
        raise RefusedError("long", part="txt")
    text = _decoded(data)
    if text is None:
        raise RefusedError("kind", kind="unknown")
    if not text.strip():
        raise RefusedError("no words")
    return in_unicode(DocumentText.of_lines(text.splitlines()))


def _decoded(data: bytes) -> str | None:
    """Decode a text; one in TCVN3 or VNI as Windows-1252 has it, for `in_unicode` to read."""
    text = decode(data)
    if text is None or data.isascii():
        return text
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        old = data.decode("latin-1").translate(_WINDOWS)
        if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and detect_legacy(old[:_SAMPLE]):
            return old
    return text
