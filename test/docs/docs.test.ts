/** What the documentation points at exists: links, commands, scenario files, and paths of the source. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.js';

const root = new URL('../../', import.meta.url).pathname;
const pages = [
  'README.md',
  'CHANGELOG.md',
  'scenarios/README.md',
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Anchor of a heading as code hosts make it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+\s+(.+)$/gm)].map(([, heading]) => anchorOf(heading!));

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('links to what exists', () => {
    const broken = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter((target) => {
        const [path, anchor] = target.split('#') as [string, string | undefined];
        const file = path === '' ? join(root, page) : resolve(dirname(join(root, page)), path);
        if (!existsSync(file)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('shows commands and files that exist', () => {
    const blocks = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map(([, block]) => block!);
    const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
    const calls = lines.map((line) => /^\$?\s*(?:bottlenet-sim|node dist\/cli\/main\.js)\s+(\S+)(.*)/.exec(line));
    for (const call of calls) {
      if (call === null) continue;
      const [, name, rest] = call as unknown as [string, string, string];
      expect(Object.keys(commands), `command in ${page}`).toContain(name);
      for (const [file] of rest.matchAll(/\b(?:scenarios|models)\/[\w./-]+\.json/g)) {
        expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
  });

  it('names source files that exist', () => {
    const named = [...text.matchAll(/`((?:src\/|test\/)?[a-z]+(?:\/[a-z0-9-]+)+\.(?:ts|mjs))`/g)].map(
      ([, path]) => path!,
    );
    const missing = named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'src', path)));
    expect(missing.filter((path) => !/\/x\.ts$/.test(path))).toEqual([]);
  });
});

it('scenarios/README.md names every scenario and every study', () => {
  const named = [...textOf('scenarios/README.md').matchAll(/^\| \[\S+\]\((\S+)\) \|/gm)].map(([, file]) => file!);
  const jsonIn = (folder: string) =>
    readdirSync(join(root, 'scenarios', folder)).filter((name) => name.endsWith('.json'));
  const studies = jsonIn('studies').map((name) => `studies/${name}`);
  expect(named.sort()).toEqual([...jsonIn('.'), ...studies].sort());
});

it('the README leads to every page', () => {
  const linked = [...textOf('README.md').matchAll(/\]\((docs\/[\w-]+\.md)/g)].map(([, page]) => page!);
  expect([...new Set(linked)].sort()).toEqual(pages.filter((page) => page.startsWith('docs')).sort());
});

it('the changelog names every command', () => {
  const named = /Commands ([\s\S]*?)\./.exec(textOf('CHANGELOG.md'))![1]!;
  expect([...named.matchAll(/`(\w+)`/g)].map(([, name]) => name!).sort()).toEqual(Object.keys(commands).sort());
});
