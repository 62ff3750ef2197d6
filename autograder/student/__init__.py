"""What runs in a student's own notebook and terminal: feedback at once, with the checks of grading.

Needs the small install alone. Begin with `grader`; `check` is `autograder check`.
"""
