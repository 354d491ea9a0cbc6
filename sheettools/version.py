"""The version of the program, said once: the package, its papers and its workbooks take it from
here.
"""

__version__ = "0.2.0"
