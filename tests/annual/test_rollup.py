"""Annual workbooks of several communes merged: one level more of rows, the same whatever the order
and the steps.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Convert, results
from opened import as_file, opened
from properties import up_to
from small_year import TODAY, make_year, return_all
from typed_in import put_in_all

from sheettools.annual.data import Frame, frame_of
from sheettools.annual.doors import Order
from sheettools.annual.figures import KEPT
from sheettools.annual.gate.public import Public
from sheettools.annual.json_file import annual_facts
from sheettools.annual.report import AnnualReport, Places, merge_reports
from sheettools.annual.rollup import GivenReport, roll_up
from sheettools.annual.xlsx.reread import read_annual
from sheettools.annual.xlsx.workbook import write_annual
from sheettools.cli.entry import run
from sheettools.findings import SheettoolsError
from sheettools.template.model import SENDER
from sheettools.year import IN, TEMPLATES, Year

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / "annual-2.json").read_text(encoding="utf-8")
)
COMMUNES = {"99901": "Mẫu Sơn", "99902": "Mẫu Khê", "99903": "Mẫu Lâm"}


def said(name: str) -> dict[str, Any]:
    return {"chung": {"xa": name, "co_quan_ban_hanh": f"Đảng ủy xã {name}", "huyen": "Huyện Mẫu"}}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AnnualReport]:
    """Three communes, all with villages of the same names; one village of the last has not
    returned.
    """
    root = tmp_path_factory.mktemp("huyen")
    made = {}
    for code, name in COMMUNES.items():
        year = make_year(root / code, commune=code, more=said(name))
        return_all(year, ("01", "02") if code == "99903" else ("01", "02", "03"))
        made[code] = year.report((), TODAY, Order(doors=["xlsx"]))
    return made


@pytest.fixture(scope="module")
def parts(reports: dict[str, AnnualReport]) -> dict[str, GivenReport]:
    return {code: as_given(report.path, f"{code}.xlsx") for code, report in reports.items()}


@pytest.fixture(scope="module")
def district(reports: dict[str, AnnualReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the level above, with the three reports that came in."""
    folder = tmp_path_factory.mktemp("nhan") / "huyen-mau-2024"
    return office(folder, list(reports.values()))


def office(folder: Path, reports: Sequence[AnnualReport]) -> Path:
    (folder / IN).mkdir(parents=True)
    for report in reports:
        shutil.copy(report.path, folder / IN / f"{report.path.parents[1].name}.xlsx")
    # The tests' communes use a shorter workbook of their own.
    shutil.copytree(reports[0].path.parents[1] / TEMPLATES, folder / TEMPLATES)
    return folder


def as_given(path: Path, name: str) -> GivenReport:
    return GivenReport(
        read_annual(path), name, f"sha of {path.parents[1].name}", path.stat().st_size
    )


def facts(public: Public) -> dict[str, Any]:
    """The whole report as plain data: figures, tables, and the rows that they are made of."""
    return annual_facts(public) | {
        "rows": public.rows,
        "told": public.told,
        "added": public.data.added,
    }


# --------------------------------------------------------------------------- one level more of rows


def test_the_same_command_merges_communes(
    district: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["merge", str(district)]) == 0
    told = capsys.readouterr().out
    assert "Xã Mẫu Khê" in told
    assert "• Xã Mẫu Lâm: Chưa có sổ của 1 đơn vị" in told
    assert [path.name for path in (district / "bao-cao").iterdir()] == [
        "tong-hop_2024_gui-cap-tren.xlsx"
    ]
    assert not (district / "noi-bo").exists(), "there is nothing of it that must not go up"


def test_every_figure_is_the_sum_of_the_communes(
    parts: dict[str, GivenReport], reports: dict[str, AnnualReport]
) -> None:
    figures = roll_up(list(parts.values())).figures
    for figure in figures.report.figures:
        total = sum(report.public.figures.values[figure.name] for report in reports.values())
        # Villages of the same name in two communes are two villages.
        assert figures.values[figure.name] == total, figure.code
    # Of each commune a denunciation of Trung's; that of the draft is not told. In the draft Hạ's
    # petition is missing.
    assert (figures.values["to_cao"], figures.values["kien_nghi"]) == (1 + 1 + 0, 8 + 8 + 8 - 1 - 1)
    assert figures.withheld == frozenset(), "it is told of some"
    assert figures.values["thon_da_to_chuc"] == 3 * 3, (
        "Thượng alone, Trung and Hạ together, in each commune"
    )
    assert all(identity.holds for identity in figures.identities)


