"""Whose workbook a returned file is: the year's key and its seals, and what only shows beside other
returns.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from for_each import for_each
from households import households
from opened import looked_at, opened
from openpyxl.workbook.workbook import Workbook
from small_year import (
    KEY,
    REPORTS,
    SENT,
    TODAY,
    Hands,
    fill,
    issued_file,
    make_year,
    petition,
    return_all,
    save,
    thuong,
    write_plan,
)

from sheettools.annual.doors import Order
from sheettools.cli.entry import run
from sheettools.findings import Severity, SheettoolsError
from sheettools.incoming.cage.read import RawBook
from sheettools.incoming.intake import Outcome
from sheettools.incoming.whose.former import FormerCodes
from sheettools.incoming.whose.identify import split_code
from sheettools.incoming.whose.neighbours import names_another
from sheettools.incoming.whose.unit_names import PROGRAMME, WORD, UnitNames
from sheettools.outgoing.back.reply import write_receipt
from sheettools.outgoing.key import need_key, read_key, write_key
from sheettools.outgoing.workbook.generate import write_workbook
from sheettools.template.identity import (
    KEY_FILE,
    Seal,
    as_named_text,
    check_seal,
    make_seal,
    read_named_text,
    seal_all,
)
from sheettools.template.issue import Issue
from sheettools.template.layout import IDENTITY_NAME, IDENTITY_PREFIX, IDENTITY_SHEET
from sheettools.words.text import bare, fold
from sheettools.year import IN, OUT, PLAN_FILE, Year

FACTS = {
    "template": "so-tiep-xuc",
    "code": "99901-01-2024",
    "unit_code": "99901-01",
    "issue": "1a2b3c4d",
    "year": "2024",
}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return make_year(tmp_path_factory.mktemp("nam") / "mau-son-2024")


@pytest.fixture(scope="module")
def returned(year: Year, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What the three villages sent in."""
    return return_all(year, folder=tmp_path_factory.mktemp("nhan-ve"))


@pytest.fixture
def home(year: Year, tmp_path: Path) -> Year:
    """A copy of the year's folder, for tests that change it."""
    return Year(Path(shutil.copytree(year.folder, tmp_path / "nam")))


def codes(outcome: Outcome) -> list[str]:
    return sorted(finding.code for finding in outcome.findings)


def of_file(outcome: Outcome) -> list[str]:
    """Return the codes of what is said of the file as such, and not of its rows."""
    return [code for code in codes(outcome) if code.startswith("F")]


def asked(outcomes: list[Outcome], code: str) -> dict[str, str]:
    """Return by file what a finding quotes."""
    return {one.path.name: f.value for one in outcomes for f in one.findings if f.code == code}


# --------------------------------------------------------------------------- the seal


def test_a_seal_fits_one_identity_and_one_key() -> None:
    seal = make_seal(FACTS, KEY)
    assert seal == make_seal(dict(reversed(FACTS.items())), KEY)
    assert len(seal) == len("ABCD-ABCDEFGHIJKLMNOP")
    assert check_seal(FACTS, [seal], KEY) is Seal.RIGHT
    for name, value in FACTS.items():
        assert check_seal(FACTS | {name: f"{value}0"}, [seal], KEY) is Seal.WRONG, name
    assert check_seal(FACTS, [make_seal(FACTS, "khoa khac")], KEY) is Seal.OTHER_KEY
    assert check_seal(FACTS, [seal], "") is Seal.UNCHECKED
    assert check_seal(FACTS, [" "], KEY) is Seal.NONE
    assert check_seal(FACTS, ["hỏng", seal], KEY) is Seal.RIGHT


def test_facts_do_not_run_into_each_other() -> None:
    assert make_seal({"code": "1", "unit_code": "23"}, KEY) != make_seal(
        {"code": "12", "unit_code": "3"}, KEY
    )


def test_how_a_program_writes_marks_breaks_no_seal() -> None:
    facts = FACTS | {"code": "Hòa-01"}
    apart = facts | {"code": unicodedata.normalize("NFD", "Hòa-01 ")}
    assert check_seal(apart, [make_seal(facts, KEY).lower()], KEY) is Seal.RIGHT


