"""The story of a class: submissions -> evidence -> sheets -> gradebook -> pages.

Begin with `grade`; `rescore` applies changed checks, `explain` answers a complaint, `forget` removes a
student.
"""
