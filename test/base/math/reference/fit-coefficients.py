"""Fits the polynomial coefficients of src/base/math by interpolation at Chebyshev nodes (near-minimax).

Needs mpmath 1.3. Usage: python3 fit-coefficients.py
Prints each coefficient list, lowest power first, and the largest error of the rounded polynomial on its interval.
"""
from mpmath import mp, mpf, cos, pi, exp, log, sin, sqrt, erfc, besselj, bessely, matrix, lu_solve

mp.dps = 60


def fit(name, f, low, high, degree):
    low, high = mpf(low), mpf(high)
    n = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    a = matrix(n, n)
    b = matrix(n, 1)
    for i, x in enumerate(nodes):
        b[i] = f(x)
        for j in range(n):
            a[i, j] = x**j
    c = [float(v) for v in lu_solve(a, b)]
    worst = mpf(0)
    for i in range(401):
        x = low + (high - low) * (i + mpf("0.37")) / 402
        value = sum(mpf(v) * x**j for j, v in enumerate(c))
        worst = max(worst, abs(value - f(x)))
    print(name, "error %.2e" % float(worst))
    for v in c:
        print("  %r," % v)


def odd(f, at_zero):
    return lambda z: at_zero if z == 0 else f(z)


half_log2 = log(2) / 2
fit("exp: (e^r - 1 - r) / r^2", lambda r: (exp(r) - 1 - r) / r**2, -half_log2, half_log2, 9)
s_max = (sqrt(2) - 1) / (sqrt(2) + 1)
fit("log: (log((1+s)/(1-s)) - 2s) / s^3, in s^2",
    lambda z: (log((1 + sqrt(z)) / (1 - sqrt(z))) - 2 * sqrt(z)) / sqrt(z)**3, 0, s_max**2, 6)
quarter = (pi / 4)**2
fit("sin: (sin r - r) / r^3, in r^2", lambda z: (sin(sqrt(z)) - sqrt(z)) / sqrt(z)**3, 0, quarter, 5)
fit("cos: (cos r - 1 + r^2/2) / r^4, in r^2", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, 0, quarter, 5)
tp = 2 * pi
fit("sin of turns: sin(2 pi v) / v, in v^2", lambda z: sin(tp * sqrt(z)) / sqrt(z), 0, mpf(1) / 64, 7)
fit("cos of turns: cos(2 pi v), in v^2", lambda z: cos(tp * sqrt(z)), 0, mpf(1) / 64, 7)

K = mpf("3.5")


def erfcx_mapped(t):
    x = K * (1 + t) / (1 - t) if t != 1 else None
    return (exp(x * x) * erfc(x)) * (1 + 2 * x)


fit("erfc: (1+2x) e^(x^2) erfc x, in t = (x-3.5)/(x+3.5)", erfcx_mapped, -1, mpf("0.7778"), 23)


def hankel(x):
    """P0 and Q0 of J0 = sqrt(2/(pi x)) (P cos(x - pi/4) - Q sin(x - pi/4)), Y0 likewise with sin, cos."""
    amplitude = sqrt(2 / (pi * x))
    j, y = besselj(0, x) / amplitude, bessely(0, x) / amplitude
    c, s = cos(x - pi / 4), sin(x - pi / 4)
    return j * c + y * s, y * c - j * s


tiny = mpf(10)**-12
fit("j0: J0 on [0, 8], in x^2/64", lambda z: besselj(0, 8 * sqrt(z)), 0, 1, 18)
fit("j0: P0 in (8/x)^2", lambda z: hankel(8 / sqrt(z))[0], tiny, 1, 12)
fit("j0: Q0 x, in (8/x)^2", lambda z: hankel(8 / sqrt(z))[1] * 8 / sqrt(z), tiny, 1, 12)
