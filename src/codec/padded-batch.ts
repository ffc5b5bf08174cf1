/**
 * Network calls over many rows in one fixed batch shape.
 *
 * A network's last digits may depend on the number of rows of the call, so every call of a run has `batchSize` rows; the
 * last batch is filled with zeros, whose results nobody reads.
 */

/** Calls `run(batch, first, rows)`: `batch` holds `batchSize` rows of which the first `rows` are those from `first` on. */
export function forEachPaddedBatch<Values extends Uint8Array | Float32Array>(
  values: Values,
  rowLength: number,
  batchSize: number,
  run: (batch: Values, first: number, rows: number) => void,
): void {
  const count = values.length / rowLength;
  for (let first = 0; first < count; first += batchSize) {
    const rows = Math.min(batchSize, count - first);
    const part = values.subarray(first * rowLength, (first + rows) * rowLength) as Values;
    if (rows === batchSize) {
      run(part, first, rows);
      continue;
    }
    const padded = new (values.constructor as new (length: number) => Values)(batchSize * rowLength);
    padded.set(part);
    run(padded, first, rows);
  }
}
