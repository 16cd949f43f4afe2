"""`python -m pos.devices.simulator tl3500|zvt --link PATH`."""

import sys

from pos.devices.simulator.serve import main

sys.exit(main())
