"""Nobody who holds what was published can tell of which unit, session, quarter or day a
denunciation is.

Two proofs: an attacker that reads all files finds no clue; and wherever the denunciation was made,
what is published is the same, byte for byte, so that there is nothing to find.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from attacker import Published, clues, told
from opened import one_page
from small_year import TODAY, Hands, attendance, fill, issued_file, make_year, petition

from sheettools.annual.data import Limits
from sheettools.annual.doors import Order
from sheettools.annual.report import WRITERS, Places, rewrite_report
from sheettools.year import IN, Year

FIXED = "Đã hướng dẫn viết đơn tố cáo riêng"
MOI, AO, CAM, HOA = "Mới", "Ao Vường", "Cấm", "Họa"
QUARTERS = {
    "I": date(2024, 2, 20),
    "II": date(2024, 5, 14),
    "III": date(2024, 8, 13),
    "IV": date(2024, 11, 12),
}
Rows = dict[str, list[dict[str, Any]]]


def sessions(*planned: tuple[str, str]) -> list[dict[str, Any]]:
    """Plan sessions: (quarter, village)."""
    return [
        {"ma": f"2024-Q{n}", "quy": quarter, "cac_thon": (village,), "dia_diem": "Nhà văn hóa"}
        for n, (quarter, village) in enumerate(planned, start=1)
    ]


SHAPES: Mapping[str, tuple[Sequence[str], list[dict[str, Any]]]] = {
    "one a quarter": (
        (MOI, AO, CAM, HOA),
        sessions(("I", MOI), ("II", AO), ("III", CAM), ("IV", HOA)),
    ),
    "several": (
        (MOI, AO, CAM),
        sessions(("I", MOI), ("I", AO), ("II", MOI), ("III", CAM), ("IV", MOI)),
    ),
    "two": ((MOI, AO), sessions(("II", MOI), ("IV", AO))),
    "one": ((MOI,), sessions(("II", MOI), ("III", MOI))),
}


def reported(planned: Sequence[Mapping[str, Any]], village: str) -> Rows:
    """Return what a village reports: each of its sessions, and two petitions raised there."""
    own = [one for one in planned if one["cac_thon"] == (village,)]
    rows: Rows = {"lich": [], "tham_du": [], "kien_nghi": []}
    for one in own:
        day = QUARTERS[one["quy"]]
        rows["lich"].append(
            {
                "trang_thai": "DA_TO_CHUC",
                "ngay_to_chuc": day,
                "dia_diem": "Nhà văn hóa",
                "chu_tri": "Bí thư",
            }
        )
        rows["tham_du"].append(
            attendance(9, (0, 1, 1, 1, 2, 4), luot_phat_bieu=5, nguoi_phat_bieu=4)
        )
        for kind, area in (("KIEN_NGHI", "DAT_DAI"), ("PHAN_ANH", "GIAO_THONG")):
            rows["kien_nghi"].append(
                petition(kind, area, "TAI_HN", "XA", "DANG_GQ", day, ma_cuoc=one["ma"])
            )
    if not own:
        rows["kien_nghi"].append(
            petition("KIEN_NGHI", "Y_TE", "HOM_THU", "XA", "DANG_GQ", date(2024, 3, 4))
        )
    return rows


def denunciation(**more: Any) -> dict[str, Any]:
    return petition(
        "TO_CAO",
        "TTHC",
        "HOM_THU",
        "XA",
        "TU_CHOI",
        date(2024, 5, 14),
        ngay_tra_loi=date(2024, 5, 20),
    ) | {"noi_dung": FIXED, **more}


@pytest.fixture(scope="module")
def blank_years(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Years of each shape with the workbooks that went out, made once."""
    made: dict[str, Path] = {}

    def year_of(shape: str) -> Path:
        if shape not in made:
            villages, planned = SHAPES[shape]
            folder = tmp_path_factory.mktemp("hinh") / "mau-son-2024"
            numbered = [(f"{n:02}", name) for n, name in enumerate(villages, start=1)]
            make_year(folder, villages=numbered, more={"cuoc": planned})
            made[shape] = folder
        return made[shape]

    return year_of


