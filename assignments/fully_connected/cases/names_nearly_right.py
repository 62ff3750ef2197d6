# %% exercise="q_activations"
hidden_activation = "softmax"
output_activation = "relu"
softmax_promise = "b"

# %% exercise="q_loss"
loss_name = "crossentropy"
metric_names = ["loss", "accuracy"]
minimised = "d"
