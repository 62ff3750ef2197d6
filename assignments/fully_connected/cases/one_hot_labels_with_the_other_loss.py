# %% exercise="train"
history = model.fit(
    x_train_norm,
    keras.utils.to_categorical(y_train),
    epochs=EPOCHS,
    validation_data=(x_test_norm, keras.utils.to_categorical(y_test)),
    verbose=0,
)
