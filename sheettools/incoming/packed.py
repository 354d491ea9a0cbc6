"""What became of a file as bytes and back: so it comes from another process, and lies in the store.

It is JSON, so that reading it runs nothing, whoever wrote it. Whatever a check gives comes back
equal; findings are told by their code, and what was issued by the workbook's code.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sheettools.findings import CATALOGUE, Finding, Location, Severity, Title, Words
from sheettools.frozen import dataclass
from sheettools.incoming.check.record import CheckedBook, Record
from sheettools.incoming.examine import Outcome
from sheettools.incoming.locate.workbook import Workbook
from sheettools.incoming.whose.nearly import Row
from sheettools.template.identity import Seal
from sheettools.template.issue import Issue

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class PackedOutcome:
    """What became of one file, or of one file of an archive: what all files together are held
    against each other by, and apart from it the rows, which nobody needs of all files at once.
    """

    head: bytes
    book: bytes
    """Empty where nothing could be read."""
    lasting: bool
    """Whether it would be the same another time: a file that could not be opened may be later, and
    what a password opened is not to lie about.
    """
    opened: Workbook | None = None
    answer: bytes = b""
    """The workbook as it was opened, or what was read of it, where it is kept till the end of the
    run.
    """


class UnpackError(ValueError):
    """The bytes are not what was packed."""


def pack(outcome: Outcome, file: Path, *, lasting: bool, answer: bytes = b"") -> PackedOutcome:
    """Pack what became of `file`, or of one file in it."""
    inside = outcome.path.relative_to(file).as_posix()
    said = [
        "" if inside == "." else inside,
        outcome.sha256,
        outcome.size,
        outcome.shown,
        outcome.code,
        outcome.identified_by,
        outcome.seal.value,
        outcome.modified,
        outcome.issued.code if outcome.issued else None,
        outcome.contents,
        [_plain_finding(finding) for finding in outcome.findings],
    ]
    book = _pack_book(outcome.checked) if outcome.checked is not None else b""
    return PackedOutcome(_dump(said), book, lasting, answer=answer)


def unpack(
    head: bytes,
    file: Path,
    issued: Mapping[str, Issue],
    held: Callable[[], CheckedBook] | None,
) -> Outcome:
    """Return what became of `file`, or of one file in it; `held` gives its rows when they are
    asked for. Raises UnpackError.
    """
    try:
        inside, sha256, size, shown, code, by, seal, modified, own, contents, said = _load(head)
        return Outcome(
            path=file / inside if inside else file,
            sha256=sha256,
            size=size,
            findings=tuple(_finding(one) for one in said),
            held=held,
            issued=None if own is None else issued[own],
            modified=modified,
            shown=shown,
            code=code,
            identified_by=by,
            seal=Seal(seal),
            contents={name: _content(*said) for name, said in contents.items()},
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnpackError(str(error)) from error


def _content(digest: str, cells: int, rows: Sequence[Any]) -> tuple[str, int, list[Row]]:
    return digest, cells, [(words, tuple(others)) for words, others in rows]


# --------------------------------------------------------------------------- the rows of a workbook


def _pack_book(book: CheckedBook) -> bytes:
    shapes: dict[tuple[str, ...], int] = {}
    said = {
        "of": [book.file, book.sha256, book.size, book.template],
        "counts": [book.seen_rows, book.layout_rows, book.outside_rows],
        "identity": list(book.identity.items()),
        "nil": sorted(book.nil),
        "done": sorted(book.done),
        "forms": [[name, _apart(values, shapes)] for name, values in book.forms.items()],
        "records": [_plain_record(record, shapes) for record in book.records],
        "findings": [_plain_finding(finding) for finding in book.findings],
        "shapes": list(shapes),  # last, when all are known
    }
    return zlib.compress(_dump(said), 1)


def unpack_book(packed: bytes) -> CheckedBook:
    """Return the rows of a workbook. Raises UnpackError."""
    try:
        said = _load(zlib.decompress(packed))
        file, sha256, size, template = said["of"]
        seen, layout, outside = said["counts"]
        shapes = said["shapes"]
        return CheckedBook(
            file=file,
            sha256=sha256,
            size=size,
            template=template,
            identity=dict(said["identity"]),
            forms={name: _together(apart, shapes) for name, apart in said["forms"]},
            records=tuple(_record(one, shapes) for one in said["records"]),
            nil=frozenset(said["nil"]),
            done=frozenset(said["done"]),
            findings=tuple(_finding(one) for one in said["findings"]),
            seen_rows=seen,
            layout_rows=layout,
            outside_rows=outside,
        )
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnpackError(str(error)) from error


def _plain_record(record: Record, shapes: dict[tuple[str, ...], int]) -> list[Any]:
    return [
        record.sheet,
        record.title,
        record.number,
        record.status,
        record.planned,
        record.origin,
        _apart(record.values, shapes),
        _apart(record.texts, shapes),
        _apart(record.cells, shapes),
    ]


def _record(said: Sequence[Any], shapes: Sequence[Sequence[str]]) -> Record:
    sheet, title, number, status, planned, origin, values, texts, cells = said
    return Record(
        sheet=sheet,
        title=title,
        number=number,
        values=_together(values, shapes),
        texts=_together(texts, shapes),
        cells=_together(cells, shapes),
        status=status,
        planned=planned,
        origin=origin,
    )


def _apart(row: Mapping[str, Any], shapes: dict[tuple[str, ...], int]) -> list[Any]:
    """Return the values of a row behind the number of its shape: rows of one table have the same
    fields, which are so said once.
    """
    return [shapes.setdefault(tuple(row), len(shapes)), *row.values()]


def _together(said: Sequence[Any], shapes: Sequence[Sequence[str]]) -> dict[str, Any]:
    values = [tuple(value) if type(value) is list else value for value in said[1:]]
    return dict(zip(shapes[said[0]], values, strict=True))


# --------------------------------------------------------------------------- findings


def _plain_finding(finding: Finding) -> list[Any]:
    place = finding.location
    return [
        finding.code,
        [place.file, place.sheet, place.cell, place.line, list(place.also)],
        finding.value,
        [(name, _plain_value(value)) for name, value in finding.values.items()],
        finding.severity.value,
        finding.private,
    ]


def _plain_value(value: Any) -> Any:
    """Return what JSON would take for a text without its English as something else."""
    return {"=title": [str(value), value.en]} if isinstance(value, Title) else value


def _finding(said: Sequence[Any]) -> Finding:
    code, (file, sheet, cell, line, also), value, values, severity, private = said
    given = {name: tuple(v) if type(v) is list else v for name, v in values}
    place = Location(file, sheet, cell, line, tuple(also))
    return Finding(CATALOGUE[code], place, value, given, Severity(severity), private)


# --------------------------------------------------------------------------- values

_TO_TEXT: tuple[tuple[str, type, Callable[[Any], Any]], ...] = (
    ("moment", datetime, datetime.isoformat),  # before the day: a moment is one
    ("day", date, date.isoformat),
    ("time", time, time.isoformat),
    ("span", timedelta, lambda span: span / _MILLISECOND),
    ("words", Words, lambda words: [words.vi, words.en]),
)
_FROM_TEXT: Mapping[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda said: timedelta(milliseconds=said),
    "words": lambda said: Words(*said),
    "title": lambda said: Title(*said),
}


def _dump(said: Any) -> bytes:
    return json.dumps(said, default=_tagged, separators=(",", ":")).encode("ascii")


def _load(packed: bytes) -> Any:
    return json.loads(packed, object_hook=_untagged)


def _tagged(value: Any) -> Any:
    """Return what JSON does not know as an object of one key that tells what it is."""
    for tag, kind, plain in _TO_TEXT:
        if isinstance(value, kind):
            return {f"={tag}": plain(value)}
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"a value of type {type(value).__name__}")


def _untagged(said: dict[str, Any]) -> Any:
    if len(said) == 1:
        ((tag, content),) = said.items()
        if tag.startswith("=") and tag[1:] in _FROM_TEXT:
            return _FROM_TEXT[tag[1:]](content)
    return said
