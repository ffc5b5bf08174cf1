import type { SchemaIssue } from '../base/schema/check-schema.js';
import type { Origin } from './origin.js';

/** A fault of a scenario or of a document beside it. */
export interface Issue extends SchemaIssue {
  /** Layer at fault, when it is not the one that wrote the value at the path. */
  readonly origin?: Origin;
}
