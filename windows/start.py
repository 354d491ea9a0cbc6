"""Where the frozen program begins: with what is typed, as a process that it has started of itself,
or for its installer.
"""

import sys

from on_path import PUT, TAKE, change  # type: ignore[import-not-found]

from sheettools.cli.entry import main

if __name__ == "__main__":
    if sys.argv[1:] in ([PUT], [TAKE]):
        change(sys.argv[1])
    else:
        main()
