"""The commands, one file each: arguments in, one line out where something cannot be done.

A command imports what it needs when it is chosen, so that `--help` is there at once.
"""
