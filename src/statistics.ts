/**
 * The statistics behind every number of a result, for one's own analyses: `import { statistics } from 'bottlenet-sim'`.
 *
 * Nothing here knows of the simulator. What each interval assumes and how often it covers stands in docs/statistics.md.
 */
export {
  accuracyInterval,
  accuracyLossInterval,
  accuracyLossUpperBound,
  type ImageAnswers,
  type PairedImageAnswers,
} from './base/statistics/accuracy-interval.js';
export { batchMeans } from './base/statistics/batch-means.js';
export { binomialTest } from './base/statistics/binomial-test.js';
export type { AccuracyMode } from './base/statistics/clustered-mean.js';
export { fiellerInterval } from './base/statistics/fieller-interval.js';
export { Histogram, type HistogramBins, type HistogramData } from './base/statistics/histogram.js';
export { halfWidth, type Interval } from './base/statistics/interval.js';
export { jainIndex } from './base/statistics/jain-index.js';
export { Moments, type MomentsData } from './base/statistics/moments.js';
export { mser5, type Truncation } from './base/statistics/mser.js';
export { normalCdf, normalQuantile } from './base/statistics/normal-distribution.js';
export { sampleQuantileInterval, sketchQuantileInterval } from './base/statistics/quantile-interval.js';
export { QuantileSketch, type QuantileSketchData } from './base/statistics/quantile-sketch.js';
export { ratioInterval } from './base/statistics/ratio-interval.js';
export { studentCdf, studentQuantile } from './base/statistics/student-t.js';
export { pairedDifference, tInterval } from './base/statistics/t-interval.js';
export { TimeWeighted } from './base/statistics/time-weighted.js';
export { wilsonInterval } from './base/statistics/wilson-interval.js';
