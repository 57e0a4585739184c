# `make` lists what there is. Everything sets itself up; nothing but Python, make and git is taken for granted.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
SETUP := .venv/.setup
LOCAL := $(PYTHON) -m local

# `make up ARGS="--api-port 9000"`, `make test ARGS="-k money"`
ARGS ?=

# A stack is a dozen Python processes: where compiled modules are not kept, each compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' $(MAKEFILE_LIST))

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(SETUP): pyproject.toml uv.lock local/uv.txt layers/core/pyproject.toml api_container/pyproject.toml functions/pyproject.toml local/setup.sh
	@echo "Setting up"
	@sh local/setup.sh
	@touch $@

setup: $(SETUP) ## Install Python packages into .venv (everything else does this first)

up: $(SETUP) ## Start everything on this machine and stay until Ctrl-C
	@exec $(LOCAL) up $(ARGS)

down: $(SETUP) ## Stop it from another shell
	@$(LOCAL) down

reset: $(SETUP) ## Stop it and delete its data
	@$(LOCAL) reset

status: $(SETUP) ## Show whether and where it is running
	@$(LOCAL) status

demo: $(SETUP) ## Read the sample receipts and check the results
	@exec $(LOCAL) demo $(ARGS)

# Files run beside each other, in the order of their names, so that the long ones of e2e/ come early: three at a
# time on CI's two processors, since much of a test is waiting. ARGS=-n0: all in one process, as --pdb needs it.
AT_ONCE := --numprocesses 3 --dist loadfile --no-loadscope-reorder

test: $(SETUP) ## Run all tests
	@$(PYTHON) -m pytest $(AT_ONCE) $(ARGS)

test-shuffled: $(SETUP) ## Run them in another order: files and the tests of each, by SEED=1
	@$(PYTHON) -m pytest --numprocesses 3 --dist loadfile -p randomly --randomly-seed=$(SEED) $(ARGS)

# Real pictures, readers that die, thousands of tries: a third of the work of all that needs no stack.
SLOW := tests/mask_fuzz tests/file_fuzz tests/chaos $(addprefix tests/integration/, ocr cell alarms/test_thousand_alarms.py aws/test_stacks.py \
	postgres/test_broken_driver.py postgres/test_older_release.py postgres/test_password_rotation.py)

test-fast: $(SETUP) ## Run the tests that need no running stack, without the slowest
	@$(PYTHON) -m pytest $(AT_ONCE) $(SLOW:%=--ignore=%) -m "not stack and not docker" $(ARGS)

lint: $(SETUP) ## Check style and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/vermin --target=3.11- --violations --no-tips --quiet layers/core/receipts api_container functions training/*.py

format: $(SETUP) ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

samples: $(SETUP) ## Generate the sample receipts
	@$(PYTHON) -m samples.generate

requirements: $(SETUP) ## Export uv.lock to the requirements files of SAM and Docker
	@$(PYTHON) -m local.requirements

hangul-head: ## Train the Hangul recogniser (two hours and more)
	@sh training/train.sh

accuracy: $(SETUP) ## Measure how well receipts are read: DATA=folder…
	@$(PYTHON) -m benchmarks.accuracy $(DATA) $(ARGS)

explain: $(SETUP) ## Show step by step how a picture is read: FILE=samples/taxi.webp
	@$(PYTHON) -m benchmarks.explain "$(FILE)"

ENGINE := ours
LIMIT := 200
benchmark: $(SETUP) ## Score an engine on drawn Korean receipts: ENGINE=ours|rapidocr|rapidocr-wheel|tesseract LIMIT=200 (1000: all); fails where figures fall
	@PATH="$(CURDIR)/.tools/bin:$$PATH" uv sync --quiet --inexact --group samples
	@nice $(PYTHON) -m benchmarks.korean_receipts run $(ENGINE) --limit $(LIMIT) $(ARGS)

speed: $(SETUP) ## Measure how fast receipts are read, and with how much memory
	@$(PYTHON) -m benchmarks.speed $(ARGS)

request-speed: $(SETUP) ## Measure what the API adds to a query: requests a second beside a bare route (a minute or two)
	@$(PYTHON) -m benchmarks.request_speed $(ARGS)

export-speed: $(SETUP) ## Measure how long an export of 100,000 receipts takes, and with how much memory (a minute; ARGS="--receipts 10000")
	@nice $(PYTHON) -m benchmarks.export_speed $(ARGS)

search-speed: $(SETUP) ## Measure how fast receipts are found among a million (two idle processors: two minutes; 3 GB of disk for the while)
	@nice $(PYTHON) -m benchmarks.search $(ARGS)

neighbours: $(SETUP) ## Measure what one tenant's hostile files cost another (five minutes)
	@$(PYTHON) -m benchmarks.neighbours $(ARGS)

duplicates: $(SETUP) ## Measure how well duplicates are told from second purchases, on made pairs (a minute or two)
	@$(PYTHON) -m benchmarks.duplicates $(ARGS)

