# Two commands for a newcomer: `make demo` and `make test`. `make help` lists the rest.
CHARTS := .build/charts/vega-bundle.js
SOURCES := Package.swift Sources Tests

# Goes into every result; nothing where this is no checkout.
export FATHOM_COMMIT := $(shell git rev-parse --short=10 HEAD 2>/dev/null)

.PHONY: help packages build charts release demo test attack soak test-versions test-statistics test-slurm test-network test-pages test-notebook test-python test-torchvision screenshots bundle test-bundle chaos fuzz format format-check bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

packages:
	@deploy/install-packages.sh

build: packages
	swift build -c release

charts: ## fetch the chart renderer of report.html into the build folder
	@test -s $(CHARTS) -a -x $(dir $(CHARTS))venv/bin/python || deploy/fetch-charts.sh $(CHARTS) || true

release: build charts ## build the final binaries in .build/release
	@echo "Built .build/release/fathom and .build/release/fathom-worker"

demo: release ## run the quickstart sweep on real data and write its report
	.build/release/fathom run sweeps/quickstart.yaml --store .build/demo

test: packages ## build and run every test
	swift build -c release --build-tests
	swift test -c release --disable-testable-imports --skip-build

test-statistics: packages ## 1,000 simulated sweeps of each kind against the truth, as a table (under a minute)
	swift build -c release --build-tests
	FATHOM_SIMULATIONS=1000 swift test -c release --disable-testable-imports --skip-build --filter SimulationTests | grep '^|'

test-pages: release ## open the live page and report.html in Chromium, also over 10,000 trials (about 3 minutes)
	deploy/install-packages.sh chromium
	Tests/Pages/run.sh .build/release

test-notebook: build ## run docs/notebook.ipynb and the Parquet exports with pandas and pyarrow from PyPI
	deploy/install-packages.sh python3-venv
	Tests/Notebook/run.sh .build/release

test-python: build ## the package of deploy/python and its examples, with PyTorch from PyPI
	deploy/install-packages.sh python3-venv
	Tests/Python/run.sh .build/release

test-torchvision: build ## load torchvision's resnet18 and compare (FATHOM_PYTHON with torchvision)
	$${FATHOM_PYTHON:-python3} deploy/check-torchvision.py .build/release/fathom-worker

screenshots: demo ## take the README's picture of the demo's report
	deploy/install-packages.sh chromium
	.build/release/fathom report last --store .build/demo --out .build/demo/screenshot > .build/demo/screenshot.txt
	python3 Tests/Pages/picture.py "$$(command -v chromium)" .build/demo/screenshot/report.html docs/images/report.png

test-slurm: build ## a sweep on a Slurm of three nodes on this machine, struck in the middle (root, about 3 minutes)
	Tests/Slurm/run.sh

test-network: build ## sweeps on a network of six hosts, cut, lossy, slow and under attack (root, about 8 minutes)
	Tests/Network/run.sh

bundle: packages ## one archive with the worker for machines without Swift
	deploy/worker-bundle.sh

test-bundle: build bundle ## run it in a new Debian 12 in a folder (root)
	deploy/check-bundle.sh

attack: build ## what peers, folders and terminals can do to a coordinator, on loopback (about 6 minutes)
	python3 Tests/Attack/attack.py .build/release

soak: build ## half an hour of 500,000 trials, three agents, pages and a deaf viewer: nothing grows
	python3 Tests/Attack/soak.py .build/release

# The last one before results were held against their trials; any other with 'make test-versions VERSION=commit'.
VERSION ?= df1258e
ELDER := .build/versions/$(VERSION)
test-versions: build ## coordinators and workers of another version against these, both ways (builds that version once)
	[ -d $(ELDER) ] || git worktree add --detach $(ELDER) $(VERSION)
	[ -x $(ELDER)/.build/release/fathom-worker ] || (cd $(ELDER) && swift build -c release)
	python3 Tests/Attack/versions.py $(ELDER)/.build/release .build/release

chaos: packages ## about 8 minutes of faults, to trials and to programs, then proof that nothing is lost (CHAOS_SEED=n repeats one)
	swift build -c release --build-tests
	FATHOM_CHAOS=$(or $(CHAOS_SEED),1) swift test -c release --disable-testable-imports --skip-build --filter ChaosTests

fuzz: packages ## bad frames and files to every reader, and frames to a live coordinator (FUZZ_SEED=n repeats them)
	swift build -c release --build-tests
	deploy/fuzz.sh $(or $(FUZZ_SEED),1)

format: ## rewrite the sources in the project's format
	swift format -i -r $(SOURCES)

format-check:
	swift format lint --strict -r $(SOURCES)

bench: release ## the figures of docs/benchmarks.md
	.build/release/fathom bench train

clean: ## remove everything that was built
	rm -rf .build
