# Waits for somebody to type.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
answer = input("points? ")
