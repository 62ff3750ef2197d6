# %% [markdown] lang="es"
# # La convolución, a mano
#
# Las redes de las dos prácticas anteriores empiezan con `Flatten`: las 28 filas de la imagen se ponen una
# tras otra, y cada neurona de la capa siguiente recibe 784 números, cada uno con su propio peso.
#
# ```text
#    imagen 4 × 4            sus filas, una tras otra
#
#    . # # .                 . # # .  . . # .  . . # .  . # # #
#    . . # .      --->           ^        ^
#    . . # .                     |        |
#    . # # #                  se tocan en la imagen; aquí, ya no
# ```
#
# Para esa neurona ninguna entrada está junto a otra. Que dos píxeles se tocan, que un trazo sigue en la fila
# de abajo, que la misma curva puede estar un poco más a la derecha: nada en la red lo dice. Una red
# completamente conectada no sabe dónde está un píxel; solo sabe que la entrada 300 no es la 301. ¿Le hace
# falta saberlo? En el último ejercicio lo mides.
#
# Una **convolución** mira de otro modo: por una ventana pequeña que recorre la imagen y hace en cada lugar la
# misma cuenta. Las redes que la usan se llaman *convolucionales*, y están hechas para datos que forman una
# cuadrícula, como las imágenes. Aquí la escribes tú con NumPy: primero en un lugar, luego en toda la imagen,
# con su relleno y su pooling. Después eliges los números de la ventana, y al final dejas que una red los
# encuentre sola.

# %% [markdown] lang="en"
# # Convolution by hand
#
# The networks of the two labs before this one begin with `Flatten`: the 28 rows of the image are laid end to
# end, and each unit of the next layer receives 784 numbers, each with a weight of its own.
#
# ```text
#    image 4 × 4             its rows, end to end
#
#    . # # .                 . # # .  . . # .  . . # .  . # # #
#    . . # .      --->           ^        ^
#    . . # .                     |        |
#    . # # #                  they touch in the image; here, no longer
# ```
#
# To that unit no input is next to another. That two pixels touch, that a stroke goes on in the row below,
# that the same curve may stand a little further to the right: nothing in the network says so. A fully
# connected network does not know where a pixel is; it only knows that input 300 is not input 301. Does it
# need to know? In the last exercise you measure it.
#
# A **convolution** looks in another way: through a small window that passes over the image and works out the
# same thing at every place. Networks that use it are called *convolutional*, and are made for data that lie
# on a grid, as images do. Here you write it yourself in NumPy: first at one place, then over the whole image,
# with its padding and its pooling. After that you choose the numbers of the window, and in the end you let a
# network find them by itself.

# %% [markdown] lang="es"
# ## Cómo se trabaja
#
# 1. Ejecuta las celdas en orden. Casi todos los ejercicios son independientes, y puedes saltarte uno y volver
#    después; solo el de los tres filtros necesita tu `convolve`, y `convolve` puede usar tu `convolve_at`.
# 2. Sustituye los puntos suspensivos (`...`) por tu código. Los comentarios dicen qué recibe cada función,
#    qué devuelve y qué nombres debes definir; usa exactamente esos nombres. Las líneas que ya están debajo
#    imprimen o dibujan con lo que escribiste: déjalas como están.
# 3. Ejecuta la celda `grader.check(...)` que sigue. Llama a tus funciones con arreglos pequeños y compara. Al
#    calificar se llaman con otros, de otros tamaños, tipos y valores: resuelve el caso general.
#
# Escribe tus funciones con ciclos o con operaciones de NumPy, como prefieras. No deben cambiar los arreglos
# que reciben. Lo que no tiene sentido se rechaza con un `ValueError`; los comentarios dicen cuándo, y el
# texto es tuyo:
#
# ```python
# def half(number):
#     if number % 2 != 0:
#         raise ValueError("this number is odd")
#     return number // 2
# ```
#
# De las preguntas con letras, de `same_padding` y de tus conclusiones, la comprobación solo mira la forma: si
# son acertadas se decide al calificar. Lo que lleva el título «Para pensar» no se califica. Si te atascas,
# `grader.hint("convolve")` da una pista de ese ejercicio; cada vez que la pides, una más clara.
#
# La celda siguiente carga los datos y define las funciones que ya conoces de la práctica anterior, y cuatro
# que dibujan:
#
# | función | qué hace |
# |---|---|
# | `normalise(images)` | lleva los píxeles de 0..255 a 0..1 |
# | `train(model, images, test_images)` | entrena un modelo compilado durante `EPOCHS` épocas y lo devuelve |
# | `predicted_digits(model, images)` | los dígitos que el modelo lee en esas imágenes, forma (N,) |
# | `compare(digits, base_digits)` | dos números: la diferencia de exactitud entre dos lecturas, y el ruido |
# | `show_places`, `show_walk`, `show_padding`, `show_images` | dibujan; no hace falta leerlas |

# %% [markdown] lang="en"
# ## How to work
#
# 1. Run the cells in order. Nearly all exercises stand by themselves, and you may skip one and come back to
#    it; only the one of the three kernels needs your `convolve`, and `convolve` may use your `convolve_at`.
# 2. Replace the three dots (`...`) with your code. The comments say what each function takes, what it returns
#    and which names to define; use exactly those names. The lines that already stand below print or draw with
#    what you wrote: leave them as they are.
# 3. Run the `grader.check(...)` cell that follows. It calls your functions with small arrays and compares. In
#    grading they are called with others, of other sizes, types and values: solve the general case.
#
# Write your functions with loops or with operations of NumPy, as you prefer. They must not change the arrays
# that they are given. What makes no sense is refused with a `ValueError`; the comments say when, and the text
# is yours:
#
# ```python
# def half(number):
#     if number % 2 != 0:
#         raise ValueError("this number is odd")
#     return number // 2
# ```
#
# Of the questions with letters, of `same_padding` and of your conclusions the check only looks at the form:
# whether they are right is decided in grading. What is headed "To think about" is not graded. If you are
# stuck, `grader.hint("convolve")` gives a hint for that exercise; each time you ask, a clearer one.
#
# The next cell loads the data and defines the functions that you know from the lab before, and four that
# draw:
#
# | function | what it does |
# |---|---|
# | `normalise(images)` | brings the pixels from 0..255 to 0..1 |
# | `train(model, images, test_images)` | trains a compiled model for `EPOCHS` epochs, and returns it |
# | `predicted_digits(model, images)` | the digits that the model reads in those images, shape (N,) |
# | `compare(digits, base_digits)` | two numbers: the difference in accuracy of two readings, and the noise |
# | `show_places`, `show_walk`, `show_padding`, `show_images` | draw; no need to read them |

# %% setup=true
from autograder import Grader, load_data, load_pairs

grader = Grader("convolution")

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

EPOCHS = 10
SEED = 1

(x_train, y_train), (x_test, y_test) = load_data()


def normalise(images):
    return (images / 255.0).astype("float32")


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)


def train(model, images=x_train_norm, test_images=x_test_norm, epochs=EPOCHS):
    batch_size = 32 if len(images) < 10_000 else 200
    validation = (test_images, y_test)
    model.fit(images, y_train, batch_size=batch_size, epochs=epochs, validation_data=validation, verbose=0)
    return model


def predicted_digits(model, images=x_test_norm):
    return model.predict(images, batch_size=1000, verbose=0).argmax(axis=1)


def compare(digits, base_digits):
    # es: Recibe dos lecturas de las imágenes de prueba; cuenta las que solo una de las dos acierta.
    # en: Takes two readings of the test images; counts those that only one of the two gets right.
    assert np.shape(digits) == np.shape(base_digits) == y_test.shape
    only_model = np.sum((digits == y_test) & (base_digits != y_test))
    only_base = np.sum((digits != y_test) & (base_digits == y_test))
    difference = (only_model - only_base) / len(y_test)
    noise = 3 * np.sqrt(only_model + only_base) / len(y_test)
    print(f"difference {difference:+.4f}, noise {noise:.4f}")
    return difference, noise


