/**
 * Age of information at a device: how old the image is that its newest answer speaks of.
 *
 *   age(t) = t - created of the newest image answered by t;   mean = integral of age over time / time
 *
 * An answer to an older image than one already answered changes nothing. Over all devices of a replication, each from its
 * first to its last answer. Source: S. Kaul, R. Yates, M. Gruteser, "Real-time status: how often should one update?", IEEE
 * INFOCOM 2012. Limits: the time before a device's first and after its last answer is not seen.
 */
import { type SimTime, timeToSeconds } from '../base/time.js';
import type { Metric, SequenceFold } from './metric.js';

/** The newest answer of a device: when its image was created, and up to when its age has been counted. */
interface Newest {
  created: SimTime;
  countedTo: SimTime;
}

function ageFold(): SequenceFold {
  const byGroup = new Map<string, Map<number, Newest>>();
  return ({ group, device, created, answered, outcome }) => {
    if (outcome.kind !== 'answered') return undefined;
    const devices = byGroup.get(group) ?? new Map<number, Newest>();
    byGroup.set(group, devices);
    const newest = devices.get(device);
    if (newest === undefined) {
      devices.set(device, { created, countedTo: answered });
      return undefined;
    }
    if (created <= newest.created) return undefined;
    const seconds = timeToSeconds(answered - newest.countedTo);
    const meanAge = timeToSeconds(answered - newest.created) - seconds / 2;
    newest.created = created;
    newest.countedTo = answered;
    return { numerator: meanAge * seconds, denominator: seconds };
  };
}

export const ageMetrics: readonly Metric[] = [
  {
    kind: 'sequence',
    name: 'age.mean',
    unit: 's',
    description: 'time since the creation of the newest image answered at the device, averaged over time',
    population: 'answers to requests created in the measured window, each device from its first to its last',
    begin: ageFold,
  },
];
