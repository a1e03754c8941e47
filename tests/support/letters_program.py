"""The office that deals with people, as a program."""

from letters import LettersSettings, build

from ostiary.server import run

if __name__ == "__main__":
    run(lambda settings: build(settings, []), LettersSettings)
