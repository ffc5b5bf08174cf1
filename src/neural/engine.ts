/**
 * The engine that runs the networks: native TensorFlow, else WebAssembly (SIMD), else plain JavaScript.
 *
 * All three execute the same functional graph. Native is the fastest from batch 8 on, and by far the fastest to train;
 * WebAssembly gives the same bits on every machine; the CPU engine is the last resort (about 100 times slower).
 * Limits: threads of native TensorFlow are set by TF_NUM_INTRAOP_THREADS before the first load, in the main thread only.
 */
import { createRequire } from 'node:module';
import util from 'node:util';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import { EnvironmentError } from '../base/errors.js';

export type Backend = 'native' | 'wasm' | 'cpu';
export type EngineChoice = 'auto' | Backend;

export interface Engine {
  readonly tf: typeof TensorFlow;
  readonly backend: Backend;
  readonly version: string;
  /** One line: why this one, and why not the better one. */
  readonly reason: string;
}

const require = createRequire(import.meta.url);
const order: readonly Backend[] = ['native', 'wasm', 'cpu'];
const titles: Readonly<Record<Backend, string>> = {
  native: 'native TensorFlow',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
};

/**
 * Loads the wanted engine, or for `auto` the best one that works; BOTTLENET_SIM_ENGINE replaces `auto`.
 * @throws EnvironmentError if an engine asked for by name does not load
 */
export async function loadEngine(want: EngineChoice = 'auto'): Promise<Engine> {
  const fromEnvironment = process.env.BOTTLENET_SIM_ENGINE;
  const asked = want === 'auto' && fromEnvironment !== undefined && fromEnvironment !== '' ? fromEnvironment : want;
  if (asked !== 'auto' && !order.includes(asked as Backend)) {
    throw new EnvironmentError(`BOTTLENET_SIM_ENGINE is "${asked}"; accepted are auto, native, wasm and cpu`);
  }
  // Loaded before the backends so that all of them register with this one tfjs-core.
  const tf = require('@tensorflow/tfjs-core') as typeof TensorFlow;
  tf.enableProdMode();
  const refused: string[] = [];
  for (const backend of asked === 'auto' ? order : [asked as Backend]) {
    try {
      const version = await load[backend](tf);
      const why =
        asked === 'auto' ? 'the best engine that loads' : want === 'auto' ? 'set by BOTTLENET_SIM_ENGINE' : 'asked for';
      const reason = [`${titles[backend]}: ${why}`, ...refused].join('; ');
      return { tf, backend, version, reason };
    } catch (error) {
      const message = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
      const remedy = message.includes('tfjs_binding') ? '; "bottlenet-sim engine install" builds it' : '';
      refused.push(`${titles[backend]} does not load (${message}${remedy})`);
    }
  }
  throw new EnvironmentError(refused.join('; '));
}

const load: Readonly<Record<Backend, (tf: typeof TensorFlow) => Promise<string>>> = {
  async native(tf) {
    if ((process.env.BOTTLENET_SIM_NO_NATIVE ?? '') !== '') throw new Error('BOTTLENET_SIM_NO_NATIVE is set');
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
    // Removed in Node 23; tfjs-node 4.22.0 still calls it.
    (util as unknown as { isNullOrUndefined: (value: unknown) => boolean }).isNullOrUndefined = (value) =>
      value == null;
    require('@tensorflow/tfjs-node');
    if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend did not start');
    return (tf.backend() as unknown as { binding: { TF_Version: string } }).binding.TF_Version;
  },
  async wasm(tf) {
    const wasm = require('@tensorflow/tfjs-backend-wasm') as { version_wasm: string };
    // Emscripten adds process-wide listeners that only re-throw and hide the true stack: they are taken off again.
    const events = ['uncaughtException', 'unhandledRejection'];
    const before = events.map((event) => process.listeners(event as 'uncaughtException'));
    const started = await tf.setBackend('wasm');
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]!.includes(listener)) process.removeListener(event, listener);
      }
    });
    if (!started) throw new Error('the backend did not start');
    return wasm.version_wasm;
  },
  async cpu(tf) {
    require('@tensorflow/tfjs-backend-cpu');
    if (!(await tf.setBackend('cpu'))) throw new Error('the backend did not start');
    return tf.version_core;
  },
};
