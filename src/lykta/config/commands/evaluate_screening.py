from __future__ import annotations

import argparse
import json
from pathlib import Path

from lykta.config.commands.problem import CommandProblem, ExitCode


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="labelled sentences, one JSON object a line: text, spans of start, end and label")
    parser.add_argument("--json", action="store_true", help="one line for a machine")


def run(args: argparse.Namespace) -> int:
    from lykta.base.privacy.evaluation import LabelProblem, evaluate, read_sentences

    path = Path(args.file)
    try:
        results = evaluate(read_sentences(path))
    except OSError as problem:
        raise CommandProblem(
            f"The file {path} could not be read ({problem.strerror}). Check its name.", ExitCode.NOT_FOUND
        ) from problem
    except (LabelProblem, UnicodeDecodeError) as problem:
        raise CommandProblem(
            f"The file {path} is not one of labelled sentences: {problem}. "
            "Write one JSON object a line, with text and spans.",
            ExitCode.NOT_FOUND,
        ) from problem
    if args.json:
        print(json.dumps({"kinds": {kind: result.figures() for kind, result in results.items()}}))
    else:
        print(f"{'kind':<8} {'labelled':>8} {'found':>6} {'recall':>7} {'precision':>9}")
        for kind, result in results.items():
            recall, precision = _shown(result.recall), _shown(result.precision)
            print(f"{kind:<8} {result.n:>8} {result.found:>6} {recall:>7} {precision:>9}")
    return ExitCode.DONE


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"