SEEDS := 1-5
RECEIPTS := 200
chaos: $(SETUP) ## Let everything fail by seed, and see that no receipt is lost or doubled: SEEDS=1-200 RECEIPTS=200
	@nice $(PYTHON) -m tests.chaos --seeds $(SEEDS) --receipts $(RECEIPTS) $(ARGS)

surge: $(SETUP) ## Send 3,000 receipts at the same moment and see them drain (minutes; ARGS="--receipts 500")
	@nice $(PYTHON) -m benchmarks.surge $(ARGS)

SECONDS := 60
SEED := 1
fuzz-mask: $(SETUP) ## Try to get card numbers past the mask, and to have it destroy other numbers: SECONDS=3600 SEED=1
	@$(PYTHON) -m tests.mask_fuzz --seconds $(SECONDS) --seed $(SEED) $(ARGS)

MINUTES := 2
fuzz: $(SETUP) ## Send hostile files of all formats and keep those that hurt: MINUTES=30 SEED=1 (ARGS="--replay FILE")
	@nice $(PYTHON) -m tests.file_fuzz --minutes $(MINUTES) --seed $(SEED) $(ARGS)

EXAMPLES := 25
fuzz-api: $(SETUP) ## Try the API with requests drawn from its own document (Schemathesis): SEED=1 EXAMPLES=25 for each route
	@$(PYTHON) -m tests.api_fuzz --seed $(SEED) --max-examples $(EXAMPLES) $(ARGS)

.tools/sam/.setup: $(SETUP) uv.lock
	@sh local/setup.sh sam
	@touch $@

sam-setup: .tools/sam/.setup ## Install the SAM CLI into .tools/sam

build: .tools/sam/.setup ## Build functions, layer and the parser's image (needs Docker)
	@PATH="$(CURDIR)/.tools/sam/bin:$$PATH" sam build $(ARGS)

images: $(SETUP) ## Build the images that ship, with labels, and print their sizes (needs Docker)
	@$(PYTHON) -m local.images

compose-test: $(SETUP) ## Build compose.yaml's images, start them, test them, remove everything (needs Docker)
	@$(PYTHON) -m pytest tests/e2e/test_compose.py $(ARGS)

FN ?= ReceiptParserFunction
EVENT ?= events/s3_upload.json
invoke: .tools/sam/.setup ## Run one function in the Lambda runtime: FN=… EVENT=… (after `make build`, beside `make up`)
	@$(LOCAL) invoke "$(FN)" "$(EVENT)"

.tools/checkov/.setup: $(SETUP) local/checkov.txt
	@sh local/setup.sh checkov
	@touch $@

checkov: .tools/checkov/.setup ## Check the templates against checkov's security rules
	@.tools/checkov/bin/checkov --config-file .checkov.yaml

.tools/audit/.setup: $(SETUP) local/audit.txt
	@sh local/setup.sh audit
	@touch $@

audit: .tools/audit/.setup ## Look for known vulnerabilities in what is shipped (asks PyPI)
	@$(PYTHON) -m local.supply audit

licences: .tools/audit/.setup ## Check the licences of what is shipped
	@$(PYTHON) -m local.supply licences

.tools/pipeline/.setup: $(SETUP) local/pipeline.txt
	@sh local/setup.sh pipeline
	@touch $@

workflows: .tools/pipeline/.setup ## Check the workflows in .github (jactionlint, zizmor)
	@PATH="$(CURDIR)/.tools/pipeline/bin:$$PATH" jactionlint
	@.tools/pipeline/bin/zizmor --offline --persona auditor --quiet .github

# Both words are made up: what the notifier must cover, and a key in a test. What git ignores is nobody's business.
secrets: .tools/pipeline/.setup ## Look for secrets in the files and in all of git's history (kingfisher, offline)
	@.tools/pipeline/bin/kingfisher scan . --no-validate --no-update-check --redact --quiet \
		$(shell sed 's|/$$||; s|.*|--exclude "&"|' .gitignore) --skip-word hunter2secret --skip-word rk_of-kim

sbom: $(SETUP) ## List what each image and package is made of (CycloneDX) in dist/sbom
	@$(PYTHON) -m local.supply sbom

verify-infra: .tools/sam/.setup checkov ## Check all about the templates; with Docker, deploy to an emulator and invoke each function
	@$(PYTHON) -m pytest tests/infra tests/e2e/test_sam_local.py tests/unit/adapters/test_schema.py tests/unit/deployment $(ARGS)

diagram: $(SETUP) ## Draw the diagrams of docs/architecture.md from the templates
	@$(PYTHON) -m tests.infra.diagram

pictures: $(SETUP) ## Take the README's pictures of the page and of Slack anew (needs Chromium)
	@$(PYTHON) -m tests.e2e.pictures

