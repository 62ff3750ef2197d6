"""What a student hands in, read: cells by exercise, whatever became of the notebook on its way.

Knows the course, runs nothing. Begin with `reading`.
"""
