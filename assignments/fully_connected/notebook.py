# %% [markdown] lang="es"
# # Una red completamente conectada que lee dígitos
#
# En esta práctica construyes, paso a paso, una red neuronal que mira la imagen de un dígito escrito a mano
# y dice cuál es. Vas por pasos cortos, con preguntas entre ellos; cada título dice cuántos minutos lleva. Al
# terminar sabrás:
#
# - cargar un conjunto de imágenes, mirarlo y prepararlo para una red;
# - definir, compilar y entrenar un modelo secuencial de Keras, y explicar cada decisión;
# - contar sus capas y sus parámetros, y comprobar la cuenta con `model.summary()`;
# - medir su pérdida y su exactitud, y leer sus curvas de aprendizaje;
# - pedirle una predicción e interpretar los diez números que devuelve.
#
# Los datos siguen el formato de **MNIST**, una colección clásica de dígitos manuscritos reunida a partir de
# dos colecciones del NIST, el instituto de estándares de Estados Unidos. MNIST tiene 60 000 imágenes de
# entrenamiento y 10 000 de prueba, en escala de grises y de 28 × 28 píxeles, cada una con un solo dígito del
# 0 al 9. Tu curso puede usar un conjunto más pequeño con la misma forma: el código no cambia, solo la
# cantidad de imágenes.

# %% [markdown] lang="en"
# # A fully connected network that reads digits
#
# In this lab you build, step by step, a neural network that looks at the picture of a handwritten digit and
# says which one it is. You go by short steps, with questions between them; each heading says how many minutes
# it takes. By the end you will be able to:
#
# - load a set of images, look at it and prepare it for a network;
# - define, compile and train a sequential Keras model, and give the reason for each decision;
# - count its layers and its parameters, and check the count with `model.summary()`;
# - measure its loss and its accuracy, and read its learning curves;
# - ask it for a prediction and make sense of the ten numbers it returns.
#
# The data come in the format of **MNIST**, a classic collection of handwritten digits put together from two
# collections of NIST, the standards institute of the United States. MNIST has 60,000 training images and
# 10,000 test images, in shades of grey, 28 × 28 pixels each, with a single digit from 0 to 9 in every one.
# Your course may use a smaller set of the same shape: the code stays the same, only the number of images
# differs.

# %% [markdown] lang="es"
# ## Cómo se trabaja
#
# 1. Ejecuta las celdas en orden, de arriba abajo: cada ejercicio usa lo que definieron los anteriores.
# 2. En cada ejercicio, sustituye los puntos suspensivos (`...`) por tu código. Los comentarios dicen qué
#    nombres debes definir y qué debe contener cada uno; usa exactamente esos nombres. Lo que piden imprimir
#    es para que lo leas tú: no se califica.
# 3. Ejecuta la celda de comprobación que viene después, `grader.check(...)`. Responde al instante y te dice
#    qué se cumple, qué falta y cuál puede ser el siguiente paso. Úsala cuantas veces quieras.
#
# Las comprobaciones que ves aquí son las primeras. Otras se ejecutan cuando entregas, también con imágenes
# que no has visto; por eso conviene resolver el caso general y no solo el ejemplo que tienes delante.
#
# Las **preguntas** entre los pasos también se califican. En ellas, la comprobación solo mira la forma de tus
# respuestas (que estén todas y se puedan leer); si son correctas se decide al entregar, así que piénsalas
# antes de seguir. Lo que se contesta por escrito lo lee tu docente.
#
# Lo que lleva el título «Para pensar» no se califica: dedícale un minuto o coméntalo con quien tengas al
# lado. Y si te atascas, `grader.hint("normalise")` (con el nombre del ejercicio) te da una pista; cada vez
# que la pides es un poco más clara.

# %% [markdown] lang="en"
# ## How to work
#
# 1. Run the cells in order, from top to bottom: each exercise uses what the earlier ones defined.
# 2. In each exercise, replace the three dots (`...`) with your code. The comments say which names to define
#    and what each of them must hold; use exactly those names. What they ask you to print is for you to read:
#    it is not graded.
# 3. Run the check cell that follows, `grader.check(...)`. It answers at once and tells you what holds, what
#    is missing and what your next step might be. Use it as often as you like.
#
# The checks you see here are the first ones. Others run when you hand in, also on images you have not seen;
# so it pays to solve the general case and not just the example in front of you.
#
# The **questions** between the steps are graded too. There, the check looks only at the form of your answers
# (that they are all there and can be read); whether they are right is decided when you hand in, so think them
# over before you go on. What is answered in words is read by your instructor.
#
# What is headed "To think about" is not graded: give it a minute, or talk it over with whoever sits beside
# you. And if you get stuck, `grader.hint("normalise")` (with the name of the exercise) gives you a hint; each
# time you ask, it is a little clearer.

# %% setup=true
from autograder import Grader, load_data

grader = Grader("fully_connected")

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# es: Los pesos iniciales y el orden de las imágenes se eligen al azar. Con una semilla fija,
# es: al ejecutar todo el cuaderno otra vez obtienes los mismos resultados, o casi los mismos.
# en: The initial weights and the order of the images are drawn at random. With a fixed seed,
# en: running the whole notebook again gives you the same results, or very nearly so.
keras.utils.set_random_seed(1)

# es: Cuántas vueltas completas a los datos de entrenamiento da cada red de este cuaderno.
# en: How many complete rounds of the training data each network of this notebook makes.
EPOCHS = 5

# %% [markdown] lang="es"
# ## 1. Cargar los datos (5 min)
#
# Para aprender, la red necesita ejemplos resueltos: imágenes junto con su respuesta correcta, la *etiqueta*.
# Los datos vienen ya separados en dos partes. Con la de **entrenamiento** se ajusta la red; la de **prueba**
# se aparta para averiguar qué hace con imágenes de las que no aprendió.
#
# La función `load_data`, importada arriba, funciona sin conexión y devuelve lo mismo que
# `keras.datasets.mnist.load_data`: una tupla con dos pares, primero el de entrenamiento y luego el de prueba.
# En cada par van primero las imágenes y después las etiquetas. Los atributos `shape` y `dtype` de un arreglo
# de NumPy te muestran su forma y su tipo.

# %% [markdown] lang="en"
# ## 1. Load the data (5 min)
#
# To learn, the network needs solved examples: images together with their right answer, the *label*. The data
# come already divided into two parts. The **training** part is used to adjust the network; the **test** part
# is put aside, to find out what the network does with images it has not learnt from.
#
# The function `load_data`, imported above, works offline and returns the same as
# `keras.datasets.mnist.load_data`: a tuple of two pairs, first the one for training, then the one for
# testing. In each pair the images come first and the labels second. The attributes `shape` and `dtype` of a
# NumPy array show you its shape and its type.

# %% exercise="load_data"
# es: Llama a load_data, sin argumentos, y reparte lo que devuelve en cuatro nombres:
# es:   x_train, x_test: imágenes, uint8, forma (N, 28, 28), píxeles de 0 (fondo) a 255 (trazo)
# es:   y_train, y_test: etiquetas, enteros de 0 a 9, forma (N,)
# es: N es la cantidad de imágenes de cada parte. No cambies aquí ni los valores ni los tipos.
# en: Call load_data, without arguments, and unpack what it returns into four names:
# en:   x_train, x_test: images, uint8, shape (N, 28, 28), pixels from 0 (background) to 255 (ink)
# en:   y_train, y_test: labels, whole numbers from 0 to 9, shape (N,)
# en: N is the number of images in each part. Change neither values nor types here.
### BEGIN SOLUTION
(x_train, y_train), (x_test, y_test) = load_data()
### END SOLUTION

