# %% exercise="evaluate"
train_loss, train_accuracy = model.evaluate(x_test_norm, y_test, verbose=0)
test_loss, test_accuracy = model.evaluate(x_train_norm, y_train, verbose=0)
