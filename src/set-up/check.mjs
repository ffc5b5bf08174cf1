// npm run check: types, format and lint, dead code, architecture. Compiling is the first of them: it refuses to go on.
import { architecture, checks, runChecks } from './checks.mjs';
import { prepareBuild } from './prepare.mjs';
import { main } from './program.mjs';

await main(async () => {
  await prepareBuild();
  const { failed } = await runChecks([...checks, architecture]);
  return failed === 0 ? 0 : 1;
});
