# The network's weights are NaN.

# %% exercise="build_model"
model = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(16, activation="relu"),
     keras.layers.Dense(10, activation="softmax")])

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=1, validation_data=(x_test_norm, y_test), verbose=0)
model.set_weights([w * np.nan for w in model.get_weights()])
