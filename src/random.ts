/**
 * Random streams by name and the laws drawn from them, for extensions and one's own models: `import { random } from 'bottlenet-sim'`.
 *
 * A law keeps no state: `random.gammaDistribution({ mean: 2, scv: 0.5 }).sample(stream)`.
 */
export type { Distribution } from './base/random/distribution.js';
export { discreteDistribution } from './base/random/distributions/discrete.js';
export { empiricalDistribution } from './base/random/distributions/empirical.js';
export { exponentialDistribution } from './base/random/distributions/exponential.js';
export { gammaDistribution } from './base/random/distributions/gamma.js';
export { lognormalDistribution } from './base/random/distributions/lognormal.js';
export { normalDistribution } from './base/random/distributions/normal.js';
export { paretoDistribution } from './base/random/distributions/pareto.js';
export { uniformDistribution } from './base/random/distributions/uniform.js';
export { weibullDistribution } from './base/random/distributions/weibull.js';
export { zipfDistribution } from './base/random/distributions/zipf.js';
export { KeyedDraws, type NoiseKey } from './base/random/keyed-draws.js';
export type { SeedOptions } from './base/random/name-hash.js';
export { type RandomStream, RandomStreams } from './base/random/random-streams.js';
