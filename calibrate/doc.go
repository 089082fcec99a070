// Package calibrate finds the numbers of a model from data.
//
//   - [LeastSquares] fits parameters with exact derivatives to residuals: a trust region in scaled variables, bounds,
//     transforms, priors, robust losses, and at the end Gauss-Newton steps to the last digit that the arithmetic holds.
//     [Multistart] does it from many starts, [Profile] gives intervals by profile likelihood.
//   - [FitFamily] and [FitFamilies] fit distributions to lifetimes and durations by maximum likelihood, with right-, left- and
//     interval-censoring.
//   - [KaplanMeier], [PowerLaw], [LogLinear], [TrendTest] and [SamePopulation] look at lifetimes and repairs without a family.
//
// Results are full precision; rounding to what is written into a file is the caller's part. Nothing here draws from a global
// random number generator or reads a clock.
package calibrate
