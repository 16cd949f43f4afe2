#!/bin/sh
# Finds a Python of at least 3.11 and lets scripts/bootstrap.py do the rest. Set up already: straight on.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

for python in "$here/.venv/bin/python" "${PYTHON:-python3}" \
    python3.11 python3.12 python3.13 python3.14 python3 python; do
    if command -v "$python" >/dev/null 2>&1 \
        && { [ "$python" = "$here/.venv/bin/python" ] \
            || "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }; then
        exec "$python" -E -s "$here/scripts/bootstrap.py" "$@"
    fi
done

echo "Madoguchi needs Python 3.11 or newer, and none was found." >&2
echo "On Debian 12 or Ubuntu 24.04:  sudo apt-get install -y python3 python3-venv" >&2
exit 1
