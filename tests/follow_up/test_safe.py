"""The register is whole whatever happens: a command that is killed, a file half saved or saved
meanwhile, other programs that save it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from killed import KILLED, count_steps, run_until
from office import Convert
from school_year import TODAY, school_year
from test_additions import PAGE, again, columns, opened, row_of, spare
from test_register import ANSWER, CHAIRS, FENCE, ONE, ROOF, TWO, codes, rows, sent, write

from sheettools.cli.entry import run
from sheettools.follow_up.office import BESIDE, PREVIOUS, REGISTER
from sheettools.template.layout import HEADER_ROW, OFFICE_FOLDER
from sheettools.year import Year, as_return

DAY = TODAY.isoformat()
FEW = 6
"""At how many steps it is killed each time; `make test-long` tries them all."""


@pytest.fixture
def year(tmp_path: Path) -> Year:
    return school_year(tmp_path / "y")


@pytest.fixture
def second_round(year: Year) -> Year:
    """A year with an answer in its register, and a return that has come since."""
    sent(year, ROOF, CHAIRS)
    write(year, PAGE, ONE, ANSWER)
    kept = (year.folder / REGISTER).read_bytes()
    sent(year, CHAIRS, ROOF, FENCE)
    shutil.rmtree(year.folder / OFFICE_FOLDER)
    (year.folder / REGISTER).write_bytes(kept)
    (year.folder / REGISTER).chmod(0o600)
    return year


def command(folder: Path) -> list[str]:
    return ["register", str(folder), "--today", DAY]


def killed(year: Year, place: Path, stride: int) -> None:
    """Kill the command at some of its steps: the old register is there or the new one, the one
    before is whole, and the next run comes to what it would have come to.
    """
    old = (year.folder / REGISTER).read_bytes()
    steps = count_steps(command(shutil.copytree(year.folder, place / "all")))
    new = (place / "all" / REGISTER).read_bytes()
    assert (place / "all" / OFFICE_FOLDER / PREVIOUS).read_bytes() == old
    for step in range(1, steps + 1, stride or max(1, steps // FEW)):
        folder = Path(shutil.copytree(year.folder, place / str(step)))
        assert run_until(step, command(folder)) == KILLED
        assert (folder / REGISTER).read_bytes() in (old, new), step
        before = folder / OFFICE_FOLDER / PREVIOUS
        assert not before.exists() or before.read_bytes() == old, step
        if (folder / REGISTER).read_bytes() == new:
            assert before.exists(), step
        assert run(command(folder)) in (0, 1), step
        assert (folder / REGISTER).read_bytes() == new, step
        assert before.read_bytes() == old, step
        left = [path for path in folder.rglob(".~*") if path.name != ".~dang-chay"]
        assert left == [], step
        for path in (folder / REGISTER, before):
            assert path.stat().st_mode & 0o777 == 0o600, step


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no copy of a process")
def test_whenever_it_is_killed(second_round: Year, tmp_path: Path) -> None:
    killed(second_round, tmp_path, 0)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no copy of a process")
def test_at_every_step(second_round: Year, tmp_path: Path) -> None:
    killed(second_round, tmp_path, 1)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.6, 0.99], ids=str)
def test_half_saved_it_is_left_alone(year: Year, share: float) -> None:
    sent(year, ROOF)
    write(year, PAGE, ONE, ANSWER)
    path = year.folder / REGISTER
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    before = path.read_bytes()
    made = Year(year.folder).keep_register(TODAY)
    assert (path.read_bytes(), made.path.name) == (before, BESIDE)
    assert {"F290", "F295"} <= set(codes(made))
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_page_or_a_column_that_has_gone_is_not_written_over(year: Year) -> None:
    sent(year, ROOF)
    write(year, PAGE, ONE, ANSWER)
    Year(year.folder).keep_register(TODAY)
    good = (year.folder / REGISTER).read_bytes()
    sent(year, ROOF, CHAIRS)  # now the one before is the good one
    kept = year.folder / OFFICE_FOLDER / PREVIOUS
    assert kept.read_bytes() == good
    with opened(year) as book:
        del book[PAGE]
    made = Year(year.folder).keep_register(TODAY)
    assert {"S101", "F295"} <= set(codes(made))
    assert (made.path.name, kept.read_bytes()) == (BESIDE, good)
    shutil.copyfile(kept, year.folder / REGISTER)
    with opened(year) as book:
        book[PAGE].delete_cols(columns(book[PAGE])["ket_qua"])
    made = Year(year.folder).keep_register(TODAY)
    assert {"S102", "F295"} <= set(codes(made))


def test_saved_meanwhile_it_is_left_alone(year: Year) -> None:
    sent(year, ROOF)
    register = Year(year.folder).office_register(TODAY)
    returns = [as_return(one) for one in Year(year.folder).check((), TODAY)]

    def while_it_runs() -> Iterator[Any]:
        for one in returns:
            yield one.issued, one.checked
        assert register.before.matters  # it has been read
        write(year, PAGE, ONE, ANSWER)

    made = register.write(while_it_runs())
    assert (codes(made), made.path.name) == (["F295"], BESIDE)
    assert rows(year, PAGE)[ONE]["ket_qua"] == ANSWER["ket_qua"]


def test_saved_by_libreoffice_it_is_read_the_same(
    year: Year, convert: Convert, tmp_path: Path
) -> None:
    sent(year, ROOF, CHAIRS)
    write(year, PAGE, ONE, ANSWER)
    with opened(year) as book:
        sheet = book[PAGE]
        at = row_of(sheet, ONE)
        sheet.cell(HEADER_ROW, spare(sheet)).value = "Giao cho"
        sheet.cell(at, spare(sheet)).value = "Cán bộ Mẫu"
        sheet.row_dimensions[row_of(sheet, TWO)].hidden = True
        book.create_sheet("Phân công")["A1"] = "Việc"
    Year(year.folder).keep_register(TODAY)
    before = (year.folder / REGISTER).read_bytes()
    (saved,) = convert("xlsx", tmp_path / "lo", year.folder / REGISTER)
    shutil.copyfile(saved, year.folder / REGISTER)
    assert codes(Year(year.folder).keep_register(TODAY)) == []
    sheet = again(year)[PAGE]
    at = row_of(sheet, ONE)
    assert sheet.cell(at, spare(sheet)).value == "Cán bộ Mẫu"
    assert sheet.cell(at, columns(sheet)["ket_qua"]).value == ANSWER["ket_qua"]
    assert sheet.row_dimensions[row_of(sheet, TWO)].hidden
    assert again(year)["Phân công"]["A1"].value == "Việc"
    assert (year.folder / REGISTER).read_bytes() == before
