"""The script that somebody would write: read all workbooks, check, put them together, `to_excel`.

    python -m benchmarks.baselines.script check|merge openpyxl|read_excel|calamine FOLDER [OUT]

FROZEN, see `benchmarks/baselines/__init__.py`. What was tried to make it win, in ms of CPU to read
a file of November 2026: each is opened once and only its four sheets are read. `openpyxl`: a book
`read_only`, its rows as values (100); a part of the columns only (100), without lxml (101), without
the collector (102) and a book that is not `read_only` (245) won nothing. `read_excel`: pandas over
openpyxl, as most would write it (145). `calamine`: python-calamine's own lists (18); pandas over it
took 40. All rows go into one frame a table and are checked by columns, once for all files.
`to_excel` by xlsxwriter, which is faster than by openpyxl.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.baselines.tables import (
    AMONG,
    ATTENDANCE,
    DAYS_TO_ANSWER,
    GROUPS,
    MOST,
    PERIOD,
    PETITIONS,
    SCHEDULE,
    TABLES,
    Table,
    title_of,
    workbooks,
)

FIRST_DAY, LAST_DAY = (pd.Timestamp(day) for day in PERIOD)
Rows = Iterable[Sequence[Any]]
Sheets = Iterator[tuple[Table, Rows]]
Said = list[tuple[str, str, int, str]]
"""What is wrong: file, sheet, row, what."""


def read_by_openpyxl(path: Path) -> Sheets:
    """Yield the sheets that the script wants, cell by cell."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for table in TABLES:
        if table.title in book.sheetnames:
            yield table, book[table.title].iter_rows(values_only=True)
    book.close()


