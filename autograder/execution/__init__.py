"""Runs what was handed in, behind walls: the one room with foreign code in its processes.

Knows no checks, no labels, no scores. Begin with `kernel`, the seam, and `collector`, which runs a
submission; `sandbox` says what the walls cover. Time limits are enforced in `watchdog`.
"""
