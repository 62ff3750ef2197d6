"""A page on which one draws a digit and every network answers, side by side.

It is one HTML file without a server: the networks run in it, in the JavaScript of `page/`. What is made here
of a network is data: operations (`operations.py`), packed weights (`packing.py`), and how images are prepared
for it. A student's `.keras` file is read as data, too, and never run. Begin with `page.py`.
"""
