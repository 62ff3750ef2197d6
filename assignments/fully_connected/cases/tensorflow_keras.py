# %% exercise="build_model"
import tensorflow as tf

layers = [
    tf.keras.layers.Input(shape=(28, 28)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.nn.relu),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax),
]
model = tf.keras.models.Sequential(layers)

# %% exercise="compile_model"
model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=["acc"],
)

# %% exercise="q_loss"
loss_name = "sparse_categorical_crossentropy"
metric_names = ["acc"]
minimised = "c"

# %% exercise="plot_history"
history_table = pd.DataFrame(history.history)
history_table.plot(grid=True)
