"""The command `cdktf-aspire`: one that is interrupted while it is imported ends without a traceback, too."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; exit code 130 where it is interrupted."""
    try:
        from cdktf_aspire.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
