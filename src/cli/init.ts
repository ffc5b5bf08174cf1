/** `init [FILE]`: a commented scenario to start from. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import type { CliCommand } from './command.js';
import { writing } from './writing.js';

export const initCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('init [file]')
      .description('write a commented scenario to start from')
      .option('--force', 'replace the file if it exists', false)
      .action((file: string | undefined, { force }: { force: boolean }) => init(file ?? 'scenario.json', force));
  },
};

async function init(file: string, force: boolean): Promise<void> {
  if (existsSync(file) && !force) throw new InputError(`${file} exists; accepted: another name, or --force`);
  await writing(file, () => writeWhole(file, starterScenario));
  process.stdout.write(`${file}: written; next: bottlenet-sim check ${file}, then bottlenet-sim run ${file}\n`);
}

/** Accepted as it stands; a test runs it through the loader. */
export const starterScenario = `{
  // What these keys mean and what they accept: docs/scenario.md, or "bottlenet-sim schema scenario --format markdown".
  "format": "bottlenet-sim/scenario@1",
  "name": "starter",
  "description": "Ten cameras send photographs to an edge server that classifies them.",

  // Every random number follows from the seed; intervals come from independent replications.
  "seed": 1,
  "replications": 10,
  // P99 needs 10,000 answers in each replication, and ten cameras send a hundred requests a second.
  "duration": "120 s",
  // Requests of the first seconds are not counted: queues start empty.
  "warmUp": "2 s",

  // The trained networks answer this share of the requests; the others are timed only.
  "inference": { "share": 0.05 },

  "devices": {
    // A group by name: "--set devices.camera.count=40" changes its size.
    "camera": {
      "count": 10,
      "cell": "main",
      "server": "edge",
      "deadline": "100 ms",
      "arrival": { "kind": "periodic", "period": "100 ms", "jitter": "10 ms" },
      "codec": { "kind": "image-jpeg", "quality": 50 },
      // In its place a BottleNet++ code, whose values are sent as noisy symbols:
      // "codec": { "kind": "bottlenet-awgn", "model": "compact-cifar10-early-awgn" },
      // A preset with its source ("bottlenet-sim presets list"); keys beside it take precedence.
      "compute": { "preset": "raspberry-pi-4", "overhead": "2 ms" },
      "placement": { "kind": "ring", "minimum": "20 m", "maximum": "150 m" },
      "fading": { "kind": "rayleigh-jakes", "speed": "1 m/s" },
    },
  },

  "cells": {
    "main": {
      "preset": "nr-20mhz",
      "pathLoss": { "kind": "log-distance", "exponent": 3.2 },
      "scheduler": { "kind": "round-robin" },
      "backhaul": "1 ms",
    },
  },

  "servers": {
    "edge": {
      "compute": { "preset": "server-a30" },
      // Requests wait for company, but not longer than this.
      "batch": { "maximumSize": 16, "maximumWait": "2 ms" },
      "downlink": "2 ms",
    },
  },
}
`;
