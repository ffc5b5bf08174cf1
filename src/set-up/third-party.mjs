// npm run third-party: writes THIRD-PARTY.md, the licences of everything the installed program consists of.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './program.mjs';

/** Downloaded or linked only when the user asks for the native engine. */
const tensorflow =
  'The native engine (`bottlenet-sim engine install`) loads the TensorFlow libraries (Apache-2.0, The TensorFlow ' +
  'Authors). They are downloaded by the user or lie on the machine already; this package does not contain them.';

/**
 * @param {Record<string, { version: string, license?: string, dev?: boolean }>} packages of package-lock.json
 * @param {readonly string[]} direct names in package.json
 * @param {{ file: string, copyright: string, license: string }} font what the font file says about itself
 */
export function formatThirdParty(packages, direct, font) {
  const rows = new Map();
  for (const [place, { version, license, dev }] of Object.entries(packages)) {
    if (place === '' || dev) continue;
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (license === undefined) throw new Error(`${place} states no licence in package-lock.json`);
    const named = direct.includes(name) && place === `node_modules/${name}`;
    rows.set(`${name} ${version}`, { name, version, license, named });
  }
  const sorted = [...rows.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
  const table = (list) => [
    '| package | version | licence |',
    '|---|---|---|',
    ...list.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`),
  ];
  return [
    '# Third-party licences',
    '',
    'Written by `npm run third-party` from package-lock.json and the font file. Tools used only for development are left out.',
    '',
    '## Named in package.json',
    '',
    ...table(sorted.filter(({ named }) => named)),
    '',
    '## Font in figures',
    '',
    `\`${font.file}\` says: ${font.copyright}. ${font.license}`,
    '',
    '## TensorFlow',
    '',
    tensorflow,
    '',
    '## Needed by the packages above',
    '',
    'Builds for all platforms are listed; one installation holds those for its own.',
    '',
    ...table(sorted.filter(({ named }) => !named)),
    '',
  ].join('\n');
}

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export async function thirdParty() {
  const { openSync } = await import('fontkit');
  const manifest = readJson('package.json');
  const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const file = 'node_modules/@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf';
  const font = openSync(path.join(root, file));
  const says = (key) => font.getName(key).replace(/\s+/g, ' ').trim();
  return formatThirdParty(readJson('package-lock.json').packages, direct, {
    file,
    copyright: says('copyright').replace(/\.$/, ''),
    license: says('license'),
  });
}

const readJson = (name) => JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));

if (process.argv[1] !== undefined && path.basename(process.argv[1]) === 'third-party.mjs') {
  fs.writeFileSync(path.join(root, 'THIRD-PARTY.md'), await thirdParty());
}
