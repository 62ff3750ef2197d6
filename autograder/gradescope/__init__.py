"""Gradescope: a zip that grades there, and what runs in its container.

Begin with `grading.py`, which tells the story of one submission; `zip_file.py` makes the zip.
"""
