import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/schema/json-schema.js';
import { checkScenario } from '../../src/scenario/load.js';
import type { Preset } from '../../src/scenario/preset.js';
import { builtInPresets } from '../../src/scenario/preset-catalogue.js';

/** A scenario that uses the preset where it may stand. */
function using({ name, subject }: Preset): object {
  const preset = { preset: name };
  const compute: Json = { kind: 'linear', macRate: '1 GMAC/s' };
  return {
    format: 'bottlenet-sim/scenario@1',
    name: 'test',
    duration: '1 s',
    devices: {
      sensor: {
        count: 1,
        cell: 'air',
        server: 'edge',
        arrival: { kind: 'poisson', rate: '1 /s' },
        codec: { kind: 'local' },
        compute: subject === 'compute' ? preset : compute,
        placement: { kind: 'fixed', distance: '10 m' },
        ...(subject === 'radio' ? { radio: preset } : {}),
      },
    },
    cells: { air: subject === 'cell' ? preset : { kind: 'ideal' } },
    servers: { edge: subject === 'server' ? preset : { compute } },
  };
}

describe('presets', () => {
  it('have distinct names', () => {
    const names = builtInPresets.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(builtInPresets.map((preset) => [preset.name, preset] as const))(
    '%s is accepted, with source and limits',
    (_name, preset) => {
      expect(checkScenario(using(preset)).faults).toEqual([]);
      expect(preset.source.length).toBeGreaterThan(10);
      expect(preset.notes).toMatch(/\.$/);
    },
  );

  it('cannot stand where another part is wanted', () => {
    const text = using({ ...builtInPresets[0]!, subject: 'radio' });
    expect(checkScenario(text).faults.map(({ path, message }) => `${path} ${message}`)).toEqual([
      '/devices/sensor/radio/preset unknown preset "raspberry-pi-4"; accepted: nr-power-class-3, wifi-ns3, nrf52840',
    ]);
  });
});
