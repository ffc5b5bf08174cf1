/** What holds for every policy, and what each chooses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { fixedPolicy } from '../../src/policy/fixed.js';
import { policyModels } from '../../src/policy/index.js';
import type { Policy } from '../../src/policy/policy.js';
import { reportedSnrPolicy } from '../../src/policy/reported-snr.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { checkScenario } from '../../src/scenario/load.js';
import { simulate } from '../../src/simulate.js';
import { cellScenario } from '../support/scenario.js';

const codecs = Array.from({ length: 4 }, (_, index) => ({ label: `codec ${index}` }) as Codec);

/** Valid parameters of every policy, for as many codecs. */
const settings: Readonly<Record<string, (count: number) => object>> = {
  fixed: (count) => ({ kind: 'fixed', choice: count - 1 }),
  'reported-snr': (count) => ({ kind: 'reported-snr', thresholds: [20, 10, 0].slice(0, count - 1) }),
};

const choose = (policy: Policy, count: number, snrDb: number): number =>
  policy.choose({ codecs: codecs.slice(0, count), waiting: 0, reportedSnrDb: () => snrDb });

describe.each(policyModels.map((model) => [model.name, model] as const))('%s', (name, model) => {
  const counts = [1, 2, 3, 4].filter((count) => model.refuses?.(settings[name]!(count) as never, count) === undefined);

  it('takes some number of codecs', () => expect(counts.length).toBeGreaterThan(0));

  it('chooses one of the codecs, the same one when asked again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...counts), fc.double({ min: -60, max: 60, noNaN: true }), (count, snrDb) => {
        const policy = model.create(settings[name]!(count) as never);
        const choice = choose(policy, count, snrDb);
        expect(codecs.slice(0, count)[choice]).toBeDefined();
        expect(choose(policy, count, snrDb)).toBe(choice);
      }),
    );
  });

  it('chooses without a signal', () => {
    for (const count of counts) {
      const policy = model.create(settings[name]!(count) as never);
      expect(codecs.slice(0, count)[choose(policy, count, Number.NEGATIVE_INFINITY)]).toBeDefined();
    }
  });
});

it('fixed takes the codec of the group, or the one it names', () => {
  expect(choose(fixedPolicy.create({ kind: 'fixed' }), 3, 0)).toBe(0);
  expect(choose(fixedPolicy.create({ kind: 'fixed', choice: 2 }), 3, 0)).toBe(2);
});

describe('reported-snr', () => {
  const policy = reportedSnrPolicy.create({ kind: 'reported-snr', thresholds: [10, 0] });

  it('takes the first codec whose threshold is reached, and the last where none is', () => {
    expect([11, 10, 9, 0, -1].map((snrDb) => choose(policy, 3, snrDb))).toEqual([0, 0, 1, 1, 2]);
  });

  it('asks for the SNR of the codec that the threshold belongs to', () => {
    const snrDb = [5, 3, 99];
    const reportedSnrDb = (codec: Codec) => snrDb[codecs.indexOf(codec)]!;
    expect(policy.choose({ codecs: codecs.slice(0, 3), waiting: 0, reportedSnrDb })).toBe(1);
  });
});

const payload = (size: number, kind = 'analog') => ({
  kind: 'payload-only',
  payload: kind,
  size,
  deviceMacs: size * 1000,
  serverMacs: 1000,
});

describe('a group with alternatives', () => {
  it('sends what the policy chose: uses, work and told condition are of that codec', async () => {
    const scenario = cellScenario((draft) => {
      draft.replications = 1;
      draft.devices.camera!.codec = payload(100);
      draft.devices.camera!.alternatives = [payload(300), payload(2000, 'digital')];
      draft.devices.camera!.policy = { kind: 'reported-snr', thresholds: [24, 20] };
    });
    const rows: RunRecord[] = [];
    await simulate(scenario, { onRecord: () => ({ write: (row) => void rows.push({ ...row }) }) });
    const answered = rows.filter(({ outcome }) => outcome.kind === 'answered');
    const { overhead, macRate } = scenario.devices.camera!.compute as unknown as Record<string, number>;
    for (const choice of [0, 1, 2]) {
      const chosen = answered.filter(({ codecChoice }) => codecChoice === choice);
      expect(chosen.length).toBeGreaterThan(10);
      const macs = [100, 300, 2000][choice]! * 1000;
      for (const { deviceStart, deviceEnd, payloadUses, transportBlocks } of chosen) {
        expect(deviceEnd - deviceStart).toBe(Math.round(overhead! + (macs / macRate!) * 1e9));
        if (choice < 2) expect(payloadUses).toBe([50, 150][choice]);
        expect(transportBlocks > 0).toBe(choice === 2);
      }
    }
    // A digital request is told the reported SNR itself.
    for (const { codecChoice, told } of answered) if (codecChoice === 2) expect(told).toBeLessThan(20);
  });

  it('gives the bytes of a group without them where they are never chosen', async () => {
    const plain = cellScenario();
    const never = cellScenario((draft) => {
      draft.devices.camera!.alternatives = [payload(300)];
      draft.devices.camera!.policy = { kind: 'reported-snr', thresholds: [-500] };
    });
    const [one, other] = [await simulate(plain), await simulate(never)];
    expect(other.fingerprint).toEqual(one.fingerprint);
  });

  it('names the codec that an extension chose wrongly', async () => {
    const scenario = cellScenario((draft) => {
      draft.devices.camera!.count = 1;
      draft.devices.camera!.policy = { kind: 'beyond' };
    });
    const beyond = { ...reportedSnrPolicy, name: 'beyond', create: () => ({ choose: () => 3 }) };
    await expect(simulate(scenario, { extensions: [{ policies: [beyond] }] })).rejects.toThrow(
      'device/camera/0: the policy chose codec 3; accepted: 0 .. 0',
    );
  });
});

