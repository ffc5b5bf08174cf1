import { describe, expect, it } from 'vitest';
import { nodeVersionFault } from '../../src/set-up/node-version.mjs';

describe('accepted versions of Node', () => {
  it.each(['20.12.0', '20.20.2', '22.0.0', '24.21.0'])('%s is accepted', (version) => {
    expect(nodeVersionFault(version, '>=20.12')).toBeUndefined();
  });

  it.each(['18.19.1', '20.11.1'])('%s is refused, and the message says what is accepted', (version) => {
    expect(nodeVersionFault(version, '>=20.12')).toContain(`this is Node ${version}; accepted is 20.12 or newer`);
  });

  it('a range of another form is a defect', () => {
    expect(() => nodeVersionFault('20.12.0', '^20')).toThrow('engines.node is "^20"');
  });
});
