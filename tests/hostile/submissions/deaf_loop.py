# A loop that ignores being interrupted.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException: pass