const threshold = 15;

it('sees the power of a device at its maximum spread over the blocks that the values ask for', async () => {
  const chosen = async (maximumPower: number) => {
    const scenario = cellScenario((draft) => {
      draft.replications = 1;
      draft.devices.camera!.count = 1;
      draft.devices.camera!.placement = { kind: 'fixed', distance: 150 };
      draft.devices.camera!.fading = { kind: 'static' };
      draft.devices.camera!.radio = { ...draft.devices.camera!.radio, maximumPower };
      draft.devices.camera!.codec = payload(5000);
      draft.devices.camera!.alternatives = [payload(100)];
      draft.devices.camera!.policy = { kind: 'reported-snr', thresholds: [threshold] };
    });
    const choices = new Set<number>();
    await simulate(scenario, { onRecord: () => ({ write: ({ codecChoice }) => void choices.add(codecChoice) }) });
    return [...choices];
  };
  expect(await chosen(60)).toEqual([0]);
  // 2,500 uses ask for 19 blocks, each of which gets 11 dB less than one alone.
  expect(await chosen(17)).toEqual([1]);
});

describe('refused', () => {
  const text = (change: object) => ({
    format: 'bottlenet-sim/scenario@1',
    name: 'refused',
    duration: '4 s',
    inference: { share: 0 },
    devices: {
      camera: {
        count: 1,
        cell: 'main',
        server: 'edge',
        arrival: { kind: 'poisson', rate: '10 /s' },
        codec: { kind: 'payload-only', payload: 'analog', size: 2 },
        compute: { preset: 'raspberry-pi-4', overhead: '2 ms' },
        ...change,
      },
    },
    cells: { main: { kind: 'ideal' } },
    servers: { edge: { preset: 'triton-t4', batch: { maximumSize: 8 } } },
  });
  const two = { alternatives: [{ kind: 'payload-only', payload: 'analog', size: 4 }] };
  const thresholds = (...list: string[]) => ({ policy: { kind: 'reported-snr', thresholds: list } });

  it.each([
    [
      'alternatives that nothing chooses',
      two,
      'the group has 2 codecs; "fixed" does not say which of them; accepted: "choice"',
    ],
    ['a choice beyond them', { ...two, policy: { kind: 'fixed', choice: 2 } }, 'found "choice" 2; accepted: 0 .. 1'],
    [
      'a policy without alternatives',
      thresholds('3 dB'),
      'the group has 1 codec; found 1 in "thresholds"; accepted: one less',
    ],
    ['too many thresholds', { ...two, ...thresholds('9 dB', '3 dB') }, 'found 2 in "thresholds"; accepted: one less'],
    [
      'thresholds that rise',
      { ...two, ...thresholds('3 dB', '9 dB') },
      'threshold 1 is 9 dB behind 3 dB; accepted: falling',
    ],
    ['no alternative', { alternatives: [] }, '/devices/camera/alternatives'],
    ['a threshold without unit', { ...two, policy: { kind: 'reported-snr', thresholds: [3] } }, 'thresholds/0'],
  ])('%s', (_what, change, expected) => {
    const { faults } = checkScenario(text(change));
    expect(faults.map(({ path, message }) => `${path} ${message}`).join('\n')).toContain(expected);
  });

  it('with one fault where an alternative itself is wrong', () => {
    const { faults } = checkScenario(text({ alternatives: [{ kind: 'nope' }], ...thresholds('3 dB') }));
    expect(faults.map(({ path }) => path)).toEqual(['/devices/camera/alternatives/0/kind']);
  });

  it('and accepts what is left', () => {
    expect(checkScenario(text({ ...two, ...thresholds('3 dB') })).faults).toEqual([]);
  });
});
