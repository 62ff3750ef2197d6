"""One submission: run, verify, score; how many at a time, and who is told of it.

Knows both execution and scoring, which do not know each other. Begin with `submission_grader`, both halves;
`submission_runner` is the one that runs and verifies, `folder_grader` has a course folder around it.
Elsewhere submissions run by `dask_executor`; `workers` is the seam to other machines.
"""
