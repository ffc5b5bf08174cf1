/** Index of the largest of `classCount` logits, per row; the first one on ties. A row without a number gives class 0. */
export function predictedClasses(logits: Float32Array, rows: number, classCount: number): Int32Array {
  const classes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classCount;
    let best = 0;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classCount; k++) {
      const logit = logits[start + k]!;
      if (logit > largest) {
        largest = logit;
        best = k;
      }
    }
    classes[row] = best;
  }
  return classes;
}
