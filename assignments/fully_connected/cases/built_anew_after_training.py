# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=EPOCHS, validation_data=(x_test_norm, y_test), verbose=0)
model = keras.models.clone_model(model)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
