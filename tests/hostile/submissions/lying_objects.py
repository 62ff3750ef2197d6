# Objects lie about their class, attributes and arrays; an array subclass changes its mind.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
class Liar:
    __class__ = np.ndarray
    shape, dtype, ndim, nbytes, size = (200,), np.dtype("f8"), 1, 8, 200
    def __array__(self, *a, **k): return np.array([np.nan, np.inf])
    def __getattr__(self, name): return 1
class Mine(np.ndarray):
    calls = 0
    def __eq__(self, other): return np.True_
    def min(self, *a, **k): return 0
    def max(self, *a, **k): return 1
    def tobytes(self, *a, **k): return x_train.tobytes()
    def __array_function__(self, *a, **k): return np.True_
    def __array_ufunc__(self, *a, **k): return np.True_
    shape = property(lambda self: (64, 28, 28))
    nbytes = property(lambda self: -1)
    dtype = property(lambda self: np.dtype("f8"))
index = label = Liar()
probabilities = np.full(10, 0.1).view(Mine)
