// Package elem holds the elementary and special functions of the run path in
// plain Go. Their results have the same bits on every architecture and at every
// GOAMD64 level, which those of package math do not: math.Exp takes another path
// on a CPU with FMA, math.Log and math.Sin are fused on arm64.
//
// Two rules keep it so, and a test holds each. Nothing here calls a transcendental
// of package math; only exact or correctly rounded operations are used (Sqrt, Abs,
// Floor, Float64bits, Ldexp, Frexp and the like). And every product that is added
// or subtracted is written float64(a*b), because the language lets a compiler fuse
// x*y + z unless an explicit conversion stands between (Go specification,
// "Floating-point operators").
//
// Accuracy is stated at each function in units in the last place (ulp) of the
// result and held by tests against math/big, against pairs of float64 at ten million arguments, or against values computed with 40
// digits. Where a function needs more than 53 bits on its way (Pow, Log10, Atan,
// NormCDF) it carries a pair of float64, see dd.go.
//
// Special cases (zeros, infinities, NaN) follow package math.
package elem
