"""One submission: run, verify, score; and how many at a time.

Knows both execution and scoring, which do not know each other. Begin with `submission_grader`.
"""
