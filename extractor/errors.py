"""What can go wrong with a run, as one tree; each carries the exit code the command line returns.

    ExtractorError
    ├── UsageError        2  a setting or an argument that cannot be used
    │   └── CatalogueError   a catalogue file that cannot be used
    ├── InputError        3  a transcript (or a saved result) that cannot be read
    └── ModelError        4  the endpoint could not be asked or did not answer usefully
        ├── RefusedError     it answered, and declined
        ├── TruncatedError   the reply was cut at the token limit
        │   └── ContextError     the question alone is longer than the model can take
        └── BudgetError      asking on would exceed --max-cost or --max-tokens

A wrong number is a verdict, never an exception: these are for the run, verdicts are for the data.
"""

EXIT_DONE = 0
EXIT_GATE = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_INCOMPLETE = 4


class ExtractorError(Exception):
    """A sentence the user can act on: what, where, what to do."""

    exit_code = EXIT_INCOMPLETE


class UsageError(ExtractorError):
    """A setting or an argument that cannot be used."""

    exit_code = EXIT_USAGE


class CatalogueError(UsageError):
    """A catalogue file that cannot be used."""


class InputError(ExtractorError):
    """A transcript or a saved result that cannot be read."""

    exit_code = EXIT_INPUT


class ModelError(ExtractorError):
    """The endpoint could not be asked, or did not answer usefully."""


class RefusedError(ModelError):
    """The model answered and declined."""


class TruncatedError(ModelError):
    """The reply was cut at the token limit."""


class ContextError(TruncatedError):
    """The question is longer than the model can take."""


class BudgetError(ModelError):
    """Asking on would exceed the budget the user set."""
