"""What is made from a skeleton holds the same parts as if it had been written by itself."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from standing import own_template, run_demo, shipped_template

from sheettools.outgoing.workbook import skeleton
from sheettools.outgoing.workbook.generate import make_workbook, write_workbook
from sheettools.outgoing.workbook.skeleton import Workbooks
from sheettools.template.identity import seal_all
from sheettools.template.issue import FilledBook, Issue, issue_all
from sheettools.template.model import Template
from sheettools.year import OUT, Year

pytestmark = pytest.mark.anew

PROFILE = "bac-giang-2024"
NAMES = (
    "Ao Vường", "Hạ", "Nà Mẫu", "Hồ & Đầm", "Đồng < Bến", "O'Cả > “Con”", "Tên dài " * 7, "- Gạch",
    "=Số", "nfd Hòa", "Bản-2", "100", "x\u00a0y",
)  # fmt: skip
FORM: Mapping[str, Any] = {
    "nam": 2024,
    "tu_ngay": date(2024, 1, 1),
    "den_ngay": date(2024, 12, 31),
    "han_nop": date(2024, 12, 20),
    "loai_xa": "Xã",
    "xa": "Mẫu Sơn",
    "ma_xa": "99901",
    "thoi_luong": "½ ngày",
}
CARRIED: Mapping[str, Any] = {
    "noi_dung": "Làm đường <liên> thôn & cầu",
    "loai": "KIEN_NGHI",
    "linh_vuc": "GIAO_THONG",
    "nguon": "TAI_HN",
    "ngay_tiep_nhan": date(2023, 5, 2),
    "tham_quyen": "XA",
    "ma_ky_truoc": "99901-01-2023-004",
}


def villages(names: Iterable[str], **more: Any) -> list[dict[str, Any]]:
    rows = [{"loai": "Thôn", "ten": name.strip()} for name in names]
    return [{"ma": f"{n:02}", **row, **more} for n, row in enumerate(rows, start=1)]


def dialogues(names: Sequence[str]) -> list[dict[str, Any]]:
    """Make a dialogue for two of three villages, every second with a guest, at places short and
    long.
    """
    made: list[dict[str, Any]] = []
    for n, name in enumerate(names):
        if n % 3:
            made.append(
                {
                    "ma": f"2024-Q{n % 4 + 1}-{n}",
                    "quy": ("I", "II", "III", "IV")[n % 4],
                    "cac_thon": (name.strip(), names[(n + 1) % len(names)].strip())[: 1 + n % 2],
                    "dia_diem": f"Nhà văn hóa thôn {name}" * (1 + n % 5),
                    "ngay_du_kien": date(2024, 1 + 3 * (n % 4), 1 + n % 28),
                }
            )
    return made


def issues(
    template: Template,
    names: Sequence[str] = NAMES,
    form: Mapping[str, Any] = FORM,
    carried: Mapping[str, Any] | None = None,
    **village: Any,
) -> tuple[Issue, ...]:
    plan = FilledBook(
        {"chung": form}, {"thon": villages(names, **village), "cuoc": dialogues(names)}
    )
    issued = issue_all(template, own_template("ke-hoach", PROFILE), plan, carried)
    return seal_all(template, issued, "khoa")


def compare(template: Template, issued: Iterable[Issue], folder: Path) -> list[str]:
    """Make each workbook both ways, assert that their parts are the same, and return how."""
    makes, path = Workbooks(template), folder / "so.xlsx"
    ways: list[str] = []
    for one in issued:
        made, way = _made(makes, one)
        ways.append(way)
        write_workbook(path, template, one)
        with ZipFile(io.BytesIO(made)) as ours, ZipFile(path) as plain:
            assert ours.testzip() is None
            assert ours.namelist() == plain.namelist()
            for name in plain.namelist():
                assert ours.read(name) == plain.read(name), (one.code, name)
    return ways


def _made(makes: Workbooks, one: Issue) -> tuple[bytes, str]:
    """Return a workbook, and how it was made: written by itself, the first of its shape or not."""
    before = len(makes._skeletons)
    written: list[Issue] = []

    def make(template: Template, issued: Issue, **_: object) -> bytes:
        written.append(issued)
        return make_workbook(template, issued)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(skeleton, "make_workbook", make)
        made = makes.make(one)
    if written:
        return made, "plain"
    return made, "new" if len(makes._skeletons) > before else "copied"


@pytest.fixture(scope="module")
def template() -> Template:
    return own_template("so-tiep-xuc", PROFILE)


def test_workbooks_of_one_plan_have_the_parts_that_they_have_alone(
    template: Template, tmp_path: Path
) -> None:
    ways = compare(template, issues(template), tmp_path)
    assert ways.count("copied") >= len(NAMES) // 4
    assert "plain" not in ways


def test_a_name_that_excel_would_take_for_an_escaped_sign_goes_the_plain_way(
    template: Template, tmp_path: Path
) -> None:
    ways = compare(template, issues(template, ("Ao", "A_x0041_B", "Ao\x07")), tmp_path)
    assert set(ways) == {"plain"}


def test_so_have_those_of_the_template_that_ships(tmp_path: Path) -> None:
    template = shipped_template("so-tiep-xuc", PROFILE)
    ways = compare(template, issues(template, NAMES[:7]), tmp_path)
    assert "copied" in ways


def test_so_have_those_with_rows_of_last_year(template: Template, tmp_path: Path) -> None:
    rows = [CARRIED | {"noi_dung": f"Việc {n}, " * n, "so_nguoi": n} for n in range(1, 5)]
    rows += [CARRIED | {"ngay_tiep_nhan": date(2023, n, 20), "linh_vuc": "Y_TE"} for n in (3, 9)]
    # One with a telephone number, at which a rule complains, so that a row is marked.
    rows.append(CARRIED | {"noi_dung": "Gọi 0912345678 để hỏi"})
    carried = {f"99901-{n:02}": {"kien_nghi": [row]} for n, row in enumerate(rows, start=1)}
    carried["99901-09"] = {"kien_nghi": rows[:3]}
    names = [f"Thôn {n}" for n in range(10)]
    ways = compare(template, issues(template, names, carried=carried), tmp_path)
    assert "copied" in ways


def test_a_sign_in_the_communes_name_is_doubled_in_footers_alone(
    template: Template, tmp_path: Path
) -> None:
    form = {**FORM, "xa": "Ao & <Đầm>"}
    assert "copied" in compare(template, issues(template, NAMES[:7], form), tmp_path)


def test_a_day_that_stands_in_a_formula_makes_a_shape_of_its_own(
    template: Template, tmp_path: Path
) -> None:
    early = issues(template, NAMES[:3], tu_ngay=date(2024, 2, 1))
    late = issues(template, NAMES[:3], tu_ngay=date(2024, 7, 1))
    assert compare(template, (*early, *late), tmp_path)[3] == "new"


def test_a_text_that_the_workbook_has_itself_makes_a_shape_of_its_own(
    template: Template, tmp_path: Path
) -> None:
    issued = issues(template, [f"Ao {n}" for n in range(4)])
    rows = {**issued[3].rows, "lich": [dict(row) for row in issued[3].rows["lich"]]}
    for row in rows["lich"]:
        row["cac_thon"] = ("Ngày tổ chức",)
    same = replace(issued[3], rows=rows)
    ways = compare(template, (*issued, same, same, issued[3]), tmp_path)
    assert ways[-3:] == ["new", "copied", "copied"]


def test_of_the_real_plan_no_workbook_is_written_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its dialogues name the chair that the workbook has for those that it does not know of."""

    def make(*_: object, **__: object) -> None:
        raise AssertionError("written by itself")

    year = Year(run_demo(tmp_path / "nam"))
    shutil.rmtree(year.folder / OUT)
    monkeypatch.setattr(skeleton, "make_workbook", make)
    assert len(list(year.generate())) > 3


def test_a_line_too_long_for_a_footer_goes_the_plain_way(
    template: Template, tmp_path: Path
) -> None:
    form = {**FORM, "xa": "Mẫu " * 40}
    assert set(compare(template, issues(template, NAMES[:2], form), tmp_path)) == {"plain"}


def test_of_many_shapes_the_last_used_are_kept(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skeleton, "MOST_SHAPES", 2)
    monkeypatch.setattr(skeleton, "build", lambda *_: None)
    monkeypatch.setattr(skeleton, "make_workbook", lambda *_, **__: b"")
    issued = issues(template)[0]
    makes = Workbooks(template)
    for year in (2021, 2022, 2021, 2023):
        makes.make(replace(issued, year=year))
    first, second = (
        makes.gatherer.gather(replace(issued, year=year)).shape for year in (2021, 2023)
    )
    assert list(makes._skeletons) == [first, second]


def test_a_skeleton_is_filled_not_guessed(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Break the filling, and the comparison sees it."""
    monkeypatch.setattr(skeleton, "_escaped", lambda text: text.encode())
    with pytest.raises(AssertionError):
        compare(template, issues(template, [f"A & {n}" for n in range(4)]), tmp_path)