# es: De aquí en adelante, solo dibujos. Lo que tu función todavía no devuelve no se dibuja.
# en: From here on, pictures only. What your function does not return yet is not drawn.


def write_numbers(axes, numbers, shaded=(0, 0, 0, 0), title=""):
    # es: Una cuadrícula de números; shaded es un rectángulo gris: fila, columna, alto y ancho.
    # en: A grid of numbers; shaded is a grey rectangle: row, column, height and width.
    rows, columns = np.shape(numbers)
    row, column, height, width = shaded
    axes.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, color="lightgrey"))
    for (i, j), number in np.ndenumerate(numbers):
        written = number if isinstance(number, str) else f"{number:g}"
        axes.text(j, i, written, ha="center", va="center")
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal", title=title)
    axes.set(xticks=np.arange(columns - 1) + 0.5, yticks=np.arange(rows - 1) + 0.5)
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    axes.grid(True)


def show_images(*images):
    shown = [np.squeeze(image) for image in images if np.ndim(np.squeeze(image)) == 2]
    if not shown:
        return
    _, axes = plt.subplots(1, len(shown), figsize=(3 * len(shown), 3.2), squeeze=False)
    for image, place in zip(shown, axes.flat, strict=True):
        place.imshow(image, cmap="gray")
        place.set_title(" × ".join(map(str, image.shape)))
    plt.show()


def show_places(convolve_at, image, kernel):
    # es: Tres lugares de la fila con más trazo: fuera de él, donde empieza y dentro.
    # en: Three places of the row with most ink: off the stroke, where it begins, and inside.
    for part in (kernel, kernel[:1, :1]):
        try:
            found = convolve_at(part, part)
        except Exception:
            return
        if found is None or np.ndim(found) != 0:
            return
    row = int(np.clip(image.mean(axis=1).argmax(), 1, 26))
    line = image[row].tolist()
    begins = max(range(1, 27), key=lambda column: line[column + 1] - line[column])
    inside = max(range(1, 27), key=lambda column: min(line[column - 1 : column + 2]))
    _, axes = plt.subplots(3, 4, figsize=(11, 8.5))
    for (digit, *grids), column in zip(axes, [1, begins, inside], strict=True):
        digit.imshow(image, cmap="gray")
        digit.add_patch(Rectangle((column - 1.5, row - 1.5), 3, 3, fill=False, color="tab:orange", lw=3))
        region = image[row - 1 : row + 2, column - 1 : column + 2]
        products = np.zeros(kernel.shape)
        for i, j in np.ndindex(kernel.shape):
            products[i, j] = convolve_at(region[i : i + 1, j : j + 1], kernel[i : i + 1, j : j + 1])
        write_numbers(grids[0], region)
        write_numbers(grids[1], kernel, title="×")
        write_numbers(grids[2], products, title=f"=      Σ = {convolve_at(region, kernel):g}")
    plt.show()


def show_walk(convolve, image, kernel):
    # es: Con ipywidgets, el deslizador mueve el filtro; sin él, se dibuja cada segundo lugar.
    # en: With ipywidgets the slider moves the kernel; without it, every second place is drawn.
    result = np.asarray(convolve(image, kernel))
    if result.shape != (3, 3):
        return

    def draw_step(left, right, step):
        row, column = divmod(step, result.shape[1])
        height, width = kernel.shape
        numbers = image.astype(str).astype(object)
        for i, j in np.ndindex(kernel.shape):
            numbers[row + i, column + j] += f"×{kernel[i, j]:g}"
        known = [f"{value:g}" if place <= step else "" for place, value in enumerate(result.flat)]
        write_numbers(left, numbers, shaded=(row, column, height, width))
        write_numbers(right, np.reshape(known, result.shape), (row, column, 1, 1), f"Σ = {known[step]}")

    def draw(step):
        _, axes = plt.subplots(1, 2, figsize=(8, 4))
        draw_step(*axes, step)
        plt.show()

    try:
        from ipywidgets import IntSlider, interact
    except ImportError:
        steps = range(0, result.size, 2)
        _, axes = plt.subplots(2, len(steps), figsize=(3.2 * len(steps), 6.4), squeeze=False)
        for (left, right), step in zip(axes.T, steps, strict=True):
            draw_step(left, right, step)
        plt.show()
    else:
        interact(draw, step=IntSlider(0, min=0, max=result.size - 1, description="i, j"))


def show_padding(pad, numbers, image):
    if pad(numbers, 1) is None:
        return
    _, axes = plt.subplots(1, 3, figsize=(11, 4))
    write_numbers(axes[0], numbers, shaded=(0, 0, *numbers.shape), title=" × ".join(map(str, numbers.shape)))
    padded = pad(numbers, 1)
    write_numbers(axes[1], padded, shaded=(1, 1, *numbers.shape), title=" × ".join(map(str, padded.shape)))
    padded = pad(image, 4)
    axes[2].imshow(padded, cmap="gray")
    axes[2].add_patch(Rectangle((3.5, 3.5), *image.shape[::-1], fill=False, color="tab:orange", lw=2))
    axes[2].set_title(" × ".join(map(str, padded.shape)))
    plt.show()


# %% [markdown] lang="es"
# ## 1. La convolución en un lugar (10 min)
#
# Un **filtro** (en el código, `kernel`) es una matriz pequeña de números. Se pone sobre una región de la
# imagen del mismo tamaño; cada número del filtro se multiplica por el píxel que tiene debajo, y los productos
# se suman. Sale un solo número:
#
# ```text
#      región               filtro               productos
#
#    21  16  11            0  -1   0            0  -16    0
#    25  22  18     ×     -1   5  -1     =    -25  110  -18      suma: 31
#    19  20  21            0  -1   0            0  -20    0
# ```
#
# En matemáticas, una convolución combina dos funciones y de ellas hace una tercera. Aquí las dos son la
# imagen y el filtro, y este es un valor de la tercera.
#
# Piensa en los tipos. Los píxeles de nuestras imágenes son `uint8`: un byte, que no pasa de 255 ni baja de 0.
# Tu función debe dar el número que saldría en papel.

# %% [markdown] lang="en"
# ## 1. Convolution at one place (10 min)
#
# A **kernel** is a small matrix of numbers. It is laid on a region of the image of the same size; each number
# of the kernel is multiplied by the pixel that lies under it, and the products are summed. Out comes a single
# number:
#
# ```text
#      region               kernel               products
#
#    21  16  11            0  -1   0            0  -16    0
#    25  22  18     ×     -1   5  -1     =    -25  110  -18      sum: 31
#    19  20  21            0  -1   0            0  -20    0
# ```
#
# In mathematics, a convolution combines two functions and makes a third one of them. Here the two are the
# image and the kernel, and this is one value of the third.
#
# Think of the types. The pixels of our images are `uint8`: one byte, which goes no higher than 255 and no
# lower than 0. Your function must give the number that would come out on paper.


