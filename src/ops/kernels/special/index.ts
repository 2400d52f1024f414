/**
 * The special functions as plain functions of doubles, by the names that the rows in `ops/special*.ts` use. It becomes
 * a bundle of its own, loaded on first use; nothing else may import it.
 */

export { j0, j1, jn, y0, y1, yn } from './bessel.ts';
export { erf, erfc, erfcinv, erfinv } from './error.ts';
export { beta, betaln, gamma, gammaln, gammasgn, rgamma } from './gamma.ts';
export { betaDensity, betainc, gammaDensity, gammainc, gammaincc } from './incomplete.ts';
export { expit, expitComplement, logit } from './logistic.ts';
export { i0, i1, iv, ive } from './modified-bessel.ts';
export { log_ndtr, logNdtrSlope } from './normal.ts';
export { betaincSlope, gammaincSlope, logStudentCdf, studentCdf } from './parameter-derivatives.ts';
export { digamma, polygamma } from './polygamma.ts';
