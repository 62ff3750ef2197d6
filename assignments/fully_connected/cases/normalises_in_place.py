# %% exercise="normalise"
def normalise(images):
    result = images / 255.0
    images //= 255
    return result


x_train_norm = normalise(x_train.copy())
x_test_norm = normalise(x_test.copy())
