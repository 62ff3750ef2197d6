"""The reference networks, trained and compared: on a course's data, with its students beside them.

Begin with `train`; `comparison` puts what came of it on a page, `calibrate` measures what right solutions
reach.
"""
