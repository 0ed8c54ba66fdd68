import fc from 'fast-check';

/**
 * Property tests use the same values each time, so that a result depends only on the change being tested. For other values:
 * `FAST_CHECK_SEED=random npm test -- test/unit`, or a number printed by a failure.
 */
const asked = process.env['FAST_CHECK_SEED'];
fc.configureGlobal(asked === 'random' ? {} : { seed: asked === undefined ? 20_260 : Number(asked) });
