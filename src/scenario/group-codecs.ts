/** The codecs of a device group: its own, and those that its policy may choose in its place. */
import type { Kinded } from '../base/slot.js';
import type { DeviceGroup } from './schema.js';

export interface GroupCodec {
  /** Place within the group, as in pointers: `codec`, `alternatives/0`. */
  readonly place: string;
  readonly codec: Kinded;
}

/** In the order that policies count: `codec` is 0. Of a group with faults, those that are there. */
export function groupCodecs({ codec, alternatives }: Pick<DeviceGroup, 'codec' | 'alternatives'>): GroupCodec[] {
  const others = Array.isArray(alternatives) ? alternatives : [];
  const places = [
    { place: 'codec', codec },
    ...others.map((other: Kinded, index) => ({ place: `alternatives/${index}`, codec: other })),
  ];
  return places.filter(({ codec: found }) => typeof found === 'object' && found !== null);
}

/** Every codec of a scenario. */
export const scenarioCodecs = (devices: Readonly<Record<string, DeviceGroup>>): Kinded[] =>
  Object.values(devices).flatMap((group) => groupCodecs(group).map(({ codec }) => codec));
