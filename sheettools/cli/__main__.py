"""`python -m sheettools.cli`."""

from sheettools.cli.entry import main

main()
