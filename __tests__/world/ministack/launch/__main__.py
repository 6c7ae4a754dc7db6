"""Starts MiniStack with our repairs, and ends it when the process that started it is gone (its end of our stdin closes)."""
import os
import signal
import sys
import threading

import change_set_owner
import lambda_lines
import nested_stacks
import web_identity
from ministack.app import main


def end_with_starter():
    # Not sys.stdin: the interpreter would wait for its lock when it ends.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


nested_stacks.repair()
lambda_lines.repair()
web_identity.repair()
change_set_owner.repair()
threading.Thread(target=end_with_starter, daemon=True).start()
sys.exit(main())
