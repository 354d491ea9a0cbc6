"""Write a page of the docs for each finding, the catalogue as a file, the table of every kind of
damage, and the schemas of templates; `--check` fails if one is stale.

What stands in them comes from the catalogue, from the cases of the tests and from
docs/examples.json; how fast it all is, from docs/speed.json.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas import schemas

from benchmarks import page as speed
from sheettools.catalogue import (
    EXAMPLES_FILE,
    KEPT_FILE,
    SEVERITY_WORDS,
    catalogue,
    kept_text,
    open_places,
)
from sheettools.findings import Problem

DOCS = Path(__file__).parent
CASES = DOCS.parent / "tests" / "cases"
EXAMPLES: Mapping[str, Mapping[str, str]] = json.loads(
    (DOCS / "examples.json").read_text(encoding="utf-8")
)
GATHERED: Mapping[str, Mapping[str, str]] = json.loads(
    (DOCS / "gathered.json").read_text(encoding="utf-8")
)
FILES: list[dict[str, str]] = json.loads((DOCS / "files.json").read_text(encoding="utf-8"))
WHERE = {
    "T": "mẫu hoặc kế hoạch (template, plan)",
    "F": "cả tệp (file)",
    "S": "trang hoặc tiêu đề (sheet, heading)",
    "R": "một dòng (row)",
    "C": "một ô (cell)",
}


def page(problem: Problem) -> str:
    """Return the page of one finding."""
    severity = SEVERITY_WORDS[problem.severity]
    lines = [
        f"# {problem.code} – {severity.vi}",
        "",
        f"{open_places(problem.why.vi)}",
        "",
        f"**Phải làm gì:** {open_places(problem.remedy.vi)}",
        "",
        f"Nhìn vào: {WHERE[problem.code[0]]}.",
        "",
        *_example(problem),
        "---",
        "",
        f"*{severity.en}.* {open_places(problem.why.en)} → {open_places(problem.remedy.en)}",
        "",
        "[Mọi phát hiện](../findings.md)",
    ]
    return "\n".join(lines) + "\n"


def _example(problem: Problem) -> Iterator[str]:
    example = EXAMPLES.get(problem.code)
    if problem.example is not None:
        yield from (f"**Ví dụ:** {problem.example.vi}", "")
    title = ("## Ví dụ có thật trong bộ kiểm thử", "")
    if example is not None:
        yield from (*title, f"{_title(example['case'])}.", "")
        yield from _told(example)
        return
    odd = next((one for one in FILES if one["code"] == problem.code), None)
    if odd is not None:
        yield from (*title, f"- Tệp: `{odd['file']}`")
        yield from _told({"place": "", "value": "", **odd})
    elif problem.code in GATHERED:
        yield from title
        yield from _told(GATHERED[problem.code])


def _told(example: Mapping[str, str]) -> Iterator[str]:
    """Yield where an example was found, what stood there, and what is said of it."""
    if example["place"]:
        yield f"- Chỗ: `{example['place']}`"
    if example["value"]:
        yield f"- Ở đó ghi: “{_line(example['value'])}”"
    yield f"- Chương trình báo: {_line(example['why'])}"
    yield f"- Cách xử lý: {_line(example['remedy'])}"
    yield ""


def _line(text: str) -> str:
    """Write a text on one line, with nothing that Markdown takes for its own."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))


def _title(case: str) -> str:
    """Return what a case says of itself."""
    path = CASES / case / "returned.md"
    return (
        path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        if path.is_file()
        else case
    )


def intake() -> str:
    """Return the table of every kind of damage in the tests with what the tool answers."""
    problems = catalogue()
    rows = ["| điều xảy ra | chương trình trả lời |", "|---|---|"]
    for folder in sorted(CASES.iterdir(), key=lambda folder: (_group(folder), folder.name)):
        rows.append(f"| {_line(_title(folder.name))} | {_answer(folder, problems)} |")
    return "\n".join(rows)


def odd_files() -> str:
    """Return the table of files that are no returns, or broken ones, with what is said of each."""
    rows = ["| tệp | mã | chương trình trả lời |", "|---|---|---|"]
    rows += [
        f"| `{one['file']}` | [{one['code']}](findings/{one['code']}.md) | {_line(one['why'])} |"
        for one in FILES
    ]
    return "\n".join(rows)


def _group(folder: Path) -> int:
    return folder.name.startswith(("plan-", "v0", "v1"))


def _answer(folder: Path, problems: Mapping[str, Problem]) -> str:
    lines = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    said = [line for text in lines if (line := text.partition("#")[0].strip())]
    codes = Counter(line.split()[0] for line in said if not line.startswith("rows:"))
    told = [
        f"[{code}](findings/{code}.md) {SEVERITY_WORDS[problems[code].severity].vi}"
        + (f" ×{n}" if n > 1 else "")
        for code, n in codes.items()
    ]
    return "; ".join(told) or "đọc được, không có gì phải nói"


def wanted() -> dict[Path, str]:
    """Return every page by its path."""
    pages = {speed.PAGE: speed.page(speed.load())}
    pages |= {
        DOCS / "findings" / f"{code}.md": page(problem) for code, problem in catalogue().items()
    }
    return {**pages, **dict(schemas()), KEPT_FILE: kept_text(), EXAMPLES_FILE: examples_text()}


def examples_text() -> str:
    """Return what stands in the program's own `examples.json`: of each finding the example that its
    page shows, with what its case says of itself.
    """
    odd = {one["code"]: one for one in reversed(FILES)}
    kept = {}
    for code in catalogue():
        example = dict(EXAMPLES.get(code) or odd.get(code) or GATHERED.get(code, {}))
        if "case" in example:
            example["title"] = _title(example["case"])
        told = {
            "title": example.get("title", ""),
            "file": example.get("file", ""),
            "place": example.get("place", ""),
            "value": example.get("value", ""),
            "why_vi": example.get("why", ""),
            "remedy_vi": example.get("remedy", ""),
            "why_en": example.get("why_en", ""),
            "remedy_en": example.get("remedy_en", ""),
        }
        kept[code] = {name: text for name, text in told.items() if text}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write the pages, or say which are stale."""
    pages = wanted()
    there = set((DOCS / "findings").glob("*.md"))
    stale = [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    left = sorted(there - pages.keys())
    if "--check" in sys.argv:
        for path in (*stale, *left):
            print(f"stale: {path.name}; run `make docs`")
        return 1 if stale or left else 0
    (DOCS / "findings").mkdir(exist_ok=True)
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    for path in left:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
