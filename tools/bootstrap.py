"""Start anything of Statis on a bare machine: `bootstrap.py run`, or `bootstrap.py dev SCRIPT ARGUMENTS`.

This file must parse on every Python, however old, so that an old one can be told so.
"""

import os
import sys

OLDEST, NEWEST = (3, 11), (3, 14)


def check_version():
    here = sys.version_info[:2]
    if not OLDEST <= here <= NEWEST:
        sys.exit(
            "Statis needs Python 3.11 to 3.14; this is Python %d.%d. Install one of them (as python3 or python3.13, "
            "for example) and run this again." % here
        )


def main():
    check_version()
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import environment

    environment.main(sys.argv[1:])


if __name__ == "__main__":
    main()
