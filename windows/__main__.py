"""`python -m windows`: `pin` the versions, or build the `program` and its installer."""

from __future__ import annotations

import argparse
import sys

from windows import program, python
from windows.wine import Wine, is_there


def main() -> int:
    """Do what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m windows", description=__doc__)
    parser.add_argument("what", choices=["pin", "program"])
    what = parser.parse_args().what
    if what == "pin":
        python.pin()
        return 0
    if not is_there():
        print("wine64 is missing: apt-get install wine wine64 nsis", file=sys.stderr)
        return 1
    with Wine(python.BUILD / "prefix").begun() as wine:
        program.build(wine)
    for line in program.told(program.make_installer()):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
