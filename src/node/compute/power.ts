import { quantity } from '../../base/units.js';

/** Power draw, part of every compute profile's schema. */
export const powerProperties = {
  activePower: quantity('power', { description: 'draw while working', default: '0 W' }),
  idlePower: quantity('power', { description: 'draw while idle', default: '0 W' }),
};

export interface PowerParameters {
  readonly activePower: number;
  readonly idlePower: number;
}