def read_by_calamine(path: Path) -> Sheets:
    """Yield the sheets that the script wants, cell by cell."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for table in TABLES:
        if table.title in book.sheet_names:
            yield table, book.get_sheet_by_name(table.title).to_python(skip_empty_area=False)


def read_by_pandas(path: Path) -> Sheets:
    """Yield the sheets that the script wants, each out of a frame."""
    with pd.ExcelFile(path, engine="openpyxl") as book:
        there = [table for table in TABLES if table.title in book.sheet_names]
        titles = [table.title for table in there]
        frames = pd.read_excel(book, sheet_name=titles, header=None, dtype=object, na_filter=False)
    for table in there:
        yield table, frames[table.title].to_numpy().tolist()


READERS: dict[str, Callable[[Path], Sheets]] = {
    "openpyxl": read_by_openpyxl,
    "read_excel": read_by_pandas,
    "calamine": read_by_calamine,
}


def filled_rows(table: Table, rows: Rows) -> Iterator[list[Any]]:
    """Yield the number and the columns of each row in which anything was filled in."""
    places: list[int] = []
    typed: list[int] = []
    last = 0
    for number, row in enumerate(rows, start=1):
        if not places:
            found = {title_of(cell): place for place, cell in enumerate(row)}
            if table.columns[0] in found and table.typed[0] in found:
                places = [found.get(title, -1) for title in table.columns]
                typed = [found[title] for title in table.typed if title in found]
                last = max(places)
            continue
        if len(row) <= last:
            row = [*row, *[None] * (last + 1 - len(row))]  # noqa: PLW2901
        for place in typed:
            if row[place] not in (None, ""):
                yield [number, *[row[place] if place >= 0 else None for place in places]]
                break


def read_all(folder: Path, engine: str) -> dict[str, pd.DataFrame]:
    """Return all rows of all workbooks, a frame a table."""
    rows: dict[str, list[list[Any]]] = {table.title: [] for table in TABLES}
    for path in workbooks(folder):
        for table, sheet in READERS[engine](path):
            rows[table.title] += [[path.name, *row] for row in filled_rows(table, sheet)]
    frames = {}
    for table in TABLES:
        columns = ["Tệp", "Dòng", *table.columns]
        frame = pd.DataFrame(rows[table.title], columns=columns, dtype=object)
        frames[table.title] = frame.replace({"": None})
    return frames


def check(frames: dict[str, pd.DataFrame]) -> Said:
    """Return what is wrong, the spirit of the template's rules: what must be there, dates, numbers,
    lists, what two cells or two sheets say of one thing.
    """
    said: Said = []
    for table in TABLES:
        frame = frames[table.title]
        _check_columns(table, frame, said)
    _check_schedule(frames[SCHEDULE.title], said)
    _check_attendance(frames[ATTENDANCE.title], said)
    _check_petitions(frames[PETITIONS.title], said)
    known = pd.MultiIndex.from_frame(frames[SCHEDULE.title][["Tệp", "Mã cuộc"]])
    for table, column in ((ATTENDANCE, "Mã cuộc"), (PETITIONS, "Mã cuộc đối thoại")):
        frame = frames[table.title]
        there = pd.MultiIndex.from_frame(frame[["Tệp", column]]).isin(known)
        _say(frame, frame[column].notna() & ~there, table, f"{column}: không có cuộc này", said)
    return said


def _say(frame: pd.DataFrame, wrong: Any, table: Table, what: str, said: Said) -> None:
    for file, number in frame.loc[wrong, ["Tệp", "Dòng"]].itertuples(index=False):
        said.append((file, table.title, number, what))


def _dates(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_datetime(column, errors="coerce", dayfirst=True)


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    return pd.to_numeric(column, errors="coerce")


def _check_columns(table: Table, frame: pd.DataFrame, said: Said) -> None:
    for title in table.required:
        _say(frame, frame[title].isna(), table, f"{title}: bỏ trống", said)
    for title in table.dates:
        _say(frame, frame[title].notna() & _dates(frame[title]).isna(), table, title, said)
    for title in table.numbers:
        values = _numbers(frame[title])
        wrong = frame[title].notna() & ~values.between(0, MOST)
        _say(frame, wrong, table, f"{title}: không phải là số từ 0 đến {MOST}", said)
    for title, items in table.lists.items():
        wrong = frame[title].notna() & ~frame[title].isin(items)
        _say(frame, wrong, table, f"{title}: không có trong danh sách", said)


def _check_schedule(frame: pd.DataFrame, said: Said) -> None:
    held, day = frame["Kết quả tổ chức"] == "Đã tổ chức", _dates(frame["Ngày tổ chức"])
    for title in ("Ngày tổ chức", "Địa điểm tổ chức", "Chủ trì (chức danh)"):
        _say(frame, held & frame[title].isna(), SCHEDULE, f"{title}: bỏ trống", said)
    off = frame["Kết quả tổ chức"].isin(["Hoãn", "Không tổ chức"])
    _say(frame, off & day.notna(), SCHEDULE, "Ngày tổ chức: phải để trống", said)
    outside = day.notna() & ~day.between(FIRST_DAY, LAST_DAY)
    _say(frame, outside, SCHEDULE, "Ngày tổ chức: ngoài kỳ", said)
    told, concluded = (
        _dates(frame["Ngày thông báo cho dân"]),
        _dates(frame["Ngày thông báo kết luận"]),
    )
    _say(frame, told > day, SCHEDULE, "Ngày thông báo: sau ngày tổ chức", said)
    _say(frame, (day - told).dt.days < 7, SCHEDULE, "Ngày thông báo: chưa đủ 7 ngày", said)
    _say(frame, concluded < day, SCHEDULE, "Ngày kết luận: trước ngày tổ chức", said)
    _say(frame, (concluded - day).dt.days > 10, SCHEDULE, "Ngày kết luận: quá 10 ngày", said)
    twice = frame.duplicated(["Tệp", "Mã cuộc"])
    _say(frame, twice, SCHEDULE, "Mã cuộc: ghi trùng", said)


def _check_attendance(frame: pd.DataFrame, said: Said) -> None:
    present = sum(_numbers(frame[title]).fillna(0) for title in GROUPS)
    for title in (*AMONG, "Số hộ có người dự", "Số người phát biểu"):
        _say(frame, _numbers(frame[title]) > present, ATTENDANCE, f"{title}: quá số có mặt", said)
    more = _numbers(frame["Số người phát biểu"]) > _numbers(frame["Số lượt phát biểu"])
    _say(frame, more, ATTENDANCE, "Số người phát biểu: quá số lượt", said)
    _say(frame, frame.duplicated(["Tệp", "Mã cuộc"]), ATTENDANCE, "Mã cuộc: ghi trùng", said)


def _check_petitions(frame: pd.DataFrame, said: Said) -> None:
    state = frame["Tình trạng giải quyết"]
    needed = {
        "Đã chuyển cấp có thẩm quyền": ("Cơ quan giải quyết", "Số văn bản trả lời, chuyển"),
        "Đã giải quyết xong": ("Kết quả giải quyết", "Ngày giải quyết xong, ngày chuyển"),
        "Chưa giải quyết": ("Lý do chưa giải quyết",),
        "Đã trả lời tại hội nghị": ("Ngày trả lời",),
    }
    for said_state, titles in needed.items():
        for title in titles:
            missing = (state == said_state) & frame[title].isna()
            _say(frame, missing, PETITIONS, f"{title}: bỏ trống", said)
    own = frame["Thẩm quyền giải quyết"].isin(["Thôn (tự quản)", "Xã"])
    passed = state == "Đã chuyển cấp có thẩm quyền"
    _say(frame, own & passed, PETITIONS, "Tình trạng: việc của xã, thôn mà chuyển", said)
    came, answered = _dates(frame["Ngày tiếp nhận"]), _dates(frame["Ngày trả lời"])
    outside = came.notna() & ~came.between(FIRST_DAY, LAST_DAY)
    _say(frame, outside, PETITIONS, "Ngày tiếp nhận: ngoài kỳ", said)
    _say(frame, answered < came, PETITIONS, "Ngày trả lời: trước ngày tiếp nhận", said)
    late = answered - came > pd.Timedelta(days=DAYS_TO_ANSWER * 7 // 5)
    _say(frame, late, PETITIONS, f"Ngày trả lời: quá {DAYS_TO_ANSWER} ngày làm việc", said)
    other = (frame["Lĩnh vực"] == "Lĩnh vực khác") & frame["Ghi chú"].isna()
    _say(frame, other, PETITIONS, "Ghi chú: bỏ trống", said)
    text = frame["Nội dung ý kiến, kiến nghị"].astype(str)
    _say(frame, text.str.contains(r"\b0\d{9}\b"), PETITIONS, "Nội dung: có số điện thoại", said)
    _say(frame, frame.duplicated(["Tệp", "Mã"]), PETITIONS, "Mã: ghi trùng", said)
    folded = text.str.casefold().str.split().str.join(" ")
    twice = pd.DataFrame({"Tệp": frame["Tệp"], "Nội dung": folded}).duplicated()
    _say(frame, twice, PETITIONS, "Nội dung: ghi trùng", said)


def merge(frames: dict[str, pd.DataFrame], said: Said, out: Path) -> None:
    """Write all rows and some figures into one workbook."""
    petitions = frames[PETITIONS.title]
    figures = {
        "Theo lĩnh vực": ["Lĩnh vực"],
        "Theo loại": ["Loại"],
        "Theo thẩm quyền": ["Thẩm quyền giải quyết"],
        "Theo tình trạng": ["Tình trạng giải quyết"],
        "Theo thôn": ["Tệp"],
    }
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for title, by in figures.items():
            counted = petitions.groupby(by, dropna=False).size().rename("Số kiến nghị")
            counted.reset_index().to_excel(writer, sheet_name=title, index=False)
        for table in TABLES:
            frames[table.title].to_excel(writer, sheet_name=table.title, index=False)
        wrong = pd.DataFrame(said, columns=["Tệp", "Trang", "Dòng", "Điều sai"])
        wrong.to_excel(writer, sheet_name="Phải sửa", index=False)


def main(job: str, engine: str, folder: str, out: str = "") -> None:
    """Check or merge the workbooks of a folder, and print how many rows and faults there are."""
    frames = read_all(Path(folder), engine)
    said = check(frames)
    if job == "merge":
        merge(frames, said, Path(out))
    for title, frame in frames.items():
        print(f"{title}: {len(frame)}")
    print(f"faults: {len(said)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
