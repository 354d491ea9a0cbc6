"""Write docs/examples.json and docs/files.json: of each finding one real example, and what is
answered to odd files.

The first is made by running the cases of the tests, the second by reading the files of
tests/incoming.

`make examples` runs it; tests/incoming/test_cases.py holds each example against what its case says
now.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "incoming")]

from test_cases import CASES, NAMES, check, read_expected  # noqa: E402
from test_formats import DAMAGED, OTHERS  # noqa: E402
from test_read import KINDS  # noqa: E402
from village import fill, read_case  # noqa: E402

from sheettools.findings import Finding  # noqa: E402
from sheettools.incoming.cage.read import read_book  # noqa: E402

STORE = Path(__file__).parent / "examples.json"
FILES = Path(__file__).parent / "files.json"


def example(name: str, finding: Finding) -> dict[str, str]:
    """Return what is stored of a finding: its case, where it was, what stood there, what was
    said.
    """
    return {
        "case": name,
        "place": str(replace(finding.location, file="")),
        "value": finding.value,
        "why": finding.message("vi"),
        "remedy": finding.remedy("vi"),
        "why_en": finding.message("en"),
        "remedy_en": finding.remedy("en"),
    }


def first_cases() -> Iterator[tuple[str, set[str]]]:
    """Yield the first case of each code, with the codes it is the first of; the fewer findings the
    better.
    """
    produced = {name: {line.split()[0] for line in read_expected(name).findings} for name in NAMES}
    taken: set[str] = set()
    for name in sorted(NAMES, key=lambda name: (len(produced[name]), name)):
        new = produced[name] - taken
        taken |= new
        if new:
            yield name, new


def files() -> list[dict[str, str]]:
    """Read every odd file of the tests and return what is said of it, by name."""
    found = {}
    with TemporaryDirectory() as folder:
        for name, (data, _) in sorted({**DAMAGED, **OTHERS, **KINDS}.items()):
            path = Path(folder) / name
            path.write_bytes(data)
            finding = read_book(path).findings[0]
            found[name] = {
                "file": name,
                "code": finding.code,
                "why": finding.message("vi"),
                "remedy": finding.remedy("vi"),
                "why_en": finding.message("en"),
                "remedy_en": finding.remedy("en"),
            }
            path.unlink()
    return list(found.values())


def main() -> None:
    """Run the cases, read the files, and write both stores."""
    FILES.write_text(json.dumps(files(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    with TemporaryDirectory() as folder:
        for name, codes in first_cases():
            case = read_case((CASES / name / "returned.md").read_text(encoding="utf-8"))
            path = Path(folder) / "so.xlsx"
            path.write_bytes(fill(case))
            for finding in check(case, path)[0]:
                if finding.code in codes and finding.code not in found:
                    found[finding.code] = example(name, finding)
    STORE.write_text(
        json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
