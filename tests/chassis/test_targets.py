from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chassis.commands.targets import Target


@click.command()
@click.argument("file", type=Target(".xlsx", ".json"))
def write(file: Path) -> None:
    click.echo(file.name)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("held.csv", "name a file that ends with .xlsx or .json"),
        ("held", "name a file that ends with .xlsx or .json"),
        ("missing/held.xlsx", "there is no folder"),
        (".", "is a directory"),
    ],
)
def test_what_cannot_be_written_is_refused_before_any_work(tmp_path: Path, named: str, said: str):
    refused = CliRunner().invoke(write, [str(tmp_path / named)])

    assert (refused.exit_code, said in " ".join(refused.output.split())) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_a_folder_that_is_there_is_taken(tmp_path: Path):
    taken = CliRunner().invoke(write, [str(tmp_path / "held.json")])

    assert (taken.exit_code, taken.output) == (0, "held.json\n")
