"""What passes between the cage and its keeper: pieces, each behind its length in eight bytes; and
what both know of a process that reads.
"""

from __future__ import annotations

from typing import BinaryIO

LENGTH = 8
MEMORY = 1 << 30
GARBAGE = 50_000  # new objects before Python looks for circles among them
MANY = 500
"""From how many texts on the process that has read a workbook looks through them, too: to learn the
words of names takes as long as to look through some hundreds.
"""
LONG = 20
"""How many letters such a text has at least; codes and items of lists are short."""


def receive(stream: BinaryIO, limit: int | None = None) -> bytes | None:
    """Read one piece; None at the end of the stream, in the midst of a piece, or past the limit."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    length = int.from_bytes(head)
    if limit is not None and length > limit:
        return None
    body = stream.read(length)
    return body if len(body) == length else None


def send(stream: BinaryIO, piece: bytes) -> None:
    """Write one piece."""
    stream.write(len(piece).to_bytes(LENGTH))
    stream.write(piece)
    stream.flush()
