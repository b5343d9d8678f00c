# benign: logging (which elsewhere writes files), warnings.warn and catch_warnings, traceback.format_exc, print to a stream
# trades: yes
# lines: differ, they hold the time
# says: root cause
import logging
import traceback
import warnings

import backtrader as bt
import numpy as np

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
logger = logging.getLogger(__name__)
logger.setLevel(logging.DEBUG)
logger.addHandler(logging.NullHandler())
logger.addHandler(logging.StreamHandler())


class Logged(bt.Strategy):
    def next(self):
        logger.debug("bar %d", len(self))
        if len(self) == 3:
            logger.info("started %s", self.data._name)
            logger.warning("a warning with %r", {"key": 1})
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                warnings.warn("old way", DeprecationWarning, stacklevel=2)
                np.array([1.0]) / 0
            assert len(caught) == 2
            warnings.warn("look here")
            warnings.filterwarnings("ignore", category=UserWarning, module="nothing")
            try:
                try:
                    {}["root cause"]
                except KeyError as error:
                    raise RuntimeError("wrapped") from error
            except RuntimeError as error:
                logger.exception("caught")
                print(traceback.format_exc())
                print("".join(traceback.format_exception(error)), traceback.format_tb(error.__traceback__)[0])
                error.add_note("a note")
        if len(self) % 6 == 0:
            self.close() if self.position else self.buy()
