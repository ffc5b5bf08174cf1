/** Faults as a user reads them: place, what was found, what is accepted, and the source line with a mark under the spot. */
import { type Fault, formatFault, type InputError } from '../base/errors.js';

const width = 120;

/** One block of lines per fault, and how many there are. */
export function faultText(error: InputError): string {
  const { faults } = error;
  const blocks = faults.map((fault) => [formatFault(fault), ...markedLine(fault)].join('\n'));
  const count = faults.length === 1 ? '' : `\n${faults.length} faults`;
  return `${blocks.join('\n')}${count}`;
}

function markedLine({ sourceLine, column }: Fault): string[] {
  if (sourceLine === undefined || column === undefined || sourceLine.trim() === '') return [];
  // A long line is shown around the spot.
  const from = column > width ? column - Math.floor(width / 2) : 0;
  const shown = sourceLine.slice(from, from + width).replaceAll('\t', ' ');
  return [`  ${shown}`, `  ${' '.repeat(column - 1 - from)}^`];
}
