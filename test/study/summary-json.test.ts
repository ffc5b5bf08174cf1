import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { decodeSummary, encodeSummary } from '../../src/study/summary-json.js';

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt(),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint8Array(),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$type' && key !== '__proto__'),
      tie('node'),
      { noNullPrototype: true },
    ),
    fc.array(fc.tuple(fc.string(), tie('node'))).map((entries) => new Map(entries)),
  ),
})).node;

describe('a summary as JSON', () => {
  it('comes back as it was: non-finite numbers, typed arrays, maps and big integers included', () => {
    fc.assert(
      fc.property(value, (inner) => {
        const summary = { inner };
        expect(decodeSummary(JSON.parse(JSON.stringify(encodeSummary(summary))))).toEqual(summary);
      }),
    );
  });

  it('refuses what is no data', () => {
    for (const inner of [() => 1, Symbol('x'), new Date(0), new DataView(new ArrayBuffer(1)), { $type: 'Map' }]) {
      expect(() => encodeSummary({ inner })).toThrow(ModelError);
    }
  });
});
