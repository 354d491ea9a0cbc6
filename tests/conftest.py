"""What tests share: this folder is importable, so that `import village` gives the small commune."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import built
import hypothesis
import pytest
import village
from office import Convert, office
from properties import NO_CLOCK
from reach import needs
from remembered import remembered
from written import anew_if_asked, done_once

from sheettools.incoming.cage import keeper

LONG = (
    "test_cases", "test_parity", "test_clients", "test_attacker", "test_carry", "test_mark",
    "test_register", "test_bench", "test_doors", "test_proof", "test_rollup",
    "test_returned_kinds", "test_read", "test_office", "test_language", "test_identity",
    "test_skeleton", "test_store", "test_cli", "test_draft", "test_annual", "test_plan_kinds",
    "test_merge", "test_workers", "test_sorted", "test_demo", "test_guide", "test_ledger",
    "test_opened", "test_paper", "test_killed", "test_cluster", "test_text", "test_formats",
    "test_packages", "test_golden", "test_safe", "test_in_force", "test_completion",
    "test_holidays", "test_pages", "test_additions", "test_generate", "test_reference",
    "test_renew", "test_each_write", "test_beside", "test_document", "test_bad_days",
)  # fmt: skip
"""Modules that take longest, the longest first, so that no processor is left with one of them at
the end; .ci/run prints what takes long.
"""


hypothesis.settings.load_profile(NO_CLOCK)  # `make quick` loads the other one


os.environ.pop("COLUMNS", None)  # what is shown is as wide as where no terminal says how wide


MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - a folder of each run's own is made in it
"""A disk in memory, where the system has one, and how many bytes must be free there."""


def pytest_configure() -> None:
    """Let Python look for circles of objects seldom: a workbook is many objects and no circle, and
    a tenth of the time went into looking. Have temporary files made in memory, where there is room:
    of the thousands of small ones each is put on the disk for certain, which takes its time.
    """
    gc.set_threshold(100_000, 50, 100)
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it is asked for anew, by the processes of this run too


def pytest_collection_finish() -> None:
    """Look for circles only in what the tests make, not in what was loaded for them."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for circles no more; pytest would do so twice at the end, in all that is still there."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `-n auto` means. A test often waits for the process that reads a
    file: one more than there are processors keeps all of them busy.
    """
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _shelf(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Share what is built once among the processes of this run."""
    own = tmp_path_factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    built.shelf = (own if alone else own.parent) / "built"
    built.shelf.mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _temporary_files_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have temporary files made where no other process of this run looks: each command says so that
    sweeps what a killed one has left, and some tests kill one.
    """
    own = tmp_path_factory.getbasetemp() / "tmp"
    own.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(own))
        patch.setattr(tempfile, "tempdir", None)
        yield
    shutil.rmtree(own, ignore_errors=True)  # what was killed has left more than anyone sweeps


@pytest.fixture(scope="session", autouse=True)
def _one_reading_process() -> Iterator[None]:
    """Read all files in one process, but for those of the tests of that process."""
    with keeper.handing_on(whatever=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _asked_once() -> Iterator[None]:
    with remembered(), done_once():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Have a test that asks for it see the program do everything itself."""
    with anew_if_asked(item):
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first; `--dist loadfile` keeps each together, for what its tests
    share. Mark what needs a whole year or another program: `make quick` leaves it out.
    """
    order = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))
    for item in items:
        if isinstance(item, pytest.Function):
            for mark in needs(item):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def commune() -> village.Commune:
    """Xã Mẫu in 2024: its plan, and a fresh workbook of each village."""
    return village.commune()


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Convert]:
    """Yield LibreOffice's conversion: it opens files, works out their formulas, and saves them as
    another kind.
    """
    with office(tmp_path_factory.mktemp("soffice")) as run:
        yield run
