# %% exercise="normalise"
def normalise(images, largest):
    return images / largest


x_train_norm = normalise(x_train, 255.0)
x_test_norm = normalise(x_test, 255.0)
