"""What passes between the cage and its keeper: pieces, each behind its length in eight bytes; and
what both know of a process that reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

LENGTH = 8
MEMORY = 1 << 30
GARBAGE = 50_000  # new objects before Python looks for circles among them
MANY = 500
"""From how many texts on a workbook is large: what is done with them is then shared by both."""
LONG = 20
"""How many letters such a text has at least; codes and items of lists are short."""


def receive(
    stream: BinaryIO, limit: int | None = None, begun: Callable[[], None] = lambda: None
) -> bytes | None:
    """Read one piece; None at the end of the stream, in the midst of a piece, or past the limit.
    When it has `begun` to come, that is told.
    """
    head = stream.read(LENGTH)
    begun()
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
