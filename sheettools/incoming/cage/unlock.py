"""A workbook with a password, opened in memory with the passwords that the office gives. The door
to msoffcrypto.

It runs in the cage only. A password is used and forgotten: no answer carries it.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sheettools.incoming.look.parts import RefusedError

EXCELS_OWN = "VelvetSweatshop"
"""What Excel itself tries before it asks: some programs lock every workbook with it."""
MAX_OPENED = 64 << 20

_OF_RIGHTS = (
    "DRMEncryptedDataSpace", "DRMEncryptedTransform", "\tDRMDataSpace", "\tDRMTransform",
    "\tDRMContent",
)  # fmt: skip
"""Entries of a container that is locked for all but some people, and for no password."""
_NAME = 64


def is_rights_managed(data: bytes) -> bool:
    """Say whether a container is opened by the right of whoever opens it, not by a password."""
    return any(_entry(name) in data for name in _OF_RIGHTS)


def _entry(name: str) -> bytes:
    """Return how an entry of a container begins: its name, filled up, and how long that is."""
    written = (name + "\0").encode("utf-16-le")
    return written.ljust(_NAME, b"\0") + len(written).to_bytes(2, "little")


def unlock(data: bytes, passwords: Sequence[str]) -> bytes:
    """Return the workbook inside; raise RefusedError where no password fits or the lock is of an
    unknown kind.
    """
    from msoffcrypto.exceptions import InvalidKeyError

    for password in (EXCELS_OWN, *filter(None, passwords)):
        try:
            opened = _opened(data, password)
        except InvalidKeyError:
            continue
        except Exception as error:  # it fails in many ways on locks it does not know
            raise RefusedError("lock" if passwords else "password") from error
        if len(opened) > MAX_OPENED:
            raise RefusedError("bomb")
        return opened
    raise RefusedError("wrong password" if passwords else "password")


def _opened(data: bytes, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.format import xls97
    from msoffcrypto.format.ooxml import OOXMLFile

    xls97.tempfile = _InMemory  # the cage may write no file
    file, opened = msoffcrypto.OfficeFile(BytesIO(data)), BytesIO()
    if isinstance(file, OOXMLFile):
        file.load_key(password=password, verify_password=True)
    else:
        file.load_key(password=password)
    file.decrypt(opened)
    return opened.getvalue()


class _InMemory:
    """Stands where the library would make a temporary file."""

    @staticmethod
    def TemporaryFile() -> Any:  # noqa: N802  # the name that the library calls
        return BytesIO()
