/** Where a value of the resolved scenario comes from, in order of precedence: a later one replaces an earlier one. */
export const originNames = ['default', 'preset', 'scenario', 'study', 'set', 'option'] as const;

export interface Origin {
  readonly from: (typeof originNames)[number];
  /** Name of the preset, the study's variant, the `--set` text or the option. */
  readonly detail?: string;
}

/** Origin of one resolved leaf, for the manifest. */
export interface ValueOrigin extends Origin {
  /** JSON pointer into the resolved scenario. */
  readonly path: string;
}
