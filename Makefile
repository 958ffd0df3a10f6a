# Perintah sehari-hari Selaras; `make help` menyebut semuanya.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8000
MATTERS ?= 10000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
UV_VERSION := 0.13.9

.PHONY: help run test test-postgres check assets lock clean bench messages chromium pango postgresql

help: ## menyebut semua perintah
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A Python without ensurepip (Debian without python3-venv) can make no environment, so it is passed over and named.
.venv/locked: requirements.lock
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$$python && break; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Diperlukan Python 3.11 atau yang lebih baru, beserta modul venv."; \
	  echo "Pada Debian atau Ubuntu: sudo apt-get install python3 python3-venv"; exit 1; \
	fi; \
	echo "Menyiapkan lingkungan Python di .venv (sekali saja, beberapa menit) ..."; \
	$$found -m venv .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

# Installing the package builds the front end as well: hatch_build.py is its build hook.
.venv/installed: .venv/locked pyproject.toml
	@echo "Memasang Selaras dan membangun bagian depan ..."
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

assets: .venv/installed ## membangun bagian depan bila sumbernya berubah
	@$(BIN)/python hatch_build.py

run: assets ## menjalankan Selaras dengan data peragaan di http://127.0.0.1:8000/ (PORT=… mengganti porta)
	@$(BIN)/selaras start --demo --port $(PORT)

# Browser journeys use the system's Chromium: the test library's own download is not needed.
chromium:
	@if { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Memasang Chromium untuk perjalanan peramban ..."; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null \
	  || echo "Chromium tidak terpasang; perjalanan peramban dilewati."; \
	else \
	  echo "Chromium tidak ada; perjalanan peramban dilewati. Pada Debian: sudo apt-get install chromium"; \
	fi

# PDFs need Pango from the system; without it the product offers pages to print, and the tests of PDFs are skipped.
pango: .venv/locked
	@if $(BIN)/python -c 'import weasyprint' 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Memasang Pango untuk naskah PDF ..."; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PANGO); } >/dev/null \
	  || echo "Pango tidak terpasang; pengujian naskah dilewati."; \
	else \
	  echo "Pango tidak ada; pengujian naskah dilewati. Pada Debian: sudo apt-get install $(PANGO)"; \
	fi

test: assets chromium pango ## menjalankan seluruh pengujian, termasuk perjalanan di peramban (WHICH=database sebagian)
	@$(BIN)/python -m pytest $(if $(WHICH),-m "$(WHICH)")

# The tests start a server of their own and remove it; whoever has one names it in SELARAS_DATABASE_URL.
postgresql:
	@if [ -n "$$SELARAS_DATABASE_URL" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; \
	then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Memasang PostgreSQL untuk pengujian ..."; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null \
	  || { echo "PostgreSQL tidak dapat dipasang."; exit 1; }; \
	else \
	  echo "PostgreSQL tidak ada. Pada Debian: sudo apt-get install postgresql, atau isi SELARAS_DATABASE_URL."; exit 1; \
	fi

test-postgres: assets pango postgresql ## menjalankan pengujian yang menanyakan sesuatu kepada basis data pada PostgreSQL
	@$(BIN)/python -m tests.postgres

check: assets ## memeriksa gaya, jenis, batas lantai, migrasi, dan paket
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src/selaras
	$(BIN)/python -m django makemigrations --check --dry-run --settings selaras.site.settings
	@for pack in src/selaras/packs/*/; do echo $(BIN)/selaras check-pack $$pack; $(BIN)/selaras check-pack $$pack || exit 1; done

messages: .venv/installed ## menyusun katalog bahasa dan menyebut yang belum diterjemahkan (PACK=… untuk paket lain)
	@$(BIN)/python -m tools.messages $(PACK)

bench: assets postgresql ## mengukur kecepatan dengan MATTERS=10000 berkas, atau sebanyak yang disebut
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench speed --matters $(MATTERS)

lock: .venv/installed ## menyusun ulang requirements.lock dan package-lock.json dari keperluan yang tertulis
	@$(PIP) install uv==$(UV_VERSION)
	@UV_NATIVE_TLS=1 $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --upgrade --group dev --output-file requirements.lock pyproject.toml
	@NODE_USE_SYSTEM_CA=1 $(BIN)/npm update --package-lock-only

clean: ## menghapus semua yang dapat dibuat ulang; data di var/ tetap
	@rm -rf .venv node_modules build dist src/selaras/web/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
