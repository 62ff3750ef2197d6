"""What runs in a student's own notebook and terminal: feedback at once, with the checks of grading.

Begin with `grader`, which needs the small install alone; `check` (`autograder check`) needs Jupyter too.
"""
