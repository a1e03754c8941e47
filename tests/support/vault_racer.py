"""A process that asks for pseudonyms: `vault_racer.py URL FOLDER PEOPLE`.

It waits for a line on stdin, then asks for each of so many people and prints the pseudonyms.
"""

import sys
from pathlib import Path

from vaults import VaultPlace

from ostiary.privacy.vault.asked import Asked


def main() -> None:
    """Open, wait for the word, ask, say what came."""
    url, folder, people = sys.argv[1:]
    vault = VaultPlace(url, Path(folder)).open()
    print("ready", flush=True)
    sys.stdin.readline()
    for start in range(0, int(people), 50):
        asked = [Asked("o:", "PERSON", f"Person {start + number}") for number in range(50)]
        print("\n".join(vault.pseudonyms(asked)), flush=True)
    vault.close()


if __name__ == "__main__":
    main()
