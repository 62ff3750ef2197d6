"""Grades go out: into nbgrader's gradebook and into tables.

The single writer is `writer`; nbgrader's stock commands come in through `preprocessors`, where the points of
a check cell come from a score sheet.
"""