# %% check="load_data"
grader.check("load_data")

# %% [markdown] lang="es"
# **Para pensar.** Los píxeles son de tipo `uint8`: un byte cada uno. ¿Qué esperas que dé sumar dos píxeles
# de valor 200 sin cambiarles el tipo? Pruébalo en una celda nueva con `np.uint8(200)`.

# %% [markdown] lang="en"
# **To think about.** The pixels are of type `uint8`: one byte each. What do you expect from adding two pixels
# of value 200 without changing their type? Try it in a new cell with `np.uint8(200)`.

# %% [markdown] lang="es"
# ## 2. Mirar una imagen (5 min)
#
# Antes de calcular nada, mira los datos. Una imagen girada, una etiqueta corrida un lugar o un fondo
# invertido se descubren de un vistazo, mientras que en una tabla de números pasan inadvertidos.
#
# ```text
#   lo que ves            lo que recibe la red
#
#   ████████              255  255  255  255
#        ██                 0    0  190  255
#       ██                  0    0  255  120
#      ██                   0  210  235    0
#      ██                   0  255  140    0
# ```
#
# Elige un índice cualquiera del conjunto de entrenamiento, imprime su etiqueta y dibuja su imagen.

# %% [markdown] lang="en"
# ## 2. Look at a sample (5 min)
#
# Before computing anything, look at the data. A rotated image, a label shifted by one place or an inverted
# background shows at a glance, while in a table of numbers it goes unnoticed.
#
# ```text
#   what you see          what the network receives
#
#   ████████              255  255  255  255
#        ██                 0    0  190  255
#       ██                  0    0  255  120
#      ██                   0  210  235    0
#      ██                   0  255  140    0
# ```
#
# Choose any index into the training set, print its label and draw its image.

# %% exercise="show_sample"
# es: Define
# es:   index: un entero, posición de una imagen del conjunto de entrenamiento (se cuenta desde 0)
# es:   label: la etiqueta de esa misma imagen, un entero de 0 a 9
# es: Dibuja con plt.imshow la imagen de entrenamiento que está en esa posición, tal como se cargó,
# es: con el mapa de colores "gray". Para ver también label, imprímela. plt.show() es opcional.
# en: Define
# en:   index: a whole number, the position of an image in the training set (counting from 0)
# en:   label: the label of that same image, a whole number from 0 to 9
# en: Draw with plt.imshow the training image at that position, just as it was loaded, with the
# en: colour map "gray". To see label too, print it. plt.show() at the end is optional.
### BEGIN SOLUTION
index = 7
label = int(y_train[index])
print("label:", label)
plt.imshow(x_train[index], cmap="gray")
plt.show()
### END SOLUTION

# %% check="show_sample"
grader.check("show_sample")

# %% [markdown] lang="es"
# **Para pensar.** Cambia el índice varias veces hasta dar con un dígito que te haga dudar. Si también las
# personas dudan ante algunas imágenes, ¿qué exactitud sería razonable pedirle a una red?

# %% [markdown] lang="en"
# **To think about.** Change the index a few times until you meet a digit that makes you hesitate. If people
# too are unsure about some images, what accuracy would it be reasonable to ask of a network?

# %% [markdown] lang="es"
# ## Pregunta 1. ¿Qué datos son y qué problema plantean? (3 min)
#
# Ya viste las imágenes y sus etiquetas. Antes de construir nada conviene poder decir, en una frase, qué
# se le pide a la red: de eso depende cómo será su última capa y con qué pérdida se entrenará.

# %% [markdown] lang="en"
# ## Question 1. Which data are these, and which problem do they pose? (3 min)
#
# You have seen the images and their labels. Before building anything, it pays to be able to say in one
# sentence what the network is asked to do: what its last layer will look like and which loss it is trained
# with depend on it.

# %% exercise="q_dataset"
# es: Define
# es:   dataset_name: la colección a la que corresponden estas imágenes, por su formato y su contenido;
# es:     uno de los textos
# es:     "cifar10", "fashion_mnist", "imagenet", "mnist"
# es:   learning_problem: el problema que se resuelve; una letra entre comillas
# es:     "a"  regresión: las etiquetas son números y hay que acercarse a su valor
# es:     "b"  agrupamiento: hay que formar grupos de imágenes parecidas, sin etiquetas
# es:     "c"  clasificación binaria: hay que decidir entre sí y no
# es:     "d"  clasificación supervisada: cada imagen es de una clase entre varias conocidas
# es:   number_of_classes: cuántas etiquetas distintas hay, un entero
# en: Define
# en:   dataset_name: the collection whose form and content these images have; one of the texts
# en:     "cifar10", "fashion_mnist", "imagenet", "mnist"
# en:   learning_problem: the problem that is solved; one letter between quotes
# en:     "a"  regression: the labels are numbers, and the task is to come close to their value
# en:     "b"  clustering: the task is to form groups of similar images, without labels
# en:     "c"  binary classification: the task is to decide between yes and no
# en:     "d"  supervised classification: each image is of one class among several known ones
# en:   number_of_classes: how many different labels there are, a whole number
### BEGIN SOLUTION
dataset_name = "mnist"
learning_problem = "d"
number_of_classes = len(np.unique(y_train))
### END SOLUTION

# %% check="q_dataset"
grader.check("q_dataset")

# %% [markdown] lang="es"
# ## 3. Normalizar los píxeles (8 min)
#
# Una red aprende con pasos pequeños sobre pesos pequeños. Si las entradas llegan hasta 255, las sumas de la
# primera capa se hacen muy grandes y el entrenamiento avanza a tropiezos; con entradas entre 0 y 1 suele ir
# mejor y necesitar menos cuidados.
#
# Escribe una función que lleve los píxeles a esa escala: el valor 0 pasa a ser 0.0, el 255 pasa a ser 1.0 y
# los demás quedan en proporción. La escala es la misma para todas las imágenes, sea cual sea el píxel más
# claro de cada una.
#
# ```text
#   uint8    0 ------------ 51 ------------------------ 153 ------------------------ 255
#            |               |                           |                            |
#   float   0.0 ----------- 0.2 ----------------------- 0.6 ------------------------ 1.0
# ```
#
# ¿Cuánto importa de verdad? Se puede medir: se entrena una segunda red sin normalizar y se comparan las dos.

# %% [markdown] lang="en"
# ## 3. Normalise the pixels (8 min)
#
# A network learns by small steps on small weights. If the inputs go up to 255, the sums in the first layer
# become very large and training stumbles along; with inputs between 0 and 1 it usually goes better and needs
# less care.
#
# Write a function that brings the pixels to that scale: the value 0 becomes 0.0, 255 becomes 1.0, and the
# others lie in proportion. The scale is the same for all images, whatever the brightest pixel of each.
#
# ```text
#   uint8    0 ------------ 51 ------------------------ 153 ------------------------ 255
#            |               |                           |                            |
#   float   0.0 ----------- 0.2 ----------------------- 0.6 ------------------------ 1.0
# ```
#
# How much does it really matter? It can be measured: train a second network without normalising, and compare.