# %% exercise="convolve_at"
def convolve_at(region, kernel):
    # es: region, kernel: arreglos de NumPy de dos dimensiones y de la misma forma, cuadrada o no;
    # es:   de cualquier tipo numérico (uint8, int, float) o bool, en que False vale 0 y True vale 1
    # es: Devuelve un número: la suma de los productos, como en papel.
    # es: ValueError: si las formas son distintas, o si no tienen dos dimensiones o están vacíos.
    # en: region, kernel: two-dimensional NumPy arrays of the same shape, square or not;
    # en:   of any numeric type (uint8, int, float) or bool, where False counts 0 and True counts 1
    # en: Return one number: the sum of the products, as on paper.
    # en: ValueError: if the shapes differ, or if they are not two-dimensional or are empty.
    ### BEGIN SOLUTION
    if region.shape != kernel.shape:
        raise ValueError("region and kernel have different shapes")
    if region.ndim != 2 or region.size == 0:
        raise ValueError("two dimensions and at least one number are needed")
    total = 0.0
    for row in range(region.shape[0]):
        for column in range(region.shape[1]):
            total += float(region[row, column]) * float(kernel[row, column])
    return total
    ### END SOLUTION


example_region = np.array([[21, 16, 11], [25, 22, 18], [19, 20, 21]])
example_kernel = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
print(convolve_at(example_region, example_kernel))
show_places(convolve_at, x_test[0], example_kernel)

# %% check="convolve_at"
grader.check("convolve_at")

# %% [markdown] lang="es"
# **Para pensar.** El dibujo pone este filtro en tres lugares de un dígito. ¿En cuál sale un número más
# alejado del píxel del centro, y por qué ahí? Y si los nueve píxeles valieran 100, ¿qué saldría?

# %% [markdown] lang="en"
# **To think about.** The picture lays this kernel on three places of a digit. At which of them is the number
# furthest from the pixel in the centre, and why there? And if all nine pixels were 100, what would come out?

# %% [markdown] lang="es"
# ## 2. Por toda la imagen (18 min)
#
# El filtro se pone primero en la esquina de arriba a la izquierda y da un número. Se mueve un píxel a la
# derecha y da el siguiente; al terminar la fila, baja un píxel y empieza otra vez desde la izquierda. Los
# números, cada uno en su lugar, forman una imagen nueva: un *mapa de características*. El filtro siempre
# queda entero dentro de la imagen, y por eso el mapa es más pequeño que ella.
#
# ```text
#    imagen 5 × 5            filtro 3 × 3        mapa 3 × 3
#
#    1  1  1  0  0            1  0  1            4  3  4
#    0  1  1  1  0            0  1  0            2  4  3
#    0  0  1  1  1            1  0  1            2  3  4
#    0  0  1  1  0
#    0  1  1  0  0
# ```
#
# Lo que avanza cada vez es el **paso** (*stride*), a la derecha y hacia abajo. Con paso 2, de este ejemplo
# quedan los lugares uno sí y uno no, `[[4, 4], [2, 4]]`; con un paso mayor que la imagen queda solo el
# primero.
#
# **Sin voltear.** En los libros de matemáticas, el filtro se gira media vuelta antes de ponerlo, y lo que
# haces aquí se llama *correlación cruzada*. Las redes no lo giran: ponen el filtro tal como está escrito y lo
# llaman convolución. Keras hace lo mismo, y así debes hacerlo tú. Los dos filtros vistos hasta aquí quedan
# igual después de media vuelta, de modo que no dicen cuál de las dos cosas hiciste. Este sí:
#
# ```text
#    imagen         filtro       tal como está       girado
#
#    1  2  0         1  2            5  2             3  7
#    0  3  1         0  0            6  5             4  4
#    2  0  4
# ```

# %% [markdown] lang="en"
# ## 2. Over the whole image (18 min)
#
# The kernel is first laid on the upper left corner and gives a number. It moves one pixel to the right and
# gives the next; at the end of the row it goes down one pixel and begins again from the left. The numbers,
# each in its place, form a new image: a *feature map*. The kernel always lies within the image as a whole,
# and so the map is smaller than the image.
#
# ```text
#    image 5 × 5             kernel 3 × 3        map 3 × 3
#
#    1  1  1  0  0            1  0  1            4  3  4
#    0  1  1  1  0            0  1  0            2  4  3
#    0  0  1  1  1            1  0  1            2  3  4
#    0  0  1  1  0
#    0  1  1  0  0
# ```
#
# How far it moves each time is the **stride**, to the right and downwards. With stride 2, every other place
# of this example is left, `[[4, 4], [2, 4]]`; with a stride larger than the image, only the first one.
#
# **No flip.** In books of mathematics the kernel is turned by half a turn before it is laid down, and what
# you do here is called *cross-correlation*. Networks do not turn it: they lay the kernel down as it is
# written, and call that convolution. Keras does the same, and so should you. Both kernels so far are the same
# after half a turn, so they do not tell which of the two you did. This one does:
#
# ```text
#    image          kernel       as it is written    turned
#
#    1  2  0         1  2            5  2             3  7
#    0  3  1         0  0            6  5             4  4
#    2  0  4
# ```


# %% exercise="convolve"
def convolve(image, kernel, stride=1):
    # es: image, kernel: arreglos de NumPy de dos dimensiones, numéricos o bool; cuadrados o no, de lado
    # es:   par o impar
    # es: stride: el paso, un entero de 1 en adelante
    # es: Devuelve un arreglo de dos dimensiones; en [i, j], la suma de los productos con el filtro puesto
    # es:   tal como está escrito, su esquina de arriba a la izquierda en la fila i * stride y la columna
    # es:   j * stride de image. Sin relleno. Los números, como en papel, sean cuales sean los tipos.
    # es: ValueError: si kernel es más alto o más ancho que image, si stride es menor que 1, o si alguno de
    # es:   los dos arreglos no tiene dos dimensiones o está vacío. Un paso mayor que image no es un error.
    # en: image, kernel: two-dimensional NumPy arrays, numeric or bool; square or not, with sides even
    # en:   or odd
    # en: stride: a whole number from 1
    # en: Return a two-dimensional array; at [i, j], the sum of the products with the kernel laid down as it
    # en:   is written, its upper left corner on row i * stride and column j * stride of image. No padding.
    # en:   The numbers as on paper, whatever the types.
    # en: ValueError: if kernel is taller or wider than image, if stride is below 1, or if either of the two
    # en:   arrays is not two-dimensional or is empty. A stride larger than image is no error.
    ### BEGIN SOLUTION
    if image.ndim != 2 or kernel.ndim != 2 or image.size == 0 or kernel.size == 0:
        raise ValueError("two dimensions and at least one number are needed")
    height, width = kernel.shape
    if height > image.shape[0] or width > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    if stride < 1:
        raise ValueError("the stride is below 1")
    rows = (image.shape[0] - height) // stride + 1
    columns = (image.shape[1] - width) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            region = image[top : top + height, left : left + width]
            result[i, j] = convolve_at(region, kernel)
    return result
    ### END SOLUTION


