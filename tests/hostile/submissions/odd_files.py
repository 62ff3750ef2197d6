# Symbolic links, hard links, FIFOs, devices and sockets fill the scratch folder.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import os, socket, stat
for target in ("/etc/passwd", "/run/view/hidden.npy", "/proc/self/mem", "/", "facts.json"):
    os.symlink(target, "link-" + target.replace("/", "_"))
for name in ("facts.json", "arrays.npz"):
    for folder in (".", "/tmp", "/dev/shm"):
        os.mkfifo(f"{folder}/{name}")
for act in (lambda: os.link("/run/view/hidden.npy", "hard"), lambda: os.mknod("device", stat.S_IFBLK | 0o600, os.makedev(8, 0))):
    try: act()
    except OSError: pass
socket.socket(socket.AF_UNIX).bind("socket")
