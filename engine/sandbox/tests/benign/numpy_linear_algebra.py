# benign: np.linalg in full: svd, eigh, eig, lstsq, inv, pinv, cholesky, qr, det, solve, matrix_rank, cond, norm, matrix_power
# trades: yes
import backtrader as bt
import numpy as np


class Factors(bt.Strategy):
    params = dict(window=30)

    def next(self):
        if len(self) < self.p.window:
            return
        close = np.array(self.data.close.get(size=self.p.window))
        steps = np.lib.stride_tricks.sliding_window_view(np.diff(np.log(close)), 4)
        cov = np.cov(steps, rowvar=False) + np.eye(4) * 1e-9
        u, s, vt = np.linalg.svd(steps - steps.mean(axis=0), full_matrices=False)
        values, vectors = np.linalg.eigh(cov)
        np.linalg.eig(cov), np.linalg.eigvals(cov), np.linalg.eigvalsh(cov), np.linalg.svd(cov, compute_uv=False)
        weights = np.linalg.solve(cov, np.ones(4))
        assert np.allclose(np.linalg.inv(cov) @ cov, np.eye(4), atol=1e-6)
        low = np.linalg.cholesky(cov)
        q, r = np.linalg.qr(steps)
        assert np.allclose(low @ low.T, cov) and np.allclose(q @ r, steps)
        np.linalg.pinv(steps), np.linalg.det(cov), np.linalg.slogdet(cov), np.linalg.matrix_rank(cov)
        np.linalg.cond(cov), np.linalg.norm(cov, "fro"), np.linalg.norm(cov, 2), np.linalg.matrix_power(cov, 3)
        np.linalg.multi_dot([cov, cov, cov]), np.linalg.tensorsolve(np.eye(4), np.ones(4))
        design = np.column_stack([np.arange(self.p.window), np.ones(self.p.window)])
        (slope, _), *_ = np.linalg.lstsq(design, close, rcond=None)
        try:
            np.linalg.inv(np.zeros((2, 2)))
        except np.linalg.LinAlgError as error:
            singular = str(error)
        assert singular and np.isfinite(weights).all() and s[0] >= s[-1] and values[-1] >= values[0]
        if slope > 0.02 and not self.position:
            self.buy()
        elif slope < 0 and self.position:
            self.close()
