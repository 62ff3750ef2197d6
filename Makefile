# `make demo` and `make test` do all set-up by themselves.
.PHONY: demo test test-quick test-random coverage fuzz kills nightly lint pictures architecture \
    mutate programs corpus bench bench-class bench-feedback \
    bench-reports bench-term bench-kernels bench-mnist bench-playground bench-cost \
    bench-false-fails lock clean

BIN := .venv/bin
MNIST ?= ../shared/data/mnist.npz

# TensorFlow imports three times as fast with its bytecode cached.
unexport PYTHONDONTWRITEBYTECODE

demo:
	@tools/set-up demo
	@$(BIN)/autograder demo --out out/demo

PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile

test: lint
	$(PYTEST)

# In under two minutes: no sandbox, no browser, no training, and no journey of a whole class.
test-quick: lint
	$(PYTEST) -m "not walls and not browser and not trains and not slow"

# Branches of what decides on points and on how student code ended; pyproject.toml has its files and floor.
DECIDING := $(addprefix tests/autograder/,evidence execution inside networks pipeline scoring) \
    tests/assignments

coverage:
	@tools/set-up test
	$(PYTEST) --cov --cov-report= $(DECIDING)
	$(BIN)/coverage report

# Every test, in an order that nobody chose; its seed is told, and SEED=number takes it again.
test-random:
	@tools/set-up test
	$(PYTEST) -p randomly $(if $(SEED),--randomly-seed=$(SEED))

# As many examples of each kind of broken input; `make test` takes 500 in all.
FUZZ ?= 10000

fuzz:
	@tools/set-up test
	AUTOGRADER_FUZZ=$(FUZZ) $(PYTEST) tests/autograder/fuzz

# As many processes shot in gradings behind walls (15 in `make test`), and as many faults each in others (105), of
# the process that records (8) and at workers (24): docs/faults.md has what came of the last run. The
# seed that they begin with is told, and SEED=number takes them again.
KILLS ?= 300
KILLS_SEED := $(or $(SEED),$(shell date +%y%m%d))

kills:
	@tools/set-up test
	@echo "kills: from seed $(KILLS_SEED) on"
	AUTOGRADER_KILLS=$(KILLS) AUTOGRADER_FAULTS=$(KILLS) AUTOGRADER_KILLS_SEED=$(KILLS_SEED) \
	    $(PYTEST) tests/autograder/grading/test_faults.py tests/autograder/grading/test_shot_behind_walls.py \
	    tests/autograder/grading/test_recording_process.py tests/autograder/pipeline/test_dask_executor.py

# What takes hours: those, every case and attack of which `make test` takes a part, every wrong program of the
# mutation run, every program that people wrote, and honest solutions trained afresh.
nightly: export AUTOGRADER_WHOLE := 1
nightly: lint
	@$(MAKE) --no-print-directory --keep-going test-random coverage fuzz kills mutate programs bench-false-fails

lint:
	@tools/set-up test
	$(BIN)/pre-commit run --all-files

# The pictures of the README, taken of the demo's reports.
pictures: demo
	@tools/set-up test
	$(BIN)/python tools/pictures.py

# The picture of docs/architecture.md, of the import graph as it stands.
architecture:
	@tools/set-up test
	$(BIN)/python -m tools.architecture

# Takes the solutions apart and tells which wrong programs still earn every point.
mutate:
	@tools/set-up test
	$(BIN)/autograder mutate

# Every program that people wrote from the sheets: the right ones earn everything, the wrong ones lose points.
programs:
	@tools/set-up test
	$(BIN)/autograder prove --programs

# What those programs are told, in both languages, for somebody to read and rate.
corpus:
	@tools/set-up test
	$(BIN)/python -m tools.corpus out/corpus

bench:
	@tools/set-up demo
	$(BIN)/python benchmarks/train_speed.py $(if $(wildcard $(MNIST)),--mnist $(MNIST))

bench-term:
	@tools/set-up demo
	$(BIN)/python benchmarks/term.py

bench-playground:
	@tools/set-up test
	$(BIN)/python -m benchmarks.playground_speed

bench-kernels:
	@tools/set-up demo
	$(BIN)/python benchmarks/warm_kernels.py

# A class graded by us, by stock nbgrader and by Otter, side by side: about an hour with nothing else running;
# PARTS="stock slope" for some of it.
bench-class:
	@tools/set-up test
	$(BIN)/python -m benchmarks.class_speed $(PARTS)

bench-cost:
	@tools/set-up demo
	$(BIN)/python -m benchmarks.grading_cost

bench-feedback:
	@tools/set-up demo
	$(BIN)/python benchmarks/feedback_speed.py
	$(if $(wildcard $(MNIST)),$(BIN)/python benchmarks/feedback_speed.py --dataset $(MNIST))

bench-reports:
	@tools/set-up demo
	$(BIN)/python -m benchmarks.report_speed

# Hours; stopped, it tells what is there so far, and goes on from there next time. ONLY=glob trains a part of it.
bench-mnist:
	@tools/set-up demo
	$(BIN)/python -m benchmarks.mnist_training --dataset $(MNIST) \
	    $(if $(ONLY),--only '$(ONLY)') $(if $(JOBS),--jobs $(JOBS))

bench-false-fails:
	@tools/set-up demo
	$(BIN)/python benchmarks/false_fails.py --dataset mnist5k
	$(BIN)/python benchmarks/false_fails.py --dataset digits
	$(BIN)/python benchmarks/false_fails.py --dataset mnist5k --measure test_accuracy \
	    --variants "mlp_784,simple_cnn,permuted_*"

# Pins and hashes every dependency; names no host. Needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header -o requirements.lock

clean:
	rm -rf out .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
