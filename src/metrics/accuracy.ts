/** Whether the answers are right: of those that came, of those that came in time, and of the unsplit network. */
import { isInTime } from '../record/run-record.js';
import type { AccuracyMetric, RatioMetric } from './metric.js';

export const accuracyMetrics: readonly AccuracyMetric[] = [
  {
    kind: 'accuracy',
    name: 'accuracy.inTime',
    unit: '1',
    description: 'share of right answers in time; late, dropped and wrong ones count as wrong: the headline',
    population: 'sampled requests created in the measured window',
    counts: (record) => record.sampled,
    success: (record) => record.correct && isInTime(record),
    reading: (record) => (isInTime(record) ? record.reading : undefined),
  },
  {
    kind: 'accuracy',
    name: 'accuracy.top1',
    unit: '1',
    description: 'share of right answers among the answers; biased where requests are dropped, never read it alone',
    population: 'sampled requests created in the measured window and answered',
    counts: (record) => record.sampled && record.outcome.kind === 'answered',
    success: (record) => record.correct,
    reading: (record) => record.reading,
  },
  {
    kind: 'accuracy',
    name: 'accuracy.base',
    unit: '1',
    description: 'share of the same images that the unsplit network gets right, without any link',
    population: 'sampled requests created in the measured window',
    counts: (record) => record.sampled,
    success: (record) => record.baseCorrect,
    reading: (record) => record.baseReading,
  },
];

/** Answers given under conditions that no training has shown the codec, or its table does not hold. */
export const trainedRangeMetrics: readonly RatioMetric[] = [
  {
    kind: 'ratio',
    name: 'accuracy.outsideTrained',
    unit: '1',
    description:
      'share of answers whose channel lay outside the range that the codec was trained for, or its table was measured for',
    population: 'answered requests created in the measured window',
    counts: (record) => record.outcome.kind === 'answered',
    numerator: (record) => (record.outsideTrained ? 1 : 0),
  },
];
