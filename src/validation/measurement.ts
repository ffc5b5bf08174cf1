/** Numbers read off a run, each with a standard error from its replications. */
import { ModelError } from '../base/errors.js';
import { halfWidth, type Interval } from '../base/statistics/interval.js';
import { ratioInterval } from '../base/statistics/ratio-interval.js';
import { studentQuantile } from '../base/statistics/student-t.js';
import { timeToSeconds } from '../base/time.js';
import type { SimulationResult } from '../metrics/result.js';
import type { RecordSink, RunRecord } from '../record/run-record.js';
import type { Scenario } from '../scenario/schema.js';
import type { CodeProbe, ReceivedCode } from './code-probe.js';

export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export interface Measurement {
  /** Receives the rows of one replication. */
  begin?(replication: number): RecordSink;
  estimate(result: SimulationResult): Estimate;
}

/** What a measurement can look at besides the rows. */
export interface MeasuredRun {
  readonly scenario: Scenario;
  /** Sees codes on their way; only fed by codecs that report to it. */
  readonly probe: CodeProbe;
}

/** Makes the measurement of one run. */
export type Measure = (run: MeasuredRun) => Measurement;

/** Sums over the requests of one replication. */
export interface Sums {
  numerator: number;
  denominator: number;
}

/** A metric of the result; its standard error is its interval's. */
export function metric(name: string): Measure {
  return ({ scenario }) => ({
    estimate(result) {
      const found = result.metrics.find((candidate) => candidate.name === name);
      if (found?.estimate == null || found.low === null || found.high === null || found.level === null) {
        throw new ModelError(`${result.scenario}: metric ${name} has no interval (${found?.note ?? 'unknown name'})`);
      }
      const { estimate, low, high, level } = found;
      return {
        value: estimate,
        standardError: (high - low) / 2 / studentQuantile((1 + level) / 2, scenario.replications - 1),
      };
    },
  });
}

/** A metric times a constant plus a constant. */
export function scaled(measure: Measure, factor: number, offset = 0): Measure {
  return (run) => {
    const inner = measure(run);
    return {
      ...(inner.begin === undefined ? {} : { begin: (replication) => inner.begin!(replication) }),
      estimate(result) {
        const { value, standardError } = inner.estimate(result);
        return { value: factor * value + offset, standardError: Math.abs(factor) * standardError };
      },
    };
  };
}

/**
 * A ratio of sums over the requests created in the measured window, with its jackknife error over replications.
 * @param fold makes the fold of one replication, which may remember earlier rows; rows come in the order in which requests ended
 */
export function ratioOfRows(fold: () => (record: RunRecord, sums: Sums) => void): Measure {
  return ({ scenario: { warmUp, duration } }) => {
    const sums: Sums[] = [];
    return {
      begin() {
        const own: Sums = { numerator: 0, denominator: 0 };
        sums.push(own);
        const add = fold();
        return {
          write(record) {
            if (record.created >= warmUp && record.created < duration) add(record, own);
          },
        };
      },
      estimate: () => ratioEstimate(sums),
    };
  };
}

/** A ratio of sums over the codes that a watched codec receives, with its jackknife error over replications. */
export function ratioOfCodes(add: (code: ReceivedCode, sums: Sums) => void): Measure {
  return ({ probe }) => {
    const sums: Sums[] = [];
    probe.listen((code, replication) => {
      sums[replication] ??= { numerator: 0, denominator: 0 };
      add(code, sums[replication]);
    });
    return { estimate: () => ratioEstimate(sums) };
  };
}

/** Sum of a value over the requests created in the measured window, per second of the window. */
export function perSecond(value: (record: RunRecord) => number): Measure {
  return (run) => {
    const seconds = timeToSeconds(run.scenario.duration - run.scenario.warmUp);
    return ratioOfRows(() => (record, sums) => {
      sums.numerator += value(record);
      sums.denominator = seconds;
    })(run);
  };
}

/** Sum of numerators over sum of denominators, one pair per replication. */
export function ratioEstimate(sums: readonly Sums[]): Estimate {
  const interval = ratioInterval(
    sums.map(({ numerator }) => numerator),
    sums.map(({ denominator }) => denominator),
  );
  return fromInterval(interval, sums.length - 1);
}

/** @param degrees of freedom of the t quantile the interval was made with */
export function fromInterval(interval: Interval, degrees: number): Estimate {
  return {
    value: interval.estimate,
    standardError: halfWidth(interval) / studentQuantile((1 + interval.level) / 2, degrees),
  };
}
