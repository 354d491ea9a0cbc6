"""What a file is called while it is in the making: by that a later run knows it for the program's
own, and whose it is.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

_MARK = "sheettools"
_DRAFT = re.compile(rf"\.~.*\.(\d+)\.{_MARK}\.tmp", re.DOTALL)


def draft_of(path: Path, more: str = "") -> Path:
    """Return where a file is made before it is put in its place: two processes never meet there."""
    return path.with_name(f".~{path.stem}{more}.{os.getpid()}.{_MARK}.tmp")


def maker_of(name: str) -> int | None:
    """Return the process that made a draft; None of what another program has made."""
    found = _DRAFT.fullmatch(name)
    return int(found[1]) if found else None
