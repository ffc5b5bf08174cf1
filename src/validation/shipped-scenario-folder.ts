import { fileURLToPath } from 'node:url';

/** The folder of the scenarios that come with the package: data root of the rows' scenarios. */
export const shippedScenarioFolder = fileURLToPath(new URL('../../scenarios', import.meta.url));
