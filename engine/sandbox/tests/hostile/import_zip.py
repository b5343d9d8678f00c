# verdict: FORBIDDEN
# family: imports
# witness: canary
# Leave an archive behind and import a module from it.
import zipfile
import zipimport

import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        with zipfile.ZipFile("@CANARY@/smuggled.zip", "w") as archive:
            archive.writestr("smuggled.py", "found = True")
        print(zipimport.zipimporter("@CANARY@/smuggled.zip").load_module("smuggled").found)
