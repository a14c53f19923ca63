"""Other programs' sync beside ours, on the same machine in the same run."""
