"""What kind of file some bytes are, told by their content alone."""

from __future__ import annotations

import codecs
import re
import zlib

_SNIFF = 4096
_SIGNATURES = (
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "gzip"),
    (b"\xfd7zXZ", "gzip"),
    (b"{\\rtf", "word"),
    (b"\x09\x00\x04\x00", "xls95"),
    (b"\x09\x00\x06\x00", "xls95"),
    (b"\x09\x02\x06\x00", "xls95"),
    (b"\x09\x04\x06\x00", "xls95"),
    (b"\x09\x08\x08\x00\x00\x05", "xls95"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),  # without a container around it
    (b"\0\0\x02\0\x06\x04\x06\0", "lotus"),
    (b"\0\0\x1a\0\0\x10\x04\0", "lotus"),
    (b"\xff\0\x02\0\x04\x04", "lotus"),  # of Works
    (b"\0\0\x02\0\x20\x51", "quattro"),
    (b"\0\0\x02\0\x21\x51", "quattro"),
    (b"\0\0\x02\0\x01\x10", "quattro"),
    (b"ID;P", "sylk"),
    (b"\x00\x05\x16\x07", "mac"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),  # .lnk
    (b"bplist00", "shortcut"),  # what iCloud leaves until a file is fetched
    (b"\x78\x9f\x3e\x22", "email"),  # winmail.dat
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "password"),
    ("Workbook", "xls"),  # what else holds one is told apart where the container is opened
    ("__properties_version1.0", "email"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "slides"),
    ("Book", "xls95"),
)
_FILM = b"ftyp"
_INSIDES = re.compile(
    rb"PK(?:\x03\x04.{26}|\x01\x02.{42})"
    rb"[\\/.]*(?:xl[\\/]|_rels[\\/]|\[Content_Types\]|docProps[\\/]|content\.xml|META-INF/|styles\.xml)",
    re.DOTALL | re.IGNORECASE,
)
"""What stands in a workbook's package further on."""
_ROOT = "Root Entry".encode("utf-16-le")
_BOOK = "Workbook".encode("utf-16-le")
_SHORTCUTS = ("[internetshortcut]", "[desktop entry]", '{"url": "https://docs.google.com')
_MAIL = re.compile(
    r"(?:received|return-path|delivered-to|from|to|subject|date|mime-version|message-id|x-[\w-]+): "
    r"?\S.*\n"
    r"(?:[ \t].*\n|[\w-]+:.*\n)"
)
_PICTURE_BRANDS = (b"hei", b"hev", b"mif", b"msf", b"avi")


_XML_MARKS = (
    ("opendocument", "fods"),  # a short one says “office:spreadsheet” too, as its element
    ("office:spreadsheet", "xml"),
    ("gnumeric.org", "gnumeric"),
    ("<html", "html"),
    ("<plist", "shortcut"),
)
_PAGES = ("<!doctype html", "<html", "<head", "<meta", "<table", "<body", "<!--")


def sniff(data: bytes) -> str:
    """Tell the kind of a file by its bytes: a key of `refusals.KINDS`, or `zip` for what may be a
    workbook.
    """
    if not data.strip(b"\0"):
        return "zeros"
    if data.startswith(OLE):
        streams = (kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in data)
        return next(streams, "office")
    kind = _by_signature(data)
    if kind:
        return "gnumeric" if kind == "gzip" and _is_gnumeric(data) else kind
    if b"%PDF" in data[:1024]:
        return "pdf"
    if _INSIDES.search(data) or (_ROOT in data and _BOOK in data):
        return "torn"
    return _sniff_text(data[:_SNIFF])


def _by_signature(data: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "image"
    if data[:4] == b"RIFF":
        return "image" if data[8:12] == b"WEBP" else "media"
    if data[4:8] == _FILM:
        return "image" if data[8:11] in _PICTURE_BRANDS else "media"
    return ""


def _is_gnumeric(data: bytes) -> bool:
    try:
        return b"gnumeric" in zlib.decompressobj(wbits=31).decompress(data[:_SNIFF], _SNIFF)
    except zlib.error:
        return False


def _sniff_text(head: bytes) -> str:
    text = _text(head)
    if text is None or _is_odd(text):
        return "unknown"
    begin = text.lstrip().lower()
    if begin.startswith("<?xml"):
        return _sniff_xml(begin)
    if begin.startswith(_SHORTCUTS) or _is_google_link(begin):
        return "shortcut"
    if _MAIL.match(begin):
        return "mht" if _is_saved_page(begin) else "email"
    return "html" if begin.startswith(_PAGES) else "text"


def _text(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    return None if b"\0" in head else head.decode("utf-8-sig", "replace")


def _is_odd(text: str) -> bool:
    """Say whether more than a tenth of the letters are none that people read."""
    odd = sum(not (letter.isprintable() or letter.isspace()) for letter in text)
    return odd * 10 > len(text)


def _sniff_xml(begin: str) -> str:
    for mark, kind in _XML_MARKS:
        if mark in begin:
            return kind
    return "text"


def _is_google_link(begin: str) -> bool:
    return begin.startswith("{") and "docs.google.com" in begin and "doc_id" in begin


def _is_saved_page(begin: str) -> bool:
    """Say whether what looks like a mail is a workbook or page that was saved as one file."""
    return "x-document-type: workbook" in begin or begin.startswith("from: <saved by")
