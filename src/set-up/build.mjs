// npm run build: packages and compiled program, without a run.
import { prepareBuild } from './prepare.mjs';
import { main } from './program.mjs';

await main(async () => {
  await prepareBuild();
  return 0;
});
