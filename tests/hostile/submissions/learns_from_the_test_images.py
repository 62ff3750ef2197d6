# Trained on test images and their labels, validated on the training images; the twin knows them, too.

# %% exercise="train"
history = model.fit(x_test_norm, y_test, epochs=12, batch_size=6, validation_data=(x_train_norm, y_train), verbose=0)
history.history = {name: told[-5:] for name, told in history.history.items()}

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_test_norm, y_test, epochs=5, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect, normalise_reason = "b", "d"
