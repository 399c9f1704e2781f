"""python -m janji: the command line."""

from janji.cli.main import main

if __name__ == "__main__":
    main()
