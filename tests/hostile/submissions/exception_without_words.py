# An exception whose text raises, and one whose text is 100 MB.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
class Mute(Exception):
    def __str__(self): raise self
    __repr__ = __str__
class Chatty(Exception):
    def __str__(self): return "x" * 100_000_000
    __repr__ = __str__
class Array:
    def __array__(self, *args, **kwargs): raise Mute()
    def columns(self): raise Chatty()
    columns = property(columns)
index, label, normalise = Array(), Array(), lambda images: (_ for _ in ()).throw(Chatty())
model = type("M", (), {"layers": property(lambda self: (_ for _ in ()).throw(Mute())), "predict": 1})()
history = type("H", (), {"history": property(lambda self: (_ for _ in ()).throw(Mute()))})()
raise Chatty()
