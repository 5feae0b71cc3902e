"""What spark-submit is given: `mokuromi spark` with the same arguments, on the cluster. It runs as a script, so it imports absolutely."""

import sys

from mokuromi.job.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["spark"]
    main()
