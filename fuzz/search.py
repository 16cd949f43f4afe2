"""One target under atheris, in a process of its own: `python -m fuzz.search NAME [libFuzzer's options]`.

atheris sees only what was imported while it looked, so the product is imported inside.
"""

import sys

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["pos.devices", "fuzz"]):
    from fuzz import rules, targets


def main(words: list[str]) -> None:
    """Does not return: libFuzzer ends the process, with its own exit code."""
    name, *options = words
    target = targets.ALL[name]

    def one_input(content: bytes) -> None:
        rules.run(target, content)

    def mutated(content: bytes, longest: int, seed: int) -> bytes:
        """libFuzzer's own change, every other time mended."""
        changed = bytes(atheris.Mutate(content, longest))
        return target.mend(changed)[:longest] if seed % 2 else changed

    atheris.Setup([sys.argv[0], *options], one_input, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