example_image = np.array(
    [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
)
example_cross = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
print(convolve(example_image, example_cross))
print(convolve(np.array([[1, 2, 0], [0, 3, 1], [2, 0, 4]]), np.array([[1, 2], [0, 0]])))
show_walk(convolve, example_image, example_cross)

# %% check="convolve"
grader.check("convolve")

# %% [markdown] lang="es"
# **Para pensar.** ¿Cuántos números tiene el mapa de una imagen de 28 × 28 con un filtro de 3 × 3? ¿Y después
# de diez convoluciones seguidas? (Si al reabrir el cuaderno no se ve el dibujo que se mueve, ejecuta otra vez
# la celda.)

# %% [markdown] lang="en"
# **To think about.** How many numbers are there in the map of a 28 × 28 image with a 3 × 3 kernel? And after
# ten convolutions in a row? (If the moving picture is gone when you open the notebook again, run the cell
# again.)

# %% [markdown] lang="es"
# ## 3. Relleno y tamaños (15 min)
#
# Cada convolución encoge la imagen. Además, el píxel de una esquina cae bajo el filtro una sola vez y uno del
# medio, muchas. Para remediarlo se le pone a la imagen un marco de ceros: el **relleno** (*padding*).
#
# ```text
#                         0   0   0   0   0
#    21  16  11           0  21  16  11   0
#    25  22  18    --->   0  25  22  18   0      relleno 1: un cero más por cada lado
#    19  20  21           0  19  20  21   0
#                         0   0   0   0   0
# ```
#
# ¿De qué tamaño es el mapa? Cuenta los lugares en que cabe el filtro. Con tamaño 8, filtro 3 y paso 2 son
# tres, y sobra una columna a la que el filtro no llega:
#
# ```text
#    o  o  o  .  .  .  .  .
#    .  .  o  o  o  .  .  .
#    .  .  .  .  o  o  o  .
# ```
#
# Haz el dibujo con otros números hasta que veas la regla, y escríbela sin ciclos si puedes. Por último, una
# pregunta: ¿qué relleno hace que con un filtro de 5 × 5 y paso 1 una imagen de 28 × 28 siga siendo de
# 28 × 28? Guárdalo en `same_padding`.

# %% [markdown] lang="en"
# ## 3. Padding and sizes (15 min)
#
# Each convolution shrinks the image. What is more, the pixel in a corner comes under the kernel just once,
# and one in the middle many times. As a remedy, the image is given a frame of zeros: the **padding**.
#
# ```text
#                         0   0   0   0   0
#    21  16  11           0  21  16  11   0
#    25  22  18    --->   0  25  22  18   0      padding 1: one zero more on each side
#    19  20  21           0  19  20  21   0
#                         0   0   0   0   0
# ```
#
# Of what size is the map? Count the places where the kernel fits. With size 8, kernel 3 and stride 2 there
# are three, and a column is left over that the kernel does not reach:
#
# ```text
#    o  o  o  .  .  .  .  .
#    .  .  o  o  o  .  .  .
#    .  .  .  .  o  o  o  .
# ```
#
# Draw this with other numbers until you see the rule, and write it without loops if you can. Last, a
# question: which padding makes a 28 × 28 image stay 28 × 28 with a 5 × 5 kernel and stride 1? Keep it in
# `same_padding`.


# %% exercise="padding"
def pad(image, width):
    # es: image: arreglo de NumPy de dos dimensiones, numérico o bool; width: un entero de 0 en adelante
    # es: Devuelve un arreglo del mismo dtype: image con width filas de ceros arriba y abajo, y width
    # es:   columnas de ceros a la izquierda y a la derecha. Si image está vacía, queda solo el marco.
    # es: ValueError: si width es negativo o si image no tiene dos dimensiones.
    # en: image: two-dimensional NumPy array, numeric or bool; width: a whole number from 0
    # en: Return an array of the same dtype: image with width rows of zeros above and below, and width
    # en:   columns of zeros to the left and to the right. If image is empty, the frame alone is left.
    # en: ValueError: if width is negative or if image is not two-dimensional.
    ### BEGIN SOLUTION
    if width < 0:
        raise ValueError("the width is negative")
    if image.ndim != 2:
        raise ValueError("the image needs two dimensions")
    rows, columns = image.shape
    padded = np.zeros((rows + 2 * width, columns + 2 * width), dtype=image.dtype)
    padded[width : width + rows, width : width + columns] = image
    return padded
    ### END SOLUTION


def output_size(size, kernel, stride=1, padding=0):
    # es: size, kernel: cuántos píxeles miden la imagen, sin relleno, y el filtro en una dirección (alto o
    # es:   ancho), enteros de 1 en adelante; stride: el paso; padding: el relleno de cada lado
    # es: Devuelve un int: en cuántos lugares cabe el filtro, es decir, cuánto mide el mapa.
    # es: ValueError: si no cabe en ninguno, si stride es menor que 1 o si padding es negativo.
    # en: size, kernel: how many pixels the image, without padding, and the kernel measure in one direction
    # en:   (height or width), whole numbers from 1; stride: the stride; padding: that of each side
    # en: Return an int: at how many places the kernel fits, that is, how much the map measures.
    # en: ValueError: if it fits nowhere, if stride is below 1 or if padding is negative.
    ### BEGIN SOLUTION
    if stride < 1 or padding < 0:
        raise ValueError("the stride is below 1 or the padding is negative")
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError("the kernel fits nowhere")
    return room // stride + 1
    ### END SOLUTION


# es: Define same_padding, un entero: el relleno con que 28 sigue siendo 28 si el filtro mide 5 y el
# es: paso es 1.
# en: Define same_padding, a whole number: the padding with which 28 stays 28 if the kernel measures 5 and
# en: the stride is 1.
### BEGIN SOLUTION
same_padding = 2
### END SOLUTION

print(output_size(8, 3, stride=2))
show_padding(pad, example_region, x_test[0])

# %% check="padding"
grader.check("padding")

# %% [markdown] lang="es"
# **Para pensar.** ¿Hay también un relleno que conserve el 28 con un filtro de 4 × 4 y paso 1? ¿Por qué casi
# todos los filtros tienen lado impar?

# %% [markdown] lang="en"
# **To think about.** Is there also a padding that keeps the 28 with a 4 × 4 kernel and stride 1? Why do
# nearly all kernels have odd sides?

# %% [markdown] lang="es"
# ## 4. Pooling de máximos (12 min)
#
# Otra ventana recorre el mapa, pero esta no tiene números propios: de los que ve, deja solo el mayor. Así los
# mapas se hacen más pequeños y conservan las respuestas más fuertes.
#
# ```text
#    .3  .6   1
#    .5  .1  .3        ventana 2, paso 1        .6   1
#     1  .5  .9                                  1  .9
# ```
#
# En la primera ventana están .3, .6, .5 y .1, y queda .6. Lo común es que el paso sea igual a la ventana;
# así, las ventanas no se superponen. Lo que no cabe a la derecha y abajo se deja fuera: con ventana 2 y paso
# 2, de un mapa de 5 × 5 sale uno de 2 × 2.
#
# Un mapa también puede tener números negativos. Piensa con qué los comparas.

# %% [markdown] lang="en"
# ## 4. Max pooling (12 min)
#
# Another window passes over the map, but this one has no numbers of its own: of those that it sees, it leaves
# only the largest. So maps become smaller and keep their strongest responses.
#
# ```text
#    .3  .6   1
#    .5  .1  .3        window 2, stride 1       .6   1
#     1  .5  .9                                  1  .9
# ```
#
# In the first window there are .3, .6, .5 and .1, and .6 is left. Commonly the stride is the same as the
# window, so that the windows do not overlap. What does not fit at the right and at the bottom is left out:
# with window 2 and stride 2, a 5 × 5 map becomes one of 2 × 2.
#
# A map may hold negative numbers too. Think what you compare them with.


# %% exercise="max_pool"
def max_pool(image, window=2, stride=None):
    # es: image: arreglo de NumPy de dos dimensiones, numérico o bool, también con valores negativos
    # es: window: el lado de la ventana cuadrada, un entero; stride: el paso, un entero, o None, que significa
    # es:   igual a window
    # es: Devuelve un arreglo de dos dimensiones; en [i, j], el mayor valor de la ventana cuya esquina de
    # es:   arriba a la izquierda está en la fila i * stride y la columna j * stride de image.
    # es:   Solo cuentan las ventanas que caben enteras.
    # es: ValueError: si window es mayor que el alto o el ancho de image (también si está vacía), si window o
    # es:   stride es menor que 1, o si image no tiene dos dimensiones.
    # en: image: two-dimensional NumPy array, numeric or bool, with negative values too
    # en: window: the side of the square window, a whole number; stride: the stride, a whole number, or None,
    # en:   which means the same as window
    # en: Return a two-dimensional array; at [i, j], the largest value of the window whose upper left corner
    # en:   lies on row i * stride and column j * stride of image. Only windows that fit as a whole count.
    # en: ValueError: if window is larger than the height or the width of image (also if that is empty), if
    # en:   window or stride is below 1, or if image is not two-dimensional.
    ### BEGIN SOLUTION
    if stride is None:
        stride = window
    if window < 1 or stride < 1:
        raise ValueError("the window or the stride is below 1")
    if image.ndim != 2:
        raise ValueError("the image needs two dimensions")
    if window > image.shape[0] or window > image.shape[1]:
        raise ValueError("the window is larger than the image")
    rows = (image.shape[0] - window) // stride + 1
    columns = (image.shape[1] - window) // stride + 1
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            result[i, j] = image[top : top + window, left : left + window].max()
    return result
    ### END SOLUTION


print(max_pool(np.array([[0.3, 0.6, 1.0], [0.5, 0.1, 0.3], [1.0, 0.5, 0.9]]), window=2, stride=1))
show_images(x_test[0], max_pool(x_test[0]), max_pool(x_test[0], window=4))

# %% check="max_pool"
grader.check("max_pool")

# %% [markdown] lang="es"
# **Para pensar.** Mueve el dígito un píxel a la derecha con `np.roll(x_test[0], 1, axis=1)` y vuelve a
# aplicarle `max_pool`. ¿Qué parte de los números cambia, y qué parte de los píxeles cambió?

# %% [markdown] lang="en"
# **To think about.** Move the digit one pixel to the right with `np.roll(x_test[0], 1, axis=1)` and apply
# `max_pool` again. What part of its numbers changes, and what part of the pixels did?

# %% [markdown] lang="es"
# ## 5. Tres filtros tuyos (15 min, y 5 para escribir)
#
# Los números de un filtro deciden qué se ve en su mapa. Elige los de tres filtros de 3 × 3:
#
# | nombre | qué se ve en su mapa | sus nueve números suman |
# |---|---|---|
# | `edge` | dónde cambia el brillo de un píxel a otro: los bordes de los trazos | 0 |
# | `blur` | el dígito desenfocado: cada píxel se parece más a sus vecinos | 1 |
# | `sharpen` | el dígito más nítido: cada píxel se distingue más de sus vecinos | 1 |
#
# Pueden ser filtros conocidos o inventados por ti; lo que importa es que su mapa muestre eso. Pruébalos con
# varios dígitos y mira los cuatro dibujos. `plt.imshow` reparte los grises entre el menor y el mayor número
# del mapa; con `vmin=0, vmax=255` los reparte como en la imagen, y para `blurred` y `sharpened` se ve mejor.
#
# ¿Por qué suman 0 los números de un filtro de bordes? Elige una letra para `edge_sum_reason`:
#
# - **a**: para que el mapa no tenga números negativos;
# - **b**: para que el filtro quede igual después de media vuelta;
# - **c**: para que, donde los píxeles son iguales, salga 0, sean claros u oscuros;
# - **d**: para que el mapa tenga tantos números como la imagen.
#
# ¿Y por qué suman 1 los de un filtro que desenfoca? Elige una letra para `blur_sum_reason`:
#
# - **a**: porque son probabilidades, como las que da softmax;
# - **b**: para que el dibujo, en conjunto, no se vuelva más claro ni más oscuro;
# - **c**: para que el filtro se pueda aplicar una sola vez;
# - **d**: porque el píxel del centro debe pesar más que los demás.

# %% [markdown] lang="en"
# ## 5. Three kernels of your own (15 min, and 5 to write)
#
# The numbers of a kernel decide what is seen in its map. Choose those of three 3 × 3 kernels:
#
# | name | what is seen in its map | its nine numbers sum to |
# |---|---|---|
# | `edge` | where brightness changes from one pixel to another: the edges of the strokes | 0 |
# | `blur` | the digit out of focus: each pixel is more like its neighbours | 1 |
# | `sharpen` | the digit crisper: each pixel stands out more from its neighbours | 1 |
#
# They may be well-known ones or of your own making; what matters is that their map shows this. Try them on
# several digits and look at the four pictures. `plt.imshow` spreads the greys from the smallest number of the
# map to the largest; with `vmin=0, vmax=255` it spreads them as in the image, and `blurred` and `sharpened`
# look better so.
#
# Why do the numbers of an edge kernel sum to 0? Choose a letter for `edge_sum_reason`:
#
# - **a**: so that the map has no negative numbers;
# - **b**: so that the kernel is the same after half a turn;
# - **c**: so that, where the pixels are equal, 0 comes out, be they bright or dark;
# - **d**: so that the map has as many numbers as the image.
#
# And why do those of a kernel that blurs sum to 1? Choose a letter for `blur_sum_reason`:
#
# - **a**: because they are probabilities, like those that softmax gives;
# - **b**: so that the picture, on the whole, gets neither brighter nor darker;
# - **c**: so that the kernel can be applied only once;
# - **d**: because the pixel in the centre must weigh more than the others.

# %% exercise="kernels"
# es: Define
# es:   edge, blur, sharpen: tres arreglos de forma (3, 3), enteros o float, con las sumas de la tabla; edge
# es:     no es todo ceros, en blur no hay números negativos, y el número del centro de sharpen es mayor que 1
# es:   index: un entero, posición de una imagen de prueba (se cuenta desde 0)
# es:   edges, blurred, sharpened: lo que da convolve de x_test[index], sin normalizar, con edge, blur y
# es:     sharpen, paso 1; forma (26, 26)
# es:   edge_sum_reason, blur_sum_reason: "a", "b", "c" o "d"
# es: Dibuja con plt.imshow, cada uno en sus ejes y con el mapa de colores "gray", x_test[index], edges,
# es: blurred y sharpened.
# en: Define
# en:   edge, blur, sharpen: three arrays of shape (3, 3), whole numbers or floats, with the sums of the
# en:     table; edge is not all zeros, in blur there are no negative numbers, and the number in the centre
# en:     of sharpen is larger than 1
# en:   index: a whole number, the position of a test image (counting from 0)
# en:   edges, blurred, sharpened: what convolve gives of x_test[index], not normalised, with edge, blur and
# en:     sharpen, stride 1; shape (26, 26)
# en:   edge_sum_reason, blur_sum_reason: "a", "b", "c" or "d"
# en: Draw with plt.imshow, each on axes of its own and with the colour map "gray", x_test[index], edges,
# en: blurred and sharpened.
### BEGIN SOLUTION
edge = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])
blur = np.ones((3, 3)) / 9
sharpen = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])

