# %% exercise="compile_model"
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e30),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
