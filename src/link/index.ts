import { fluidCell } from './fluid-cell.js';
import { idealLink } from './ideal-link.js';
import type { LinkModel } from './link.js';
import { slottedCell } from './slotted-cell.js';

/** Links; a new one is one file and one line here. */
export const linkModels: readonly LinkModel[] = [slottedCell, fluidCell, idealLink];
