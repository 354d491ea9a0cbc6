"""`python -m sheettools.cli`."""

from sheettools.cli.entry import main

if __name__ == "__main__":
    main()
