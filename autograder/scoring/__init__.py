"""What evidence is worth: pure, repeatable, and the same at home and in grading.

Knows no kernel and no folder. Begin with `score`; `rubrics` is the vocabulary of checks and loads them,
`answers` reads evidence for them.
"""
