"""A DLL that only says where its one function really is, for what Wine lacks.

Wine 8 has no bcryptprimitives.dll, from which every library in Rust takes its random numbers; the
function is that of another DLL under another name. No office's Windows lacks it: this file goes to
Wine alone, never into the program.
"""

from __future__ import annotations

import struct

PAGE, ALIGNED = 0x1000, 0x200
DLL, EXECUTABLE, LARGE_ADDRESSES = 0x2000, 0x2, 0x20
READABLE_DATA = 0x4000_0040
MACHINE, PE32_PLUS, CONSOLE = 0x8664, 0x20B, 3


def forwarding_dll(name: str, function: str, real: str) -> bytes:
    """Return a DLL of this name whose function is another's, said as `dll.function`."""
    exports = _exports(name, function, real)
    content = exports.ljust(ALIGNED, b"\0")
    header = struct.pack("<2s58xI", b"MZ", 64) + b"PE\0\0"
    header += struct.pack("<HHIIIHH", MACHINE, 1, 0, 0, 0, 240, DLL | EXECUTABLE | LARGE_ADDRESSES)
    header += struct.pack("<HBBIIIII", PE32_PLUS, 14, 0, 0, len(content), 0, 0, PAGE)
    header += struct.pack("<QII", 0x1_8000_0000, PAGE, ALIGNED)
    header += struct.pack("<HHHHHHIIIIHH", 6, 0, 0, 0, 6, 0, 0, 2 * PAGE, ALIGNED, 0, CONSOLE, 0)
    header += struct.pack("<QQQQII", 1 << 20, 1 << 12, 1 << 20, 1 << 12, 0, 16)
    header += struct.pack("<II", PAGE, len(exports)).ljust(16 * 8, b"\0")
    header += struct.pack(
        "<8sIIIIIIHHI", b".edata", PAGE, PAGE, len(content), ALIGNED, 0, 0, 0, 0, READABLE_DATA
    )
    return header.ljust(ALIGNED, b"\0") + content


def _exports(name: str, function: str, real: str) -> bytes:
    """Return the table of what a DLL gives: an address that lies in it is a name of another."""
    texts = [one.encode("ascii") + b"\0" for one in (name, function, real)]
    first = PAGE + 40 + 4 + 4 + 2
    starts = [first, first + len(texts[0]), first + len(texts[0]) + len(texts[1])]
    addresses = PAGE + 40
    table = struct.pack(
        "<IIHHIIIIIII", 0, 0, 0, 0, starts[0], 1, 1, 1, addresses, addresses + 4, addresses + 8
    )
    return table + struct.pack("<IIH", starts[2], starts[1], 0) + b"".join(texts)
