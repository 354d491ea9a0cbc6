"""The library: in a folder and in memory its functions come to what the commands do."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from for_each import for_each
from school_year import TODAY, ask, school_year, send
from standing import run_demo

import sheettools
from sheettools import SheettoolsError
from sheettools.cli.entry import run
from sheettools.demo.run import PLAN_TEXT
from sheettools.disk.scratch import scratch_folder
from sheettools.year import Year

FUNCTIONS = ("load_template", "draft", "generate", "check", "register", "merge", "report")


def in_memory(folder: Path) -> dict[str, bytes]:
    """Return a year's folder as what lies in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    """A year whose two schools have sent their workbooks, one of them with a fault."""
    year = school_year(tmp_path / "nam")
    by_letter = {"nguon": "THU", "ngay": date(2024, 4, 2)}
    shed, books = "Sửa mái nhà để xe của trường", "Thêm sách cho thư viện trường"
    send(year, "T1", {"de_nghi": [ask(shed, **by_letter)]})
    send(year, "T2", {"de_nghi": [ask(books, "KHONG-CO", **by_letter)]})
    return year.folder


# --------------------------------------------------------------------------- what it gives


def test_every_function_is_typed_and_documented() -> None:
    for name in FUNCTIONS:
        function = getattr(sheettools, name)
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not p.empty for p in signature.parameters.values())
        assert "Raises" in inspect.getdoc(function)  # type: ignore[operator]


