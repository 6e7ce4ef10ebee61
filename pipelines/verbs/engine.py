"""The allocation engine and its verifier alone, on folders."""

from pipelines.planning.solve_folder import certify_folder, solve_folder
from pipelines.verbs.calling import Free

FREE: dict[str, Free] = {
    "solve": lambda options: solve_folder(options.directory, options.out, options.time_limit),
    "certify": lambda options: certify_folder(
        options.directory, options.out, replayed=options.replay or options.earlier is not None, earlier=options.earlier
    ),
}
