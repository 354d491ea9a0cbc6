"""The command line. A command is one function in the module of its stage, which makes one call."""
