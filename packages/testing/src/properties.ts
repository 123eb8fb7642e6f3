import fc from 'fast-check';

/**
 * fast-check with one seed for every run, so that a test that passed here passes there. `ICHOR_SEED` sets another;
 * `npm run verify -- properties` goes through many.
 */
const seed = Number(process.env.ICHOR_SEED ?? 20_261_130);
if (!Number.isSafeInteger(seed))
  throw new RangeError(`ICHOR_SEED: ${process.env.ICHOR_SEED} is no whole number`);
fc.configureGlobal({ seed });

export default fc;
