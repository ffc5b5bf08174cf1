/** Entry of a worker thread of the coverage study. */
export { countCoverage } from './coverage-count.js';
