# Prints 300 MB on one line.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
for i in range(300): print("x" * (1 << 20), end="")
