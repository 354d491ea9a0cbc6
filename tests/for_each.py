"""Many small cases in one test: all are tried, and all that fail are told, by their names.

Beside what a text costs that is looked at for a thousandth of a second, pytest costs five times as
much for a test of its own: thousands of them took a tenth of the whole run.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]
Cases = Iterable[Any]
LONG = 60
"""How many letters of a value are shown in the name of its case."""


def for_each(
    names: str | tuple[str, ...], cases: Cases | Callable[[], Cases], ids: Any = None
) -> Callable[[Test], Test]:
    """Try a test with each of the cases, as `pytest.mark.parametrize` has it, in one test.

    Each case has a `tmp_path` of its own, and what it patches or prints is gone after it; every
    other fixture is shared by all. Cases that take their time to make are a function, which is
    called when they are tried.
    """
    wanted = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    alone = isinstance(names, str) and len(wanted) == 1

    def decorate(test: Test) -> Test:
        signature = inspect.signature(test)
        left = [one for name, one in signature.parameters.items() if name not in wanted]

        @wraps(test)
        def run(**fixtures: Any) -> None:
            found = cases() if callable(cases) else cases
            values = [(case,) if alone else tuple(case) for case in found]
            assert values, f"there is no {names} to try"
            failed: dict[str, BaseException] = {}
            for number, case in enumerate(values):
                try:
                    with _own(fixtures, number) as own:
                        test(**own, **dict(zip(wanted, case, strict=True)))
                except (Exception, pytest.fail.Exception, pytest.skip.Exception) as problem:
                    name = f"{number}: {_name(ids, number, case)}"
                    problem.add_note(f"in the case {name}")
                    failed[name] = problem
            if failed:
                _tell(failed, len(values))

        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorate


@contextmanager
def _own(fixtures: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """Yield the fixtures of one case: of those that keep what a test does, its own."""
    own = dict(fixtures)
    with ExitStack() as at_end:
        if "tmp_path" in own:
            own["tmp_path"] = own["tmp_path"] / str(number)
            own["tmp_path"].mkdir()
        if "monkeypatch" in own:
            own["monkeypatch"] = at_end.enter_context(own["monkeypatch"].context())
        if "capsys" in own:
            at_end.callback(own["capsys"].readouterr)
        yield own


def _name(ids: Any, number: int, case: tuple[Any, ...]) -> str:
    """Return the name of a case: as it is given, or as its values are written."""
    if ids is not None and not callable(ids):
        return str(list(ids)[number])
    show = ids or repr
    return "-".join(str(show(one))[:LONG] for one in case)


def _tell(failed: dict[str, BaseException], tried: int) -> None:
    """Fail with all that failed. Of many pytest shows a part; their names are all told."""
    said = "\n".join(f"  {name}: {_first_line(one)}" for name, one in failed.items())
    raise BaseExceptionGroup(f"{len(failed)} of {tried} fail:\n{said}", list(failed.values()))


def _first_line(problem: BaseException) -> str:
    return next(iter(str(problem).splitlines()), type(problem).__name__)
