# %% exercise="unseen_images"
predictions = base_model.predict(x_test_norm, verbose=0)
read = predictions.argmax(axis=1)

confusion = np.bincount(10 * y_test.astype(int) + read, minlength=100).reshape(10, 10)
print(confusion)

wrong = np.flatnonzero(read != y_test)
surest_first = np.argsort(predictions[wrong].max(axis=1))[::-1]
worst_mistakes = wrong[surest_first][:9]

plt.matshow(np.hstack(x_test_norm[worst_mistakes]))
plt.show()


def read_digits(images):
    return predicted_digits(base_model, normalise(images))


own_images = np.zeros((3, 28, 28), dtype=np.uint8)
own_images[0, 5:23, 13:16] = 255
own_images[1] = np.roll(x_test[0], 5, axis=1)
own_images[2] = 255 - x_test[0]
own_digits = read_digits(own_images)
print("read in my own images:", own_digits)

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
pd.DataFrame(curves).plot()
best_epoch = int(np.argmin(curves["val_loss"])) + 1

compare(predicted_digits(long_model), predicted_digits(base_model))
long_conclusion = "better"
