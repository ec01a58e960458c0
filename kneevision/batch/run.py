"""A batch from its clips to its last row: what is done is passed over, one bad clip keeps nobody from going on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kneevision.batch.job import Job
from kneevision.batch.one import look, run
from kneevision.batch.overview import write_overview
from kneevision.batch.page import STATUS
from kneevision.batch.row import Row, waiting
from kneevision.batch.table import TABLE_FILE, seconds_before
from kneevision.errors import StoppedError, UserError
from kneevision.only_one import only_one
from kneevision.result_folder import SUFFIX

# In a batch's folder while it is at work.
LOCK_FILE = ".batch.lock"
# Finishes jobs in any order: here, or on a cluster.
Workers = Callable[[Sequence[Job]], Iterable[Row]]


def here(jobs: Sequence[Job]) -> Iterator[Row]:
    """One after another on this machine, each with all its cores."""
    return map(run, jobs)


@contextmanager
def batch_folder(out: Path) -> Iterator[None]:
    """Keep a folder for one batch at a time; it is made when it is not there.

    Raises
    ------
    UserError
        It is a result folder, cannot be written to, or another batch writes it.
    """
    if out.name.endswith(SUFFIX):
        raise UserError(f"{out}: is a name for the result of one clip; give --out a folder that takes many.")
    with ExitStack() as held:
        try:
            out.mkdir(parents=True, exist_ok=True)
            alone = held.enter_context(only_one(out / LOCK_FILE))
        except OSError as error:
            raise UserError(f"{out}: cannot write there ({error.strerror or error}); choose another --out.") from error
        if not alone:
            raise UserError(f"{out}: another batch writes there; wait until it is done, or choose another --out.")
        yield


def run_batch(jobs: Sequence[Job], out: Path, workers: Workers, tell: Callable[[str], None]) -> list[Row]:
    """Analyze what is not done yet; table and page are written at the start and after every clip.

    Parameters
    ----------
    jobs : sequence of Job
    out : Path
        See `batch_folder`.
    workers : callable
        Takes the jobs that are to be done and gives the row of each as it is finished.
    tell : callable
        Is told a line about every clip that is finished.

    Returns
    -------
    list of Row
        In the order of the jobs.

    Raises
    ------
    UserError
        Table or page cannot be written.
    StoppedError
        At Ctrl-C; what is done is kept.
    """
    took = seconds_before(out / TABLE_FILE)
    rows = {job.name: waiting(job) for job in jobs}
    try:
        for job in jobs:
            if (row := look(job)) is not None:
                rows[job.name] = row.taking(took.get(job.name))
        write_overview(list(rows.values()), out)
        left = [job for job in jobs if rows[job.name].status == "waiting"]
        if len(left) < len(jobs):
            tell(f"{len(jobs) - len(left)} of {len(jobs)} clips are done already.")
        for row in workers(left):
            rows[row.clip] = row
            with suppress(UserError):  # a spreadsheet may hold the table open for now
                write_overview(list(rows.values()), out)
            tell(f"{_finished(rows)} of {len(jobs)}  {_line(row)}")
    except KeyboardInterrupt:
        raise StoppedError(
            f"stopped; {_finished(rows)} of {len(jobs)} clips are finished and kept in {out}; the same command goes on "
            "with the others."
        ) from None
    write_overview(list(rows.values()), out)
    return list(rows.values())


def _finished(rows: Mapping[str, Row]) -> int:
    return sum(row.status != "waiting" for row in rows.values())


def _line(row: Row) -> str:
    if row.status == "failed":
        return f"{row.clip}: failed: {row.error}"
    return f"{row.clip}: {STATUS[row.status].lower()}" + ("" if row.seconds is None else f", {row.seconds:.0f} s")