def publish(
    folder: Path, shape: str, place: Callable[[dict[str, Rows]], None], today: date = TODAY
) -> Path:
    """Let all villages report, with what `place` puts among their rows, and return what is
    published.
    """
    villages, planned = SHAPES[shape]
    rows = {village: reported(planned, village) for village in villages}
    place(rows)
    year = Year(folder)
    shutil.rmtree(folder / IN)
    (folder / IN).mkdir()
    for number, village in enumerate(villages, start=1):
        if rows[village]:
            blank = issued_file(year, f"{number:02}")
            fill(blank, folder / IN / f"so {number}.xlsx", year.plan.collects, rows[village])
    report = year.report((), today, Order(doors=list(WRITERS)))
    assert report.office is not None
    assert report.office.parent != report.path.parent, "what stays lies elsewhere"
    return report.path.parent


def copied(year: Path, to: Path) -> Path:
    return Path(shutil.copytree(year, to / "mau-son-2024"))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


# ---------------------------------------------------------------------- where it may have been made


def at(village: str, row: int, **more: Any) -> Callable[[dict[str, Rows]], None]:
    """Put a denunciation among a village's petitions, at a row."""
    return lambda rows: rows[village]["kien_nghi"].insert(row, denunciation(**more))


def raised(session: str, quarter: str, **more: Any) -> dict[str, Any]:
    day = QUARTERS[quarter]
    return {
        "nguon": "TAI_HN",
        "ma_cuoc": session,
        "ngay_tiep_nhan": day,
        "ngay_tra_loi": day,
        **more,
    }


PLACES: Mapping[str, Sequence[Callable[[dict[str, Rows]], None]]] = {
    "one a quarter": (
        at(MOI, 0, **raised("2024-Q1", "I")),
        at(AO, 1, **raised("2024-Q2", "II", linh_vuc="DAT_DAI", tham_quyen="HUYEN")),
        at(
            HOA,
            2,
            **raised(
                "2024-Q4", "IV", tra_loi_hn=True, trang_thai="TRA_LOI_HN", tom_tat="Đã hướng dẫn"
            ),
        ),
        at(
            CAM,
            0,
            nguon="TIEP_DAN",
            ngay_tiep_nhan=date(2024, 12, 30),
            ngay_tra_loi=date(2025, 1, 6),
        ),
    ),
    "several": (
        at(MOI, 3, **raised("2024-Q3", "II")),
        at(CAM, 0),
        at(AO, 2, trang_thai="GIAI_TRINH"),
    ),
    "two": (at(MOI, 0), at(AO, 2, **raised("2024-Q2", "IV"))),
}


@pytest.mark.parametrize("shape", PLACES)
def test_wherever_it_was_made_what_is_published_is_the_same(
    shape: str, blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years(shape), tmp_path)
    first, *others = PLACES[shape]
    folder = publish(year, shape, first)
    assert told(Published.read(folder)) == 1, "how many is told"
    assert clues([folder]) == []
    wanted = digests(folder)
    for number, place in enumerate(others):
        assert digests(publish(year, shape, place)) == wanted, number


@pytest.mark.parametrize("several", [0, 1, 2])
def test_of_one_unit_nobody_learns_whether_there_is_any(
    several: int, blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years("one"), tmp_path)
    none = digests(publish(year, "one", lambda rows: None))

    def place(rows: dict[str, Rows]) -> None:
        for number in range(several):
            rows[MOI]["kien_nghi"].insert(
                number, denunciation(ngay_tiep_nhan=date(2024, 5, 6 + number))
            )

    folder = publish(year, "one", place)
    assert digests(folder) == none
    assert told(Published.read(folder)) is None
    assert clues([folder]) == []


def test_where_one_unit_alone_has_returned_it_is_as_if_there_were_no_other(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years("two"), tmp_path)

    def without(rows: dict[str, Rows]) -> None:
        rows[AO].clear()

    def with_one(rows: dict[str, Rows]) -> None:
        rows[AO].clear()
        at(MOI, 0)(rows)

    none = digests(publish(year, "two", without))
    folder = publish(year, "two", with_one)
    assert digests(folder) == none
    assert clues([folder]) == []