index = 5
edges = convolve(x_test[index], edge)
blurred = convolve(x_test[index], blur)
sharpened = convolve(x_test[index], sharpen)

figure, axes = plt.subplots(1, 4, figsize=(12, 3.5))
axes[0].imshow(x_test[index], cmap="gray")
axes[1].imshow(edges, cmap="gray")
axes[2].imshow(blurred, cmap="gray", vmin=0, vmax=255)
axes[3].imshow(sharpened, cmap="gray", vmin=0, vmax=255)
for place, title in zip(axes, ["x_test[index]", "edges", "blurred", "sharpened"], strict=True):
    place.set_title(title)
plt.show()

edge_sum_reason = "c"
blur_sum_reason = "b"
### END SOLUTION

# %% check="kernels"
grader.check("kernels")

# %% [markdown] lang="es" written="kernels_why"
# **Por escrito.** ¿Qué muestra el dibujo de tu filtro de bordes, y por qué? Di qué números elegiste, en qué
# partes del dígito el mapa es claro, en cuáles oscuro y en cuáles 0, y explícalo con lo que el filtro calcula
# ahí. Bastan cinco o seis líneas.
#
# ### BEGIN SOLUTION
# Elegí un 8 en el centro y -1 alrededor: el filtro compara cada píxel con sus ocho vecinos. En el fondo los
# nueve píxeles valen 0 y sale 0; dentro de un trazo grueso los nueve son casi iguales, y 8 veces uno menos
# los otros ocho también da casi 0. El mapa solo se aparta de 0 a los lados del trazo. Del lado claro el
# centro es mayor que algunos vecinos y sale un número positivo, que se ve claro; un píxel más afuera, el
# centro es 0, sus vecinos no, y sale uno negativo, que se ve oscuro. Por eso cada trazo aparece como una
# línea doble. El gris del fondo es el 0.
#
# *Rúbrica (5 puntos).* 1: dice qué números eligió y qué comparan. 1: 0 (o casi) donde los píxeles son
# iguales, en el fondo y dentro del trazo. 1: lo explica con la suma 0 o con una cuenta. 1: lejos de 0 donde
# el brillo cambia; si su filtro solo ve una dirección, dice cuál. 1: explica los dos signos, claro y oscuro
# (o por qué con su filtro falta uno).
# ### END SOLUTION