# %% exercise="normalise"
def normalise(images):
    # es: images: arreglo de NumPy de tipo uint8 y de cualquier forma, con valores de 0 a 255.
    # es: Devuelve (con return) un arreglo nuevo de la misma forma, de números de punto flotante
    # es: entre 0.0 y 1.0. El arreglo que se recibe debe quedar como estaba.
    # en: images: NumPy array of type uint8 and of any shape, with values from 0 to 255.
    # en: Return a new array of the same shape, of floating-point numbers between 0.0 and 1.0.
    # en: The array that comes in must be left as it was.
    ### BEGIN SOLUTION
    return images / 255.0
    ### END SOLUTION


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)

# %% check="normalise"
grader.check("normalise")

# %% [markdown] lang="es"
# **Para pensar.** Alguien propone dividir cada imagen por su propio píxel máximo en lugar de usar siempre la
# misma escala. ¿Qué pasaría con una imagen muy tenue, y con una completamente negra?

# %% [markdown] lang="en"
# **To think about.** Somebody suggests dividing each image by its own largest pixel instead of always using
# the same scale. What would happen to a very faint image, and to an entirely black one?

# %% [markdown] lang="es"
# ## 4. Construir el modelo (10 min)
#
# La red es una cadena de capas: lo que sale de una entra en la siguiente. En Keras, una cadena así es un
# modelo `keras.Sequential`, que recibe la lista de sus capas.
#
# ```text
#   entrada            Flatten           Dense (oculta)       Dense (salida)
#
#  +---------+
#  | 28 × 28 |  --->  784 números  --->  128 neuronas  --->  10 neuronas
#  +---------+                           relu                softmax
#   la imagen         en una fila        rasgos              una por dígito
# ```
#
# - **Aplanar** (`Flatten`) pone las 28 filas de la imagen una tras otra; no aprende nada.
# - La **capa oculta** es densa: cada neurona recibe los 784 números, los multiplica por sus pesos, los suma
#   y agrega un sesgo. La activación *relu* deja pasar lo positivo y convierte lo negativo en cero.
# - La **capa de salida** tiene una neurona para cada dígito. *Softmax* convierte sus diez valores en
#   probabilidades: positivas y con suma 1.

# %% [markdown] lang="en"
# ## 4. Build the model (10 min)
#
# The network is a chain of layers: what comes out of one goes into the next. In Keras such a chain is a
# `keras.Sequential` model, which is given the list of its layers.
#
# ```text
#   input              Flatten           Dense (hidden)       Dense (output)
#
#  +---------+
#  | 28 × 28 |  --->  784 numbers  --->  128 neurons   --->  10 neurons
#  +---------+                           relu                softmax
#   the image         in one row         features            one per digit
# ```
#
# - **Flattening** (`Flatten`) lays the 28 rows of the image end to end; it learns nothing.
# - The **hidden layer** is dense: each neuron receives all 784 numbers, multiplies them by its weights, adds
#   them up and adds a bias. The *relu* activation lets through what is positive and turns what is negative
#   into zero.
# - The **output layer** has one neuron for each digit. *Softmax* turns its ten values into probabilities:
#   positive, and with a sum of 1.

# %% exercise="build_model"
# es: Define model, un keras.Sequential con estas piezas, en este orden:
# es:   1. keras.Input, con la forma de una sola imagen: (28, 28)
# es:   2. una capa keras.layers.Flatten
# es:   3. una capa keras.layers.Dense de 128 neuronas con activación "relu"; si quieres probar otro
# es:      ancho, sirve cualquiera entre 64 y 512
# es:   4. una capa keras.layers.Dense de 10 neuronas con activación "softmax"
# en: Define model, a keras.Sequential with these pieces, in this order:
# en:   1. keras.Input, with the shape of a single image: (28, 28)
# en:   2. a keras.layers.Flatten layer
# en:   3. a keras.layers.Dense layer of 128 neurons with "relu" activation; if you want to try another
# en:      width, any from 64 to 512 will do
# en:   4. a keras.layers.Dense layer of 10 neurons with "softmax" activation
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
### END SOLUTION

# %% check="build_model"
grader.check("build_model")

# %% [markdown] lang="es"
# **Para pensar.** La red todavía no ha visto ningún dígito. Dale de todos modos una imagen,
# `model(x_train_norm[:1])`, y mira los diez números. ¿De dónde salen, si nada se ha aprendido aún?

# %% [markdown] lang="en"
# **To think about.** The network has not seen a single digit yet. Give it an image all the same,
# `model(x_train_norm[:1])`, and look at the ten numbers. Where do they come from, if nothing is learnt yet?

# %% [markdown] lang="es"
# ## Pregunta 2. ¿Qué arquitectura es y cuántas capas tiene? (4 min)
#
# Ejecuta `model.summary()` en una celda nueva: imprime una tabla con una fila por capa. Contesta mirando
# **tu** modelo: si le pusiste otras piezas, tus respuestas serán otras, y también son correctas.
#
# Si en tu tabla aparece una fila `InputLayer`, no la cuentes: solo dice qué forma tiene la entrada.

# %% [markdown] lang="en"
# ## Question 2. Which architecture is it, and how many layers does it have? (4 min)
#
# Run `model.summary()` in a new cell: it prints a table with one row per layer. Answer by looking at **your**
# model: if you gave it other pieces, your answers will be others, and they are right too.
#
# If your table shows a row `InputLayer`, do not count it: it only says what shape the input has.

# %% exercise="q_layers"
# es: Define
# es:   architecture: la clase de red; una letra entre comillas
# es:     "a"  convolucional: cada neurona mira solo una ventana pequeña de la imagen
# es:     "b"  recurrente: la salida de una capa vuelve a entrar en ella en el paso siguiente
# es:     "c"  completamente conectada, hacia adelante: cada neurona recibe todas las salidas de la
# es:          capa anterior
# es:   layer_kinds: lista con la clase de cada capa, en orden, tal como la escribe summary, sin
# es:     InputLayer; por ejemplo ["Conv2D", "Flatten"]
# es:   number_of_layers: cuántas capas son, un entero
# es:   layers_with_parameters: cuántas de ellas tienen parámetros que aprender, un entero
# en: Define
# en:   architecture: the kind of network; one letter between quotes
# en:     "a"  convolutional: each neuron looks at a small window of the image only
# en:     "b"  recurrent: what a layer returns goes into it again at the next step
# en:     "c"  fully connected, feed-forward: each neuron receives all the outputs of the layer before
# en:   layer_kinds: list with the kind of each layer, in order, as summary writes it, without
# en:     InputLayer; for example ["Conv2D", "Flatten"]
# en:   number_of_layers: how many layers these are, a whole number
# en:   layers_with_parameters: how many of them have parameters to learn, a whole number
### BEGIN SOLUTION
architecture = "c"
layer_kinds = ["Flatten", "Dense", "Dense"]
number_of_layers = 3
layers_with_parameters = 2
### END SOLUTION

# %% check="q_layers"
grader.check("q_layers")

# %% [markdown] lang="es"
# ## Pregunta 3. ¿Qué información da `model.summary()`? (6 min)
#
# Haz primero la cuenta en papel. Una capa densa de *n* neuronas que recibe *m* números tiene un peso para
# cada par de entrada y neurona, y un sesgo para cada neurona:
#
# ```text
#   parámetros = m × n + n          con m = 4 entradas y n = 3 neuronas:  4 × 3 + 3 = 15
# ```
#
# Compara después con la columna *Param #* de `model.summary()`. ¿Dónde está la mayoría? Si la tabla también
# habla de parámetros del optimizador (pasa cuando la red ya se entrenó), no los sumes: son de Adam, no de la
# red.

