// npm start: from a bare clone to the result of the quickstart scenario.
import { prepare } from './prepare.mjs';
import { main, runScript } from './program.mjs';

await main(async (args) => {
  await prepare();
  const { code } = await runScript('dist/cli/main.js', ['run', 'scenarios/quickstart.json', ...args]);
  return code;
});
