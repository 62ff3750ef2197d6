"""The reference networks, trained on a course's data and compared, students beside them.

Begin with `train`; `comparison_page` makes the page, `calibrate` measures what right solutions reach.
"""
