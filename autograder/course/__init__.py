"""What is asked: a course's manifest and notebooks, and what an instructor changes in them.

Knows neither checks nor submissions. Begin with `course`, the types; `notebooks` compiles `notebook.py`
for one language.
"""
