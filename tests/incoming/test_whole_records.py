"""Records of old workbooks, and the containers that they lie in, told by hand."""

from __future__ import annotations

import struct
from collections.abc import Callable

import binary
import pytest
from for_each import for_each

from sheettools.incoming.look import biff
from sheettools.incoming.look.biff import records, shared_strings, stream_in, text_at
from sheettools.incoming.look.parts import RefusedError


def refused(work: Callable[[], object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(RefusedError) as caught:
        work()
    return caught.value.reason, caught.value.values


# ------------------------------------------------------------------ records of an .xls


def rec(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


BEGIN, END = rec(0x809, b"b"), rec(0x0A)


def test_records_up_to_the_end_of_their_part() -> None:
    inner = BEGIN + rec(7, b"no") + rec(0x3C, b"no") + END
    stream = b"--" + BEGIN + rec(1, b"a") + rec(0x3C, b"b") + rec(0x3C) + inner + rec(2) + END
    found = [(0x809, [b"b"]), (1, [b"a", b"b", b""]), (0x0A, [b""]), (2, [b""])]
    assert list(records(stream + rec(3), 2)) == found
    for cut in (stream[:-1], stream[:-4], stream[:-5] + b"\1"):
        assert refused(lambda cut=cut: list(records(cut, 2))) == ("zip", {})  # type: ignore[misc]
    assert list(records(rec(0x3C, b"x") + BEGIN, 0)) == []


def test_numbers_and_texts_in_records() -> None:
    assert [biff.u16(b"\1\2\3", at) for at in (0, 1, 2, 3)] == [0x201, 0x302, 3, 0]
    assert biff.decode("đa".encode("utf-16-le") + b"x", 2, wide=True) == "đa"
    assert biff.decode(b"\xe0bc", 2, wide=False) == "\xe0b"
    assert text_at([b"-\2\0\0abc"], 1) == "ab"
    assert text_at([b"\1\0\1" + "đa".encode("utf-16-le")], 0) == "đ"
    assert text_at([b"\0\0"], 0) == ""
    wide = "đe".encode("utf-16-le")
    assert text_at([b"\5\0\0ab", b"\1" + wide, b"", b"\0c"], 0) == "abđec"
    for parts in ([b"\3\0\0ab", b"\0"], [b"\2\0\1a", b"\0b"], [b"\3\0\0ab", b""]):
        assert refused(lambda parts=parts: text_at(parts, 0)) == ("zip", {})  # type: ignore[misc]


def one_string(text: str, *, flags: int = 0, runs: int = 0, extra: int = 0) -> bytes:
    flags |= 8 * (runs > 0) | 4 * (extra > 0)
    head = struct.pack("<HB", len(text), flags)
    head += struct.pack("<H", runs) * (runs > 0) + struct.pack("<I", extra) * (extra > 0)
    letters_ = text.encode("utf-16-le" if flags & 1 else "latin-1")
    fonts = b"".join(struct.pack("<HH", n, n + 5) for n in range(runs))
    return head + letters_ + fonts + bytes(extra)


def head_of(count: int) -> bytes:
    return struct.pack("<II", 99, count)


def test_the_shared_strings_of_an_xls(monkeypatch: pytest.MonkeyPatch) -> None:
    marks: biff.Marks = {}
    table = (
        head_of(4) + one_string("a") + one_string("đe", flags=1, runs=2) + one_string("", extra=7)
    )
    table += one_string("c", runs=1, extra=3)
    assert shared_strings([table], marks) == ["a", "đe", "", "c"]
    assert marks == {1: [(0, 5), (1, 6)], 3: [(0, 5)]}
    assert shared_strings([]) == []
    assert shared_strings([b""]) == []
    assert shared_strings([head_of(0)]) == []
    # Runs of fonts and what follows may be split anywhere, heads never are.
    split = [table[:-5], table[-5:-2], table[-2:]]
    assert shared_strings(split) == ["a", "đe", "", "c"]
    broken = head_of(1) + one_string("a") + one_string("bc")[:-1]
    assert shared_strings([broken]) == ["a"], "more than was promised"
    for cut in (head_of(2) + broken[8:], b"\0" * 7, head_of(1) + b"\1\0", head_of(1) + b"\1\0\0"):
        assert refused(lambda cut=cut: shared_strings([cut])) == ("zip", {})  # type: ignore[misc]
    monkeypatch.setattr(biff, "MAX_STRINGS", 4)
    assert len(shared_strings([table])) == 4
    monkeypatch.setattr(biff, "MAX_STRINGS", 3)
    assert refused(lambda: shared_strings([table])) == ("big", {"part": "Workbook"})


# ------------------------------------------------------------------ containers


def test_a_container_names_all_its_sectors(monkeypatch: pytest.MonkeyPatch) -> None:
    for sectors, tables in ((1021, 1), (1022, 2)):
        made = biff.container(bytes(4096 * sectors))
        assert struct.unpack_from("<3I", made, 40) == (1, tables, tables)
        assert (
            struct.unpack_from("<3I", made, 76)
            == ((0, 1, 0xFFFFFFFF), (0, 0xFFFFFFFF, 0xFFFFFFFF))[tables == 1]
        )
        assert len(made) == 4096 * (1 + tables + 2 + sectors)
    monkeypatch.setattr(biff, "_IN_HEADER", 1)
    assert biff.container(bytes(4096 * 1021))
    assert refused(lambda: biff.container(bytes(4096 * 1021 + 1))) == ("big", {"part": "Workbook"})


def test_the_directory_of_a_container() -> None:
    made = biff.container(b"x")
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    assert made[: 8 + 16] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    assert struct.unpack_from("<5H", made, 24) == (0x3E, 4, 0xFFFE, 12, 6)
    assert struct.unpack_from("<9I", made, 40) == (1, 1, 1, 0, 4096, end, 0, end, 0)
    assert struct.unpack_from("<109I", made, 76) == (0, *[free] * 108)
    assert made[512:4096] == bytes(4096 - 512)
    chain = (0xFFFFFFFD, end, end, end)
    assert struct.unpack_from("<1024I", made, 4096) == (*chain, *[free] * 1020)
    entries = [made[at : at + 128] for at in range(8192, 8192 + 4096, 128)]
    told = [("Root Entry", 22, 5, 1, 2, 64), ("Workbook", 18, 2, free, 3, 4096)]
    told += [("", 0, 0, free, end, 0)] * 30
    for entry, (name, length, kind, child, first, size) in zip(entries, told, strict=True):
        assert entry == (
            name.encode("utf-16-le").ljust(64, b"\0")
            + struct.pack("<HBBIII", length, kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )
    assert made[8192 + 4096 :] == bytes(4096) + b"x".ljust(4096, b"\0")


def small_container(
    first: int = 0,
    size: int = 70,
    *,
    chain: tuple[int, ...] = (2, 0xFFFFFFFE, 1),
    root: bool = True,
) -> bytes:
    """Return a container whose stream stands among the small ones, in blocks of 64 bytes."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    end = 0xFFFFFFFE
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 2, 1, end, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<4I", 0xFFFFFFFD, end, end, end).ljust(512, b"\xff")
    entries = binary.entry(
        "Root Entry" if root else "Other", 5 if root else 1, first=3, size=192, child=1
    )
    entries += binary.entry("Workbook", 2, first=first, size=size)
    follows = struct.pack("<3I", *chain).ljust(512, b"\xff")
    content = (b"a" * 64 + b"b" * 64 + b"c" * 64).ljust(512, b"\0")
    return head + table + entries.ljust(512, b"\0") + follows + content


def test_streams_that_a_container_holds() -> None:
    large = bytes(range(256)) * 40
    assert stream_in(binary.container({"Workbook": large}), "Workbook") == large
    other = binary.container({"Work": bytes(4096), "Workbook": large, "Workbook2": bytes(4096)})
    assert stream_in(other, "Workbook") == large
    assert stream_in(biff.container(large), "Workbook") == large.ljust(4096 * 3, b"\0")
    assert stream_in(small_container(), "Workbook") == b"a" * 64 + b"c" * 6
    assert stream_in(small_container(size=192), "Workbook") == b"a" * 64 + b"c" * 64 + b"b" * 64
    assert stream_in(small_container(first=1, size=9), "Workbook") == b"b" * 9
    assert stream_in(small_container(0xFFFFFFFE, 0), "Workbook") == b""
    many = bytes(4096 * 130)
    assert stream_in(binary.container({"Workbook": many}), "Workbook") == many


@for_each(
    "data",
    [
        b"",
        small_container()[:511],
        small_container()[:512],
        small_container(size=193),
        small_container(first=3),
        small_container(chain=(1, 0, 1)),
        small_container(first=900),
        small_container(root=False, first=900),
        small_container().replace("Workbook".encode("utf-16-le"), "Workbooc".encode("utf-16-le")),
        small_container().replace(struct.pack("<H", 9), struct.pack("<H", 10), 1),
        binary.container({"Workbook": bytes(4096), "Workbooc": bytes(4096)}).replace(
            "Workbooc".encode("utf-16-le"), "Workbook".encode("utf-16-le")
        ),
    ],
)  # fmt: skip
def test_containers_that_leave_a_doubt(data: bytes) -> None:
    assert refused(lambda: stream_in(data, "Workbook")) == ("zip", {})
