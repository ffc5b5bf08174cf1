"""Writes references.json: samples, and what NumPy and SciPy make of them.

Run: pip install numpy scipy, then python make-references.py. Written with NumPy 2.4 and SciPy 1.17.
"""

import json
import pathlib

import numpy as np
from scipy import stats

LEVELS = [0.8, 0.95, 0.999]
random = np.random.default_rng(20240229)


def interval(estimate, bounds):
    return [float(estimate), float(bounds[0]), float(bounds[1])]


def mean_interval(values, level):
    return interval(np.mean(values), stats.ttest_1samp(values, 0).confidence_interval(level))


def moments(values):
    return {
        "values": list(values),
        "mean": float(np.mean(values)),
        "variance": float(np.var(values, ddof=1)),
        "minimum": float(np.min(values)),
        "maximum": float(np.max(values)),
    }


def t_intervals(values):
    return {"values": list(values), "intervals": [[level, *mean_interval(values, level)] for level in LEVELS]}


def paired(first, second):
    rows = [
        [level, *interval(np.mean(first - second), stats.ttest_rel(first, second).confidence_interval(level))]
        for level in LEVELS
    ]
    return {"first": list(first), "second": list(second), "intervals": rows}


def wilson(successes, trials):
    rows = []
    for level in LEVELS:
        bounds = stats.binomtest(successes, trials).proportion_ci(confidence_level=level, method="wilson")
        rows.append([successes, trials, level, *interval(successes / trials, bounds)])
    return rows


def jackknife(numerators, denominators, level):
    """Leave one replication out, term by term."""
    count = len(numerators)
    left = np.array(
        [np.delete(numerators, r).sum() / np.delete(denominators, r).sum() for r in range(count)]
    )
    error = np.sqrt((count - 1) ** 2 / count * np.var(left, ddof=1))
    half = stats.t.ppf((1 + level) / 2, count - 1) * error
    ratio = numerators.sum() / denominators.sum()
    return interval(ratio, (ratio - half, ratio + half))


def fieller(numerators, denominators, level):
    """Bounds as the roots of the quadratic (N - theta D)^2 = t^2 var(N - theta D)."""
    count = len(numerators)
    n, d = numerators.mean(), denominators.mean()
    covariance = np.cov(numerators, denominators, ddof=1) / count
    t = stats.t.ppf((1 + level) / 2, count - 1)
    roots = np.roots(
        [
            d * d - t * t * covariance[1, 1],
            -2 * (n * d - t * t * covariance[0, 1]),
            n * n - t * t * covariance[0, 0],
        ]
    )
    assert np.isreal(roots).all()
    return interval(n / d, sorted(roots))


def ratios(numerators, denominators):
    return {
        "numerators": list(numerators),
        "denominators": list(denominators),
        "jackknife": [[level, *jackknife(numerators, denominators, level)] for level in LEVELS],
        "fieller": [[level, *fieller(numerators, denominators, level)] for level in LEVELS],
    }


def quantiles(samples, p):
    count = len(samples)
    pooled = np.quantile(np.concatenate(samples), p)
    own = np.array([np.quantile(sample, p) for sample in samples])
    error = np.sqrt(((own - pooled) ** 2).sum() / (count * (count - 1)))
    rows = []
    for level in LEVELS:
        half = stats.t.ppf((1 + level) / 2, count - 1) * error
        rows.append([level, *interval(pooled, (pooled - half, pooled + half))])
    return {"samples": [list(sample) for sample in samples], "p": p, "intervals": rows}


def batches(values, count):
    size = len(values) // count
    means = values[: size * count].reshape(count, size).mean(axis=1)
    return {"values": list(values), "batches": count, "intervals": [[l, *mean_interval(means, l)] for l in LEVELS]}


