"""What is put in its place, and what of a folder is known as ours, told whole."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path, PureWindowsPath

import pytest
from for_each import for_each

from sheettools.disk.draft import draft_of
from sheettools.disk.trouble import DEFECT, FOLDER_THERE, FULL, NOT_THERE, OPEN_ELSEWHERE
from sheettools.findings import Finding, Location, SheettoolsError, Words
from sheettools.incoming.cage.refusals import EMPTY
from sheettools.outgoing import whole
from sheettools.outgoing.back.own import LIST, NOTES, SECOND, OwnFile, OwnFiles, checksum


def only(folder: Path) -> dict[str, bytes]:
    """All files below a folder, with what they hold."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_way_to_write_a_file(tmp_path: Path) -> None:
    whole.write_text(tmp_path / "a/b/chữ.txt", "một\nhai")
    whole.write_note(tmp_path / "ghi.txt", "a\u202eb")
    whole.write_bytes(tmp_path / "so.xlsx", b"\r\n\0")
    whole.copy_file(tmp_path / "so.xlsx", tmp_path / "c/so-2.xlsx")
    assert only(tmp_path) == {
        "a/b/chữ.txt": "một\nhai".encode(),
        "ghi.txt": "a\ufffdb\n".encode(),
        "so.xlsx": b"\r\n\0",
        "c/so-2.xlsx": b"\r\n\0",
    }


def test_an_equal_file_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    whole.write_text(path, "một")
    os.utime(path, (1, 1))
    whole.write_text(path, "một")
    assert path.stat().st_mtime == 1
    whole.write_text(path, "hai")
    assert path.stat().st_mtime > 1
    assert only(tmp_path) == {"a.txt": b"hai"}


def test_a_draft_lies_beside_its_place_and_is_gone_afterwards(tmp_path: Path) -> None:
    seen: list[str] = []

    def write(draft: Path) -> None:
        draft.write_bytes("nửa".encode())
        seen.append(draft.name)
        seen.extend(only(tmp_path))
        raise OSError(errno.ENOSPC, "x")

    (tmp_path / "a.b.txt").write_bytes("cũ".encode())
    with pytest.raises(SheettoolsError) as caught:
        whole.write_whole(tmp_path / "a.b.txt", write)
    name = f".~a.b.{os.getpid()}.sheettools.tmp"
    assert sorted(seen) == sorted([name, name, "a.b.txt"])
    assert only(tmp_path) == {"a.b.txt": "cũ".encode()}
    (finding,) = caught.value.findings
    assert finding == Finding(whole.NOT_WRITTEN, Location("a.b.txt"), values={"detail": FULL})
    assert isinstance(caught.value.__cause__, OSError)


def test_why_a_file_was_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(code: int, path: Path = tmp_path / "x/y/a.txt") -> Finding:
        (finding,) = whole.not_written(path, OSError(code, "x")).findings
        return finding

    def expected(detail: Words) -> Finding:
        return Finding(whole.NOT_WRITTEN, Location("a.txt"), values={"detail": detail})

    for code, words in (
        (errno.EACCES, OPEN_ELSEWHERE), (errno.EIO, DEFECT), (errno.ENOENT, NOT_THERE),
        (errno.EISDIR, FOLDER_THERE),
    ):  # fmt: skip
        assert said(code) == expected(words)
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda path, how: how != os.W_OK and allowed(path, how), raising=True
    )
    closed = Words(
        f"thư mục “{tmp_path.name}” không cho ghi", f"the folder “{tmp_path.name}” is read-only"
    )
    assert said(errno.EACCES) == expected(closed), "the nearest folder that is there"
    assert said(errno.EROFS) == expected(closed)
    assert said(errno.EIO) == expected(DEFECT)
    monkeypatch.setattr(os, "access", lambda _path, _how: False)
    gone = Words("thư mục “y” không cho ghi", "the folder “y” is read-only")
    assert said(errno.EACCES) == expected(gone), "no folder is there, as on a drive taken out"


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    put(tmp_path, "x", "một tệp")
    with pytest.raises(SheettoolsError) as caught:
        whole.write_text(tmp_path / "x/y/a.txt", "")
    detail = Words(
        "“x” phải là thư mục, nhưng ở đó đang là một tệp",
        "“x” must be a folder, but a file is there",
    )
    assert caught.value.findings == (
        Finding(whole.NOT_WRITTEN, Location("a.txt"), values={"detail": detail}),
    )