# %% [markdown] lang="en" written="kernels_why"
# **In words.** What does the picture of your edge kernel show, and why? Say which numbers you chose, in which
# parts of the digit the map is bright, in which dark and in which 0, and explain it by what the kernel works
# out there. Five or six lines will do.
#
# ### BEGIN SOLUTION
# I chose an 8 in the centre and -1 around it: the kernel compares each pixel with its eight neighbours. In
# the background all nine pixels are 0 and 0 comes out; inside a thick stroke all nine are nearly equal, and 8
# times one less the other eight is nearly 0 too. The map departs from 0 only along the sides of the stroke.
# On the bright side the centre is larger than some neighbours and a positive number comes out, seen as
# bright; one pixel further out the centre is 0, its neighbours are not, and a negative one comes out, seen as
# dark. So each stroke appears as a double line. The grey of the background is the 0.
#
# *Rubric (5 points).* 1: says which numbers were chosen and what they compare. 1: 0 (or nearly) where pixels
# are equal, in the background and inside the stroke. 1: explains this by the sum 0 or by working it out. 1:
# far from 0 where brightness changes; if the kernel sees one direction only, says which. 1: explains both
# signs, bright and dark (or why one is missing with their kernel).
# ### END SOLUTION

# %% [markdown] lang="es"
# **Para pensar.** Aplica `blur` diez veces seguidas. ¿Qué queda del dígito? ¿Podría `sharpen` devolverlo a
# como estaba?

# %% [markdown] lang="en"
# **To think about.** Apply `blur` ten times in a row. What is left of the digit? Could `sharpen` bring it
# back to what it was?

# %% [markdown] lang="es"
# ## 6. Un filtro que se aprende (16 min, y 5 para escribir)
#
# Los tres filtros anteriores los eligió una persona. En una red convolucional nadie los elige: sus números
# son pesos, y se aprenden como todos los demás. Aquí lo ves con un solo filtro.
#
# Alguien tomó un filtro de 3 × 3 que no conoces y lo aplicó, sin relleno, a muchas imágenes pequeñas.
# `load_pairs` te da las imágenes y los mapas que salieron:
#
# ```text
#    pairs_in[0]                           pairs_out[0]
#
#    12 × 12    --->  3 × 3: ¿cuál?  --->  10 × 10
# ```
#
# Una capa `Conv2D` con un solo filtro y sin sesgo calcula justamente eso, y no tiene más que nueve pesos.
# Entrénala con el error cuadrático medio hasta que sus mapas sean los de `pairs_out`; entonces sus pesos son
# el filtro.
#
# - `Conv2D` quiere un eje más, el de los *canales*: cuántos números tiene cada píxel. Aquí es uno.
#   `pairs_in[..., np.newaxis]` tiene la forma (N, 12, 12, 1).
# - Los mapas son exactos, así que la pérdida puede bajar casi hasta 0. Si la tuya se queda lejos, entrena más
#   épocas o con una tasa de aprendizaje mayor, por ejemplo `keras.optimizers.Adam(0.05)`.
# - Los pesos están en `kernel_model.get_weights()[0]`, de forma (3, 3, 1, 1): filas, columnas, canales que
#   entran, filtros.
#
# Para ver si lo encontraste, compara `convolve(pairs_in[0], found_kernel)` con `pairs_out[0]`. Toma
# `found_kernel` de los pesos: al calificar, los pares son otros y el filtro también.

# %% [markdown] lang="en"
# ## 6. A kernel that is learnt (16 min, and 5 to write)
#
# The three kernels before this were chosen by a person. In a convolutional network nobody chooses them: their
# numbers are weights, and are learnt like all the others. Here you see it with a single kernel.
#
# Somebody took a 3 × 3 kernel that you do not know and applied it, without padding, to many small images.
# `load_pairs` gives you the images and the maps that came out:
#
# ```text
#    pairs_in[0]                            pairs_out[0]
#
#    12 × 12    --->  3 × 3: which?  --->   10 × 10
# ```
#
# A `Conv2D` layer with a single filter (as Keras calls a kernel) and without bias computes just that, and has
# no more than nine weights. Train it with the mean squared error until its maps are those of `pairs_out`; its
# weights then are the kernel.
#
# - `Conv2D` wants one more axis, that of the *channels*: how many numbers each pixel has. Here it is one.
#   `pairs_in[..., np.newaxis]` has the shape (N, 12, 12, 1).
# - The maps are exact, so the loss can fall almost to 0. If yours stays far from it, train for more epochs or
#   with a larger learning rate, such as `keras.optimizers.Adam(0.05)`.
# - The weights are in `kernel_model.get_weights()[0]`, of shape (3, 3, 1, 1): rows, columns, channels coming
#   in, filters.
#
# To see whether you found it, compare `convolve(pairs_in[0], found_kernel)` with `pairs_out[0]`. Take
# `found_kernel` from the weights: in grading the pairs are others, and so is the kernel.

# %% exercise="learned_kernel"
# es: pairs_in: imágenes, float32, forma (N, 12, 12); pairs_out: sus mapas, float32, forma (N, 10, 10). Define
# es:   kernel_model: un keras.Sequential con keras.Input((12, 12, 1)) y una sola capa, Conv2D, de un filtro
# es:     de 3 × 3, sin sesgo (use_bias=False), sin activación y sin relleno; compilado con la pérdida
# es:     "mean_squared_error" y el optimizador que quieras, y entrenado con los pares desde los pesos
# es:     al azar que le da Keras
# es:   found_kernel: el filtro que aprendió, arreglo de forma (3, 3), con filas y columnas como en convolve
# es: Para ver hasta dónde bajó la pérdida, imprímela.
# en: pairs_in: images, float32, shape (N, 12, 12); pairs_out: their maps, float32, shape (N, 10, 10). Define
# en:   kernel_model: a keras.Sequential of keras.Input((12, 12, 1)) and a single layer, Conv2D, with one
# en:     3 × 3 filter, no bias (use_bias=False), no activation and no padding; compiled with the loss
# en:     "mean_squared_error" and the optimiser of your choice, and trained on the pairs from
# en:     the random weights that Keras gives it
# en:   found_kernel: the kernel that it learnt, array of shape (3, 3), with rows and columns as in convolve
# en: To see how far the loss fell, print it.
keras.utils.set_random_seed(SEED)
pairs_in, pairs_out = load_pairs()

### BEGIN SOLUTION
kernel_model = keras.Sequential(
    [
        keras.Input((12, 12, 1)),
        keras.layers.Conv2D(1, 3, use_bias=False),
    ]
)
kernel_model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mean_squared_error")
history = kernel_model.fit(pairs_in[..., np.newaxis], pairs_out[..., np.newaxis], epochs=50, verbose=0)
found_kernel = kernel_model.get_weights()[0][:, :, 0, 0]
print("loss:", history.history["loss"][-1])
print(found_kernel.round(3))
### END SOLUTION