# %% [markdown] lang="en"
# ## Question 3. What does `model.summary()` tell? (6 min)
#
# Do the sum on paper first. A dense layer of *n* neurons that receives *m* numbers has one weight for each
# pair of an input and a neuron, and one bias for each neuron:
#
# ```text
#   parameters = m × n + n          with m = 4 inputs and n = 3 neurons:  4 × 3 + 3 = 15
# ```
#
# Then compare with the column *Param #* of `model.summary()`. Where are most of them? If the table speaks of
# optimiser parameters as well (it does once the network is trained), leave them out: they are Adam's, not the
# network's.

# %% exercise="q_summary"
# es: Define
# es:   summary_purpose: qué hace model.summary(); una letra entre comillas
# es:     "a"  mide la exactitud de cada capa con los datos de prueba
# es:     "b"  muestra las capas, la forma de lo que sale de cada una y sus parámetros
# es:     "c"  compila el modelo y pone los pesos a cero
# es:     "d"  muestra la pérdida de cada época
# es:   parameters_per_layer: lista de enteros, los parámetros de cada capa, en el orden de la tabla
# es:     y sin InputLayer; las capas que no aprenden también cuentan, con un 0
# es:   total_parameters: los parámetros de toda la red, un entero
# es: Escribe los enteros sin separador de miles: 1234, y no 1,234 ni 1.234.
# en: Define
# en:   summary_purpose: what model.summary() does; one letter between quotes
# en:     "a"  it measures the accuracy of each layer on the test data
# en:     "b"  it shows the layers, the shape of what comes out of each, and their parameters
# en:     "c"  it compiles the model and sets the weights to zero
# en:     "d"  it shows the loss of each epoch
# en:   parameters_per_layer: list of whole numbers, the parameters of each layer, in the order of the
# en:     table and without InputLayer; layers that do not learn count too, with a 0
# en:   total_parameters: the parameters of the whole network, a whole number
# en: Write whole numbers without a thousands separator: 1234, neither 1,234 nor 1.234.
### BEGIN SOLUTION
summary_purpose = "b"
parameters_per_layer = [0, 100480, 1290]
total_parameters = 101770
### END SOLUTION

# %% check="q_summary"
grader.check("q_summary")

# %% [markdown] lang="es"
# ## 5. Compilar el modelo (5 min)
#
# El modelo ya tiene forma; falta decirle cómo aprender. Compilarlo es elegir tres cosas:
#
# | qué | para qué | aquí |
# |---|---|---|
# | optimizador | decide cómo se corrigen los pesos en cada paso | Adam |
# | pérdida | mide cuánto se equivoca la red; es lo que se reduce al aprender | entropía cruzada |
# | métrica | se muestra para que la leas tú; no interviene en el aprendizaje | exactitud |
#
# La entropía cruzada es grande cuando la red da poca probabilidad a la respuesta correcta. Se usa su variante
# *dispersa* (*sparse*) porque cada etiqueta es un solo entero, por ejemplo 3, y no un vector de ceros con un
# uno en su lugar. La exactitud (*accuracy*) es la fracción de aciertos, de 0 a 1.

# %% [markdown] lang="en"
# ## 5. Compile the model (5 min)
#
# The model has its shape; it still has to be told how to learn. Compiling it means choosing three things:
#
# | what | what for | here |
# |---|---|---|
# | optimiser | decides how the weights are corrected at each step | Adam |
# | loss | measures how wrong the network is; it is what learning reduces | cross-entropy |
# | metric | shown for you to read; it takes no part in the learning | accuracy |
#
# Cross-entropy is large when the network gives the right answer little probability. We use its *sparse*
# variant because each label is a single whole number, such as 3, and not a vector of zeros with a one in its
# place. Accuracy is the fraction of right answers, from 0 to 1.

# %% exercise="compile_model"
# es: Llama al método compile de model con
# es:   optimizador: "adam", sin más ajustes
# es:   pérdida: "sparse_categorical_crossentropy"
# es:   métricas: una lista con un solo elemento, "accuracy"
# es: Sus argumentos se llaman optimizer, loss y metrics.
# en: Call the compile method of model with
# en:   optimiser: "adam", with no settings of your own
# en:   loss: "sparse_categorical_crossentropy"
# en:   metrics: a list with a single item, "accuracy"
# en: Its arguments are called optimizer, loss and metrics.
### BEGIN SOLUTION
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
### END SOLUTION

# %% check="compile_model"
grader.check("compile_model")

# %% [markdown] lang="es"
# **Para pensar.** La pérdida de una imagen es −ln(*p*), donde *p* es la probabilidad que la red da al dígito
# correcto. Si una red que aún no sabe nada diera lo mismo a los diez dígitos, ¿cuánto valdría su pérdida?

# %% [markdown] lang="en"
# **To think about.** The loss of one image is −ln(*p*), where *p* is the probability the network gives to the
# right digit. If a network that knows nothing yet gave the same to all ten digits, what would its loss be?

# %% [markdown] lang="es"
# ## Pregunta 4. ¿Qué activaciones, y por qué esas? (5 min, y 5 para escribir)
#
# Cada neurona hace una suma; la activación decide qué sale de ella.
#
# ```text
#        relu                              softmax
#
#          |     /               entran     2.0    1.0    0.1
#          |   /                              |      |      |     e^x, dividido por la suma de todos
#          | /                   salen     0.66   0.24   0.10
#   =======+--------- x                                           suman 1
#          0
# ```

# %% [markdown] lang="en"
# ## Question 4. Which activations, and why these? (5 min, and 5 to write)
#
# Each neuron adds up; the activation decides what comes out of it.
#
# ```text
#        relu                              softmax
#
#          |     /               in         2.0    1.0    0.1
#          |   /                              |      |      |     e^x, divided by the sum of them all
#          | /                   out       0.66   0.24   0.10
#   =======+--------- x                                           they sum to 1
#          0
# ```

# %% exercise="q_activations"
# es: Define, mirando tu modelo,
# es:   hidden_activation: el nombre que da Keras a la activación de la capa oculta, un texto
# es:   output_activation: el nombre que da Keras a la activación de la capa de salida, un texto
# es:   softmax_promise: qué garantiza softmax, sea cual sea la imagen; una letra entre comillas
# es:     "a"  que cada número está entre 0 y 1 y que los diez suman 1
# es:     "b"  que el número mayor es el del dígito correcto
# es:     "c"  que uno de los números vale 1 y los demás, 0
# es:     "d"  que cada número se calcula sin tener en cuenta los otros nueve
# en: Define, looking at your model,
# en:   hidden_activation: Keras's name for the activation of the hidden layer, a text
# en:   output_activation: Keras's name for the activation of the output layer, a text
# en:   softmax_promise: what softmax guarantees, whatever the image; one letter between quotes
# en:     "a"  that each number lies between 0 and 1 and the ten sum to 1
# en:     "b"  that the largest number is the one of the right digit
# en:     "c"  that one of the numbers is 1 and the others are 0
# en:     "d"  that each number is worked out without regard to the other nine
### BEGIN SOLUTION
hidden_activation = "relu"
output_activation = "softmax"
softmax_promise = "a"
### END SOLUTION

# %% check="q_activations"
grader.check("q_activations")

# %% [markdown] lang="es"
# **Por escrito.** Explica con tus palabras, en unas cinco líneas, por qué se elige esa activación para la
# capa oculta y esa otra para la de salida. Ayuda imaginar qué pasaría sin ellas: dos capas densas seguidas,
# sin activación en medio, ¿pueden calcular algo que no pueda calcular una sola?

