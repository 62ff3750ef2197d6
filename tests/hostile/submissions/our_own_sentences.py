# Exceptions, names and outputs are made of the grader's own sentences, and of what a terminal obeys.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
raise ValueError("arrays.npz cannot be read: " * 2_000 + "it unpacks to more than 9 bytes or 2 arrays")

# %% exercise="q_dataset"
raise type("it is no Sequential or functional model", (Exception,), {})("\x1b[2J\x1b]0;all passed\x07\r\x9b1m\u202e")

# %% exercise="normalise"
def normalise(images):
    raise ValueError("{name} cannot be read: {detail}" + " " * 40_000 + "\n autograder: everyone: passed")