def test_an_office_s_own_edition_that_was_sent_brings_no_more_than_was_to_go_up(
    reports: dict[str, AnnualReport], tmp_path: Path
) -> None:
    made = {}
    for edition in ("up", "office"):
        folder = office(tmp_path / edition / "huyen", list(reports.values()))
        for code, report in reports.items() if edition == "office" else ():
            assert report.office is not None
            shutil.copy(report.office, folder / IN / f"{code}.xlsx")
        rolled_up = Year(folder).roll_up()
        assert rolled_up is not None
        made[edition] = rolled_up.public
    told = [
        {key: value for key, value in facts(one).items() if key not in ("parts", "seal")}
        for one in made.values()
    ]
    assert told[0] == told[1], "but for the files themselves"
    assert [(p.draft, p.rows) for p in made["office"].parts] == [
        (p.draft, p.rows) for p in made["up"].parts
    ]


def test_villages_stand_under_their_commune(district: Path) -> None:
    run(["merge", str(district)])
    book = openpyxl.load_workbook(
        district / "bao-cao" / "tong-hop_2024_gui-cap-tren.xlsx", data_only=True
    )
    rows = [[cell.value for cell in row[:3]] for row in book["Theo thôn"].iter_rows(min_row=7)]
    names = [row[1] for row in rows]
    villages = ["Thôn Thượng", "Thôn Trung", "Thôn Hạ"]
    final = [n for name in ("Mẫu Sơn", "Mẫu Khê") for n in (f"Xã {name}", *villages, KEPT)]
    assert names == [*final, "Xã Mẫu Lâm", *villages, "Tổng cộng"], (
        "of a draft nothing counts that is not listed"
    )
    at = [cell.value for cell in book["Theo thôn"][5]].index("Tổng số ý kiến, kiến nghị")
    raised = [row[at].value for row in book["Theo thôn"].iter_rows(min_row=7)]
    assert raised == [8, 4, 2, 1, 1, 8, 4, 2, 1, 1, 6, 4, 2, 0, 22]
    communes = [[cell.value for cell in row[:5]] for row in book["Theo xã"].iter_rows(min_row=7)]
    assert [row[1] for row in communes] == [
        *(f"Xã {name}" for name in COMMUNES.values()),
        "Tổng cộng",
    ]
    assert [row[2] for row in communes] == [3, 3, 3, 9], "planned: the plans came along"
    data = [[cell.value for cell in row[:6]] for row in book["Kiến nghị"].iter_rows(min_row=6)]
    assert {(row[0], row[1]) for row in data} == {
        (f"Xã {name}", code) for code, name in COMMUNES.items()
    }
    assert data[0][:5] == ["Xã Mẫu Sơn", "99901", 1, "Thôn Thượng", "99901-01"]


@pytest.mark.office
def test_its_figures_are_alive_too(district: Path, convert: Convert, tmp_path: Path) -> None:
    run(["merge", str(district)])
    made, bare = (
        district / "bao-cao" / "tong-hop_2024_gui-cap-tren.xlsx",
        tmp_path / "khong-gia-tri.xlsx",
    )
    put_in_all(made, bare, {})  # which drops what is stored with formulas
    (again,) = convert("results", tmp_path / "tinh", bare, untitled=True)
    formulas, before = (openpyxl.load_workbook(made, data_only=values) for values in (False, True))
    wrong, count = [], 0
    for page in formulas.worksheets:
        after = results(again, page.title)
        for cell in (cell for row in page.iter_rows() for cell in row if cell.data_type == "f"):
            count += 1
            stored = before[page.title][cell.coordinate].value
            worked_out = after[cell.row - 1][cell.column - 1]
            wrong += (
                [] if stored == worked_out else [(page.title, cell.coordinate, stored, worked_out)]
            )
    assert wrong == []
    assert count > 600


# ------------------------------------------------------------------------- order, repetition, steps


