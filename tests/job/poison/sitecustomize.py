"""On the path of a process: its extraction fails at texts that hold 毒 (an exception), 殺 (the process ends) or 眠 (a hang)."""

import os
import time

from mokuromi.extract.pipeline import Engine

whole = Engine.extract


def extract(self, article):
    if "毒" in article.text:
        raise ZeroDivisionError("poisoned")
    if "殺" in article.text:
        os.kill(os.getpid(), 9)
    if "眠" in article.text:
        time.sleep(600)
    return whole(self, article)


Engine.extract = extract
