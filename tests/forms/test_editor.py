"""An editor's own checker (taplo, by which Even Better TOML works) with the schema of templates."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from forms.samples import vaccinations
from npm import fetched
from office import find_program

from sheettools.forms.write import SCHEMA, draft_template

CLINIC = Path(__file__).parents[1] / "clinic" / "bieu-mau" / "tc-so.toml"
VERSION = "@taplo/cli@0.7.0"
FAULTS = [
    ("required = true", "requred = true"),
    ('kind = "table"', 'kind = "tabel"'),
    ('type = "date"', 'type = "dat"'),
    ("rows = 20", 'rows = "20"'),
    ('name = "tiem_chung"\n', ""),
    ("personal = true", "personal = 1"),
    ('code = "1"\n', ""),
]


@pytest.fixture(scope="module")
def taplo() -> Path:
    return fetched(VERSION) / "dist" / "cli.js"


def refused(taplo: Path, *paths: Path) -> set[str]:
    """Return the names of the files of which taplo says that they break their schema."""
    command = [find_program("node"), str(taplo), "check", *(path.name for path in paths)]
    done = subprocess.run(
        command, cwd=paths[0].parent, capture_output=True, text=True, timeout=120, check=False
    )
    return {path.name for path in paths if f"{path.name}:" in done.stderr}


@pytest.mark.office
def test_an_editor_knows_a_good_template_and_each_of_several_faults(
    taplo: Path, tmp_path: Path
) -> None:
    made = draft_template(vaccinations(tmp_path / "tiem.xlsx"), tmp_path)
    good = tmp_path / "tc-so.toml"
    good.write_text(f"#:schema {SCHEMA}\n{CLINIC.read_text(encoding='utf-8')}", encoding="utf-8")
    text = made.template.read_text(encoding="utf-8")
    broken = []
    for number, (old, new) in enumerate(FAULTS):
        assert old in text, old
        path = tmp_path / f"sai-{number}.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        broken.append(path)
    found = refused(taplo, made.template, made.plan, good, *broken)
    assert found == {path.name for path in broken}
