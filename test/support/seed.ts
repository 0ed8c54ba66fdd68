import fc from 'fast-check';

/**
 * Properties are tried with the same values each time, so that a change is judged by what it changes. Other values:
 * `FAST_CHECK_SEED=random npm test -- test/unit`, or a number that a failure has printed.
 */
const asked = process.env['FAST_CHECK_SEED'];
fc.configureGlobal(asked === 'random' ? {} : { seed: asked === undefined ? 20_260 : Number(asked) });
