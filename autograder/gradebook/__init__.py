"""Grades go out: into nbgrader's gradebook and into tables.

Scores nothing. The single writer is `writer`; nbgrader's stock commands come in through `preprocessors`,
where the points of a check cell are taken from a score sheet. Work comes in from platforms' downloads through
`zip_collect`; `whose` decides whose each notebook is.
"""
