"""How fast the program is, as ratios against something else in the same run: `make bench`."""
