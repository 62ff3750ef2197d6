"""What checks say about Keras networks: layers, preprocessing, training, curves, conclusions.

A vocabulary for courses about networks, above `scoring`, which does without. Begin with `architecture` and
`predictions`; a wrong activation is told apart in `architecture`.
"""
