"""The two streams on which a command speaks: made fit for Vietnamese, and watched for whether
anybody hears.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def prepare_output() -> None:
    """Write UTF-8 wherever the console is not Unicode: cp1258 cannot hold Vietnamese in NFC.

    A program without a console, or whose output was closed, says everything to nobody.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None or getattr(sys, name).closed:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # for good
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if hasattr(stream, "reconfigure"):
            # A file's name may hold bytes that are no text at all: they are shown, they do not end
            # the run.
            stream.reconfigure(
                encoding="utf-8" if encoding != "utf8" else None, errors="backslashreplace"
            )


def output_problem(error: OSError | None = None) -> OSError | None:
    """Return why what is said reaches nobody, if it was that of which an error tells, or if it is
    so now; from then on nothing is said there any more.
    """
    try:
        sys.stdout.flush()
    except OSError as problem:
        error = problem
    else:
        if error is None or not _was_speaking(error):
            return None
    with suppress(OSError):  # what could not be said would be tried once more at the end
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    return error


def _was_speaking(error: OSError) -> bool:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return Path(last.filename).parent.name in {"click", "rich"}
