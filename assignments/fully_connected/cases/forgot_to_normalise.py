# %% exercise="normalise"
def normalise(images):
    return images.astype("float32")


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)
