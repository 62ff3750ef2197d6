# An error message holds format braces, HTML and halves of characters.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
class Error(Exception):
    pass
Error.__name__ = Error.__qualname__ = "{0.__class__}{name}<script>alert(1)</script>"
index = type("{x}<img src=x onerror=alert(1)>", (), {})()
raise Error("{} {cause} {0} %s <script>alert(2)</script> \x1b[31m\x00")
