"""The reference networks, trained and compared: on a course's data, with its students beside them.

Begin with `train`; `comparison_page` makes the page, `calibrate` measures what right solutions reach.
"""
