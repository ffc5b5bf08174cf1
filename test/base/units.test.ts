import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import {
  describeQuantity,
  formatQuantity,
  parseQuantity,
  quantity,
  quantityKinds,
  readQuantity,
} from '../../src/base/units.js';

describe('parseQuantity', () => {
  it.each([
    ['5 ms', 'duration', 5_000_000],
    ['0.1 s', 'duration', 100_000_000],
    ['1.0000000005 s', 'duration', 1_000_000_001],
    ['2 min', 'duration', 120_000_000_000],
    ['104 d', 'duration', 104 * 86400e9],
    ['20 MHz', 'frequency', 20e6],
    ['3.5GHz', 'frequency', 3.5e9],
    ['20 m', 'length', 20],
    ['36 km/h', 'speed', 10],
    ['200 mW', 'power', 0.2],
    ['4 W', 'power', 4],
    ['-85 dBm', 'powerLevel', -85],
    ['23 dBm', 'powerLevel', 23],
    ['-3 dB', 'ratio', -3],
    ['10 /s', 'rate', 10],
    ['10/s', 'rate', 10],
    ['10 Hz', 'rate', 10],
    ['5 GMAC/s', 'macRate', 5e9],
    ['12.5 MMAC', 'macs', 12.5e6],
    ['0.27 nJ', 'energy', 0.27e-9],
    ['1 Wh', 'energy', 3600],
    ['8 Mbit/s', 'bitRate', 8e6],
    ['0.5 kbit', 'bits', 500],
    ['2 KiB', 'bytes', 2048],
    ['1e3 us', 'duration', 1_000_000],
  ] as const)('%s is a %s of %d', (text, kind, value) => {
    expect(parseQuantity(text, kind)).toBe(value);
  });

  it.each([
    [
      5,
      'duration',
      'found 5, a number without a unit; accepted: a duration such as "5 ms" (units: ns, us, ms, s, min, h, d)',
    ],
    ['5', 'length', 'found "5", a number without a unit; accepted: a length such as "50 m" (units: mm, cm, m, km)'],
    [
      '20 mhz',
      'frequency',
      'found "20 mhz" (did you mean "MHz"?); accepted: a frequency such as "20 MHz" (units: Hz, kHz, MHz, GHz)',
    ],
    [
      '-1 s',
      'duration',
      'found "-1 s", a negative value; accepted: a duration such as "5 ms" (units: ns, us, ms, s, min, h, d)',
    ],
    [
      '0.3 bit',
      'bits',
      'found "0.3 bit", not a whole number; accepted: a number of bits such as "512 bit" (units: bit, kbit, Mbit, Gbit)',
    ],
    [
      '105 d',
      'duration',
      'found "105 d", longer than 2^53 ns (104 days); accepted: a duration such as "5 ms" (units: ns, us, ms, s, min, h, d)',
    ],
    ['1e999 W', 'power', 'found "1e999 W"; accepted: a power such as "200 mW" (units: uW, mW, W, kW)'],
    [
      'Infinity s',
      'duration',
      'found "Infinity s"; accepted: a duration such as "5 ms" (units: ns, us, ms, s, min, h, d)',
    ],
    [null, 'ratio', 'found null; accepted: a ratio in decibels such as "3 dB" (unit: dB)'],
  ] as const)('refuses %s as %s and says what is accepted', (text, kind, message) => {
    expect(readQuantity(text, kind)).toEqual({ ok: false, message });
  });

  it('holds ranges, named in the message', () => {
    const range = { exclusiveMinimum: 0, maximum: '104 d' } as const;
    expect(readQuantity('0 s', 'duration', range)).toEqual({
      ok: false,
      message:
        'found "0 s"; accepted: a duration above 0 ns and at most 104 d, such as "5 ms" (units: ns, us, ms, s, min, h, d)',
    });
    expect(readQuantity('104 d', 'duration', range)).toMatchObject({ ok: true });
    expect(readQuantity('1 ns', 'duration', { minimum: '2 ns' })).toMatchObject({ ok: false });
  });

  it('throws an InputError where one value is asked for', () => {
    expect(() => parseQuantity('fast', 'speed')).toThrow(InputError);
  });
});

describe('laws', () => {
  it('formatting and parsing give the same number back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...quantityKinds), fc.double({ min: 0, max: 1e15, noNaN: true }), (kind, value) => {
        const whole = kind === 'duration' || kind === 'bits' || kind === 'bytes';
        const wanted = whole ? Math.round(value) : value;
        expect(parseQuantity(formatQuantity(wanted, kind), kind)).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('durations are whole nanoseconds, within half a nanosecond of the text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 1, max: 12 }), (digits, places) => {
        const time = parseQuantity(`${digits}e-${places} ms`, 'duration');
        expect(Number.isSafeInteger(time)).toBe(true);
        const twice = 2n * BigInt(digits) * 10n ** 6n;
        const scale = 10n ** BigInt(places);
        const error = 2n * BigInt(time) * scale - twice;
        expect(error <= scale && -error <= scale).toBe(true);
      }),
    );
  });

  it('the published pattern accepts what the reader accepts', () => {
    for (const kind of quantityKinds) {
      const schema = quantity(kind, { description: 'x' }) as unknown as { pattern: string; examples: string[] };
      expect(schema.examples[0]).toMatch(new RegExp(schema.pattern, 'u'));
      expect(readQuantity(schema.examples[0], kind).ok).toBe(true);
      expect(formatQuantity(12.5, kind === 'duration' ? 'duration' : kind)).toMatch(new RegExp(schema.pattern, 'u'));
      expect(describeQuantity(kind)).toContain(schema.examples[0]);
    }
  });
});
