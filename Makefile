# Two commands do everything on a fresh machine: `make book` and `make test`.
# They need git, make and Python 3.11 or later (with venv); the rest is installed into .venv.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOWEST := .venv-lowest
ORACLES := _build/oracles
BOOK := _build/html/.complete
BOOK_SOURCES := $(wildcard *.yml *.md *.cff LICENSE*) $(shell find book notebooks src tools -type f \
	-not -path '*/__pycache__/*' -not -path '*/.ipynb_checkpoints/*')

# Where this is set, each start of Python compiles pandas and matplotlib anew: seconds a command.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help book test test-edition edition nightly oracles browsers test-lowest audit pdf bench lab live serve notebooks lock clean

help: ## Say what each target does
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

book: $(BOOK) ## Build the book from the stored notebooks into _build/html
	@echo "The book is in _build/html. Open _build/html/index.html in a browser, or run: make serve"

test: $(READY) $(BOOK) ## Check code, data, notebooks, pages, browser
	@$(BIN)/python tools/chromium.py >/dev/null
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy & types=$$!; $(BIN)/python -m pytest; tests=$$?; wait $$types && exit $$tests

EDITION := $(addprefix tests/test_,edition.py pages.py browser.py access.py zip.py) $(wildcard tests/test_own_*.py) notebooks
test-edition: $(READY) $(BOOK) ## Check what must hold for any contents of _toc.yml: cells, pages, controls
	@$(BIN)/python tools/chromium.py >/dev/null
	$(BIN)/python -m pytest --quiet -m edition $(EDITION)

nightly: browsers test-lowest audit pdf oracles ## Check what takes too long for make test
	PYTHONPATH=$(ORACLES) $(BIN)/python -m pytest -m nightly --numprocesses=0

oracles: $(READY) ## Install the libraries that our models are compared with
	$(BIN)/uv pip install --quiet --python $(BIN)/python --target $(ORACLES) \
		--constraint requirements.txt --group oracles

browsers: $(BOOK) ## Check every page in Firefox and WebKit, and at every width
	@$(BIN)/python tools/chromium.py >/dev/null
	$(BIN)/python -m pytest -o addopts="" --quiet tests/browsers.py

# Left out: what tests the built book, the browser and make itself (the pinned versions build the
# book, whatever a student has; of games the keyboard and mouse), and the fuzz (slow).
# Warnings are no errors here: old libraries warn of their own age.
NOT_LOWEST := answers predict pages outputs print zip browser access lab safety make fuzz
LOWEST_OPTIONS := --strict-markers -m 'not nightly' -k 'not keyboard_and_mouse' \
	--doctest-modules --numprocesses=2 --dist=loadscope \
	--nbval --nbval-kernel-name=python3 --nbval-sanitize-with=tests/lowest_versions.cfg \
	$(addprefix --ignore=tests/test_,$(addsuffix .py,$(NOT_LOWEST))) --ignore=tests/browsers.py
test-lowest: $(READY) ## Run notebooks and library with the lowest versions allowed
	"$(PYTHON)" -m venv --clear --without-pip $(LOWEST)
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --only-binary :all: --no-header \
		--no-emit-index-url --no-emit-find-links --no-annotate --python $(LOWEST)/bin/python \
		--extra dev pyproject.toml --output-file $(LOWEST)/requirements.txt
	$(BIN)/uv pip sync --quiet --python $(LOWEST)/bin/python $(LOWEST)/requirements.txt
	$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --no-deps --no-build-isolation --editable .
	$(LOWEST)/bin/python -m pytest -W default -o addopts="$(LOWEST_OPTIONS)" notebooks src/startlab tests

audit: $(BOOK) ## Hold pages against the Nu HTML checker and Lighthouse (Java, Node.js), data against Croissant
	$(BIN)/uv tool run --quiet mlcroissant@1.1.1 validate --jsonld _build/html/data/croissant.json
	npm install --silent --no-save --no-package-lock --ignore-scripts --no-audit --no-fund \
		--prefix _build/audit vnu-jar@26.9.27 @lhci/cli@0.14.0
	find _build/html -name "*.html" -not -path "*/_static/*" -print0 | xargs -0 java -jar \
		_build/audit/node_modules/vnu-jar/build/dist/vnu.jar --filterfile tools/vnu_filter.txt
	CHROME_PATH="$$($(BIN)/python tools/chromium.py)" \
		_build/audit/node_modules/.bin/lhci autorun --config=tools/lighthouse.json

edition: $(READY) ## Build site, zip and wheel into _build/edition; SOLUTIONS=no keeps the answers apart
	$(BIN)/python tools/make_edition.py $(if $(filter no,$(SOLUTIONS)),--sealed)

pdf: $(BOOK) ## Print the book and a hand-out for each chapter into _build/pdf
	@$(BIN)/python tools/chromium.py >/dev/null
	$(BIN)/python tools/make_pdf.py

bench: $(BOOK) oracles ## Measure speed and weight beside bare tools; the table is in benchmarks/README.md
	@$(BIN)/python tools/chromium.py >/dev/null
	PYTHONPATH=$(ORACLES) $(BIN)/python benchmarks/bench.py

lab: $(READY) ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

# jupyter-book writes the settings that sphinx-autobuild reads into conf.py. The tag leaves out the
# policy of the pages, which forbids the script that reloads them.
live: $(READY) ## Show the book on http://localhost:8000 and build it again at each edit
	@$(BIN)/jupyter-book config sphinx . >/dev/null
	PYTHONPATH=book/_extension $(BIN)/sphinx-autobuild --port "$(PORT)" -t live -q \
		--pre-build "$(BIN)/python tools/build_book.py --look" --ignore "_build/*" . _build/live

serve: $(BOOK) ## Show the book on http://localhost:8000
	$(BIN)/python -m http.server "$(PORT)" --bind localhost --directory _build/html

notebooks: $(READY) ## Run all notebooks again and store their outputs; ONLY="05 12" runs these
	$(BIN)/python tools/refresh.py $(ONLY)

lock: $(READY) ## Choose versions anew and write requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--extra dev pyproject.toml --output-file requirements.txt

clean: ## Remove what was built, and the environment
	rm -rf $(VENV) $(LOWEST) _build .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

# The environment: uv comes first, by pip and with its hash, as it installs the rest in seconds.
# It is made from nothing each time: uv takes a package that is half there for a whole one.
$(READY): requirements.txt pyproject.toml
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "startlab needs Python 3.11 or later; say where it is: make book PYTHON=python3.12")'
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear --without-pip $(VENV)
	@$(BIN)/python -m ensurepip --default-pip >/dev/null
	@sed -n "/^uv==/,/[^\]$$/p" requirements.txt > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(BOOK): $(READY) $(BOOK_SOURCES)
	@$(BIN)/python tools/build_book.py