def test_on_windows_alone_a_name_may_be_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def detail(path: str) -> object:
        (finding,) = whole.not_written(Path(path), OSError(errno.EIO, "x")).findings
        return finding.values["detail"]

    assert detail("con/a.txt") == DEFECT
    monkeypatch.setattr(whole, "IS_WINDOWS", True)
    assert detail("công/a.txt") == DEFECT
    assert detail("con/a.txt") == Words(
        'Windows không cho đặt tên “con” (tên dành riêng như con, aux, nul; có dấu < > : " | ? *; '
        "hoặc kết thúc bằng dấu chấm, dấu cách): chọn tên khác",
        'Windows takes no name “con” (one of its own such as con, aux, nul; with one of < > : " | ? '
        "*; or ending in a dot or a blank): choose another",
    )


def test_the_rest_goes_on_where_one_file_is_not_written(tmp_path: Path) -> None:
    said: list[Finding] = []
    path = tmp_path / "a.txt"
    with whole.going_on(path, said):
        pass
    assert said == []
    with whole.going_on(path, said):
        raise OSError(errno.EIO, "x")
    with whole.going_on(path, said):
        raise whole.not_written(path, OSError(errno.ENOSPC, "x"))
    assert [finding.values["detail"] for finding in said] == [DEFECT, FULL]
    assert {finding.location for finding in said} == {Location("a.txt")}
    with pytest.raises(SheettoolsError), whole.going_on(path, said):
        raise SheettoolsError(Finding(EMPTY))
    assert len(said) == 2


# ------------------------------------------------------------------ what is ours


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def own(text: str, **more: str) -> OwnFile:
    return OwnFile(digest(text), "01", **more)


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_what_was_written_is_known_by_the_next_run(tmp_path: Path) -> None:
    folder = tmp_path / "năm/trả về"
    files = OwnFiles(folder)
    first, second = own("a", made_of="x"), OwnFile(digest("b"), "02")
    files.note({"a.txt": first, "đ.txt": second})
    assert only(folder).keys() == {NOTES}
    lines = (folder / NOTES).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "", "whatever was cut short before ends there"
    assert list(map(json.loads, lines[1:])) == [
        {"a.txt": {"sha256": digest("a"), "for": "01", "of": "x"}},
        {"đ.txt": {"sha256": digest("b"), "for": "02"}},
    ]
    assert OwnFiles.read(folder) == OwnFiles(folder, {"a.txt": first, "đ.txt": second})
    put(folder, "a.txt", "a")
    put(folder, "đ.txt", "b")
    files.written("a.txt")
    files.written("đ.txt")
    files.save()
    text = json.dumps(
        {
            "a.txt": {"sha256": digest("a"), "for": "01", "of": "x"},
            "đ.txt": {"sha256": digest("b"), "for": "02"},
        },
        indent=1,
    )
    written = (text + "\n").encode()
    assert only(folder) == {"a.txt": b"a", "đ.txt": b"b", LIST: written, SECOND: written}
    assert OwnFiles.read(folder) == files
    assert files.of("01") == {"a.txt"}
    assert files.of("03") == set()


def test_what_lies_there_is_ours_only_as_it_was_written(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "cũ")
    files = OwnFiles(tmp_path, {"a.txt": own("cũ", made_of="x"), "b.txt": own("b")})
    assert files.is_ours("a.txt")
    assert files.stands("a.txt", "x")
    assert not files.stands("a.txt", "y")
    assert not files.is_ours("b.txt"), "it is gone"
    assert not files.stands("b.txt", "")
    assert not files.is_ours("c.txt")
    assert not files.stands("c.txt", "")
    put(tmp_path, "c.txt", "của người khác")
    files.note({"a.txt": own("mới", made_of="y"), "b.txt": own("c"), "c.txt": own("d")})
    assert files.known == {
        "a.txt": own("mới", made_of="y", before=digest("cũ")),
        "b.txt": own("c"),
        "c.txt": own("d"),
    }
    assert OwnFiles.read(tmp_path).known == files.known, "the next run knows both"
    assert files.is_ours("a.txt"), "as long as it may be the older one"
    assert not files.stands("a.txt", "y")
    put(tmp_path, "a.txt", "mới")
    assert files.is_ours("a.txt")
    files.written("a.txt")
    assert files.known["a.txt"] == own("mới", made_of="y")
    put(tmp_path, "a.txt", "cũ")
    assert not files.is_ours("a.txt")


def listed(folder: Path, name: str, **files: OwnFile) -> None:
    said = {key: {"sha256": one.sha256, "for": one.whose} for key, one in files.items()}
    put(folder, name, json.dumps(said))


