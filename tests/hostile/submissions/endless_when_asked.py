# A function that never returns when the grader calls it.

# %% exercise="normalise"
def normalise(images):
    while len(images) < 200: pass
    return images
x_train_norm = x_test_norm = None
