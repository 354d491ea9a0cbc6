"""The door to dask: files checked by the processes of several machines."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from sheettools.findings import Finding, Severity, SheettoolsError, declare

NO_DASK = declare(
    "F265",
    Severity.ERROR,
    why=(
        "Máy này chưa cài phần để dùng nhiều máy (dask).",
        "The part for using several machines (dask) is not installed here.",
    ),
    remedy=(
        "Cài thêm: pip install “sheettools[cluster]”.",
        "Install it: pip install “sheettools[cluster]”.",
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
PATIENCE = 10
"""How many seconds a scheduler may take to answer."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give the processes of a dask cluster as an executor. Raises SheettoolsError (F265, F266)."""
    try:
        from distributed import Client
    except ImportError:
        raise SheettoolsError(Finding(NO_DASK)) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise SheettoolsError(Finding(NO_SCHEDULER, value=address)) from None
    with client:
        yield client.get_executor()
