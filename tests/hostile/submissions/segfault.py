# A segmentation fault through ctypes.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import ctypes
ctypes.string_at(0)
