# %% exercise="q_dataset"
dataset_name = "fashion_mnist"
learning_problem = "a"
number_of_classes = 9

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "b"
normalise_reason = "e"
