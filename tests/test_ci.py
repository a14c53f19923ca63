"""The workflow does what a person does by hand: the targets of the Makefile, and with no more rights than it needs."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_every_step_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = re.findall(r"run: make (\w+)", WORKFLOW)
    assert {"check", "test", "dist"} <= set(called) <= targets


def test_actions_are_pinned_by_version_and_may_only_read() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert used
    assert [one for one in used if not re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", one)] == []
    assert re.findall(r"^permissions:\n((?:  .*\n)+)", WORKFLOW, re.MULTILINE) == ["  contents: read\n"]
    assert "secrets." not in WORKFLOW


def test_every_version_of_python_that_is_promised_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    promised = [one.rpartition(" ")[2] for one in project["classifiers"] if "Python :: 3." in one]
    tried = re.search(r"python: \[(.*)\]", WORKFLOW)
    assert tried is not None
    assert re.findall(r'"([\d.]+)"', tried[1]) == promised


def test_every_library_is_locked_in_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for group in project.get("optional-dependencies", {}).values() for one in group]
    asked = {re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-") for one in project["dependencies"] + extras}
    locked = [one["name"] for one in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]]
    assert asked - set(locked) == set()
    assert {name for name in asked if locked.count(name) > 1} == set()
