"""`python -m sheettools`: the command line, where the script is not on the path."""

from sheettools.cli.entry import main

if __name__ == "__main__":
    main()
