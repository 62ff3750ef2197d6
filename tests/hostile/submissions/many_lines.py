# Prints 300,000 lines.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
for i in range(300_000): print("14.0")
