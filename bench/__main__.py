"""All measurements, one after the other: `make bench`."""

from bench import paths

if __name__ == "__main__":
    raise SystemExit(paths.main())
