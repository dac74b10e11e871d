"""Run the kiosk from the command line."""

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")  # Chinese input breaks in some terminals otherwise.


def main() -> None:
    """Run the command line and exit with its code."""
    from kiosk.cli.root import cli

    cli.main(prog_name="kiosk")


if __name__ == "__main__":
    main()
