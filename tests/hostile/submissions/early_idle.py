# The kernel says that it is idle, and that the cell is over, while the cell goes on.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=kernel.get_parent())
import time
began = time.monotonic()
while time.monotonic() - began < 25:
    pass
index, label = 0, y_train[0]

# %% exercise="q_dataset"
dataset_name, learning_problem, number_of_classes = "mnist", "d", 10