def broken(row: dict[str, Any]) -> dict[str, Any]:
    """Return a petition whose kind nobody can read: it may be one."""
    return {**row, "loai": "Tố các"}


@pytest.mark.parametrize("shape", ["one a quarter", "two"])
def test_nor_does_one_that_was_set_aside_tell_where_it_was(
    shape: str, blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years(shape), tmp_path)

    def put(village: str, row: int) -> Callable[[dict[str, Rows]], None]:
        return lambda rows: rows[village]["kien_nghi"].insert(row, broken(denunciation()))

    folder = publish(year, shape, put(MOI, 0))
    assert "1 dòng để riêng" in str(Published.read(folder).words)
    assert clues([folder]) == []
    wanted = digests(folder)
    assert digests(publish(year, shape, put(AO, 1))) == wanted


def test_a_draft_and_the_final_report_together_tell_nothing(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    """Cấm returns last, with the denunciation: before it there was none."""
    year, kept = copied(blank_years("one a quarter"), tmp_path), []

    def draft(rows: dict[str, Rows]) -> None:
        rows[CAM].clear()

    for number, place in enumerate((draft, at(CAM, 0), at(CAM, 1))):
        kept.append(
            Path(shutil.copytree(publish(year, "one a quarter", place), tmp_path / f"ban-{number}"))
        )
    assert told(Published.read(kept[0])) is None, "a draft says nothing of it"
    assert told(Published.read(kept[1])) == 1
    assert clues(kept) == []


def test_an_older_return_tells_nothing_either(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years("two"), tmp_path)
    villages, planned = SHAPES["two"]

    def with_older(number: int, village: str) -> dict[str, str]:
        folder = publish(year, "two", lambda rows: None)
        rows = reported(planned, village)
        rows["kien_nghi"].append(denunciation())
        made = Year(year)
        fill(
            issued_file(made, f"{number:02}"),
            year / IN / "cu.xlsx",
            made.plan.collects,
            rows,
            saved=datetime(2024, 11, 2, 8, 0),
        )
        made.report((), TODAY, Order(doors=list(WRITERS)))
        assert clues([folder]) == []
        return digests(folder)

    assert with_older(1, villages[0]) == with_older(2, villages[1])


def test_what_the_office_keeps_does_say_it(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    """The attacker is no fool: given the office's edition he finds it at once."""
    year = copied(blank_years("one a quarter"), tmp_path)
    publish(year, "one a quarter", PLACES["one a quarter"][0])
    found = clues([year / "noi-bo"])
    assert any("running code" in clue for clue in found)
    assert any("a row in" in clue and "Thôn Mới" in clue for clue in found)


def test_what_lies_beside_a_workbook_that_is_too_small_tells_as_little(
    blank_years: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = partial(Places, limits=Limits(book=1))
    monkeypatch.setattr("sheettools.annual.report.Places", small)
    year = copied(blank_years("one a quarter"), tmp_path)
    made = []
    for place in PLACES["one a quarter"]:
        folder = publish(year, "one a quarter", place)
        assert [path.name for path in folder.glob("*.sqlite")], "its rows lie beside it"
        assert clues([folder]) == []
        made.append(digests(folder))
    assert all(one == made[0] for one in made)
    assert clues([year / "noi-bo"]), "what stays in the office does say it"


def test_what_is_written_again_from_either_edition_tells_as_little(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    year = copied(blank_years("two"), tmp_path)
    folder = publish(year, "two", PLACES["two"][0])
    wanted = {path.suffix: path.read_bytes() for path in folder.glob("tong-hop*.*")}
    for number, source in enumerate(
        (
            folder / "tong-hop_99901_2024_gui-cap-tren.xlsx",
            year / "noi-bo" / "tong-hop_99901_2024_noi-bo.xlsx",
        )
    ):
        again = tmp_path / f"lai-{number}"
        again.mkdir()
        rewrite_report(source, again / "lai.xlsx", list(WRITERS))
        assert {path.suffix: path.read_bytes() for path in again.glob("lai.*")} == wanted
        assert clues([again]) == []


# --------------------------------------------------------------------------- the next year


def test_over_two_years_nothing_is_told_by_what_was_carried_over(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    """It is open at the end of the first year and nobody reports of it in the second: opening and
    closing have it.
    """
    seen = []
    for village in (MOI, AO):
        folder = copied(blank_years("two"), tmp_path / village)
        open_one = at(village, 0, trang_thai="DANG_GQ", ngay_tra_loi=None)
        first = publish(folder, "two", open_one)
        number = SHAPES["two"][0].index(village) + 1
        next_year = tmp_path / village / "mau-son-2025"
        last_year = "../mau-son-2024/noi-bo/tong-hop_99901_2024_noi-bo.xlsx"
        make_year(
            next_year,
            year=2025,
            villages=[("01", MOI), ("02", AO)],
            more={"cuoc": []},
            last_year=last_year,
        )
        year = Year(next_year)
        for code in ("01", "02"):
            blank = issued_file(year, code)
            assert carried(year, blank) == [
                f"99901-{code}-2024-{row:03}" for row in rows_of_petitions(village, code)
            ]
            fill_states(year, blank, next_year / IN / f"so {code}.xlsx")
        report = year.report((), date(2026, 1, 9), Order(doors=list(WRITERS)))
        values = report.figures.values
        assert values["dau_ky"] == values["ton"] == 4 + 1, "two petitions of each village, and it"
        assert not [f for f in report.findings if f.code == "R315"]
        assert report.edition.office is not None
        assert list(report.edition.office.left["kien_nghi"]["ma_don_vi"]) == [f"99901-0{number}"], (
            "the office knows"
        )
        folders = [first, report.path.parent]
        assert clues(folders) == []
        seen.append([digests(one) for one in folders])
    assert seen[0] == seen[1]


def carried(year: Year, blank: Path) -> list[str]:
    """The codes of last year that a workbook comes with."""
    hands = Hands(year.plan.collects)
    page = one_page(blank, hands.title("kien_nghi"))
    column = hands.column("kien_nghi", "ma_ky_truoc")
    first = hands.first_row("kien_nghi")
    return [value for row in range(first, first + 10) if (value := page[f"{column}{row}"].value)]


def rows_of_petitions(village: str, code: str) -> tuple[int, int]:
    """The rows of a village's two petitions: one further down where the denunciation stands before
    them.
    """
    return (2, 3) if code == {MOI: "01", AO: "02"}[village] else (1, 2)


def fill_states(year: Year, blank: Path, filled: Path) -> None:
    """Say of each petition that came over that it is still being settled."""
    still = {"trang_thai": "DANG_GQ", "tra_loi_hn": False}
    rows = [still] * len(carried(year, blank))
    fill(blank, filled, year.plan.collects, {"kien_nghi": rows})


# --------------------------------------------------------------------------- the barriers behind


def test_a_row_whose_condition_cannot_be_judged_is_covered(
    blank_years: Callable[[str], Path],
) -> None:
    cover = next(
        c for c in Year(blank_years("one")).plan.collects.sheet("kien_nghi").covers if c.unit
    )
    assert cover.applies({"loai": None})
    assert cover.applies({})
    assert cover.applies({"loai": "TO_CAO"})
    assert not cover.applies({"loai": "KIEN_NGHI"})


def test_personal_fields_of_the_plan_are_in_nothing_that_is_made_of_it(
    blank_years: Callable[[str], Path], tmp_path: Path
) -> None:
    more = {
        "thon": [
            {
                "ma": "01",
                "loai": "Thôn",
                "ten": MOI,
                "truong_thon": "Hoàng",
                "dien_thoai": "0987654321",
            },
            {
                "ma": "02",
                "loai": "Thôn",
                "ten": AO,
                "truong_thon": "Bế",
                "dien_thoai": "0912345678",
            },
        ],
        "cuoc": [],
    }
    year = make_year(tmp_path / "mau-son-2024", villages=[("01", MOI), ("02", AO)], more=more)
    report = year.report((), TODAY, Order(doors=["json"]))
    for edition in (report.edition, report.public):
        rows = edition.data.plan.tables["thon"]
        assert {key for row in rows for key in row} <= {
            "ma",
            "loai",
            "ten",
            "noi_bao_cao",
            "ma_noi_bao_cao",
        }
