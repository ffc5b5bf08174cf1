"""Writes gap-transforms.json: transforms of gap laws by adaptive quadrature over their densities, and GI/M/1 by root finding.

Run: pip install scipy, then python make-gap-transforms.py. Written with SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, optimize, special, stats


def law_of(name, rate, parameter):
    if name == "lognormal":
        variance = np.log1p(parameter)
        return stats.lognorm(np.sqrt(variance), scale=np.exp(-variance / 2) / rate)
    if name == "weibull":
        return stats.weibull_min(parameter, scale=1 / rate / special.gamma(1 + 1 / parameter))
    return stats.pareto(parameter, scale=(parameter - 1) / parameter / rate)


def transform(law, s):
    """Over the quantiles, in pieces that crowd towards both ends."""
    ends = np.concatenate([[0], np.logspace(-12, -1, 12), 1 - np.logspace(-1, -12, 12)[1:], [1]])
    pieces = [
        integrate.quad(lambda u: np.exp(-s * law.ppf(u)), a, b, epsabs=1e-13, epsrel=1e-12)[0]
        for a, b in zip(ends, ends[1:])
    ]
    return sum(pieces)


rows = []
for name, parameters in [("lognormal", [0.5, 2, 9]), ("weibull", [0.5, 0.7, 2]), ("pareto", [1.3, 2.5, 6])]:
    for parameter in parameters:
        rate, service = 0.6, 1.0
        law = law_of(name, rate, parameter)
        share = optimize.brentq(lambda x: transform(law, service * (1 - x)) - x, 1e-6, 1 - 1e-3, xtol=1e-13)
        rows.append(
            {
                "law": name,
                "rate": rate,
                "parameter": parameter,
                "transforms": [[s, float(transform(law, s))] for s in (0.01, 0.3, 2, 20)],
                "waitShare": float(share),
                "meanWait": float(share / (service * (1 - share))),
            }
        )
target = pathlib.Path(__file__).with_name("gap-transforms.json")
target.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
