"""Writes references.json: the laws of src/base/random/distributions as SciPy has them.

Continuous laws: the quantiles of i/200, and that of 1 - 1e-4. Discrete laws: probabilities. Run: pip install scipy, then python
make-references.py. Written with SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import special, stats

BINS = 200


def continuous(law, parameters, scipy_law):
    return {
        "law": law,
        "parameters": parameters,
        "mean": float(scipy_law.mean()),
        "variance": None if not np.isfinite(scipy_law.var()) else float(scipy_law.var()),
        "edges": [float(scipy_law.ppf(i / BINS)) for i in range(1, BINS)],
        "far": float(scipy_law.isf(1e-4)),
    }


def uniform(low, high):
    return continuous("uniform", {"low": low, "high": high}, stats.uniform(low, high - low))


def exponential(mean):
    return continuous("exponential", {"mean": mean}, stats.expon(scale=mean))


def normal(mean, deviation):
    return continuous("normal", {"mean": mean, "standardDeviation": deviation}, stats.norm(mean, deviation))


def lognormal(mean, scv):
    variance = np.log1p(scv)
    law = stats.lognorm(np.sqrt(variance), scale=mean * np.exp(-variance / 2))
    return continuous("lognormal", {"mean": mean, "scv": scv}, law)


def gamma(mean, scv):
    return continuous("gamma", {"mean": mean, "scv": scv}, stats.gamma(1 / scv, scale=mean * scv))


def weibull(mean, shape):
    law = stats.weibull_min(shape, scale=mean / special.gamma(1 + 1 / shape))
    return continuous("weibull", {"mean": mean, "shape": shape}, law)


def pareto(mean, shape):
    return continuous("pareto", {"mean": mean, "shape": shape}, stats.pareto(shape, scale=mean * (shape - 1) / shape))


def discrete(law, parameters, first, probabilities):
    values = first + np.arange(len(probabilities))
    mean = (values * probabilities).sum()
    return {
        "law": law,
        "parameters": parameters,
        "mean": float(mean),
        "variance": float(((values - mean) ** 2 * probabilities).sum()),
        "first": first,
        "probabilities": [float(p) for p in probabilities],
    }


def zipf(count, exponent):
    ranks = np.arange(1, count + 1)
    return discrete("zipf", {"count": count, "exponent": exponent}, 1, stats.zipfian(exponent, count).pmf(ranks))


def weighted(weights):
    return discrete("discrete", {"weights": weights}, 0, np.array(weights) / sum(weights))


references = [
    uniform(-3, 5),
    exponential(2),
    normal(1, 3),
    lognormal(4, 0.5),
    lognormal(1, 9),
    gamma(3, 4),
    gamma(3, 0.25),
    weibull(2, 0.5),
    weibull(2, 3),
    pareto(5, 1.5),
    pareto(5, 3),
    zipf(50, 0.9),
    zipf(10, 0),
    weighted([0.2, 0, 3, 1, 0.05, 7, 0]),
]
target = pathlib.Path(__file__).with_name("references.json")
target.write_text("[\n" + ",\n".join(json.dumps(reference) for reference in references) + "\n]\n")
