/** Always the same codec: the group's own, or the one that is named among the alternatives, to compare a choice with none. */
import { Type } from 'typebox';
import type { PolicyModel } from './policy.js';

export interface FixedParameters {
  readonly kind: 'fixed';
  readonly choice?: number;
}

export const fixedPolicy: PolicyModel<FixedParameters> = {
  name: 'fixed',
  summary: 'every request uses the same codec',
  source: 'definition',
  schema: Type.Object(
    {
      kind: Type.Literal('fixed'),
      choice: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 15,
          description: 'which: 0 is `codec`, 1 the first of the `alternatives`; needed where there are alternatives',
        }),
      ),
    },
    { additionalProperties: false, description: 'Always the same codec' },
  ),
  refuses({ choice }, codecs) {
    if (choice === undefined) {
      if (codecs === 1) return undefined;
      return '"fixed" does not say which of them; accepted: "choice", no "alternatives", or another policy';
    }
    return choice < codecs ? undefined : `found "choice" ${choice}; accepted: 0 .. ${codecs - 1}`;
  },
  create: ({ choice = 0 }) => ({ choose: () => choice }),
};
