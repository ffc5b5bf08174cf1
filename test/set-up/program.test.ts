import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEngineStamp } from '../../src/set-up/engine.mjs';
import { findNpm, runProgram } from '../../src/set-up/program.mjs';
import { temporaryFolder } from './temporary-folder.js';

const node = (code: string) => runProgram(process.execPath, ['-e', code], { stdout: 'capture' });

describe('programs of the set-up', () => {
  it('returns output and exit code, without a shell between', async () => {
    expect(await node('process.stdout.write("$HOME * ;"); process.exitCode = 3')).toEqual({
      code: 3,
      output: '$HOME * ;',
    });
  });

  it('reports an interrupted program as 130', async () => {
    expect(await node('process.kill(process.pid, "SIGINT"); setTimeout(() => {}, 10_000)')).toMatchObject({
      code: 130,
    });
  });

  it('says which program does not start', async () => {
    await expect(runProgram('no-such-program', [])).rejects.toThrow('cannot start no-such-program');
  });

  it('takes npm from the npm that runs it, else from beside Node, never from another package manager', () => {
    const folder = temporaryFolder({
      'bin/node': '',
      'lib/node_modules/npm/bin/npm-cli.js': '',
      'other/npm-cli.js': '',
      'other/pnpm.cjs': '',
    });
    const beside = path.join(folder, 'lib/node_modules/npm/bin/npm-cli.js');
    const execPath = path.join(folder, 'bin/node');
    const running = path.join(folder, 'other/npm-cli.js');
    expect(findNpm({ npm_execpath: running }, execPath)).toBe(running);
    expect(findNpm({ npm_execpath: path.join(folder, 'other/pnpm.cjs') }, execPath)).toBe(beside);
    expect(findNpm({}, '/nowhere/bin/node')).toBeUndefined();
  });

  it('remembers the engine until the machine changes or the build is gone', () => {
    const folder = temporaryFolder({ 'addon.node': '' });
    const stamp = (addon: string) => {
      const outcome = { machine: 'v20 x64', engine: 'native', addon };
      return path.join(temporaryFolder({ 'stamp.json': JSON.stringify(outcome) }), 'stamp.json');
    };
    const kept = stamp(path.join(folder, 'addon.node'));
    expect(readEngineStamp(kept, 'v20 x64')).toMatchObject({ engine: 'native' });
    expect(readEngineStamp(kept, 'v22 x64')).toBeUndefined();
    expect(readEngineStamp(stamp(path.join(folder, 'emptied.node')), 'v20 x64')).toBeUndefined();
    expect(readEngineStamp(path.join(folder, 'none.json'), 'v20 x64')).toBeUndefined();
  });
});