# %% check="learned_kernel"
grader.check("learned_kernel")

# %% [markdown] lang="es" written="learned_kernel_why"
# **Por escrito.** ¿Por qué es mejor una red que aprende sus filtros que una con filtros elegidos a mano?
# Piensa en quién tendría que elegirlos, para qué tarea, y cuántos harían falta. Bastan cinco o seis líneas.
#
# ### BEGIN SOLUTION
# Para elegir un filtro a mano hay que saber de antemano qué rasgo sirve, y adivinar sus números. Al aprender,
# los números se corrigen para que baje la pérdida: salen los filtros que esa tarea necesita, aunque a nadie
# se le hubieran ocurrido, y con otras imágenes salen otros sin que haya que diseñar nada. Además una red usa
# muchos a la vez, y los de las capas siguientes trabajan sobre mapas, no sobre píxeles: ahí ya nadie sabría
# qué escribir. En el ejercicio bastaron ejemplos de entrada y salida para encontrar un filtro que no conocía.
# El precio es que hacen falta datos y tiempo de cálculo.
#
# *Rúbrica (5 puntos).* 1: a mano hay que saber de antemano qué buscar. 1: aprendidos, los ajusta la pérdida
# con ejemplos. 1: se adaptan a la tarea o a otros datos sin diseñarlos de nuevo. 1: son muchos, o están en
# capas profundas donde nadie sabría elegirlos. 1: se apoya en lo que hizo en el ejercicio, o nombra un precio
# (datos, tiempo, que cuesta interpretarlos).
# ### END SOLUTION

# %% [markdown] lang="en" written="learned_kernel_why"
# **In words.** Why is a network that learns its kernels better than one with kernels chosen by hand? Think of
# who would have to choose them, for which task, and how many it would take. Five or six lines will do.
#
# ### BEGIN SOLUTION
# To choose a kernel by hand one has to know beforehand which feature is of use, and guess its numbers. In
# learning, the numbers are corrected so that the loss falls: out come the kernels that this task needs, even
# if nobody would have thought of them, and with other images others come out without anything to design.
# Besides, a network uses many at once, and those of later layers work on maps, not on pixels: there nobody
# would know any more what to write. In the exercise, examples of input and output were enough to find a
# kernel I did not know. The price is that it takes data and time to compute.
#
# *Rubric (5 points).* 1: by hand one has to know beforehand what to look for. 1: learnt ones are fitted by
# the loss, from examples. 1: they suit the task or other data without a new design. 1: they are many, or in
# deep layers where nobody would know how to choose them. 1: leans on what was done in the exercise, or names
# a price (data, time, hard to interpret).
# ### END SOLUTION

# %% [markdown] lang="es"
# **Para pensar.** Cada número de `pairs_out` es una ecuación con nueve incógnitas. ¿Cuántas imágenes harían
# falta, como mínimo, para conocer el filtro? ¿Serviría una imagen toda gris?

# %% [markdown] lang="en"
# **To think about.** Each number of `pairs_out` is an equation with nine unknowns. How many images would be
# needed, at the least, to know the kernel? Would an all-grey image do?

# %% [markdown] lang="es"
# ## 7. Píxeles barajados (19 min, y 5 para escribir)
#
# Queda la pregunta del comienzo. `order` es un orden al azar de las 784 posiciones, siempre el mismo. En ese
# orden se ponen los píxeles de *todas* las imágenes, las de entrenamiento y las de prueba:
#
# ```text
#    imagen        en una fila         con order = 2, 0, 3, 1        otra vez imagen
#
#     a  b    -->  a  b  c  d    -->         c  a  d  b         -->       c  a
#     c  d                                                                d  b
# ```
#
# Ya nadie reconoce un dígito. ¿Y una red? Prueba con dos:
#
# ```text
#    "mlp"   (28, 28) -> Flatten -> Dense 784, relu -> Dense 10, softmax
#
#    "cnn"   (28, 28) -> Reshape (28, 28, 1) -> Conv2D 32 de 5 × 5, relu -> MaxPooling2D 2
#                     -> Dropout 0.2 -> Flatten -> Dense 128, relu -> Dense 10, softmax
# ```
#
# La primera es un perceptrón multicapa (*multilayer perceptron*), la red de las prácticas anteriores; la
# segunda empieza con 32 filtros. `Reshape` solo agrega el eje de los canales, y `Dropout` apaga al azar, en
# cada paso del entrenamiento, una quinta parte de los números que recibe. Cada una se entrena dos veces,
# con las imágenes como son y con las barajadas, y se mide con imágenes de prueba preparadas igual que las que
# aprendió. Antes de ejecutar, anota qué esperas de cada una.
#
# Para concluir vale la regla de la práctica anterior. Solo cuentan las imágenes que una de dos redes acierta
# y la otra no; si son *n*, el ruido es 3 · √*n* dividido por la cantidad de imágenes, y `compare` lo calcula.
# Una diferencia mayor que el ruido es `"better"` o `"worse"`; una menor, `"no difference"`. Se concluye
# siempre sobre la red de imágenes barajadas frente a su igual sin barajar. Al calificar se mira también qué
# hacen estas redes con muchas semillas, y solo se rechaza la conclusión que los datos contradicen.
# Concluye de tus números y no de lo que esperabas: con dígitos más sencillos puede no notarse nada.

# %% [markdown] lang="en"
# ## 7. Shuffled pixels (19 min, and 5 to write)
#
# The question of the beginning is still open. `order` is a random order of the 784 positions, always the
# same. In that order the pixels of *all* images are put, those for training and those for testing:
#
# ```text
#    image         in a row            with order = 2, 0, 3, 1       an image again
#
#     a  b    -->  a  b  c  d    -->         c  a  d  b         -->       c  a
#     c  d                                                                d  b
# ```
#
# Nobody recognises a digit any more. And a network? Try two:
#
# ```text
#    "mlp"   (28, 28) -> Flatten -> Dense 784, relu -> Dense 10, softmax
#
#    "cnn"   (28, 28) -> Reshape (28, 28, 1) -> Conv2D 32 of 5 × 5, relu -> MaxPooling2D 2
#                     -> Dropout 0.2 -> Flatten -> Dense 128, relu -> Dense 10, softmax
# ```
#
# The first is a multilayer perceptron, the network of the labs before; the second begins with 32 kernels.
# `Reshape` only adds the axis of the channels, and `Dropout` switches off a fifth of the numbers that it
# gets, by chance, at each step of training. Each is trained twice, on the images as they are and on the
# shuffled ones, and is measured on test images prepared like those that it learnt from. Before you run it,
# note down what you expect of each.
#
# For your conclusions the rule of the lab before holds. Only those images count that one of two networks gets
# right and the other does not; if there are *n* of them, the noise is 3 · √*n* divided by the number of
# images, and `compare` works it out. A difference larger than the noise is `"better"` or `"worse"`; a smaller
# one, `"no difference"`. Conclusions are always about the network of shuffled images as against the same one
# without shuffling. In grading, what these networks do with many seeds is looked at too, and only a
# conclusion that the data contradict is rejected. Conclude from your numbers, and not from what you expected:
# on simpler digits nothing may show.

# %% exercise="pixel_order"
order = np.random.default_rng(7).permutation(28 * 28)


def shuffled(images):
    # es: images: arreglo de forma (n, 28, 28), de cualquier tipo numérico
    # es: Devuelve un arreglo de la misma forma y del mismo dtype: en cada imagen, puesta en una fila,
    # es:   la posición k tiene el píxel que estaba en la posición order[k].
    # en: images: array of shape (n, 28, 28), of any numeric type
    # en: Return an array of the same shape and dtype: in each image, laid in one row, position k has the
    # en:   pixel that stood at position order[k].
    ### BEGIN SOLUTION
    rows = images.reshape(len(images), 28 * 28)
    return rows[:, order].reshape(images.shape)
    ### END SOLUTION


