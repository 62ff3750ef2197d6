"""Runs what was handed in, behind walls: the one room with foreign code in its processes.

Knows no checks, no labels, no scores. Begin with `kernel`, the seam, `factory`, which chooses what stands
behind it, and `collector`, which runs a submission. `sandbox` says what walls show and cover, `watchdog`
keeps limits.
"""
