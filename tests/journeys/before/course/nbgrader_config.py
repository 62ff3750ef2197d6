# nbgrader's configuration for this course; add your own settings below.
from autograder.preprocessors import configure

c = get_config()
configure(c, __file__)
