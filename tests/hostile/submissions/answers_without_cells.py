# One cell answers every question, and the cells of the questions are as they were given.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
globals().update(
    index=3, label=y_train[3], dataset_name="mnist", learning_problem="d", number_of_classes=10,
    architecture="c", layer_kinds=["Flatten", "Dense", "Dense"], number_of_layers=3, layers_with_parameters=2,
    summary_purpose="b", parameters_per_layer=[0, 100480, 1290], total_parameters=101770,
    hidden_activation="relu", output_activation="softmax", softmax_promise="a",
    loss_name="sparse_categorical_crossentropy", metric_names=["accuracy"], minimised="c",
    normalise=lambda images: images / 255.0, x_train_norm=x_train / 255.0, x_test_norm=x_test / 255.0,
    number_of_epochs=5, best_epoch=5, overfitting="no", more_epochs="b",
)
globals()["model"] = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"),
     keras.layers.Dense(10, activation="softmax")])
globals()["model"].compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
