"""Where the shipped data lies: prompts and schemas, in the wheel or in the checkout."""

from functools import cache
from importlib.resources import files
from pathlib import Path

PACKAGE = Path(__file__).parent


@cache
def folder(name: str) -> Path:
    """The folder of shipped data called `name` ("prompts" or "schemas").

    The wheel carries it as `extractor/_<name>`; a checkout has it beside the package.
    """
    shipped = Path(str(files("extractor"))) / f"_{name}"
    if shipped.is_dir():
        return shipped
    checkout = PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise FileNotFoundError(f"the {name} folder is missing from this installation; reinstall kpi-extractor")


def read(name: str, path: str) -> str:
    """The text of the shipped file `path` in the data folder `name`."""
    return (folder(name) / path).read_text(encoding="utf-8")
