"""The window: draws values and starts jobs on the lane; owns no rule of the counter."""
