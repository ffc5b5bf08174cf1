/** A TensorFlow library the user already has: LIBTENSORFLOW_DIR, with `lib/` and `include/`, or Python's `tensorflow/`. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { compileAddon } from './engine-compile.js';
import type { EngineSource } from './engine-source.js';

export const libraryFolder: EngineSource = {
  title: 'LIBTENSORFLOW_DIR',
  async fill({ env, packageFolder, stage, say }) {
    const folder = path.resolve(env.LIBTENSORFLOW_DIR ?? '');
    const inLib = path.join(folder, 'lib');
    const from = fs.existsSync(inLib) ? inLib : folder;
    const libraries = fs.existsSync(from)
      ? fs.readdirSync(from).filter((name) => /^libtensorflow.*\.so/.test(name))
      : [];
    if (libraries.length === 0) throw new Error(`no libtensorflow in ${folder}`);
    fs.mkdirSync(path.join(stage, 'deps', 'lib'), { recursive: true });
    for (const name of libraries) {
      fs.symlinkSync(fs.realpathSync(path.join(from, name)), path.join(stage, 'deps', 'lib', name));
    }
    fs.symlinkSync(path.join(folder, 'include'), path.join(stage, 'deps', 'include'));
    say('compiling the addon ...');
    await compileAddon(packageFolder, stage, env);
    return `folder-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
  },
};