# %% [markdown] lang="en"
# **In writing.** Explain in your own words, in about five lines, why that activation is chosen for the hidden
# layer and that other one for the output layer. It helps to imagine what would happen without them: two dense
# layers in a row, with no activation in between, can they compute anything that a single one cannot?

# %% [markdown] lang="es" written="q_activations_why"
# **Tu respuesta:**
#
# ### BEGIN SOLUTION
# Sin activación, una capa densa es una función lineal (una suma con pesos más un sesgo), y dos funciones
# lineales seguidas equivalen a una sola: la capa oculta no agregaría nada. *relu* rompe esa linealidad, es
# barata de calcular y, para entradas positivas, su pendiente es siempre 1, así que la corrección llega a los
# pesos de la primera capa sin encogerse. A la salida hace falta otra cosa: de diez dígitos posibles la imagen
# es exactamente uno. *Softmax* convierte diez valores cualesquiera en probabilidades que compiten entre sí y
# suman 1, que es lo que espera la entropía cruzada y lo que sabemos leer. No promete que acierte.
#
# **Rúbrica (4 puntos).** 1: la capa oculta necesita una función no lineal, o equivaldría a una sola capa.
# 1: una razón propia de relu (barata; no se satura; pendiente 1 en lo positivo). 1: softmax da probabilidades
# que suman 1. 1: lo relaciona con la tarea: clases que se excluyen, una neurona por dígito, o la pérdida.
# ### END SOLUTION

# %% [markdown] lang="en" written="q_activations_why"
# **Your answer:**
#
# ### BEGIN SOLUTION
# Without an activation a dense layer is a linear function (a weighted sum plus a bias), and two linear
# functions in a row amount to a single one: the hidden layer would add nothing. *relu* breaks that linearity,
# is cheap to compute and has a slope of exactly 1 for positive inputs, so that the correction reaches the
# weights of the first layer without shrinking. The output needs something else: of ten possible digits the
# image is exactly one. *Softmax* turns any ten values into probabilities that compete with one another and
# sum to 1, which is what cross-entropy expects and what we know how to read. It does not promise to be right.
#
# **Rubric (4 points).** 1: the hidden layer needs a non-linear function, or it would amount to one layer.
# 1: a reason of relu's own (cheap; does not saturate; slope 1 on the positive side). 1: softmax gives
# probabilities that sum to 1. 1: tied to the task: classes exclude one another, one neuron per digit, or the
# loss.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## Pregunta 5. ¿Qué pérdida y qué métricas? (3 min)
#
# La pérdida y la métrica miden, las dos, qué tan bien lee la red, pero ninguna puede reemplazar a la otra: la
# primera cambia un poquito con cada corrección de los pesos; la segunda, solo cuando una imagen pasa de error
# a acierto.

# %% [markdown] lang="en"
# ## Question 5. Which loss and which metrics? (3 min)
#
# Loss and metric both measure whether the network reads well, but one cannot stand in for the other: the
# first changes a tiny bit with each correction of the weights; the second only when an image turns from wrong
# to right.

# %% exercise="q_loss"
# es: Define, tal como compilaste tu modelo,
# es:   loss_name: el nombre de la pérdida en Keras, un texto
# es:   metric_names: lista con el nombre en Keras de cada métrica que diste a compile (la pérdida
# es:     no es una métrica); por ejemplo ["mean_absolute_error"]
# es:   minimised: qué es lo que fit intenta reducir; una letra entre comillas
# es:     "a"  la fracción de errores en las imágenes de entrenamiento
# es:     "b"  la pérdida en las imágenes de validación
# es:     "c"  la pérdida en las imágenes de entrenamiento
# es:     "d"  la pérdida y la métrica a la vez
# en: Define, as you compiled your model,
# en:   loss_name: the loss's name in Keras, a text
# en:   metric_names: list with the name in Keras of each metric that you gave to compile (the loss is
# en:     not a metric); for example ["mean_absolute_error"]
# en:   minimised: what it is that fit tries to reduce; one letter between quotes
# en:     "a"  the fraction of mistakes on the training images
# en:     "b"  the loss on the validation images
# en:     "c"  the loss on the training images
# en:     "d"  the loss and the metric together
### BEGIN SOLUTION
loss_name = "sparse_categorical_crossentropy"
metric_names = ["accuracy"]
minimised = "c"
### END SOLUTION

# %% check="q_loss"
grader.check("q_loss")

# %% [markdown] lang="es"
# ## 6. Entrenar (8 min)
#
# Entrenar es repetir muchas veces lo mismo: tomar un lote de imágenes, medir la pérdida y corregir un poco
# los pesos. Una **época** es una vuelta completa al conjunto de entrenamiento. Al final de cada época, Keras
# mide además la pérdida y la exactitud con los datos de **validación**, de los que no se aprende.
#
# ```text
#   +------------+     +----------+     +---------------------+     +-----------------------+
#   | 32 imágenes| --> |  modelo  | --> | pérdida: ¿cuánto se | --> | Adam: ¿cómo corregir  |
#   | (un lote)  |     |          |     | equivoca?           |     | cada peso?            |
#   +------------+     +----------+     +---------------------+     +-----------------------+
#                           ^                                                   |
#                           +--------------- pesos corregidos ------------------+
# ```
#
# Aquí el conjunto de prueba hace también de validación, para no complicar la práctica. Cuando con la
# validación se toman decisiones, lo correcto es apartar para ella un tercer conjunto.
#
# Si ejecutas esta celda de nuevo, la red sigue aprendiendo desde donde estaba. Para volver a empezar con
# pesos al azar, ejecuta antes las celdas que construyen y compilan el modelo.

# %% [markdown] lang="en"
# ## 6. Train (8 min)
#
# Training is doing the same thing many times: take a batch of images, measure the loss and correct the
# weights a little. An **epoch** is one complete round of the training set. At the end of each epoch Keras
# also measures loss and accuracy on the **validation** data, from which nothing is learnt.
#
# ```text
#   +------------+     +----------+     +---------------------+     +-----------------------+
#   | 32 images  | --> |  model   | --> | loss: how wrong     | --> | Adam: how to correct  |
#   | (a batch)  |     |          |     | is it?              |     | each weight?          |
#   +------------+     +----------+     +---------------------+     +-----------------------+
#                           ^                                                   |
#                           +--------------- corrected weights -----------------+
# ```
#
# Here the test set doubles as validation, to keep the lab simple. When decisions are taken by looking at the
# validation, the right thing is to put a third set aside for it.
#
# If you run this cell again, the network goes on learning from where it was. To start over with random
# weights, first run the cells that build and compile the model.

# %% exercise="train"
# es: Llama al método fit de model y guarda lo que devuelve en history. Indícale
# es:   las imágenes de entrenamiento normalizadas y sus etiquetas
# es:   epochs: EPOCHS, que son 5; si prefieres otro número, cualquiera de 5 a 20
# es:   batch_size: no hace falta (Keras usa lotes de 32); si lo indicas, de 16 a 64
# es:   validation_data: una tupla con las imágenes de prueba normalizadas y sus etiquetas
# es:   verbose: 2 (una línea por época) o 0 (nada)
# en: Call the fit method of model and keep what it returns in history. Give it
# en:   the normalised training images and their labels
# en:   epochs: EPOCHS, which is 5; if you prefer another number, any from 5 to 20
# en:   batch_size: not needed (Keras uses batches of 32); if you give it, from 16 to 64
# en:   validation_data: a tuple of the normalised test images and their labels
# en:   verbose: 2 (one line per epoch) or 0 (nothing)
### BEGIN SOLUTION
history = model.fit(
    x_train_norm,
    y_train,
    epochs=EPOCHS,
    validation_data=(x_test_norm, y_test),
    verbose=2,
)
### END SOLUTION

