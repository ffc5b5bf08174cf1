/** Properties draw the same cases in every run, so that a failure is one of the sources; PROPERTY_SEED=N looks for others. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
