import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { Registry } from '../../src/base/registry.js';

const colours = new Registry('colour', [
  { name: 'red', hue: 0 },
  { name: 'green', hue: 120 },
]);

describe('registry', () => {
  test('returns the entry of a name and lists names in order', () => {
    expect(colours.get('green').hue).toBe(120);
    expect(colours.names()).toEqual(['red', 'green']);
    expect([colours.has('red'), colours.has('blue')]).toEqual([true, false]);
  });

  test('an unknown name lists what is accepted, the nearest name and the place', () => {
    const ask = () => colours.get('gren', { file: 'a.json', line: 3, path: '/colour' });
    expect(ask).toThrow(InputError);
    expect(ask).toThrow('a.json:3 /colour unknown colour "gren": accepted are red, green; did you mean "green"?');
    expect(() => colours.get('chartreuse')).toThrow(/accepted are red, green$/);
    expect(() => colours.get('toString')).toThrow(InputError);
  });

  test('with returns a larger registry and leaves the first alone', () => {
    const more = colours.with([{ name: 'blue', hue: 240 }]);
    expect(more.names()).toEqual(['red', 'green', 'blue']);
    expect(colours.names()).toEqual(['red', 'green']);
  });

  test('refuses a name twice or empty', () => {
    expect(() => colours.with([{ name: 'red', hue: 1 }])).toThrow('two entries for colour "red"');
    expect(() => new Registry('colour', [{ name: '' }])).toThrow(InputError);
  });
});
