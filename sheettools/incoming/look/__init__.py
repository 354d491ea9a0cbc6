"""Our own look at what a file is and holds, with the standard library alone, before any reader
opens it.
"""
