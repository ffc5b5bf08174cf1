import { expect, it } from 'vitest';
import { schemaSubjects } from '../../src/cli/schema.js';

/** `npx vitest run test/cli/generated.test.ts --update` writes them anew. */
it.each(['scenario', 'codec', 'network', 'study', 'result'])(
  'schema/%s.schema.json is what the program prints',
  async (name) => {
    const text = `${JSON.stringify(schemaSubjects[name]!.json([]), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`../../schema/${name}.schema.json`);
  },
);

it.each(['scenario', 'metrics', 'features'])('docs/%s.md is what the program prints', async (name) => {
  await expect(schemaSubjects[name]!.markdown!([])).toMatchFileSnapshot(`../../docs/${name}.md`);
});
