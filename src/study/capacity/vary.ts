/** What a capacity question varies: `devices.camera.count=1..2000`, an integer between two bounds. */

import { InputError } from '../../base/errors.js';

export interface VariedCount {
  /** Dotted path into the scenario. */
  readonly path: string;
  readonly low: number;
  readonly high: number;
}

export function parseVary(text: string): VariedCount {
  const match = /^([^=\s]+)=(\d+)\.\.(\d+)$/.exec(text.trim());
  if (match === null) {
    throw new InputError(
      `--vary "${text}" is not understood; accepted: PATH=LOW..HIGH, such as devices.camera.count=1..2000`,
    );
  }
  const [low, high] = [Number(match[2]), Number(match[3])];
  if (low < 1 || high < low || !Number.isSafeInteger(high)) {
    throw new InputError(`--vary "${text}": accepted are whole numbers with 1 <= LOW <= HIGH`);
  }
  return { path: match[1]!, low, high };
}
