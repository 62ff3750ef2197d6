"""The commands, a module for each kind of user; `autograder.cli` puts them together."""
