"""An instructor's folder in nbgrader's layout: settings, roster, what was handed out and in, and sheets.

Reads and keeps files; runs and scores nothing. Begin with `coursedir`; `init` makes such a folder. Ids are
compared by `same_student`, wherever they are.
"""
