import { spawnSync } from 'node:child_process';

/** A Python that has PyTorch, where this machine has one: elsewhere the tests that need it are not run. */
export const pythonWithTorch: string | undefined = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import torch']).status === 0,
);
