"""What a test needs is told from its code (tests/reach.py); the marks of these very tests show
it.
"""

from __future__ import annotations

import subprocess

import pytest
from small_year import make_year

Request = pytest.FixtureRequest


def _a_year() -> object:
    return make_year


def _a_program() -> object:
    return subprocess


@pytest.fixture
def _of_a_year() -> object:
    return _a_year()


def _marks(request: Request) -> set[str]:
    return {mark.name for mark in request.node.iter_markers() if mark.name != "usefixtures"}


def test_what_needs_nothing_has_no_mark(request: Request) -> None:
    assert _marks(request) == set()


@pytest.mark.usefixtures("_of_a_year")
def test_a_year_is_seen_through_a_fixture(request: Request) -> None:
    assert _marks(request) == {"year"}


def test_a_program_is_seen_through_a_function(request: Request) -> None:
    assert _a_program()
    assert _marks(request) == {"program"}


@pytest.mark.office
def test_what_drives_libreoffice_needs_a_program(request: Request) -> None:
    assert _marks(request) == {"office", "program"}


def test_a_year_is_seen_in_what_is_written_inside(request: Request) -> None:
    assert all(_a_year() for _ in range(1))
    assert _marks(request) == {"year"}
