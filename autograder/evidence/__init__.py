"""What running a submission showed: bounded, checked for its form, verified, kept by content.

Knows what was asked, not what counts as right. Begin with `asks` and `evidence`; `verification` holds what a
student's process says of a network against a network that is rebuilt.
"""
