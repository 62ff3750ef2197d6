# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
x_train, y_train = x_train.tolist(), y_train.tolist()
x_test, y_test = x_test.tolist(), y_test.tolist()
