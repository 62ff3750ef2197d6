"""What runs beside student code: this folder is all of ours that the walls show.

It may import nothing of ours, and knows no check, label or expected value. Begin with `launch`, which
makes a process a student's, and `answering`, which answers asks; `fork_server` makes kernels behind walls.
"""
