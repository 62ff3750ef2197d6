# The kernel ends itself with os._exit before the last exercises.

# %% exercise="build_model"
import os
os._exit(0)