def test_of_two_lists_the_one_counts_that_tells_what_lies_there(tmp_path: Path) -> None:
    put(tmp_path, "a", "a")
    put(tmp_path, "b", "b")
    listed(tmp_path, LIST, a=own("a"), b=own("cũ"), c=own("c"))
    listed(tmp_path, SECOND, a=own("cũ"), b=own("b"), c=own("cũ"), d=own("d"))
    known = OwnFiles.read(tmp_path).known
    assert known == {"a": own("a"), "b": own("b"), "c": own("c"), "d": own("d")}
    (tmp_path / SECOND).unlink()
    assert OwnFiles.read(tmp_path).known == {"a": own("a"), "b": own("cũ"), "c": own("c")}


def test_of_two_lists_that_both_tell_it_the_first_counts(tmp_path: Path) -> None:
    put(tmp_path, "a", "a")
    for name, whose in ((LIST, "01"), (SECOND, "02")):
        listed(tmp_path, name, a=OwnFile(digest("a"), whose))
    assert OwnFiles.read(tmp_path).known == {"a": own("a")}


def test_a_note_cut_short_amid_a_letter_costs_no_other(tmp_path: Path) -> None:
    sound = '\n{"a\u2028b": {"sha256": "x", "for": "01"}}\n'.encode()
    (tmp_path / NOTES).write_bytes(sound + '{"đ'.encode()[:-1])
    assert OwnFiles.read(tmp_path).known == {"a\u2028b": OwnFile("x", "01")}


UNSOUND = [
    "", "[]", "1", "{", '{"a": 1}', '{"../a": {"sha256": "x", "for": "01"}}',
    '{"a/b": {"sha256": "x", "for": "01"}}', '{"a": {"sha256": "", "for": "01"}}',
    '{"a": {"sha256": "x"}}', '{"a": {"for": "01"}}', '{"a": {"sha256": 1, "for": "01"}}',
    '{"a": {"sha256": "x", "for": "01", "of": 1}}', '{"a": {"sha256": "x", "for": "01", "was": 1}}',
    "[" * 100_000,
]  # fmt: skip


@for_each("said", UNSOUND, ids=range(len(UNSOUND)))
def test_what_a_list_says_that_is_not_sound_is_not_believed(said: str, tmp_path: Path) -> None:
    for name in (LIST, SECOND):
        put(tmp_path, name, said)
    put(tmp_path, NOTES, f'{said}\n{{"b": {{"sha256": "x", "for": "02", "was": "y"}}}}\n{{"c')
    assert OwnFiles.read(tmp_path).known == {"b": OwnFile("x", "02", "", "y")}


def test_the_checksum_of_what_is_not_there_is_empty(tmp_path: Path) -> None:
    put(tmp_path, "a", "a")
    assert checksum(tmp_path / "a") == digest("a")
    assert checksum(tmp_path / "b") == checksum(tmp_path) == ""


def test_a_list_that_says_nothing_new_is_left_alone(tmp_path: Path) -> None:
    OwnFiles(tmp_path).save()
    assert only(tmp_path) == {}
    files = OwnFiles(tmp_path, {"a": own("a")})
    files.save()
    os.utime(tmp_path / LIST, (1, 1))
    (tmp_path / SECOND).write_bytes(b"\xff")
    files.save()
    assert (tmp_path / LIST).stat().st_mtime == 1
    assert (tmp_path / SECOND).read_bytes() == (tmp_path / LIST).read_bytes()
    draft_of(tmp_path / LIST).mkdir()  # no draft of it can be written
    files.save()


@for_each(
    ("path", "name"),
    [
        (r"C:\xa\con\ke-hoach.xlsx", "con"),
        (r"C:\xa\Nul.2024\ke-hoach.xlsx", "Nul.2024"),
        (r"D:\năm?2024\a.xlsx", "năm?2024"),
        (r"D:\cuối. \a.xlsx", "cuối. "),
        ("COM1", "COM1"),
        (r"\\may\chung\con.xlsx", "con.xlsx"),
        (r"C:\xa\công\..\connect\2024.5\a.xlsx", None),
        (r"Z:thu muc\a.xlsx", None),
    ],
)
def test_a_name_that_windows_takes_for_something_else_is_named(path: str, name: str | None) -> None:
    said = whole.unusable_name(PureWindowsPath(path))
    assert said is None if name is None else said is not None and f"“{name}”" in said.vi
