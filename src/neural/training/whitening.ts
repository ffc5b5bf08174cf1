/**
 * The fixed first filters: plus and minus the eigenvectors of the covariance of k x k x 3 image patches, each divided by the
 * root of its eigenvalue, so that their outputs are uncorrelated with unit variance (Jordan, airbench, 2024).
 */
import { imageBytes, imageSide } from '../image-sheet.js';

const ridge = 5e-4;

/** Weights of shape [k, k, 3, 2 k k 3] for images normalised by (x/255 - mean)/deviation. */
export function whiteningFilters(
  images: Uint8Array,
  count: number,
  kernel: number,
  mean: readonly number[],
  deviation: readonly number[],
): Float32Array {
  const size = kernel * kernel * 3;
  const { values, vectors } = symmetricEigen(patchCovariance(images, count, kernel, mean, deviation), size);
  const filters = new Float32Array(size * 2 * size);
  for (let e = 0; e < size; e++) {
    const scale = 1 / Math.sqrt(values[e]! + ridge);
    for (let i = 0; i < size; i++) {
      filters[i * 2 * size + e] = vectors[i * size + e]! * scale;
      filters[i * 2 * size + size + e] = -vectors[i * size + e]! * scale;
    }
  }
  return filters;
}

function patchCovariance(
  images: Uint8Array,
  count: number,
  kernel: number,
  mean: readonly number[],
  deviation: readonly number[],
): Float64Array {
  const size = kernel * kernel * 3;
  const sum = new Float64Array(size * size);
  const patch = new Float64Array(size);
  let patches = 0;
  // Every third position: neighbouring patches say nearly the same.
  for (let image = 0; image < count; image++) {
    for (let y = 0; y + kernel <= imageSide; y += 3) {
      for (let x = 0; x + kernel <= imageSide; x += 3) {
        let place = 0;
        for (let dy = 0; dy < kernel; dy++) {
          for (let dx = 0; dx < kernel; dx++) {
            const pixel = image * imageBytes + ((y + dy) * imageSide + x + dx) * 3;
            for (let c = 0; c < 3; c++) patch[place++] = (images[pixel + c]! / 255 - mean[c]!) / deviation[c]!;
          }
        }
        patches++;
        for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) sum[a * size + b]! += patch[a]! * patch[b]!;
      }
    }
  }
  return sum.map((value) => value / patches);
}

/** Eigenvalues and, column by column, eigenvectors of a small symmetric matrix: cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q]!;
        if (Math.abs(off) < 1e-14) continue;
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(t * t + 1);
        const sine = t * cosine;
        rotate(a, size, p, q, cosine, sine, size, 1);
        rotate(a, size, p, q, cosine, sine, 1, size);
        rotate(vectors, size, p, q, cosine, sine, size, 1);
      }
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
}

/** Rotates columns (step = size, stride = 1) or rows (step = 1, stride = size) p and q. */
function rotate(
  a: Float64Array,
  size: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
  step: number,
  stride: number,
) {
  for (let i = 0; i < size; i++) {
    const first = i * step + p * stride;
    const second = i * step + q * stride;
    const x = a[first]!;
    const y = a[second]!;
    a[first] = cosine * x - sine * y;
    a[second] = sine * x + cosine * y;
  }
}