alarm-preview: EVENT = events/alarm_cloudwatch_simple.json
alarm-preview: $(SETUP) ## Show an alarm as Slack would: EVENT=events/alarm_….json
	@$(PYTHON) -m local.alarm_preview $(EVENT)

RECEIPTS_PER_MONTH := 73000
cost: ENV = prod
cost: $(SETUP) ## Show what a month on AWS costs: ENV=prod RECEIPTS_PER_MONTH=73000 (ARGS="--architecture x86_64")
	@$(PYTHON) -m benchmarks.cost "$(ENV)" --receipts $(RECEIPTS_PER_MONTH) $(ARGS)
DRILL := exec $(PYTHON) -m local.drills
drill-connections: $(SETUP) ## Drill: the database runs out of connections (ARGS="--language en": Slack in English)
	@$(DRILL) connections $(ARGS)

drill-task-failure: $(SETUP) ## Drill: a task of the API is killed (needs HAProxy)
	@$(DRILL) task-failure $(ARGS)

drill-month-end: $(SETUP) ## Drill: receipts arrive faster than they are read
	@$(DRILL) month-end $(ARGS)

drill-restore: $(SETUP) ## Drill: the database is lost with 100,000 receipts, and restored
	@$(DRILL) restore $(ARGS)

rollout-demo: $(SETUP) ## Blue/green with a good and a broken release, under load (needs HAProxy)
	@$(DRILL) rollout $(ARGS)

older-release: $(SETUP) ## Run the last release's store tests on today's schema: OLDER=tag or commit
	@$(PYTHON) -m local.older $(OLDER)

# Nobody deploys where they did not say: without ENV each of these says what to name.
ENV :=
DEPLOYMENT := $(PYTHON) -m deployment

preflight: $(SETUP) ## Check whether the AWS account is ready: plan, quotas, names: ENV=…
	@$(DEPLOYMENT) preflight "$(ENV)"

bootstrap: $(SETUP) ## Prepare the AWS account, once: ENV=dev|staging|prod
	@$(DEPLOYMENT) bootstrap "$(ENV)"

COMMIT :=
ONE_COMMIT = $(if $(COMMIT),--commit="$$COMMIT")
deploy: .tools/sam/.setup ## Build, push, deploy and try: ENV=… (COMMIT=… for one that was released before; ARGS=--dry-run prints the commands)
	@$(DEPLOYMENT) deploy "$(ENV)" $(ONE_COMMIT) $(ARGS)

release: .tools/sam/.setup ## Build and store the commit that is checked out, to deploy it by name later: ENV=…
	@$(DEPLOYMENT) release "$(ENV)" $(ARGS)

rollback: .tools/sam/.setup ## Deploy the last commit that worked: ENV=… (COMMIT=…: any but this one)
	@$(DEPLOYMENT) rollback "$(ENV)" $(ONE_COMMIT) $(ARGS)

smoke-test: $(SETUP) ## Check whether a deployed API works: ENV=…
	@$(DEPLOYMENT) smoke-test "$(ENV)"

RESULT :=
announce-deployment: $(SETUP) ## Announce in Slack how a deployment ended: ENV=… RESULT=succeeded|failed|rolled_back|rollback_failed
	@$(DEPLOYMENT) announce "$(ENV)" "$$RESULT" $(ONE_COMMIT)

NAME :=
tenant: $(SETUP) ## Create a tenant and its API key on AWS: ENV=… NAME="Kim Ltd" (ARGS="--tenant-id …": another key)
	@$(DEPLOYMENT) tenant "$(ENV)" $(if $(NAME),--name="$$NAME") $(ARGS)

CAUSE := internal_error
retry: $(SETUP) ## Count failed receipts of all tenants on AWS: ENV=… CAUSE=internal_error (ARGS=--run: read them again)
	@$(DEPLOYMENT) retry "$(ENV)" --cause $(CAUSE) $(ARGS)

reread: $(SETUP) ## Count receipts on AWS that can be read anew: ENV=… (ARGS=--run: read them with the present engine)
	@$(DEPLOYMENT) reread "$(ENV)" $(ARGS)

diff: .tools/sam/.setup ## Show what a deployment would change: ENV=…
	@$(DEPLOYMENT) diff "$(ENV)" $(ARGS)

logs: FN = api
logs: .tools/sam/.setup ## Show the last lines of a function or the API: ENV=… FN=… (ARGS="--minutes 60")
	@$(DEPLOYMENT) logs "$(ENV)" $(FN) $(ARGS)

destroy: $(SETUP) ## Delete an environment (refuses production): ENV=…
	@$(DEPLOYMENT) destroy "$(ENV)"

dr-drill: $(SETUP) ## Check whether production could be recovered in its second region (ARGS="--region …": do it)
	@$(DEPLOYMENT) dr-drill prod $(ARGS)

clean: ## Remove caches and builds; keeps .venv and the stack's data
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .aws-sam dist
	@find . -name __pycache__ -type d -not -path './.venv/*' -not -path './training/.venv/*' -prune -exec rm -rf {} +
