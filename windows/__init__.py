"""Windows from Linux: a Windows Python under Wine, the tests there, and the program and its
installer for people who have no Python.
"""
