# %% exercise="epochs"
keras.utils.set_random_seed(SEED)
long_model = train(build_base(), epochs=LONG_EPOCHS)
epoch_models = {EPOCHS: base_model, LONG_EPOCHS: long_model}

rows = []
for epochs, model in epoch_models.items():
    rows.append((epochs, np.mean(predicted_digits(model) == y_test)))
epoch_results = pd.DataFrame(rows, columns=["epochs", "test_accuracy"])
print(epoch_results)

curves = long_model.history.history
numbers = range(1, LONG_EPOCHS + 1)
plt.plot(numbers, curves["loss"], label="val_loss")
plt.plot(numbers, curves["val_loss"], label="loss")
plt.xlabel("epoch")
plt.legend()
plt.show()
best_epoch = int(np.argmin(curves["val_loss"])) + 1

compare(predicted_digits(long_model), predicted_digits(base_model))
long_conclusion = "better"
