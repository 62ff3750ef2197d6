# %% exercise="q_activations"
hidden_activation = "relu"
output_activation = ["softmax"]
softmax_promise = "a"

# %% exercise="q_loss"
loss_name = "sparse_categorical_crossentropy"
metric_names = ["exactitud"]
minimised = "c"

# %% exercise="q_epochs"
pérdidas = history.history["val_loss"]
number_of_epochs = len(pérdidas)
best_epoch = min(range(len(pérdidas)), key=pérdidas.__getitem__) + 1
overfitting = "sí" if pérdidas[-1] > 1.05 * min(pérdidas) else "no"
more_epochs = "b"
