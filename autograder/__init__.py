"""Runs students' notebooks and scores them. A student's notebook needs only these two names."""

from autograder.student import Grader, load_data

__all__ = ["Grader", "load_data"]
