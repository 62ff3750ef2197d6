"""An instructor's folder in nbgrader's layout: settings, roster, what was handed out, what was handed in.

Knows files, runs and scores nothing. Begin with `coursedir`; `init` makes such a folder.
"""
