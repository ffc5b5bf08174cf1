/**
 * Sine and cosine of a fraction of a turn: sin(2 pi u) and cos(2 pi u).
 *
 * The reduction to an eighth of a turn is exact (no pi takes part in it), so phases kept in turns lose nothing
 * however long the run. Polynomials in the remaining v^2, |v| <= 1/8 (coefficients by
 * test/base/math/fixtures/fit-coefficients.py). Absolute error below 2.3e-16 for |u| <= 2^31; bit-repeatable on every
 * IEEE 754 engine.
 */

const ROUNDER = 6755399441055744;

/** sin(2 pi u), |u| <= 2^31. */
export function sinTurn(u: number): number {
  const n = u * 4 + ROUNDER - ROUNDER;
  const v = u - n * 0.25;
  const quadrant = n & 3;
  const value = (quadrant & 1) === 0 ? sinEighth(v) : cosEighth(v);
  return quadrant < 2 ? value : -value;
}

/** cos(2 pi u), |u| <= 2^31. */
export function cosTurn(u: number): number {
  const n = u * 4 + ROUNDER - ROUNDER;
  const v = u - n * 0.25;
  const quadrant = (n + 1) & 3;
  const value = (quadrant & 1) === 0 ? sinEighth(v) : cosEighth(v);
  return quadrant < 2 ? value : -value;
}

/** sin(2 pi v), |v| <= 1/8. */
function sinEighth(v: number): number {
  const z = v * v;
  const w = z * z;
  return (
    v *
    (6.283185307179586 +
      (z * (-41.34170224039976 + z * 81.60524927607493) +
        w *
          z *
          (-76.70585975299812 +
            z * 42.05869392898878 +
            w * (-15.094640403891546 + z * 3.8197881201632113 - w * 0.7116358090781666))))
  );
}

/** cos(2 pi v), |v| <= 1/8. */
function cosEighth(v: number): number {
  const z = v * v;
  const w = z * z;
  return (
    1 +
    (z * (-19.739208802178716 + z * 64.93939402266795) +
      w *
        z *
        (-85.45681720652271 +
          z * 60.244641328867296 +
          w * (-26.426250908622137 + z * 7.903091687751697 - w * 1.6968494702918826)))
  );
}
