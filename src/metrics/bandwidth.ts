/** What requests take from the link. */
import type { Metric } from './metric.js';

const population = 'all requests created in the measured window';

export const bandwidthMetrics: readonly Metric[] = [
  {
    kind: 'ratio',
    name: 'bandwidth.bitsPerRequest',
    unit: 'bit',
    description: 'header, CRC and digital bits sent, retries included; analog values add none',
    population,
    counts: () => true,
    numerator: (record) => record.bits,
  },
  {
    kind: 'ratio',
    name: 'bandwidth.channelUsesPerRequest',
    unit: '1',
    description: 'complex channel uses of the payload, retries included',
    population,
    counts: () => true,
    numerator: (record) => record.payloadUses,
  },
  {
    kind: 'ratio',
    name: 'bandwidth.resourceElementsPerRequest',
    unit: '1',
    description: 'data resource elements of header and payload, retries included',
    population,
    counts: () => true,
    numerator: (record) => record.resourceElements,
  },
  {
    kind: 'ratio',
    name: 'bandwidth.blockSlotsPerRequest',
    unit: '1',
    description: 'resource blocks times slots granted',
    population,
    counts: () => true,
    numerator: (record) => record.resourceBlockSlots,
  },
  {
    kind: 'state',
    name: 'bandwidth.utilisation',
    unit: '1',
    description: 'granted share of the resource blocks of all slots in the measured window',
    population: 'slots that start in the measured window',
    numerator: ({ grantedBlockSlots }) => grantedBlockSlots,
    denominator: ({ availableBlockSlots }) => availableBlockSlots,
  },
];
