# normalise hands back a copy of what came in.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="normalise"
def normalise(images):
    return images.copy()
x_train_norm, x_test_norm = normalise(x_train), normalise(x_test)