def test_a_name_holds_the_facts_as_one_text() -> None:
    facts = FACTS | {"code": 'A"01"-2024', "seal": make_seal(FACTS, KEY)}
    assert read_named_text(as_named_text(facts)) == facts
    assert read_named_text("=" + as_named_text(facts)) == facts
    assert len(as_named_text({**facts, "fingerprint": "x" * 300})) <= 257, (
        "Excel allows 255 in a text of a formula"
    )
    assert (
        read_named_text("DanhMuc!$A$2:$A$9")
        == read_named_text("#REF!")
        == read_named_text("")
        == {}
    )


def test_a_code_is_taken_apart_by_its_pattern(year: Year) -> None:
    template = year.plan.collects
    assert split_code(template, "99901-01-2024") == {
        "chung.ma_xa": "99901",
        "thon.ma": "01",
        "chung.nam": "2024",
    }
    assert split_code(template, "99901") is None
    # A village's own code may have a dash in it.
    assert split_code(template, "99901-T-01-2024") == {
        "chung.ma_xa": "99901",
        "thon.ma": "T-01",
        "chung.nam": "2024",
    }


# --------------------------------------------------------------------------- the key


def test_the_first_command_makes_the_key_and_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for folder in (tmp_path / "a" / "xa-2024", tmp_path / "b-2024"):
        assert run(["init", str(folder), "--year", "2024"]) == 0
    text = (tmp_path / "b-2024" / KEY_FILE).read_text(encoding="utf-8")
    assert "Không xóa" in text
    assert "không gửi" in text
    assert len(read_key(tmp_path / "b-2024")) == 64
    assert read_key(tmp_path / "b-2024") != read_key(tmp_path / "a" / "xa-2024")


def test_generate_makes_a_key_once(home: Year) -> None:
    (home.folder / KEY_FILE).unlink()
    shutil.rmtree(home.folder / OUT)
    list(home.generate(dry_run=True))
    assert not (home.folder / KEY_FILE).exists(), "nothing is written by a dry run"
    assert {one.state for one in home.generate()} == {"new"}
    made = (home.folder / KEY_FILE).read_bytes()
    assert {one.state for one in Year(home.folder).generate()} == {"same"}
    assert (home.folder / KEY_FILE).read_bytes() == made


def failing(act: Callable[[], object]) -> list[str]:
    with pytest.raises(SheettoolsError) as raised:
        act()
    return [finding.code for finding in raised.value.findings]


def key_file(*lines: str) -> Callable[[Path], object]:
    """Return what writes these lines into a key's file."""
    return lambda path: path.write_text("\n".join(lines), encoding="utf-8")


def cut(path: Path) -> None:
    """Lose the last letters, as a full disk does."""
    path.write_bytes(path.read_bytes().rstrip()[:-7])


@pytest.mark.parametrize(
    "damage",
    [
        key_file(""),
        key_file("  ", "\t", "\u00a0"),
        key_file("# Khóa của năm: …", ""),
        key_file("\0" * 64),
        key_file("0123456789abcdef"),
        cut,
    ],
)
def test_a_damaged_key_stops_and_is_never_replaced(
    home: Year, damage: Callable[[Path], object]
) -> None:
    path = home.folder / KEY_FILE
    damage(path)
    left, sent = path.read_bytes(), sorted((home.folder / OUT).iterdir())
    kept = [one.read_bytes() for one in sent]
    for act in (
        lambda: list(Year(home.folder).generate()),
        lambda: list(Year(home.folder).generate(dry_run=True)),
        lambda: Year(home.folder).check([home.folder / OUT], TODAY),
    ):
        assert failing(act) == ["F270"]
    assert path.read_bytes() == left
    assert [one.read_bytes() for one in sorted((home.folder / OUT).iterdir())] == kept


@pytest.mark.parametrize("key", ["", "mot khoa khac", "0f" * 32])
def test_no_workbook_is_made_with_another_key_than_those_before(home: Year, key: str) -> None:
    (home.folder / KEY_FILE).unlink()
    if key:
        write_key(home.folder, key)
    for act in (
        lambda: list(Year(home.folder).generate()),
        lambda: list(Year(home.folder).generate(home.folder / "noi-khac")),
    ):
        assert failing(act) == ["F271"]
    assert (home.folder / KEY_FILE).exists() is bool(key), "nothing is made in silence"