show_images(x_test[:1], shuffled(x_test[:1]))

# es: Escribe build_mlp() y build_cnn(), que devuelven las dos redes compiladas con "adam", la pérdida
# es: "sparse_categorical_crossentropy" y la métrica "accuracy", y define
# es:   order_models: un dict de cuatro redes entrenadas con train, las claves "mlp", "mlp shuffled", "cnn"
# es:     y "cnn shuffled"; las dos "shuffled" aprenden de shuffled(x_train_norm) y se validan con
# es:     shuffled(x_test_norm)
# es:   order_results: un pd.DataFrame, una fila por red, con las columnas network (la clave) y test_accuracy
# es:     (fracción de 0 a 1 en todas las imágenes de prueba, barajadas para las "shuffled")
# es:   mlp_conclusion: "mlp shuffled" frente a "mlp" ("better", "worse", "no difference")
# es:   cnn_conclusion: "cnn shuffled" frente a "cnn" ("better", "worse", "no difference")
# en: Write build_mlp() and build_cnn(), which return the two networks compiled with "adam", the loss
# en: "sparse_categorical_crossentropy" and the metric "accuracy", and define
# en:   order_models: a dict of four networks trained by train, with the keys "mlp", "mlp shuffled", "cnn"
# en:     and "cnn shuffled"; the two "shuffled" learn from shuffled(x_train_norm) and are validated on
# en:     shuffled(x_test_norm)
# en:   order_results: a pd.DataFrame, one row per network, with the columns network (the key) and
# en:     test_accuracy (fraction from 0 to 1, on all test images, shuffled for the "shuffled" ones)
# en:   mlp_conclusion: "mlp shuffled" as against "mlp" ("better", "worse", "no difference")
# en:   cnn_conclusion: "cnn shuffled" as against "cnn" ("better", "worse", "no difference")
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_mlp():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(784, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def build_cnn():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            keras.layers.Conv2D(32, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.2),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


x_train_shuffled = shuffled(x_train_norm)
x_test_shuffled = shuffled(x_test_norm)
order_models = {
    "mlp": train(build_mlp()),
    "mlp shuffled": train(build_mlp(), x_train_shuffled, x_test_shuffled),
    "cnn": train(build_cnn()),
    "cnn shuffled": train(build_cnn(), x_train_shuffled, x_test_shuffled),
}

digits = {}
for network, model in order_models.items():
    test_images = x_test_shuffled if "shuffled" in network else x_test_norm
    digits[network] = predicted_digits(model, test_images)
rows = [(network, np.mean(read == y_test)) for network, read in digits.items()]
order_results = pd.DataFrame(rows, columns=["network", "test_accuracy"])
print(order_results)

difference, noise = compare(digits["mlp shuffled"], digits["mlp"])
mlp_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
difference, noise = compare(digits["cnn shuffled"], digits["cnn"])
cnn_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
### END SOLUTION

# %% check="pixel_order"
grader.check("pixel_order")

# %% [markdown] lang="es" written="pixel_order_why"
# **Por escrito.** ¿Qué enseña este experimento sobre lo que una red densa y una convolucional saben de los
# vecinos de un píxel? Apóyate en tus cuatro números y en cómo calcula cada red. Bastan cinco o seis líneas.
#
# ### BEGIN SOLUTION
# La red densa leyó igual de bien las imágenes barajadas: mi diferencia quedó dentro del ruido. Cada neurona
# tiene un peso por píxel, y si los píxeles cambian de lugar, siempre igual, basta con que los pesos cambien
# con ellos; de los vecinos no sabía nada y nada perdió. La convolucional empeoró más que el ruido. Su filtro
# supone que los píxeles que se tocan tienen que ver entre sí y que lo mismo puede estar en cualquier parte;
# barajados, en la ventana caen píxeles que no tienen que ver, y el pooling junta respuestas que tampoco. Aun
# así acierta bastante, porque detrás tiene capas densas. Lo que sabe de vecinos no lo aprendió: lo trae en su
# forma.
#
# *Rúbrica (5 puntos).* 1: compara cada red con su igual, con sus números y el ruido. 1: a la densa le da lo
# mismo porque cada píxel tiene su propio peso, en cualquier orden. 1: el filtro mira píxeles que se tocan, y
# el orden al azar los separa. 1: lo de los vecinos está en la arquitectura, no en los datos ni en lo
# aprendido. 1: mide sus palabras: qué no prueba el experimento, o por qué la convolucional barajada no cae al
# nivel del azar.
# ### END SOLUTION

# %% [markdown] lang="en" written="pixel_order_why"
# **In words.** What does this experiment teach about what a dense and a convolutional network know of the
# neighbours of a pixel? Lean on your four numbers and on how each network computes. Five or six lines will
# do.
#
# ### BEGIN SOLUTION
# The dense network read the shuffled images just as well: my difference lay within the noise. Each unit has a
# weight for each pixel, and if the pixels change places, always alike, it is enough for the weights to change
# with them; it knew nothing of neighbours and lost nothing. The convolutional one got worse by more than the
# noise. Its kernel assumes that pixels that touch belong together and that the same thing may stand anywhere;
# once they are shuffled, pixels that do not belong together fall into the window, and pooling joins responses
# that do not either. It still gets many right, because behind it there are dense layers. What it knows of
# neighbours it did not learn: it has it in its shape.
#
# *Rubric (5 points).* 1: compares each network with its own kind, with their numbers and the noise. 1: the
# dense one does not care, since each pixel has its own weight, in whatever order. 1: the kernel looks at
# pixels that touch, and the random order parts them. 1: the neighbours are in the architecture, not in the
# data nor in what was learnt. 1: keeps to what was shown: what the experiment does not prove, or why the
# shuffled convolutional network does not fall to chance.
# ### END SOLUTION

# %% [markdown] lang="es"
# **Para pensar.** Si el orden fuera otro en cada imagen, ¿qué pasaría con las dos redes? ¿Y para qué datos,
# que no son imágenes, sería también una buena idea mirar por ventanas?

# %% [markdown] lang="en"
# **To think about.** If the order were another one in each image, what would become of the two networks? And
# for which data that are no images would it be a good idea too to look through windows?

# %% [markdown] lang="es"
# ## Para entregar
#
# 1. Reinicia el kernel y ejecuta todas las celdas, en orden. Tarda más o menos un minuto; con MNIST, dos o
#    tres.
# 2. `grader.progress()` en una celda nueva dice cómo va cada ejercicio. Si algo todavía no se cumple, puedes
#    entregar de todos modos: cada ejercicio tiene sus propios puntos.
# 3. Contesta lo que se pide por escrito, guarda el cuaderno sin cambiarle el nombre y entrégalo por el medio
#    que indique tu docente.
#
# Al calificar, el cuaderno se ejecuta de nuevo desde el principio: tus funciones se llaman con otros
# arreglos, tus redes se entrenan otra vez, y se juzgan tus respuestas y tus conclusiones.

# %% [markdown] lang="en"
# ## Handing in
#
# 1. Restart the kernel and run all the cells, in order. It takes about a minute; with MNIST, two or three.
# 2. `grader.progress()` in a new cell says how each exercise is doing. If something does not hold yet, you
#    may hand in all the same: each exercise has its own points.
# 3. Answer what is asked in words, save the notebook without renaming it, and hand it in the way your
#    instructor asks for.
#
# For grading, the notebook is run again from the beginning: your functions are called with other arrays, your
# networks are trained once more, and your answers and conclusions are judged.
