/** JSON Schema of the result contract, for programs that read `run --format json` or `summary.json`. */
import { Type } from 'typebox';

const numberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

const metric = Type.Object({
  name: Type.String({ description: 'FAMILY.METRIC; none ever changes its meaning' }),
  unit: Type.String({ description: 's, J, bit, 1/s, or 1 for counts and shares' }),
  estimate: numberOrNull('null where the run holds nothing to estimate it from'),
  low: numberOrNull('lower end of the interval; null where the data support none'),
  high: numberOrNull('upper end of the interval'),
  level: numberOrNull('confidence level; null for counts, which have no interval'),
  n: Type.Number({ description: 'observations behind the estimate' }),
  note: Type.Optional(Type.String({ description: 'why an interval is missing or must be read with care' })),
});

export const resultSchema = Type.Object(
  {
    format: Type.Literal('bottlenet-sim/result@1'),
    scenario: Type.String({ description: 'name of the scenario' }),
    verdict: Type.Union(
      [
        Type.Literal('stable'),
        Type.Literal('backlogged'),
        Type.Literal('overloaded'),
        Type.Literal('too-short'),
        Type.Literal('warming-up'),
      ],
      { description: 'whether the run can carry its own numbers' },
    ),
    verdictReasons: Type.Array(Type.String(), { description: 'one sentence per finding' }),
    engine: Type.String({ description: 'what ran the networks' }),
    fingerprint: Type.Object({
      trajectory: Type.String({ description: 'of all events: times and draws, never network outputs' }),
      answers: Type.String({ description: 'of all answers: depends on engine, processor and batch shape' }),
    }),
    replications: Type.Integer(),
    simulatedSeconds: Type.Number(),
    wallSeconds: Type.Optional(Type.Number({ description: 'left out of summary.json, which repeats byte for byte' })),
    imageSet: Type.String(),
    metrics: Type.Array(metric),
  },
  { title: 'bottlenet-sim result' },
);