def test_a_return_tells_too_that_there_was_a_key(home: Year, returned: list[Path]) -> None:
    (home.folder / KEY_FILE).unlink()
    shutil.rmtree(home.folder / OUT)
    shutil.copy(returned[0], home.folder / IN)
    assert failing(lambda: list(Year(home.folder).generate())) == ["F271"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / KEY_FILE
    need_key(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert read_key(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    write_key(tmp_path, KEY)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("linked", [True, False])
def test_of_many_runs_at_once_one_makes_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, linked: bool
) -> None:
    if not linked:  # a disk that knows no second names; then runs come one after the other
        monkeypatch.delattr(os, "link")
    with ThreadPoolExecutor(8 if linked else 1) as pool:
        made = set(pool.map(need_key, [tmp_path] * 24))
    assert made == {read_key(tmp_path)}
    assert [one.name for one in tmp_path.iterdir()] == [KEY_FILE]


def test_without_a_plan_there_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(SheettoolsError):
        list(Year(tmp_path / "x").generate())
    assert not (tmp_path / "x").exists()


def test_a_key_file_saved_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    write_key(tmp_path, KEY)
    text = (tmp_path / KEY_FILE).read_text(encoding="utf-8")
    (tmp_path / KEY_FILE).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_key(tmp_path) == KEY


def test_why_a_key_cannot_be_read_is_said_in_the_reader_s_words(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(SheettoolsError) as caught:
        read_key(tmp_path)
    (finding,) = caught.value.findings
    assert finding.code == "F270"
    assert "(ở chỗ của tệp đang có một thư mục trùng tên)" in finding.message("vi")


def test_the_seal_stands_in_three_places(year: Year) -> None:
    book = looked_at(issued_file(year, "01"))
    sheet = {row[0].value: row[1].value for row in book[IDENTITY_SHEET].iter_rows()}
    properties = {one.name: one.value for one in book.custom_doc_props.props}
    name = read_named_text(book.defined_names[IDENTITY_NAME].value)
    assert (
        sheet["seal"]
        == properties[f"{IDENTITY_PREFIX}seal"]
        == name["seal"]
        == make_seal(sheet, KEY)
    )


# --------------------------------------------------------------------------- seals that come back


def test_what_the_office_sent_is_known_by_its_seal(year: Year, returned: list[Path]) -> None:
    outcomes = year.check(returned, TODAY)
    assert {(one.identified_by, one.seal) for one in outcomes} == {("sheet", Seal.RIGHT)}
    assert not {code for one in outcomes for code in codes(one) if code.startswith("F")}


def unsealed(year: Year, village: int, path: Path) -> Path:
    """Return a filled workbook as it went out before there was a key."""
    issued = year.plan.issued[village - 1]
    assert not issued.seal
    blank = path.with_name("chua-dien.xlsx")
    write_workbook(blank, year.plan.collects, issued)
    return fill(blank, path, year.plan.collects, REPORTS[f"0{village}"]())


def test_a_workbook_without_a_seal_is_asked_about(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    old = unsealed(year, 1, tmp_path / "cu.xlsx")
    for others in ([], returned[1:]):
        outcomes = year.check([old, *others], TODAY)
        assert asked(outcomes, "F214") == {"cu.xlsx": "99901-01-2024"}
        assert all(one.checked is not None for one in outcomes), "it is a question, the rows count"


def test_an_office_that_has_no_key_asks_about_no_seal(home: Year, tmp_path: Path) -> None:
    old = unsealed(home, 1, tmp_path / "cu.xlsx")
    (home.folder / KEY_FILE).unlink()
    (outcome,) = home.check([old], TODAY)
    assert (outcome.seal, asked([outcome], "F214")) == (Seal.NONE, {})


def blot(text: str) -> Callable[[Workbook], None]:
    """Return what writes something over the seal, wherever it stands."""

    def change(book: Workbook) -> None:
        seal = next(row for row in book[IDENTITY_SHEET].iter_rows() if row[0].value == "seal")[1]
        was, seal.value = str(seal.value), text
        book.custom_doc_props[f"{IDENTITY_PREFIX}seal"].value = text
        name = book.defined_names[IDENTITY_NAME]
        name.value = name.value.replace(was, text)

    return change


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "-", "mất", "ABCD", "ABCD-EFGH"])
def test_what_is_no_seal_is_a_missing_one(
    year: Year, returned: list[Path], tmp_path: Path, text: str
) -> None:
    path = changed(returned[0], tmp_path / "a.xlsx", blot(text))
    (outcome,) = year.check([path], TODAY)
    assert (outcome.seal, of_file(outcome)) == (Seal.NONE, ["F214"])


def test_a_later_return_without_a_seal_takes_the_place_of_none_with_one(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    first, later = returned[0], tmp_path / "z gửi lại.xlsx"
    book = opened(first)
    blot("")(book)
    save(book, later, datetime(2024, 12, 30, 8, 0))
    for paths in ([first, later], [later, first]):
        found = {one.path: one for one in year.check(paths, TODAY)}
        assert (of_file(found[later]), found[later].superseded_by) == (["F272"], first.name)
        assert (of_file(found[first]), found[first].superseded_by) == ([], "")
    found = {one.path: one for one in year.check([first, later], TODAY, prefer=[later])}
    assert (of_file(found[later]), found[later].superseded_by) == (["F214"], "")
    assert (of_file(found[first]), found[first].superseded_by) == (["F206"], later.name)


def test_an_earlier_one_without_a_seal_is_only_an_earlier_one(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    book = opened(returned[0])
    blot("")(book)
    early = save(book, tmp_path / "a.xlsx", datetime(2024, 11, 1, 8, 0))
    found = {one.path: one for one in year.check([early, returned[0]], TODAY)}
    assert (of_file(found[early]), of_file(found[returned[0]])) == (["F206"], [])


def test_a_lost_key_is_said_once_and_stops_nothing(home: Year, returned: list[Path]) -> None:
    before = home.check(returned, TODAY)
    (home.folder / KEY_FILE).unlink()
    after = Year(home.folder).check(returned, TODAY)
    assert {one.seal for one in after} == {Seal.UNCHECKED}
    lost = [f for one in after for f in one.findings if f.code == "F216"]
    assert [str(finding.location) for finding in lost] == [KEY_FILE]
    kept = [[f for f in one.findings if f.code != "F216"] for one in after]
    assert kept == [list(one.findings) for one in before]


def test_a_key_that_was_replaced_calls_no_seal_wrong(home: Year, returned: list[Path]) -> None:
    write_key(home.folder, "mot khoa khac")
    outcomes = Year(home.folder).check(returned, TODAY)
    assert {one.seal for one in outcomes} == {Seal.OTHER_KEY}
    assert set(asked(outcomes, "F215")) == {one.path.name for one in outcomes}
    assert all(one.checked is not None for one in outcomes)


def test_programs_are_told_how_each_file_was_known(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    def lose(book: Workbook) -> None:
        del book[IDENTITY_SHEET]

    def forge(book: Workbook) -> None:
        next(row for row in book[IDENTITY_SHEET].iter_rows() if row[0].value == "unit_code")[
            1
        ].value = "99901-03"

    changed(returned[0], tmp_path / "mat-trang.xlsx", lose)
    changed(returned[1], tmp_path / "sua-trang.xlsx", forge)
    out = StringIO()
    with redirect_stdout(out):
        run(
            [
                "validate",
                str(year.folder),
                str(tmp_path),
                "--today",
                "2025-01-10",
                "--format",
                "json",
            ]
        )
    files = {one["file"]: one for one in json.loads(out.getvalue())["files"]}
    assert (files["mat-trang.xlsx"]["identified_by"], files["mat-trang.xlsx"]["seal"]) == (
        "property",
        "right",
    )
    assert (files["sua-trang.xlsx"]["identified_by"], files["sua-trang.xlsx"]["seal"]) == (
        "sheet",
        "wrong",
    )
    assert (files["mat-trang.xlsx"]["code"], files["sua-trang.xlsx"]["code"]) == (
        "99901-01-2024",
        "",
    )


def changed(source: Path, path: Path, change: Callable[[Workbook], None]) -> Path:
    book = opened(source)
    change(book)
    return save(book, path)


# ------------------------------------------------------------------------- a name that is another's


def units(*names: str) -> list[Issue]:
    return [
        Issue(
            f"00001-{n:02}-2024",
            f"00001-{n:02}",
            name,
            f"{name}, xã Mẫu, năm 2024",
            f"00001-{n:02}_{n}_2024",
            own_name=name.partition(" ")[2],
        )
        for n, name in enumerate(names, start=1)
    ]


@for_each(
    ("file", "others"),
    [
        ("so.xlsx", ""),
        ("Sổ thôn Ao Vường.xlsx", "thôn Ao Vường"),
        ("So thon Ao Vuong (1).xlsx", "thôn Ao Vường"),
        ("ao-vuong.xlsx", "thôn Ao Vường"),
        ("THÔN AO - đã điền.xlsx", ""),
        ("Thôn Ao gửi.xlsx", ""),
        ("00001-03_moi_2024.xlsx", "thôn Mới"),
        ("bản mới.xlsx", ""),
        ("Thôn Mới.xlsx", "thôn Mới"),
        ("Xây dựng nông thôn mới.xlsx", ""),
        ("nong thon moi.xlsx", ""),
        ("thôn Họa.xlsx", "thôn Họa"),
        ("thon hoa.xlsx", ""),
        ("thôn Ao và thôn Mới.xlsx", ""),
        ("thôn Mới, thôn Họa.xlsx", ""),
        ("00001-01 thôn Mới.xlsx", ""),
        (unicodedata.normalize("NFD", "thôn Họa.xlsx"), "thôn Họa"),
    ],
)
def test_a_file_named_after_another_unit_is_asked_about(year: Year, file: str, others: str) -> None:
    known = units("Thôn Ao", "Thôn Ao Vường", "Thôn Mới", "Thôn Họa", "Thôn Hòa")
    found = names_another(RawBook(file, "", 0, ()), year.plan.collects, known[0], UnitNames(known))
    assert [f.values["other"] for f in found] == ([others] if others else [])
    assert all((f.code, str(f.location)) == ("F218", file) for f in found)


def test_names_are_found_as_if_each_were_looked_for() -> None:
    kinds, words = ("Thôn", "Bản", "Tổ dân phố"), ("Ao", "Mới", "Họa", "Hòa", "Vường", "2", "Ao 2")
    pairs = [
        f"{kind} {one} {two}".strip() for kind in kinds for one in words for two in ("", *words)
    ]
    known = units(*pairs, "Thôn Ao", "thôn  ao")
    names = UnitNames(known)
    texts = [f"{pair}{end}" for pair in pairs for end in ("", " (1)", "ng", ", xã Mẫu", "_2024")]
    texts += [f"{bare(pair)} {other}" for pair, other in itertools.pairwise(pairs)]
    texts += [f"nông thôn mới {pair} nong thon moi" for pair in pairs]
    texts += [one.file_name for one in known]
    for text in texts:
        assert names.begins(text) == _begin(text, known), text
        assert {id(one) for one in names.spoken_of(text)} == _spoken(text, known), text


def _begin(text: str, known: list[Issue]) -> list[Issue]:
    said = fold(text)
    pairs = [(one, fold(one.unit_name)) for one in known]
    return [
        one for one, n in pairs if said.startswith(n) and not said[len(n) : len(n) + 1].isalnum()
    ]


@cache
def _words(said: str, plain: bool) -> str:
    """Return the words of a text between blanks, without marks if it is `plain`."""
    return f" {' '.join(WORD.findall(bare(said) if plain else fold(said)))} "


def _spoken(text: str, known: list[Issue]) -> set[int]:
    plain = fold(text).isascii()
    said = PROGRAMME.sub(" ", _words(text, plain))
    spans: list[tuple[int, int, int]] = []
    for one in known:
        own = [one.own_name] if " " in one.own_name else []
        spellings = [one.code, one.unit_code, one.file_name]
        spellings = [name for name in spellings if len(WORD.findall(name)) > 1]
        for name in (*spellings, one.unit_name, *own):
            phrase = _words(name, plain)
            at = said.find(phrase)
            if at >= 0 and phrase.strip():
                spans.append((at, at + len(phrase), id(one)))
    outer = {(start, end) for start, end, _ in spans}
    return {
        one
        for start, end, one in spans
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in outer)
    }


def test_a_copy_of_a_neighbours_file_counts_for_whom_it_was_sent_to(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    """Trung fills in a copy of Thượng's workbook and types its own name where the other's stood."""

    def rename(book: Workbook) -> None:
        book["Kế hoạch"]["C5"] = "Thôn Trung"

    path = changed(returned[0], tmp_path / "thôn Trung.xlsx", rename)
    (outcome,) = year.check([path], TODAY)
    (question,) = (f for f in outcome.findings if f.code == "F218")
    assert str(question.location) == "thôn Trung.xlsx:Kế hoạch!C5"
    assert outcome.issued is not None
    assert outcome.issued.unit_name == "Thôn Thượng"
    assert outcome.issued.named in question.message()
    assert "Thôn Trung" in question.message()


# ----------------------------------------------------------------------- two that returned the same

PETITIONS = [
    petition("KIEN_NGHI", "GIAO_THONG", "GUI_TRUOC", "THON", "MOI", date(2024, 12, 2)),
    petition("KIEN_NGHI", "DAT_DAI", "GUI_TRUOC", "XA", "MOI", date(2024, 12, 3)),
]


def two(
    year: Year, folder: Path, first: list[Any], second: list[Any], **later: datetime
) -> list[Outcome]:
    for village, rows in (("01", first), ("03", second)):
        tables = {**REPORTS[village](), "kien_nghi": rows}
        fill(
            issued_file(year, village),
            folder / f"so-{village}.xlsx",
            year.plan.collects,
            tables,
            saved=later.get(f"so_{village}", SENT),
        )
    return year.check([folder], TODAY)


def test_two_villages_with_the_same_rows_are_both_asked(year: Year, tmp_path: Path) -> None:
    outcomes = two(year, tmp_path, PETITIONS, [PETITIONS[1], PETITIONS[0]])
    assert asked(outcomes, "F219") == {"so-01.xlsx": "so-03.xlsx", "so-03.xlsx": "so-01.xlsx"}
    question = next(f for f in outcomes[0].findings if f.code == "F219")
    assert (question.location.sheet, question.severity) == ("Kiến nghị", Severity.WARNING)
    assert "thôn Hạ" in question.message()


def test_rows_that_differ_in_a_word_are_not_the_same(year: Year, tmp_path: Path) -> None:
    assert not asked(
        two(
            year, tmp_path, PETITIONS, [PETITIONS[0], PETITIONS[1] | {"noi_dung": "Việc khác hẳn"}]
        ),
        "F219",
    )


def test_rows_retyped_with_a_word_more_are_asked_about_in_the_office_alone(
    year: Year, tmp_path: Path
) -> None:
    said = (
        "Đề nghị sửa đoạn đường bê tông trước cổng trường mầm non",
        "Xin làm cống thoát nước qua cánh đồng Trên trước mùa mưa",
        "Nhà văn hóa xuống cấp, mái dột, cần lợp lại",
    )
    retyped = (
        "de nghi sua doan duong be tong truoc cong truong mam non",
        "Xin làm gấp cống thoát nước qua cánh đồng Trên trước mùa mưa.",
        "Nhà văn hoá xuống cấp, mái dột, cần lợp lại!",
    )
    first, second = (
        [{**PETITIONS[0], "noi_dung": text} for text in texts] for texts in (said, retyped)
    )
    outcomes = two(year, tmp_path, first, second)
    assert asked(outcomes, "F219") == {"so-01.xlsx": "so-03.xlsx", "so-03.xlsx": "so-01.xlsx"}
    one = outcomes[0]
    assert one.checked is not None
    assert one.issued is not None
    checked = replace(one.checked, findings=one.findings)
    receipt = write_receipt(one, checked, one.issued, year.plan.collects, TODAY)
    assert "so-03" not in receipt
    assert "thôn Hạ" not in receipt
    assert not asked(two(year, tmp_path, first[:1], second[:1]), "F219")


def test_a_few_cells_may_be_alike_by_chance(year: Year, tmp_path: Path) -> None:
    few = [{"noi_dung": "Đề nghị sửa đường vào xóm", "loai": "KIEN_NGHI", "tra_loi_hn": False}]
    assert not asked(two(year, tmp_path, few, few), "F219")


def test_a_return_that_does_not_count_is_not_compared(year: Year, tmp_path: Path) -> None:
    fill(
        issued_file(year, "01"),
        tmp_path / "so-01 cũ.xlsx",
        year.plan.collects,
        {**thuong(), "kien_nghi": PETITIONS},
        saved=datetime(2024, 12, 1, 8, 0),
    )
    outcomes = two(year, tmp_path, thuong()["kien_nghi"], PETITIONS)
    assert asked(outcomes, "F206") == {"so-01 cũ.xlsx": "so-01.xlsx"}
    assert not asked(outcomes, "F219")


# -------------------------------------------------------------------- files that are something else


def forget(book: Workbook) -> None:
    """Wipe out every hidden place that says whose it is."""
    del book[IDENTITY_SHEET]
    del book.defined_names[IDENTITY_NAME]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def test_an_annual_report_among_the_returns_is_called_so(
    year: Year, returned: list[Path], tmp_path: Path
) -> None:
    report = year.report(returned, TODAY, Order(tmp_path / "tong-hop.xlsx"))
    (outcome,) = year.check([report.path], TODAY)
    assert codes(outcome) == ["F226"]


def test_a_plan_without_its_identity_is_still_called_a_plan(year: Year, tmp_path: Path) -> None:
    path = changed(year.folder / PLAN_FILE, tmp_path / "a.xlsx", forget)
    assert codes(year.check([path], TODAY)[0]) == ["F225"]


# --------------------------------------------------------------------------- as it was sent


def test_a_workbook_that_came_back_as_it_went_out_is_one_finding(
    year: Year, tmp_path: Path
) -> None:
    for village in ("01", "02"):
        shutil.copy(issued_file(year, village), tmp_path / f"so-{village}.xlsx")
    changed(issued_file(year, "03"), tmp_path / "so-03.xlsx", lambda book: None)
    outcomes = year.check([tmp_path], TODAY)
    assert [codes(one) for one in outcomes] == [["F228"]] * 3
    for one in outcomes:
        assert one.checked is not None
        assert one.checked.seen_rows == one.checked.layout_rows + one.checked.outside_rows + len(
            one.checked.records
        )


def test_it_is_no_return_of_anybody(year: Year, tmp_path: Path) -> None:
    """Nor of a village without any planned dialogue: that there is nothing is said by a tick."""
    lone = make_year(tmp_path / "nam", villages=[("01", "Thượng"), ("09", "Vắng")])
    outcomes = lone.check([lone.folder / OUT], TODAY)
    said = {one.issued.unit_name: one.findings[0].severity for one in outcomes if one.issued}
    assert said == {"Thôn Thượng": Severity.ERROR, "Thôn Vắng": Severity.ERROR}


def test_an_untouched_workbook_is_none_where_no_tick_says_that_there_is_nothing(
    tmp_path: Path,
) -> None:
    year = households(tmp_path / "ho", ["Một", "Hai", "Ba"])
    one, two, three = (written.path for written in year.generate())
    shutil.copy(one, year.folder / IN)
    changed(two, year.folder / IN / two.name, lambda book: None)

    def nothing(book: Workbook) -> None:
        book["Dữ liệu"]["C7"] = "-"

    changed(three, year.folder / IN / three.name, nothing)
    found = {one.path.name: one for one in year.check([], TODAY)}
    for path in (one, two):
        (finding,) = found[path.name].findings
        assert (finding.code, finding.severity) == ("F228", Severity.ERROR)
        assert "Không phát sinh" not in finding.remedy("vi")
    assert codes(found[three.name]) == ["C004"], "what the remedy says is taken for an answer"


def test_an_untouched_workbook_is_known_when_the_plan_was_renewed_since(
    year: Year, home: Year
) -> None:
    """Its dialogue is another one now: what it was printed with is no answer."""
    first = issued_file(year, "01")
    dialogue = {"ma": "2024-Q3-9", "quy": "III", "cac_thon": ("Thượng",), "dia_diem": "Sân đình"}
    write_plan(home.plan_path, more={"cuoc": [dialogue]})
    (outcome,) = Year(home.folder).check([first], TODAY)
    assert codes(outcome) == ["F210", "F228"]

    def answer(book: Workbook) -> None:
        Hands(home.plan.collects).type_row(book, "kien_nghi", 0, {"noi_dung": "Đường bị sạt"})

    touched = changed(first, home.folder / IN / "a.xlsx", answer)
    (outcome,) = Year(home.folder).check([touched], TODAY)
    assert {"F210", "F228"} & set(codes(outcome)) == {"F210"}


def test_the_number_of_an_issue_that_others_lines_made_part_of_is_known(
    year: Year, tmp_path: Path
) -> None:
    """So it was before what is planned elsewhere left a unit's workbook alone."""
    issued = year.plan.issued[0]
    former = replace(issued, of_its_own={})
    assert former.number != issued.number
    assert issued.bears(former.number)
    assert not issued.bears("0" * 8)
    (sealed,) = seal_all(year.plan.collects, [former], KEY)
    path = tmp_path / "a.xlsx"
    write_workbook(path, year.plan.collects, sealed)
    (outcome,) = year.check([path], TODAY)
    assert (outcome.seal, codes(outcome)) == (Seal.RIGHT, ["F228"])


@pytest.mark.parametrize("place", ["Kiến nghị!D9", "Việc cần làm!F8", "Kiến nghị!CI40"])
def test_one_touch_of_a_hand_and_all_is_said_in_full(
    year: Year, tmp_path: Path, place: str
) -> None:
    sheet, _, cell = place.partition("!")

    def touch(book: Workbook) -> None:
        book[sheet][cell] = "x"

    (outcome,) = year.check([changed(issued_file(year, "01"), tmp_path / "a.xlsx", touch)], TODAY)
    assert "F228" not in codes(outcome)
    assert codes(outcome)


def test_the_year_s_own_returns_are_none_of_this(year: Year, returned: list[Path]) -> None:
    found = {code for one in year.check(returned, TODAY) for code in codes(one)}
    assert not {code for code in found if code in ("F214", "F218", "F219", "F228")}
    assert replace(year.plan.issued[0], seal="x").number == year.plan.issued[0].number
    assert not list((year.folder / IN).iterdir())


def test_what_is_left_of_a_wiped_identity_helps_to_ask(year: Year, tmp_path: Path) -> None:
    def wipe(book: Workbook) -> None:
        forget(book)
        for page in book.worksheets:
            for cell in (page["A2"], page["A3"], page["B2"]):
                if isinstance(cell.value, str):
                    cell.value = cell.value.partition(" – Mã sổ")[0]

    path = changed(issued_file(year, "02"), tmp_path / "a.xlsx", wipe)
    (finding,) = year.check([path], TODAY)[0].findings
    assert (finding.code, finding.value) == ("F229", "Thôn Trung, xã Mẫu Sơn, năm 2024")
    assert finding.value in finding.message()


# --------------------------------------------------------------------------- codes of last year

GIVEN = frozenset({"99901-02-2023-001", "99901-05-2023-004"})


@for_each(
    ("said", "without", "beside"),
    [
        ("99901-02-2023-001", "", ""),
        ("99901-02-2023-1", "", ""),
        ("99901-05-2023-004", "không có đơn vị nào", ""),  # of a village that was merged since
        ("99901-02-2023-009", "", "không cấp số này"),
        ("99901-02-2023-000", "không cấp số này", "không cấp số này"),
        ("99901-02-2022-007", "", ""),
        ("99901-77-2023-001", "không có đơn vị nào", "không có đơn vị nào"),
        ("99901-02-2024-001", "trước năm 2024", "trước năm 2024"),
        ("2023", "kiểu mã", "kiểu mã"),
        ("Năm 2023", "kiểu mã", "kiểu mã"),
        ("KN 12/2023", "", "kiểu mã"),
    ],
)
def test_a_code_of_last_year_that_nobody_gave(
    year: Year, said: str, without: str, beside: str
) -> None:
    sheet = year.plan.collects.sheet("kien_nghi")
    issued = {one.code: one for one in year.plan.issued}
    for given, expected in ((frozenset[str](), without), (GIVEN, beside)):
        how = FormerCodes(sheet, issued, given).wrong(said, 2024)
        assert (how is None) == (not expected)
        assert expected in (how.vi if how else "")


def test_a_code_of_last_year_that_names_nothing_is_asked_about(year: Year, tmp_path: Path) -> None:
    rows = thuong()
    rows["kien_nghi"][0]["ma_ky_truoc"] = "2023"
    path = fill(issued_file(year, "01"), tmp_path / "a.xlsx", year.plan.collects, rows)
    (outcome,) = year.check([path], TODAY)
    (finding,) = (one for one in outcome.findings if one.code == "F275")
    hands = Hands(year.plan.collects)
    cell = f"{hands.column('kien_nghi', 'ma_ky_truoc')}{hands.first_row('kien_nghi')}"
    assert (finding.location.sheet, finding.location.cell) == ("Kiến nghị", cell)
    assert "99901-01-2023-…" in finding.remedy()
