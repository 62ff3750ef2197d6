# Takes memory without end.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import os, time
for _ in range(20):
    if os.fork() == 0:
        kept = bytearray(os.urandom(1 << 20) * 200)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
