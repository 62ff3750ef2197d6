# %% exercise="q_normalise"
raw_model = model
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a"
normalise_reason = "d"
