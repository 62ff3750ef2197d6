"""The commands, one file each: `add` takes its arguments, `run` does it and returns the exit code.

`autograder.cli` lists them. A file imports what it needs when it runs, so that `--help`, and a line
on wrong arguments, is there at once.
"""
