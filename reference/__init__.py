"""The data and the reference networks: every variant, the baseline, training, calibration, statistics.

Knows no notebook and no student. Begin with `datasets` and `models`; `evaluation` compares with the baseline.
"""