def test_what_the_package_lists_is_there_and_nothing_else_is() -> None:
    assert {name for name in FUNCTIONS if name in sheettools.__all__} == set(FUNCTIONS)
    for name in sheettools.__all__:
        assert getattr(sheettools, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'repeat'"):
        sheettools.repeat  # noqa: B018


def test_the_office_register_does_not_take_the_place_of_its_function() -> None:
    """A room of the package that bears a function's name would, once something of it is loaded."""
    home = Path(sheettools.__file__).parent
    inner = {path.stem for path in home.glob("*.py")} | {p.parent.name for p in home.glob("*/*.py")}
    assert not inner & set(sheettools.__all__)


# --------------------------------------------------------------------------- a year in memory


def test_a_year_in_memory_comes_to_what_the_same_year_in_a_folder_does(
    schools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year = in_memory(schools)
    for call in (sheettools.check, sheettools.register, sheettools.merge):
        result = call(year, today=TODAY)
        year = result.applied_to(year)
        assert set(result.written) == set(result.files)
    day = ["--today", TODAY.isoformat()]
    for command in ("validate", "register", "merge"):
        run([command, str(schools), *day])
    capsys.readouterr()
    for part in ("can-sua", "bao-cao", "so-theo-doi.xlsx"):
        told = {place: data for place, data in year.items() if place.startswith(part)}
        assert told
        assert told == {k: v for k, v in in_memory(schools).items() if k.startswith(part)}


def test_a_copy_that_is_out_of_date_goes_from_a_year_in_memory_too(schools: Path) -> None:
    year = in_memory(schools)
    year = sheettools.check(year, today=TODAY).applied_to(year)
    (copy,) = (place for place in year if "T2" in place and place.endswith("_can-sua.xlsx"))
    mended = Year(schools)
    letter = {"nguon": "THU", "ngay": date(2024, 4, 2)}
    send(mended, "T2", {"de_nghi": [ask("Thêm sách cho thư viện trường", "MUA", **letter)]})
    returned = {p: d for p, d in in_memory(schools).items() if p.startswith("nhan-ve")}
    checked = sheettools.check({**year, **returned}, today=TODAY)
    assert copy in checked.removed
    assert copy not in checked.applied_to(year)


def test_a_draft_in_memory_is_the_plan_of_the_folder(tmp_path: Path) -> None:
    drafted = sheettools.draft(PLAN_TEXT.read_bytes(), name=PLAN_TEXT.name)
    folder = tmp_path / "cam-son-2024"
    beside = sheettools.draft(PLAN_TEXT, folder)
    assert drafted.files["ke-hoach.xlsx"] == (folder / "ke-hoach.xlsx").read_bytes()
    assert set(drafted.written) == set(beside.written) == {"ke-hoach.xlsx", "khoa.txt"}
    assert beside.files == {}
    assert [one.message("en") for one in drafted.missing] == [
        one.message("en") for one in beside.missing
    ]
    assert drafted.missing, "the text does not tell the code of the commune"


def test_workbooks_go_out_from_memory_with_their_messages(schools: Path) -> None:
    told: list[tuple[int, int]] = []
    year = {place: data for place, data in in_memory(schools).items() if "phat-ra" not in place}
    made = sheettools.generate(year, units=["Sen"], progress=lambda *far: told.append(far))
    (one,) = made.workbooks
    assert told == [(1, 1)]
    assert one.state == "new"
    assert made.files[one.path.as_posix()] == (schools / one.path).read_bytes()


def test_the_rows_of_returns_can_be_read_when_the_call_is_over(schools: Path) -> None:
    checked = sheettools.check(in_memory(schools), today=TODAY)
    texts = []
    for one in checked.returns:
        assert one.checked is not None
        texts += [record.values["noi_dung"] for record in one.checked.of("de_nghi")]
    assert texts == ["Sửa mái nhà để xe của trường"]
    assert {one.code for one in checked.errors} == {"C108"}
    assert json.dumps(checked.as_dict("en"), ensure_ascii=False)
    assert any("KHONG-CO" in said for said in checked.messages("vi"))


def test_the_report_can_be_written_again_from_its_bytes(schools: Path) -> None:
    year = in_memory(schools)
    merged = sheettools.merge(year, today=TODAY, doors=["xlsx"])
    place = next(one for one in merged.written if one.startswith("bao-cao"))
    again = sheettools.report(merged.files[place], year=year, doors=["json"])
    assert list(again.files) == ["bao-cao/tong-hop.json"]
    assert json.loads(again.files["bao-cao/tong-hop.json"])
    beside = schools / "bao-cao" / "tong-hop.xlsx"
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(merged.files[place])
    there = sheettools.report(beside, doors=["json"])
    assert beside.with_suffix(".json").read_bytes() == again.files["bao-cao/tong-hop.json"]
    assert (there.written, there.files) == (("bao-cao/tong-hop.json",), {})
    assert merged.draft
    assert [row["noi_dung"] for row in merged.rows("de_nghi")] == ["Sửa mái nhà để xe của trường"]


def test_nothing_of_a_year_in_memory_is_left_on_the_disk(schools: Path) -> None:
    sheettools.check(in_memory(schools), today=TODAY)
    assert list(scratch_folder().rglob("*.xlsx")) == []


# --------------------------------------------------------------------------- what goes wrong


@for_each(
    "place",
    ["a\0b", "", "nhan-ve//a", "nhan-ve\\a.xlsx", "nhan-ve/.. /a.xlsx", "C:ke-hoach.xlsx",
     "/etc/ke-hoach.xlsx", "../ke-hoach.xlsx"],
)  # fmt: skip
def test_a_file_in_memory_cannot_lie_elsewhere(place: str) -> None:
    above = scratch_folder().parent
    before = {*scratch_folder().iterdir(), *above.glob("ke-hoach*")}
    with pytest.raises(SheettoolsError) as raised:
        sheettools.check({place: b"x"}, today=TODAY)
    assert [one.code for one in raised.value.findings] == ["T150"]
    assert {*scratch_folder().iterdir(), *above.glob("ke-hoach*")} == before


def test_what_is_raised_of_a_year_in_memory_names_no_folder_of_ours() -> None:
    with pytest.raises(SheettoolsError) as raised:
        sheettools.generate({})
    (found,) = raised.value.findings
    assert str(scratch_folder()) not in found.message()


def test_a_template_is_loaded_by_name_and_by_file(schools: Path) -> None:
    assert sheettools.load_template("so-tiep-xuc").sheets
    assert sheettools.load_template("dn-so", year=schools).sheets
    with pytest.raises(SheettoolsError):
        sheettools.load_template("khong-co")


# --------------------------------------------------------------------------- the page that shows it

PAGE = Path(__file__).parent.parent / "docs" / "library.md"


def blocks(language: str) -> Iterator[str]:
    """Yield the blocks of the page in a language."""
    for part in PAGE.read_text(encoding="utf-8").split("```" + language + "\n")[1:]:
        yield part.partition("```")[0]


def test_the_notebook_of_the_page_says_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from doctest import ELLIPSIS, DocTestParser, DocTestRunner

    run_demo(tmp_path / "cam-son-2024")
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)
    told = DocTestParser().get_doctest("\n".join(blocks("pycon")), {}, PAGE.name, str(PAGE), 0)
    assert len(told.examples) > 10
    complaints: list[str] = []
    DocTestRunner(optionflags=ELLIPSIS).run(told, out=complaints.append)
    assert "".join(complaints) == ""


def test_the_endpoint_of_the_page_answers(schools: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO
    from wsgiref.util import setup_testing_defaults

    (program,) = blocks("python")
    assert len(program.splitlines()) <= 40
    monkeypatch.chdir(schools.parent)
    monkeypatch.setenv("SHEETTOOLS_YEAR", str(schools))
    module: dict[str, object] = {"__name__": "endpoint"}
    exec(compile(program, "endpoint", "exec"), module)  # noqa: S102
    application = module["application"]
    assert callable(application)

    def post(data: bytes) -> tuple[str, dict[str, object]]:
        asked: dict[str, object] = {}
        setup_testing_defaults(asked)
        asked |= {
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": BytesIO(data),
        }
        said: list[str] = []
        answer = b"".join(application(asked, lambda status, _: said.append(status)))
        return said[0], json.loads(answer)

    before = in_memory(schools)
    wrong = next(path for path in (schools / "nhan-ve").iterdir() if "T2" in path.name)
    status, answer = post(wrong.read_bytes())
    assert status.startswith("200")
    assert [one["code"] for one in answer["findings"]] == ["C108"]  # type: ignore[attr-defined]
    assert post(b"no workbook at all")[0].startswith("200")
    assert post(b"")[0].startswith("400")
    assert in_memory(schools) == before, "whoever asks writes nothing into the year"
