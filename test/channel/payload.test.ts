import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analogUses, codedUses, expandSigma2, headerUses } from '../../src/channel/payload.js';

describe('payload', () => {
  it('packs two real values, or the stated number of bits, into a use', () => {
    expect([0, 1, 2, 3, 512].map(analogUses)).toEqual([0, 1, 1, 2, 256]);
    expect(codedUses(1000, 3)).toBe(334);
    expect(() => codedUses(10, 0)).toThrow(/positive/);
    expect(headerUses).toBe(112);
  });
});

describe('expandSigma2', () => {
  it('gives each value the noise of the use that carried it', () => {
    const out = new Float64Array(5);
    expandSigma2(
      [
        { uses: 1, snr: 2 },
        { uses: 2, snr: 4 },
      ],
      5,
      0.1,
      out,
    );
    expect([...out]).toEqual([0.05, 0.05, 0.025, 0.025, 0.025]);
  });

  it('agrees with a use-by-use expansion', () => {
    const segment = fc.record({
      uses: fc.integer({ min: 1, max: 9 }),
      snr: fc.double({ min: 0.01, max: 100, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), fc.boolean(), (segments, odd) => {
        const perUse = segments.flatMap(({ uses, snr }) => Array.from({ length: uses }, () => 0.2 / snr));
        const values = 2 * perUse.length - (odd ? 1 : 0);
        const out = new Float64Array(values);
        expandSigma2(segments, values, 0.2, out);
        expect([...out]).toEqual(Array.from({ length: values }, (_, j) => perUse[j >> 1]));
      }),
    );
  });

  it('refuses a reception that is too short or too long', () => {
    const out = new Float64Array(8);
    expect(() => expandSigma2([{ uses: 2, snr: 1 }], 8, 1, out)).toThrow(/2 channel uses, but 8 code values need 4/);
    expect(() => expandSigma2([{ uses: 5, snr: 1 }], 8, 1, out)).toThrow(/5 channel uses/);
  });

  it('says that nothing arrived at g = 0', () => {
    const out = new Float64Array(2);
    expandSigma2([{ uses: 1, snr: 0 }], 2, 1, out);
    expect(out[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
