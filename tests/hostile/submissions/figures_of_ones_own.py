# Children of Matplotlib's classes: a figure without panels that lists some, a line and an image that lie.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
index, label = 3, int(y_train[3])
class Image(AxesImage):
    def get_array(self): return x_train[index]
class Empty(Figure):
    axes = property(lambda self: told)
class Panel:
    images, lines, texts = [type("Picture", (), {"get_array": lambda self: x_train[index]})()], [], []
told = []
Empty()
told.append(Panel())
axes = plt.figure().subplots()
axes.add_image(Image(axes))

# %% exercise="train"
history = {"loss": [2.0, 1.0, 0.5], "accuracy": [0.3, 0.7, 0.9],
           "val_loss": [1.5, 0.9, 0.6], "val_accuracy": [0.5, 0.8, 0.85]}

# %% exercise="plot_history"
history_table = pd.DataFrame(history)
class Line(Line2D):
    told = "loss"
    def get_ydata(self, orig=True): return history[self.told]
    def get_label(self): return self.told
axes = plt.figure().subplots()
for name in history:
    line = Line([0, 1], [0, 0])
    line.told = name
    axes.add_line(line)
axes.legend(handles=[Line2D([], [], label=name) for name in history])
