"""Zqx."""
# zqx

import zqx
from zqx import qzx


class Zqx(Qzx):
    zqx = 7

    def qzx(self, zqx, xzq=7):
        if zqx == 7 and not xzq:
            self.xzq = zqx.qzx(7, "zqx", xzq=[7])
        for qzx in zqx:
            xzq(qzx)
        return zqx + 7