@st.composite
def groupings(draw: st.DrawFn) -> list[list[str]]:
    """The communes parted into groups, in any order, some of them more than once."""
    codes = draw(
        st.permutations([*COMMUNES, *draw(st.lists(st.sampled_from([*COMMUNES]), max_size=3))])
    )
    cuts = sorted(draw(st.lists(st.integers(0, len(codes)), max_size=3)))
    parts = [codes[a:b] for a, b in zip([0, *cuts], [*cuts, len(codes)], strict=True)]
    return [part for part in parts if part]


petitions = st.lists(
    st.fixed_dictionaries({
        "loai": st.sampled_from(["KIEN_NGHI", "PHAN_ANH"]), "linh_vuc": st.sampled_from(["DAT_DAI",
        "Y_TE"]),
        "trang_thai": st.sampled_from(["DA_GQ", "DANG_GQ"]), "noi_dung": st.text("aăâ =+",
        min_size=1),
        "tra_loi_hn": st.booleans(), "nguon": st.just("TAI_HN"),
    }),
    max_size=4,
)  # fmt: skip


@settings(
    max_examples=up_to(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(grouping=groupings(), more=st.fixed_dictionaries(dict.fromkeys(COMMUNES, petitions)))
def test_any_order_and_any_steps_give_the_same(
    parts: dict[str, GivenReport], grouping: list[list[str]], more: dict[str, list[dict[str, Any]]]
) -> None:
    changed = {code: with_petitions(one, more[code]) for code, one in parts.items()}
    at_once = roll_up(list(changed.values()))
    steps = [
        GivenReport(roll_up([changed[c] for c in part]), f"buoc-{n}.xlsx", f"{n}", n)
        for n, part in enumerate(grouping)
    ]
    in_steps = roll_up(
        [steps[0], *([GivenReport(roll_up(steps[1:]), "sau.xlsx", "sau", 1)] if steps[1:] else [])]
    )
    assert facts(in_steps) == facts(at_once)
    assert in_steps.figures == at_once.figures


def with_petitions(one: GivenReport, raised: Sequence[dict[str, Any]]) -> GivenReport:
    """Return a commune's report with these petitions in place of its own."""
    data = one.public.data
    sheet = data.template.sheet("kien_nghi")
    (sender,) = data.senders
    unit = data.units[0]
    origin = dict(zip(SENDER, (sender.name, sender.code), strict=True)) | {
        "don_vi": unit.name,
        "ma_don_vi": unit.code,
        "tep": None,
        "trang": None,
        "dong": None,
        "o": None,
    }
    frame = frame_of(sheet, ({**row, **origin} for row in raised))
    public = replace(one.public, data=replace(data, tables={**data.tables, "kien_nghi": frame}))
    return replace(one, public=public)


def test_files_in_any_order_give_the_same_bytes(
    parts: dict[str, GivenReport], tmp_path: Path
) -> None:
    first, second, third = parts.values()
    written = [
        write_annual(tmp_path / f"{n}.xlsx", roll_up(order)).read_bytes()
        for n, order in enumerate(
            ([first, second, third], [third, first, second], [second, third, first, second])
        )
    ]
    assert written[0] == written[1] == written[2]


def test_in_steps_through_files_too(
    parts: dict[str, GivenReport], district: Path, tmp_path: Path
) -> None:
    first, second, third = parts.values()
    at_once = write_annual(tmp_path / "mot-lan.xlsx", roll_up([first, second, third]))
    shutil.copytree(district / TEMPLATES, tmp_path / "nam" / TEMPLATES)
    step = write_annual(tmp_path / "nam" / "bao-cao" / "buoc.xlsx", roll_up([third, first]))
    in_steps = roll_up([second, as_given(step, "buoc.xlsx")])
    assert write_annual(tmp_path / "hai-buoc.xlsx", in_steps).read_bytes() == at_once.read_bytes()


def test_it_can_be_written_again_from_itself(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import frictionless

    out = tmp_path / "huyen.xlsx"
    assert run(["merge", str(district), "--out", str(out), "--write", "xlsx,csv,json,html"]) == 0
    made = district / "bao-cao" / "lai.xlsx"
    made.parent.mkdir(exist_ok=True)
    shutil.move(out, made)
    assert (
        run(
            [
                "report",
                str(made),
                "--out",
                str(tmp_path / "lai.xlsx"),
                "--write",
                "xlsx,csv,json,html",
            ]
        )
        == 0
    )
    assert (tmp_path / "lai.xlsx").read_bytes() == made.read_bytes()
    for ending in (".json", ".html"):
        assert (tmp_path / f"lai{ending}").read_text("utf-8") == (
            tmp_path / f"huyen{ending}"
        ).read_text("utf-8")
    for path in (tmp_path / "huyen-du-lieu").glob("*.csv"):
        assert (tmp_path / "lai-du-lieu" / path.name).read_bytes() == path.read_bytes()
    assert frictionless.validate(str(tmp_path / "huyen-du-lieu" / "datapackage.json")).valid
    told = json.loads((tmp_path / "huyen.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert [part["file"] for part in told["parts"]] == [f"{code}.xlsx" for code in COMMUNES]
    capsys.readouterr()
    assert run(["report", str(made), "--write", "docx"]) == 2, "whose plan would it speak of?"


# ------------------------------------------------------------------------ what does not go together


def refused(given: Sequence[GivenReport]) -> list[tuple[str, str]]:
    with pytest.raises(SheettoolsError) as raised:
        roll_up(given)
    return [(finding.code, finding.value) for finding in raised.value.findings]


def test_a_report_that_was_saved_again_counts_once(parts: dict[str, GivenReport]) -> None:
    first, *rest = parts.values()
    again = replace(first, file="luu-lai.xlsx", sha256="khac", size=first.size + 7)
    made = roll_up([first, again, *rest])
    assert facts(made) == facts(roll_up([first, *rest])), "its contents decide"
    assert made.parts[0].file == "99901.xlsx"


def without_first(frame: Frame) -> Frame:
    """Return the rows of a table but the first."""
    return frame.pick(range(1, len(frame)))


def newer_than(one: GivenReport) -> GivenReport:
    """Return another report of the same commune, with one petition fewer."""
    data = one.public.data
    tables = {**data.tables, "kien_nghi": without_first(data.tables["kien_nghi"])}
    return replace(
        one,
        public=replace(one.public, data=replace(data, tables=tables)),
        file="moi.xlsx",
        sha256="khac",
    )


def test_two_reports_of_one_commune_are_asked_about(parts: dict[str, GivenReport]) -> None:
    first, *rest = parts.values()
    newer = newer_than(first)
    assert refused([first, newer, *rest]) == [("F307", "99901.xlsx, moi.xlsx")]
    chosen = roll_up([first, *rest, replace(newer, preferred=True)])
    assert [part.file for part in chosen.parts] == ["moi.xlsx", "99902.xlsx", "99903.xlsx"]


def test_a_report_of_another_year_or_template_is_left_out_and_told(
    parts: dict[str, GivenReport],
) -> None:
    first, second, third = parts.values()
    old = replace(second, public=replace(second.public, year=2023), file="cu.xlsx")
    template = replace(third.public.template, fingerprint="khac")
    other = replace(
        third, public=replace(third.public, data=replace(third.public.data, template=template))
    )
    for order in ([first, old, second, other], [other, second, old, first]):
        made = roll_up(order)
        assert [part.sender for part in made.parts] == ["99901", "99902"]
        assert [(one.code, one.file) for one in made.findings if not one.sender] == [
            ("F306", "99903.xlsx"),
            ("F306", "cu.xlsx"),
        ]
        assert made.draft[0] == "Có 2 tệp không gộp được: 99903.xlsx, cu.xlsx"
        assert "năm 2023" in made.findings[1].message
    again = roll_up([GivenReport(made, "buoc.xlsx", "", 0)])
    assert facts(again) == facts(made), "what was left out is not forgotten in the next step"


def test_one_bad_file_hides_no_other(
    reports: dict[str, AnnualReport], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office(tmp_path / "huyen", list(reports.values())[:2])
    (folder / IN / "hong.xlsx").write_bytes(b"khong phai Excel")
    shutil.copy(reports["99901"].path.parents[1] / "ke-hoach.xlsx", folder / IN / "ke-hoach.xlsx")
    shutil.copy(folder / IN / "99901.xlsx", folder / IN / "ban-sao.xlsx")
    assert run(["merge", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "Có 2 tệp không gộp được: hong.xlsx, ke-hoach.xlsx" in told
    assert "ban-sao.xlsx: trùng với báo cáo khác, chỉ tính một lần." in told
    public = read_annual(folder / "bao-cao" / "tong-hop_2024_gui-cap-tren.xlsx")
    assert [part.file for part in public.parts] == ["99901.xlsx", "99902.xlsx"]
    assert {one.file for one in public.findings if not one.sender} == {"hong.xlsx", "ke-hoach.xlsx"}


def places(folder: Path, part: str = "") -> Places:
    return Places(folder, folder / "noi-bo", part=part)


def test_a_draft_below_keeps_the_report_above_a_draft(
    parts: dict[str, GivenReport], reports: dict[str, AnnualReport], tmp_path: Path
) -> None:
    with pytest.raises(SheettoolsError) as raised:
        merge_reports(list(parts.values()), (), places(tmp_path), final=True)
    assert [f.code for f in raised.value.findings] == ["R304"]
    assert "Xã Mẫu Lâm: Chưa có sổ của 1 đơn vị" in raised.value.findings[0].message()
    assert not list(tmp_path.iterdir())
    assert (
        merge_reports(
            [parts["99901"], parts["99902"]], (), places(tmp_path), final=True
        ).public.draft
        == ()
    )


def test_a_folder_with_neither_plan_nor_reports_asks_for_a_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / IN).mkdir()
    assert run(["merge", str(tmp_path)]) == 2
    assert "T021" in capsys.readouterr().out


def test_last_years_figures_are_those_that_all_have(parts: dict[str, GivenReport]) -> None:
    first, second, _ = parts.values()

    def with_before(one: GivenReport, **before: float) -> GivenReport:
        (told,) = one.public.told
        return replace(one, public=replace(one.public, told=(replace(told, before=before),)))

    made = roll_up([with_before(first, **{"5": 3, "9": 1}), with_before(second, **{"5": 4})])
    assert made.before == {"5": 7}


def test_whose_report_it_is(parts: dict[str, GivenReport]) -> None:
    first, second, _ = parts.values()
    assert roll_up([first, second]).line == "ĐẢNG BỘ HUYỆN MẪU, năm 2024"
    data = second.public.data
    elsewhere = replace(data, senders=(replace(data.senders[0], above="ĐẢNG BỘ HUYỆN KHÁC"),))
    other = replace(second, public=replace(second.public, data=elsewhere))
    assert roll_up([first, other]).line == "2 đơn vị báo cáo, năm 2024"


def test_the_most_offices_say_which_year_it_is(parts: dict[str, GivenReport]) -> None:
    first, second, third = parts.values()
    old = [replace(one, public=replace(one.public, year=2023)) for one in (first, second)]
    for order in (
        [*old, third],
        [third, *old],
        [GivenReport(roll_up(old), "buoc.xlsx", "", 0), third],
        [*old, third, third],
    ):
        assert roll_up(order).year == 2023


def test_a_report_changed_by_hand_inside_a_roll_up_is_asked_about(
    parts: dict[str, GivenReport],
) -> None:
    first, second, _ = parts.values()
    step = roll_up([first, second])
    petitions = step.data.tables["kien_nghi"]
    changed = replace(
        step,
        data=replace(step.data, tables={**step.data.tables, "kien_nghi": without_first(petitions)}),
    )
    given = GivenReport(changed, "buoc.xlsx", "", 0)
    assert refused([first, given]) == refused([given, first]) == [("F307", "99901.xlsx")]


def test_a_report_that_came_late_is_no_longer_missed(parts: dict[str, GivenReport]) -> None:
    first, second, third = parts.values()
    other = replace(third, public=replace(third.public, year=2023))
    step = roll_up([first, second, other])
    assert step.draft[0] == "Có 1 tệp không gộp được: 99903.xlsx"
    assert facts(roll_up([GivenReport(step, "buoc.xlsx", "", 0), third])) == facts(
        roll_up([first, second, third])
    )


def test_the_report_that_was_not_preferred_is_named(
    parts: dict[str, GivenReport], tmp_path: Path
) -> None:
    first, second, _ = parts.values()
    newer = replace(newer_than(first), preferred=True)
    copy = replace(second, file="zz.xlsx")
    made = merge_reports([first, newer, second, copy], (), places(tmp_path, "mot-phan"))
    assert (made.again, made.overridden) == (("zz.xlsx",), ("99901.xlsx",))
    assert made.written["xlsx"].name == "tong-hop_2024_mot-phan_gui-cap-tren.xlsx"


def test_a_file_that_names_somebody_is_covered(
    parts: dict[str, GivenReport], tmp_path: Path
) -> None:
    (part,) = roll_up([replace(parts["99901"], file="Nguyễn Văn An 0987654321.xlsx")]).parts
    assert part.file == "[đã che] [đã che].xlsx"
    given = replace(parts["99901"], file="Nguyễn Văn An 0987654321.xlsx")
    made = merge_reports([given], (), places(tmp_path))
    assert (made.again, made.overridden) == ((), ()), "it is the one that counts"


def damaged(folder: Path, source: Path, change: Callable[[Any], None]) -> Path:
    book = opened(source, results=True)
    change(book)
    made = folder / "bao-cao" / "sua.xlsx"
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(as_file(book))
    return made


def change_fact(book: Any, name: str, value: str) -> None:
    """Change what the hidden sheet says of a report."""
    (row,) = (
        row
        for row in book["_bao_cao"].iter_rows()
        if (row[0].value, row[2].value) == ("fact", name)
    )
    row[4].value = value


@pytest.mark.parametrize(
    "change",
    [
        lambda book: change_fact(book, "year", "12024"),
        lambda book: change_fact(book, "until", "cuối năm"),
        lambda book: book["_ke_hoach"].__setitem__("B3", "hai"),
        lambda book: book["Báo cáo đã gộp"].delete_rows(6),
        lambda book: book["Báo cáo đã gộp"].delete_rows(6, 3),
    ],
)
def test_a_changed_report_is_refused_and_loses_no_office(
    district: Path, tmp_path: Path, change: Callable[[Any], None]
) -> None:
    run(["merge", str(district)])
    shutil.copytree(district / TEMPLATES, tmp_path / TEMPLATES)
    with pytest.raises(SheettoolsError) as raised:
        read_annual(
            damaged(tmp_path, district / "bao-cao" / "tong-hop_2024_gui-cap-tren.xlsx", change)
        )
    assert {finding.code for finding in raised.value.findings} == {"F303"}


def test_a_note_below_a_table_is_no_part_of_it(
    reports: dict[str, AnnualReport], tmp_path: Path
) -> None:
    def note(book: Any) -> None:
        book["Phát hiện"]["B60"] = "đã gọi điện"
        book["Đã tự sửa"]["C40"] = "xong"

    report = reports["99901"]
    shutil.copytree(report.path.parents[1] / TEMPLATES, tmp_path / TEMPLATES)
    assert report.office is not None
    assert facts(read_annual(damaged(tmp_path, report.office, note))) == facts(report.edition)


def test_where_none_can_be_read_it_is_said_why(
    reports: dict[str, AnnualReport], tmp_path: Path
) -> None:
    folder = office(tmp_path / "huyen", list(reports.values())[:1])
    with (folder / TEMPLATES / "so-tiep-xuc.toml").open("a", encoding="utf-8") as template:
        template.write("# khác\n")
    with pytest.raises(SheettoolsError) as raised:
        Year(folder).roll_up()
    assert [(f.code, f.location.file) for f in raised.value.findings] == [("F304", "99901.xlsx")]


@pytest.mark.office
def test_figures_over_an_empty_table_stay_nothing(convert: Convert, tmp_path: Path) -> None:
    year = make_year(tmp_path / "trong")
    report = year.report((), TODAY)
    assert report.office is not None
    for name, path, edition in (
        ("len", report.path, report.public),
        ("noi", report.office, report.edition),
    ):
        bare = tmp_path / f"{name}.xlsx"
        put_in_all(path, bare, {})  # which drops what is stored with formulas
        (again,) = convert("results", tmp_path / "tinh", bare, untitled=True)
        found = {
            str(row[0]): row[2] for row in results(again, "Tổng hợp")[5:] if row[0] is not None
        }
        figures = edition.figures
        wanted = {
            f.code: figures.values[f.name]
            for f in figures.report.figures
            if f.name not in figures.withheld
        }
        assert len(wanted) >= len(figures.report.figures) - 3
        assert {code: found[code] for code in wanted} == wanted
