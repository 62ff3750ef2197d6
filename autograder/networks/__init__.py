"""What checks say about Keras networks: layers, preprocessing, training, curves, conclusions.

A vocabulary for courses about networks, above `scoring`, which does without. It reads and measures; what is
right and what is wrong stands in a course's `checks/`. Begin with `architecture` and `predictions`.
"""
