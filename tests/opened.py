"""A workbook as openpyxl opens it: read once in a process, then copied for whoever types into it.

The same few workbooks are filled in hundreds of times, and to copy one takes a tenth of the time
of reading it. openpyxl's own `load_workbook` is for what is read once.
"""

from __future__ import annotations

import io
import pickle
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.workbook.workbook import Workbook


def opened(source: Path | bytes) -> Workbook:
    """Return a workbook of one's own, from a file or its bytes."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    book: Workbook = pickle.loads(_packed(data))  # noqa: S301 - packed here
    return book


@lru_cache(maxsize=16)
def _packed(data: bytes) -> bytes:
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(data)), pickle.HIGHEST_PROTOCOL)
