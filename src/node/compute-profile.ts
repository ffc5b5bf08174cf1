/**
 * How long a processor takes and what it draws: simulated time and energy of device and server.
 *
 * Wall-clock time of the inference engine never enters: the engine gives values, a profile gives time.
 */
import type { TSchema } from 'typebox';
import type { RandomStream } from '../base/random/random-stream.js';
import type { SimTime } from '../base/time.js';

export interface ComputeProfile {
  /** Draw while working and while idle, W. */
  readonly activePower: number;
  readonly idlePower: number;
  /** Service time of `items` requests of `macs` multiply-accumulate operations in all; may draw random numbers. */
  duration(macs: number, items: number): SimTime;
}

export interface ComputeModel<Parameters = never> {
  /** Value of `kind` in a scenario. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  /** One profile per processor; `stream` is the processor's own. */
  create(parameters: Parameters, stream: RandomStream): ComputeProfile;
}
