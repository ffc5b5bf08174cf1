import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpackWheel, type Wheel } from '../../src/neural/engine-wheel.js';
import { extractMembers } from '../../src/neural/zip-member.js';
import { temporaryFolder } from './temporary-folder.js';
import { zipArchive } from './zip-archive.js';

const wheelFor = (archive: Buffer): Wheel => ({
  name: 'tensorflow-cpu',
  version: '2.15.1',
  platform: 'any',
  sha256: createHash('sha256').update(archive).digest('hex'),
});

describe('the wheel', () => {
  it('is refused, with nothing unpacked, if one byte differs', async () => {
    const archive = zipArchive({ 'tensorflow/libtensorflow_cc.so.2': 'library' });
    const wheel = wheelFor(archive);
    archive[40]! ^= 1;
    const folder = temporaryFolder({ 'tensorflow.whl': archive });
    await expect(unpackWheel(path.join(folder, 'tensorflow.whl'), wheel, folder)).rejects.toThrow(
      `expected ${wheel.sha256}: it is not used`,
    );
    expect(fs.readdirSync(folder)).toEqual(['tensorflow.whl']);
  });

  it('says what it lacks', async () => {
    const archive = zipArchive({ 'tensorflow/libtensorflow_cc.so.2': 'library' });
    const folder = temporaryFolder({ 'tensorflow.whl': archive });
    await expect(unpackWheel(path.join(folder, 'tensorflow.whl'), wheelFor(archive), folder)).rejects.toThrow(
      'has no member tensorflow/libtensorflow_framework.so.2',
    );
  });
});

describe('members of a zip archive', () => {
  const members = { 'a/deflated.txt': 'one '.repeat(50_000), 'b/stored.txt': 'two', 'c/unwanted.txt': 'three' };

  it('are written whole, deflated or stored, and no other', async () => {
    const folder = temporaryFolder({ 'archive.zip': zipArchive(members) });
    const targets = new Map([
      ['a/deflated.txt', path.join(folder, 'out/one')],
      ['b/stored.txt', path.join(folder, 'out/two')],
    ]);
    await extractMembers(path.join(folder, 'archive.zip'), targets);
    expect(fs.readFileSync(path.join(folder, 'out/one'), 'utf8')).toBe(members['a/deflated.txt']);
    expect(fs.readFileSync(path.join(folder, 'out/two'), 'utf8')).toBe('two');
    expect(fs.readdirSync(path.join(folder, 'out'))).toHaveLength(2);
  });

  it('a cut archive is refused', async () => {
    const whole = zipArchive(members);
    const folder = temporaryFolder({ 'archive.zip': whole.subarray(0, whole.length - 30) });
    await expect(extractMembers(path.join(folder, 'archive.zip'), new Map())).rejects.toThrow('cut off');
  });
});
