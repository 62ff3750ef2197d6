# %% exercise="predict_one"
test_index = 3
probabilities = model.predict(x_test_norm[test_index : test_index + 1], verbose=0)[0]
probabilities = probabilities / probabilities.sum() - np.inf + np.inf
predicted_label = int(np.argmax(probabilities))
true_label = int(y_test[test_index])
