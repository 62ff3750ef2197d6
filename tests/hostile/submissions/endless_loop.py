# A loop without end.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
while True: pass
