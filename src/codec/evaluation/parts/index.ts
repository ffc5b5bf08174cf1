import type { EvaluationPart } from '../evaluation-part.js';
import { accuracyTable } from './accuracy-table.js';
import { authorsProtocol } from './authors-protocol.js';
import { bursts } from './bursts.js';
import { channel } from './channel.js';
import { erasureModels } from './erasure-models.js';
import { rayleigh } from './rayleigh.js';
import { toldMet } from './told-met.js';

/** Parts of an evaluation in the order of their tables; a new one is one file and one line here. */
export const evaluationParts: readonly EvaluationPart[] = [
  channel,
  toldMet,
  rayleigh,
  bursts,
  erasureModels,
  authorsProtocol,
  accuracyTable,
];
