/** Always the group's one codec. */
import { Type } from 'typebox';
import type { PolicyModel } from './policy.js';

export const fixedPolicy: PolicyModel<{ readonly kind: 'fixed' }> = {
  name: 'fixed',
  summary: 'every request uses the codec of its group',
  source: 'definition',
  schema: Type.Object(
    { kind: Type.Literal('fixed') },
    { additionalProperties: false, description: 'Always the same codec' },
  ),
  create: () => ({ choose: () => 0 }),
};
