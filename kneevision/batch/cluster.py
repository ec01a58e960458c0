"""The clips of a batch on a Dask cluster: its scheduler hands them out, once more where a worker is lost."""

from __future__ import annotations

import logging
import socket
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from kneevision.batch.job import Job
from kneevision.batch.one import run
from kneevision.batch.row import Row, failed
from kneevision.batch.run import LOCK_FILE, Workers
from kneevision.errors import UserError
from kneevision.extras import require
from kneevision.version import __version__

# How long a scheduler may take to answer, and a cluster that is just starting to have a worker.
_ANSWER_S: Final = 5
_WORKER_S: Final = 10
_PROTOCOLS: Final = ("tcp", "tls", "ws", "wss")


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Workers for `run_batch` on the cluster of a scheduler, as many clips at a time as it has threads.

    A clip whose worker is lost is given to another one (`distributed.scheduler.allowed-failures` times, by default 3).
    What the lost one left half-written is swept there; what it had finished is found and not made again.

    Parameters
    ----------
    address : str
        Such as 'tcp://10.0.0.5:8786'.

    Raises
    ------
    UserError
        Dask is not installed, no scheduler answers, it has no workers, or they have another kneevision, or none.
    """
    require("distributed", "cluster", "--scheduler")
    _check_form(address)
    with ExitStack() as held:
        held.enter_context(_quiet())
        client = held.enter_context(_client(address))
        _check_workers(client, address)
        yield partial(_rows, client)


def _check_form(address: str) -> None:
    """Before Dask sees it: what it makes of another one is a traceback, now or when it is done."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        known = parts.scheme in _PROTOCOLS and bool(parts.hostname) and parts.port is not None
    except ValueError:  # a port that is no number, or half of an address in brackets
        known = False
    if not known:
        raise UserError(
            f"--scheduler {address}: give the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786."
        )
    if parts.scheme in ("tls", "wss") and not _has_certificates():
        raise UserError(
            f"--scheduler {address}: Dask's configuration names no certificates; see `distributed.comm.tls`."
        )


def _has_certificates() -> bool:
    import distributed

    security: Any = distributed.Security  # it has no types
    return security().get_connection_args("client")["ssl_context"] is not None


@contextmanager
def _client(address: str) -> Iterator[Any]:
    import distributed

    connect: Any = distributed.Client  # it has no types
    try:
        client = connect(address, timeout=_ANSWER_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(
            f"--scheduler {address}: no Dask scheduler answers there; start one (`dask scheduler`) and give the "
            "address that it prints."
        ) from error
    with client:
        yield client


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKER_S)
    except TimeoutError as error:
        raise UserError(f"--scheduler {address}: it has no workers; start some (`dask worker {address}`).") from error
    try:
        versions: Mapping[str, str] = client.run(_version)
    except ModuleNotFoundError as error:
        raise UserError(f"--scheduler {address}: a worker has no kneevision; install it on all of them.") from error
    others = {worker: version for worker, version in versions.items() if version != __version__}
    for worker, version in sorted(others.items()):
        raise UserError(
            f"--scheduler {address}: the worker {worker} has kneevision {version}, this machine {__version__}; install "
            "the same on all of them."
        )


def _version() -> str:
    return __version__


def _rows(client: Any, jobs: Sequence[Job]) -> Iterator[Row]:
    """The row of each job as it is finished, in any order."""
    import distributed

    completed: Any = distributed.as_completed
    futures = {client.submit(_on_worker, job, pure=False): job for job in jobs}
    try:
        for future in completed(futures, loop=client.loop):
            done = future.status == "finished"
            yield future.result() if done else failed(futures[future], None, _why(future))
    finally:
        client.cancel(list(futures))  # at Ctrl-C: what has not begun; a clip that has is finished by its worker


def _on_worker(job: Job) -> Row:
    """In a worker: the analysis runs in a process of its own there, as everywhere."""
    if not job.video.is_file() or not (job.out / LOCK_FILE).exists():
        unseen = job.out if job.video.is_file() else job.video
        return failed(
            job,
            None,
            f"the worker on {socket.gethostname()} does not see {unseen}: clips and --out must lie where all machines "
            "see them, by the same path.",
        )
    return run(job)


def _why(future: Any) -> str:
    """Why a clip has no row from a worker."""
    import distributed

    if future.status != "error":
        return "the scheduler was lost; start it again, and the same command goes on."
    error = future.exception()
    if isinstance(error, distributed.KilledWorker):
        return "every worker that took it was lost, often for want of memory; analyze it by itself."
    return f"its worker could not analyze it ({type(error).__name__}: {error}); analyze it by itself."


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells of lost workers and other versions of its parts in many lines; the batch says what matters."""
    logging.disable(logging.CRITICAL)  # each of its parts has a logger and a level of its own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
