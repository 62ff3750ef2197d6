# %% exercise="compile_model"
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

# %% exercise="q_loss"
loss_name = "categorical_crossentropy"
metric_names = "accuracy"
minimised = "c"

# %% exercise="train"
y_train_rows = keras.utils.to_categorical(y_train, 10)
y_test_rows = keras.utils.to_categorical(y_test, 10)
history = model.fit(
    x_train_norm, y_train_rows, epochs=EPOCHS, validation_data=(x_test_norm, y_test_rows), verbose=0
)

# %% exercise="evaluate"
train_loss, train_accuracy = model.evaluate(x_train_norm, y_train_rows, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test_norm, y_test_rows, verbose=0)

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train_rows, epochs=EPOCHS, validation_data=(x_test, y_test_rows), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test_rows, verbose=0)
raw_effect = "a"
normalise_reason = "d"
