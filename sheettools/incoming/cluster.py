"""The door to dask: files checked by the processes of several machines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from sheettools.findings import Finding, Severity, SheettoolsError, declare
from sheettools.incoming.context import digest_of

if TYPE_CHECKING:
    from distributed import Client

NO_DASK = declare(
    "F265",
    Severity.ERROR,
    why=(
        "Máy này chưa cài phần để dùng nhiều máy (dask).",
        "The part for using several machines (dask) is not installed here.",
    ),
    remedy=(
        'Gõ pip install "sheettools[cluster]" để cài thêm.',
        'Run pip install "sheettools[cluster]" to install it.',
    ),
)
NO_SCHEDULER = declare(
    "F266",
    Severity.ERROR,
    why=(
        "Không nối được với máy điều phối dask ở {value}.",
        "No dask scheduler could be reached at {value}.",
    ),
    remedy=(
        "Xem lại địa chỉ và xem dask scheduler đã chạy chưa.",
        "Check the address, and whether dask scheduler is running.",
    ),
)
NO_WORKER = declare(
    "F267",
    Severity.ERROR,
    why=(
        "Chưa có máy nào làm việc cho máy điều phối dask ở {value}.",
        "No machine works for the dask scheduler at {value} yet.",
    ),
    remedy=(
        "Chạy dask worker {value} ở các máy cùng làm rồi chạy lại.",
        "Run dask worker {value} on the machines that are to help, then run again.",
    ),
)
OTHER_PROGRAM = declare(
    "F268",
    Severity.ERROR,
    why=(
        "Máy cùng làm ở {value} chưa cài sheettools hoặc cài bản khác với máy này.",
        "A machine that helps, {value}, has no sheettools or another than this one.",
    ),
    remedy=(
        "Cài cùng một bản ở mọi máy, rồi chạy lại dask worker.",
        "Install the same version on every machine, then start dask worker again.",
    ),
)
PATIENCE = 10
"""How many seconds a scheduler may take to answer, and a first machine to come."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the processes of a cluster as an executor. Raises SheettoolsError (F265 to F268)."""
    try:
        from distributed import Client
    except ImportError:
        raise SheettoolsError(Finding(NO_DASK)) from None
    client = _connected(partial(Client, address, timeout=PATIENCE, set_as_default=False))
    if client is None:
        raise SheettoolsError(Finding(NO_SCHEDULER, value=address))
    with client:
        _need_same_program(client, address)
        yield client.get_executor()


def _connected(connect: Callable[[], Client]) -> Client | None:
    """Return a client, or None where there is no scheduler at its address. What answers there may
    be another server, such as the scheduler's own page: of that dask waits for more without end, or
    takes its first bytes for the length of a message that no memory holds.
    """
    found: list[Client] = []

    def try_it() -> None:
        with suppress(OSError, ValueError, MemoryError):
            found.append(connect())

    trial = threading.Thread(target=try_it, daemon=True)
    trial.start()
    trial.join(2 * PATIENCE)
    return found[0] if found else None


def _need_same_program(client: Client, address: str) -> None:
    """Make sure that somebody works, and by this very program: another may find other things.
    Raises SheettoolsError (F267, F268).
    """
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise SheettoolsError(Finding(NO_WORKER, value=address)) from None
    here = digest_of()
    for worker, there in client.run(digest_of, on_error="return").items():
        if there != here:
            raise SheettoolsError(Finding(OTHER_PROGRAM, value=worker))
