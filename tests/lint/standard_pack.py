"""The published IATI standard (schemas and code lists), unpacked for tests that compare with it. It is not part of this
project: where it is absent, the tests say so and are skipped."""
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77  # meson's code for a skipped test


def unpack():
    """(temporary directory to keep, path of the unpacked standard); ends the test as skipped when there is none."""
    root = pathlib.Path(__file__).resolve().parents[2]
    shared = pathlib.Path(os.environ.get("SELARAS_SHARED", root.parent / "shared"))
    pack = shared / "data" / "iati" / "standard.tar.zst"
    if not pack.is_file():
        print(f"skipped: the IATI standard is not at {pack}")
        sys.exit(SKIPPED)
    directory = tempfile.TemporaryDirectory(prefix="selaras-standard-")
    got = subprocess.run(
        ["tar", "--zstd", "-xf", pack, "-C", directory.name, "--exclude=*schema-tests*", "--exclude=*rulesets*"],
        check=False,
    )
    if got.returncode != 0:
        print("skipped: tar cannot unpack zstd here")
        sys.exit(SKIPPED)
    found = next(pathlib.Path(directory.name).rglob("schemas"), None)
    if found is None:
        sys.exit(f"no schemas in {pack}")
    return directory, found.parent
