"""`./run bench [NAME...] [--json]`: run the benches and print their rows."""

import argparse
import sys
from importlib import import_module

from bench.row import print_rows, say

BENCHES = {
    "call": "a guarded tool call against the same tool on bare FastMCP, and each stage of it",
    "ledger": "reserve and settle against a bare transaction, and verification",
    "web": "the same over HTTP, in JSON and in event streams, and what the front costs",
    "policy": "a decision, by number of rules",
    "consent": "what consent costs calls that need none, and verifying who agreed",
    "sql": "guarded queries against FastMCP and SQLAlchemy alone, on each engine",
    "files": "files read and searched, beside no confinement and beside grep",
    "sql_corpus": "attacks stopped and honest queries answered, beside a server without a guard",
    "privacy": "personal data found in text and how fast, beside plain Presidio",
    "vault": "pseudonyms: a table, a small result, a vault of a million people",
    "flow": "what following where data goes adds to a call, check by check",
    "start": "from nothing to the first tools/list answer",
}


def main() -> int:
    """Run what was named, or everything; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="./run bench",
        epilog="\n".join(f"  {name}: {what}" for name, what in BENCHES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help="which benches; all unless named")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.name if name not in BENCHES]
    if unknown:
        say(f"no bench {unknown[0]}; there are {', '.join(BENCHES)}")
        return 2
    for name in arguments.name or BENCHES:
        say(f"{name}: {BENCHES[name]}")
        print_rows(import_module(f"bench.{name}").rows(), as_json=arguments.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