# %% check="train"
grader.check("train")

# %% [markdown] lang="es"
# **Para pensar.** En la primera época, la pérdida de validación suele ser *menor* que la de entrenamiento.
# ¿Cómo puede ser, si la red aprende justamente de las imágenes de entrenamiento? Fíjate en qué momento de la
# época se mide cada una.

# %% [markdown] lang="en"
# **To think about.** In the first epoch the validation loss is often *lower* than the training loss. How can
# that be, when it is the training images the network learns from? Notice at which moment of the epoch each of
# them is measured.

# %% [markdown] lang="es"
# ## 7. Evaluar (6 min)
#
# Con el entrenamiento terminado, mide la red dos veces con los mismos pesos finales: sobre las imágenes de
# las que aprendió y sobre las de prueba. La segunda medida es la que dice qué puedes esperar ante imágenes
# nuevas; la distancia entre ambas indica cuánto depende la red de lo que ya conoce.

# %% [markdown] lang="en"
# ## 7. Evaluate (6 min)
#
# Now that training is over, measure the network twice with the same final weights: on the images it learnt
# from and on the test images. The second measurement is the one that says what you may expect on new images;
# the distance between the two shows how much the network leans on what it already knows.

# %% exercise="evaluate"
# es: Usa dos veces el método evaluate de model, con imágenes normalizadas y verbose=0.
# es: Cada llamada devuelve dos números: primero la pérdida y después la exactitud. Define
# es:   train_loss, train_accuracy: medidas en todo el conjunto de entrenamiento
# es:   test_loss, test_accuracy: medidas en todo el conjunto de prueba
# es: La exactitud se deja como fracción de 0 a 1. Para ver los cuatro números, imprímelos.
# en: Use the evaluate method of model twice, with normalised images and verbose=0.
# en: Each call returns two numbers: first the loss, then the accuracy. Define
# en:   train_loss, train_accuracy: measured on the whole training set
# en:   test_loss, test_accuracy: measured on the whole test set
# en: Leave accuracy as a fraction from 0 to 1. To see the four numbers, print them.
### BEGIN SOLUTION
train_loss, train_accuracy = model.evaluate(x_train_norm, y_train, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test_norm, y_test, verbose=0)
print(f"training: loss {train_loss:.4f}, accuracy {train_accuracy:.4f}")
print(f"test: loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
### END SOLUTION

# %% check="evaluate"
grader.check("evaluate")

# %% [markdown] lang="es"
# **Para pensar.** Convierte la exactitud de prueba en una cantidad: ¿cuántas imágenes lee mal tu red? Y si
# probaras veinte modelos y te quedaras con el mejor en esas mismas imágenes, ¿su exactitud seguiría siendo
# una medida imparcial?

# %% [markdown] lang="en"
# **To think about.** Turn the test accuracy into a count: how many images does your network misread? And if
# you tried twenty models and kept the one that did best on those same images, would its accuracy still be a
# fair measurement?

# %% [markdown] lang="es"
# ## Pregunta 6. ¿Por qué normalizar? (10 min, y 4 para escribir)
#
# Se dice que con entradas entre 0 y 1 suele ir mejor. No hace falta creerlo: se puede medir.
# Entrena una segunda red, igual que la primera en todo menos en una cosa, y compara.
#
# ```text
#   x_train_norm  -->  model       -->  test_loss,      test_accuracy
#   x_train       -->  raw_model   -->  raw_test_loss,  raw_test_accuracy
#   (0 a 255)          (otra red, igual de grande, sin entrenar)
# ```
#
# Esa es la idea de un experimento: cambiar una sola cosa, para saber a qué se debe la diferencia.

# %% [markdown] lang="en"
# ## Question 6. Why normalise? (10 min, and 4 to write)
#
# It is said that with inputs between 0 and 1 it usually goes better. There is no need to believe it: it can
# be measured. Train a second network, like the first in everything but one thing, and compare.
#
# ```text
#   x_train_norm  -->  model       -->  test_loss,      test_accuracy
#   x_train       -->  raw_model   -->  raw_test_loss,  raw_test_accuracy
#   (0 to 255)         (another network of the same size, untrained)
# ```
#
# That is the idea of an experiment: change one single thing, to know what the difference comes from.

# %% exercise="q_normalise"
# es: Define
# es:   raw_model: una red nueva, con las mismas capas densas que model (sin ninguna capa que escale
# es:     los píxeles), compilada igual y entrenada con fit sobre x_train, sin normalizar, durante las
# es:     mismas épocas que model; como validation_data, x_test sin normalizar y sus etiquetas
# es:   raw_test_loss, raw_test_accuracy: lo que evaluate mide de raw_model sobre x_test sin normalizar
# es: Imprímelos junto a test_loss y test_accuracy. Define después, con lo que mediste,
# es:   raw_effect: comparada con test_loss, raw_test_loss es...; una letra entre comillas
# es:     "a"  más de un 10 % mayor
# es:     "b"  más de un 10 % menor
# es:     "c"  parecida: se diferencian en menos de un 10 %
# es:   normalise_reason: qué se gana al normalizar; una letra entre comillas
# es:     "a"  las imágenes ocupan menos memoria
# es:     "b"  softmax no acepta entradas mayores que 1
# es:     "c"  la red necesita menos parámetros
# es:     "d"  las sumas y las correcciones son moderadas, y el aprendizaje avanza sin tropiezos
# en: Define
# en:   raw_model: a new network with the same dense layers as model (and no layer that scales the
# en:     pixels), compiled alike and trained with fit on x_train, not normalised, for as many epochs
# en:     as model; as validation_data, x_test not normalised and its labels
# en:   raw_test_loss, raw_test_accuracy: what evaluate measures of raw_model on x_test, not normalised
# en: Look at them beside test_loss and test_accuracy. Then define, from what you measured,
# en:   raw_effect: compared with test_loss, raw_test_loss is...; one letter between quotes
# en:     "a"  more than 10% larger
# en:     "b"  more than 10% smaller
# en:     "c"  similar: they differ by less than 10%
# en:   normalise_reason: what is gained by normalising; one letter between quotes
# en:     "a"  the images take less memory
# en:     "b"  softmax does not accept inputs above 1
# en:     "c"  the network needs fewer parameters
# en:     "d"  sums and corrections are moderate, and learning goes ahead without stumbling
### BEGIN SOLUTION
raw_model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
print(f"normalised: loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
print(f"raw pixels: loss {raw_test_loss:.4f}, accuracy {raw_test_accuracy:.4f}")
raw_effect = "a"
normalise_reason = "d"
### END SOLUTION

# %% check="q_normalise"
grader.check("q_normalise")

# %% [markdown] lang="es"
# **Por escrito.** ¿Qué cambió, y qué no, al entrenar con los píxeles sin normalizar? Explica por qué, en unas
# cinco líneas y apoyándote en tus números. Si tu exactitud apenas cambió y tu pérdida mucho, no te
# equivocaste: busca qué puede significar.

# %% [markdown] lang="en"
# **In writing.** What changed, and what did not, when training on pixels that are not normalised? Explain
# why, in about five lines, relying on your numbers. If your accuracy hardly changed and your loss a lot,
# you made no mistake: look for what that may mean.

# %% [markdown] lang="es" written="q_normalise_why"
# **Tu respuesta:**
#
# ### BEGIN SOLUTION
# Con los píxeles hasta 255, las sumas de la primera capa son unas 255 veces mayores. Los valores que llegan a
# softmax son enormes, la red está segurísima desde el principio y cada error cuesta muchísimo: por eso la
# pérdida es varias veces mayor. Además, las correcciones de los pesos se calculan a partir de las entradas,
# así que un mismo paso mueve la salida mucho más y el entrenamiento va a saltos. La exactitud se resiente
# menos, porque solo cuenta cuál es el número mayor y no qué tan segura está la red. Normalizar no agrega
# información: pone las entradas en la escala para la que están pensados los pesos iniciales y el optimizador.
#
# **Rúbrica (4 puntos).** 1: dice qué midió, con números de las dos redes. 1: entradas grandes dan sumas o
# gradientes grandes. 1: consecuencia para el aprendizaje (tropiezos, lentitud, depende más del azar o de la
# tasa de aprendizaje). 1: distingue pérdida de exactitud, o aclara que la información es la misma.
# ### END SOLUTION

# %% [markdown] lang="en" written="q_normalise_why"
# **Your answer:**
#
# ### BEGIN SOLUTION
# With pixels up to 255 the sums of the first layer are some 255 times as large. The values that reach softmax
# are enormous, the network is utterly sure from the start, and each mistake costs a great deal: that is why
# the loss is several times as large. What is more, the corrections of the weights are computed from the
# inputs, so the same step moves the output much further and training goes by leaps. Accuracy suffers less,
# because all that counts there is which number is the largest, not how sure the network is. Normalising adds
# no information: it puts the inputs on the scale that the initial weights and the optimiser are made for.
#
# **Rubric (4 points).** 1: says what was measured, with numbers of both networks. 1: large inputs give large
# sums or gradients. 1: what follows for learning (stumbling, slowness, more left to chance or to the learning
# rate). 1: tells loss from accuracy, or makes clear that the information is the same.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 8. Dibujar el historial (7 min)
#
# El número final no dice cómo se llegó hasta él. Keras guarda las medidas de cada época en
# `history.history`, un diccionario de listas con las claves `loss`, `accuracy`, `val_loss` y `val_accuracy`;
# las que empiezan por `val_` son de validación. En un `DataFrame` de pandas cada clave es una columna y cada
# época una fila, y de ahí a las curvas hay un paso.

# %% [markdown] lang="en"
# ## 8. Draw the history (7 min)
#
# The final number does not tell how it was reached. Keras keeps the measurements of each epoch in
# `history.history`, a dictionary of lists with the keys `loss`, `accuracy`, `val_loss` and `val_accuracy`;
# those that begin with `val_` are for validation. In a pandas `DataFrame` each key is a column and each epoch
# a row, and from there to the curves it is one step.

# %% exercise="plot_history"
# es: Define history_table, un pd.DataFrame hecho con history.history: una fila por época y las
# es: cuatro columnas con sus nombres originales. Dibuja en una figura las cuatro curvas, pérdida
# es: y exactitud, en entrenamiento y en validación, con una leyenda que las distinga. Pueden ir
# es: en los mismos ejes o en dos, uno al lado del otro.
# en: Define history_table, a pd.DataFrame made from history.history: one row per epoch and the
# en: four columns under their original names. Draw the four curves in one figure, loss and
# en: accuracy, training and validation, with a legend that tells them apart. They may share one
# en: pair of axes or lie on two, side by side.
### BEGIN SOLUTION
history_table = pd.DataFrame(history.history)
epochs = history_table.index + 1
figure, panels = plt.subplots(1, 2, figsize=(10, 4))
for axes, measure in zip(panels, ["loss", "accuracy"], strict=True):
    axes.plot(epochs, history_table[measure], marker="o", label=measure)
    axes.plot(epochs, history_table[f"val_{measure}"], marker="o", label=f"val_{measure}")
    axes.set_xlabel("epoch")
    axes.legend()
plt.show()
### END SOLUTION

# %% check="plot_history"
grader.check("plot_history")

# %% [markdown] lang="es"
# **Para pensar.** A veces la pérdida de validación baja y la exactitud se queda donde estaba. ¿Qué les está
# pasando entonces a las probabilidades que da la red?

# %% [markdown] lang="en"
# **To think about.** Sometimes the validation loss falls while the accuracy stays where it was. What is then
# happening to the probabilities that the network gives?

# %% [markdown] lang="es"
# ## Pregunta 7. ¿Cuántas épocas, y por qué tantas? (6 min, y 4 para escribir)
#
# Hay *sobreajuste* cuando la red sigue mejorando en lo que ya conoce y empeora en lo que no: la pérdida de
# entrenamiento baja mientras la de validación sube.
#
# ```text
#   pérdida
#     |\
#     | \\                              ___/   validación: baja, y después vuelve a subir
#     |  \\___                    _____/
#     |   \   \_________________/
#     |    \____
#     |         \_______________________     entrenamiento: sigue bajando
#     +------------------------------------>  época
#                      ^
#                la mejor época
# ```
#
# En pocas épocas puede no llegar a verse, y también eso es una respuesta. Para que no dependa del ojo, aquí
# vale esta regla. Compara la `val_loss` de la última época con la más baja de todas:
#
# - si es **más de un 10 %** mayor, y desde aquella época `loss` siguió bajando, hay sobreajuste;
# - si es **menos de un 2 %** mayor, no lo hay;
# - entre lo uno y lo otro no está claro, y se acepta cualquiera de las dos respuestas.

# %% [markdown] lang="en"
# ## Question 7. How many epochs, and why so many? (6 min, and 4 to write)
#
# There is *overfitting* when the network keeps getting better at what it knows and gets worse at what it does
# not: the training loss falls while the validation loss rises.
#
# ```text
#   loss
#     |\
#     | \\                              ___/   validation: falls, then rises again
#     |  \\___                    _____/
#     |   \   \_________________/
#     |    \____
#     |         \_______________________     training: keeps falling
#     +------------------------------------>  epoch
#                      ^
#                the best epoch
# ```
#
# In a few epochs it may not come into sight, and that is an answer too. So that it does not depend on the
# eye, this rule holds here. Compare the `val_loss` of the last epoch with the lowest of all:
#
# - if it is **more than 10%** larger, and `loss` went on falling since that epoch, there is overfitting;
# - if it is **less than 2%** larger, there is none;
# - between the two it is not clear, and either answer is accepted.

# %% exercise="q_epochs"
# es: Define, mirando history o tus curvas,
# es:   number_of_epochs: cuántas épocas se entrenó model, un entero
# es:   best_epoch: la época con la val_loss más baja, un entero; la primera época es la 1
# es:   overfitting: "sí" o "no", según la regla de arriba
# es:   more_epochs: ¿qué sería una buena razón para entrenar más épocas?; una letra entre comillas
# es:     "a"  que la pérdida de entrenamiento siga bajando
# es:     "b"  que la pérdida de validación siga bajando en las últimas épocas
# es:     "c"  que la exactitud de entrenamiento no haya llegado a 1
# es:     "d"  que la exactitud de entrenamiento sea mayor que la de validación
# en: Define, looking at history or at your curves,
# en:   number_of_epochs: for how many epochs model was trained, a whole number
# en:   best_epoch: the epoch with the lowest val_loss, a whole number; the first epoch is 1
# en:   overfitting: "yes" or "no", by the rule above
# en:   more_epochs: what would be a good reason to train for more epochs?; one letter between quotes
# en:     "a"  the training loss is still falling
# en:     "b"  the validation loss is still falling in the last epochs
# en:     "c"  the training accuracy has not reached 1
# en:     "d"  the training accuracy is higher than the validation accuracy
### BEGIN SOLUTION
number_of_epochs = len(history.history["loss"])
best_epoch = int(np.argmin(history.history["val_loss"])) + 1
overfitting = "no"
more_epochs = "b"
### END SOLUTION

# %% check="q_epochs"
grader.check("q_epochs")

# %% [markdown] lang="es"
# **Por escrito.** ¿Por qué ese número de épocas y no la mitad o el doble? Apóyate en tus curvas y di qué
# harías para elegirlo si no te lo hubieran dado. Bastan unas cuatro líneas.

# %% [markdown] lang="en"
# **In writing.** Why that number of epochs, and not half or twice as many? Rely on your curves, and say
# what you would do to choose it if it had not been given to you. About four lines are enough.

# %% [markdown] lang="es" written="q_epochs_why"
# **Tu respuesta:**
#
# ### BEGIN SOLUTION
# Con pocas épocas la red aún está aprendiendo: en mis curvas las dos pérdidas siguen bajando, aunque cada vez
# menos. Con demasiadas, la de validación deja de bajar y empieza a subir mientras la de entrenamiento sigue:
# es sobreajuste, y el tiempo se gasta para empeorar. Cinco bastan para un buen resultado en poco tiempo. Para
# elegir bien entrenaría de más, miraría en qué época la pérdida de validación es mínima y pararía ahí (parada
# temprana), midiendo con un conjunto que no sea el de prueba.
#
# **Rúbrica (4 puntos).** 1: dice cuántas épocas y qué se ve en sus curvas. 1: qué pasa con muy pocas. 1:
# qué pasa con demasiadas. 1: un modo de elegir que mira la validación, no el entrenamiento ni la prueba
# final.
# ### END SOLUTION

# %% [markdown] lang="en" written="q_epochs_why"
# **Your answer:**
#
# ### BEGIN SOLUTION
# With few epochs the network is still learning: in my curves both losses keep falling, though less and
# less. With too many, the validation loss stops falling and begins to rise while the training loss goes on:
# that is overfitting, and time is spent on getting worse. Five are enough for a decent result in a short
# time. To choose well I would train for longer, look at which epoch the validation loss is lowest and stop
# there (early stopping), measuring on a set that is not the test set.
#
# **Rubric (4 points).** 1: says how many epochs and what the curves show. 1: what happens with too few. 1:
# what happens with too many. 1: a way to choose that looks at validation, not at training or the final
# test.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 9. Predecir una imagen (6 min)
#
# Para esto se hizo todo lo anterior: darle a la red una imagen y oír su respuesta. La red no contesta «es un
# 4»; da diez probabilidades, y en la posición *k* está la del dígito *k*. El dígito que predice es el de la
# probabilidad más alta.
#
# ```text
#   dígito  probabilidad                          dígito  probabilidad
#     0       0.00                                  5       0.00
#     1       0.00                                  6       0.00
#     2       0.01                                  7       0.06  █
#     3       0.02                                  8       0.01
#     4       0.09  ██                              9       0.81  ████████████████  <-- predice un 9
# ```
#
# Un detalle: `predict` espera siempre un *lote* de imágenes, aunque el lote sea de una sola. Su entrada
# tiene entonces la forma (1, 28, 28) y su salida, (1, 10).

# %% [markdown] lang="en"
# ## 9. Predict one image (6 min)
#
# This is what all the rest was for: give the network an image and hear its answer. The network does not say
# "it is a 4"; it gives ten probabilities, and position *k* holds the one for digit *k*. The digit it predicts
# is the one with the highest probability.
#
# ```text
#   digit   probability                           digit   probability
#     0       0.00                                  5       0.00
#     1       0.00                                  6       0.00
#     2       0.01                                  7       0.06  █
#     3       0.02                                  8       0.01
#     4       0.09  ██                              9       0.81  ████████████████  <-- predicts a 9
# ```
#
# One detail: `predict` always expects a *batch* of images, even when the batch holds just one. Its input then
# has the shape (1, 28, 28), and its output (1, 10).

# %% exercise="predict_one"
# es: Define
# es:   test_index: un entero, posición de una imagen del conjunto de prueba (se cuenta desde 0)
# es:   probabilities: lo que model predice para esa imagen normalizada, forma (10,), suma 1
# es:   predicted_label: el dígito más probable según la red, un int de 0 a 9 (np.argmax ayuda)
# es:   true_label: la etiqueta verdadera de esa imagen, un int de 0 a 9
# es: Para ver las dos etiquetas, imprímelas.
# en: Define
# en:   test_index: a whole number, the position of an image in the test set (counting from 0)
# en:   probabilities: what model predicts for that image, normalised; shape (10,), with sum 1
# en:   predicted_label: the most probable digit to the network, an int from 0 to 9 (np.argmax helps)
# en:   true_label: the true label of that image, an int from 0 to 9
# en: To see the two labels, print them.
### BEGIN SOLUTION
test_index = 3
probabilities = model.predict(x_test_norm[test_index : test_index + 1], verbose=0)[0]
predicted_label = int(np.argmax(probabilities))
true_label = int(y_test[test_index])
print("predicted:", predicted_label)
print("true:", true_label)
### END SOLUTION

# %% check="predict_one"
grader.check("predict_one")

# %% [markdown] lang="es"
# **Para pensar.** Busca una imagen de prueba que la red lea mal y mira sus diez probabilidades. ¿Dudaba
# entre dos dígitos o se equivocó con toda confianza? ¿Cuál de los dos errores sería más grave al leer, por
# ejemplo, el monto de un cheque?

# %% [markdown] lang="en"
# **To think about.** Find a test image that the network misreads and look at its ten probabilities. Was it
# torn between two digits, or was it wrong with full confidence? Which of the two mistakes would be worse when
# reading, say, the amount on a cheque?

# %% [markdown] lang="es"
# ## Para entregar
#
# 1. Reinicia el kernel y ejecuta todas las celdas, en orden. Así compruebas que el cuaderno funciona desde
#    cero y no depende de algo que borraste o cambiaste por el camino.
# 2. Repasa las comprobaciones y lo que hayas contestado por escrito; `grader.progress()` te dice qué
#    falta. Si alguna todavía no se cumple, puedes entregar de todos modos: cada ejercicio tiene sus propios
#    puntos.
# 3. Guarda el cuaderno, sin cambiarle el nombre y sin borrar ni mover sus celdas, y entrégalo por el medio
#    que indique tu docente.
#
# Al calificar, el cuaderno se ejecuta de nuevo desde el principio y se suman las comprobaciones que aquí no
# se ven.

# %% [markdown] lang="en"
# ## Handing in
#
# 1. Restart the kernel and run all the cells, in order. That way you make sure that the notebook works from
#    scratch and does not rest on something you deleted or changed along the way.
# 2. Look through the checks and whatever you answered in words; `grader.progress()` says what is missing. If
#    something does not hold yet, you may hand in all the same: each exercise has its own points.
# 3. Save the notebook, without renaming it and without deleting or moving its cells, and hand it in the way
#    your instructor asks for.
#
# For grading, the notebook is run again from the beginning, and the checks you do not see here are added.
