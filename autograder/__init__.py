"""Runs students' notebooks and scores them. A student's notebook needs only these two names."""

from autograder.student.data import load_data
from autograder.student.grader import Grader

__all__ = ["Grader", "load_data"]
