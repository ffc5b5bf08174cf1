import { fixedPolicy } from './fixed.js';
import type { PolicyModel } from './policy.js';
import { reportedSnrPolicy } from './reported-snr.js';

/** Policies; a new one is one file and one line here. */
export const policyModels: readonly PolicyModel[] = [fixedPolicy, reportedSnrPolicy];