def mser5(values):
    means = values[: len(values) // 5 * 5].reshape(-1, 5).mean(axis=1)
    half = len(means) // 2
    errors = [np.var(means[d:]) / (len(means) - d) for d in range(half + 1)]
    return {"values": list(values), "count": 5 * int(np.argmin(errors))}


def two_way(image, replication, correct, images, replications):
    """Two-way clustered mean, from the list of requests; Student's t with Satterthwaite's degrees of freedom."""
    n = len(correct)
    error = correct - correct.mean()

    def clustered(cluster):
        names = np.unique(cluster)
        g = len(names)
        return g / (g - 1) * sum(error[cluster == name].sum() ** 2 for name in names) / n**2, g

    by_image, m = clustered(image)
    by_replication, r = clustered(replication)
    variance = max(by_image, by_replication, by_image + by_replication - (error**2).sum() / n**2)
    degrees = variance**2 / (by_image**2 / (m - 1) + by_replication**2 / (r - 1))
    rows = {"population": [], "fixedSet": []}
    for level in LEVELS:
        for mode, v, nu in [("population", variance, degrees), ("fixedSet", by_replication, r - 1)]:
            half = stats.t.ppf((1 + level) / 2, nu) * np.sqrt(v)
            mean = correct.mean()
            rows[mode].append([level, *interval(mean, (max(0, mean - half), min(1, mean + half)))])
    counts = np.zeros((replications, images), int)
    right = np.zeros((replications, images), int)
    np.add.at(counts, (replication, image), 1)
    np.add.at(right, (replication, image), correct)
    return {"counts": counts.tolist(), "correct": right.tolist(), **rows}


def histogram(values, kind, low, high, bins):
    equal = low + (high - low) * np.arange(bins + 1) / bins
    edges = equal if kind == "equal" else np.geomspace(low, high, bins + 1)
    return {
        "kind": kind,
        "low": low,
        "high": high,
        "bins": bins,
        "values": list(values),
        "edges": list(edges),
        "counts": np.histogram(values, edges)[0].tolist(),
        "below": int((values < low).sum()),
        "above": int((values > high).sum()),
    }


def steps(times, values, end):
    """A state that is values[i] from times[i] on: integral and average to the end."""
    spans = np.diff(np.append(times, end))
    return {
        "times": times.tolist(),
        "values": values.tolist(),
        "end": int(end),
        "integral": int((values * spans).sum()),
        "average": float(np.average(values, weights=spans)),
        "maximum": int(values.max()),
    }


def jain(shares):
    return [list(map(float, shares)), float(np.sum(shares) ** 2 / (len(shares) * np.sum(np.square(shares))))]


def binomial(successes, trials, probability):
    return [successes, trials, probability, float(stats.binomtest(successes, trials, probability).pvalue)]


counts = random.integers(40, 160, 8).astype(float)
requests = 240
image = random.integers(0, 20, requests)
replication = np.arange(requests) % 6
correct = (random.random(requests) < 0.55 + 0.4 * (image % 3 > 0)).astype(int)
queue = np.concatenate([np.linspace(40, 1, 60) + random.normal(0, 1, 60), random.normal(0, 1, 303)])
state_times = np.concatenate([[1000], 1000 + np.cumsum(random.integers(0, 10**9, 40))])

references = {
    "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in [1e-12, 1e-4, 0.025, 0.3, 0.5, 0.6, 0.975, 0.99999]],
    "studentQuantile": [
        [p, nu, float(stats.t.ppf(p, nu))]
        for nu in [1, 2.5, 4, 9, 19, 147.3, 1e4, 3e6]
        for p in [0.001, 0.1, 0.6, 0.95, 0.975, 0.9995]
    ],
    "moments": [moments(random.lognormal(0, 1, 60)), moments(1e9 + random.normal(0, 1, 25))],
    "timeWeighted": steps(state_times, random.integers(0, 9, 41), state_times[-1] + 12345),
    "tIntervals": [t_intervals(random.normal(3, 2, 10)), t_intervals(random.exponential(5, 3))],
    "pairedDifference": paired(random.normal(5, 1, 7), random.normal(4, 1, 7)),
    "wilson": [row for case in [(0, 20), (7, 9), (20, 20), (501, 1000)] for row in wilson(*case)],
    "ratios": [
        ratios(2 * counts + 3 * np.sqrt(counts) * random.normal(0, 1, 8), counts),
        ratios(random.exponential(1, 5), 2 + random.random(5)),
        ratios(random.normal(1, 1, 6), np.full(6, 4.0)),
    ],
    "quantiles": [
        quantiles([np.round(random.exponential(1, size), 4) for size in (1000, 1200, 1500)], 0.9),
        quantiles([np.round(random.lognormal(0, 1, size), 4) for size in (300, 250)], 0.5),
    ],
    "batchMeans": [batches(random.normal(0, 1, 107).cumsum(), 10), batches(random.normal(0, 1, 20), 2)],
    "mser5": [mser5(queue), mser5(random.normal(0, 1, 203).cumsum())],
    "accuracy": two_way(image, replication, correct, 22, 6),
    "histograms": [
        histogram(random.normal(0, 1, 400), "equal", -1.5, 1.7, 16),
        histogram(np.append(random.integers(0, 12, 100) / 10, [0.3, 0.6, 0.7, 1]), "equal", 0, 1, 10),
        histogram(random.lognormal(0, 2, 400), "logarithmic", 0.01, 30, 24),
        histogram(10 ** random.uniform(-4, 4, 60), "logarithmic", 1e-3, 1e3, 6),
    ],
    "jain": [jain([1, 1, 1, 1]), jain([1, 0, 0, 0]), jain(random.exponential(1, 30)), jain([3, 1, 4, 1, 5, 9, 2, 6])],
    "binomialTest": [
        binomial(*case)
        for case in [
            (0, 10, 0.5), (3, 10, 0.5), (9, 10, 0.3), (200, 200, 0.95), (180, 200, 0.95), (1880, 2000, 0.95),
            (1900, 2000, 0.95), (1921, 2000, 0.95), (1800, 2000, 0.95), (31, 100_000, 2e-4),
        ]
    ],
}

target = pathlib.Path(__file__).with_name("references.json")
lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in references.items()]
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
