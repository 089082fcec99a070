package ode

import (
	"math"
	"testing"
)

// TestRadauCoefficients: T diag T^-1 is the inverse of the Runge-Kutta matrix
// (T's complex columns written as real pairs), and the polynomial of the dense
// output meets the stages.
func TestRadauCoefficients(t *testing.T) {
	T := [3][3]float64{{raT11, raT12, raT13}, {raT21, raT22, raT23}, {raT31, raT32, 0}}
	I := [3][3]float64{{raI11, raI12, raI13}, {raI21, raI22, raI23}, {raI31, raI32, raI33}}
	L := [3][3]float64{{raGamma, 0, 0}, {0, raAlpha, -raBeta}, {0, raBeta, raAlpha}}
	q := math.Sqrt(6)
	A := [3][3]float64{
		{(88 - 7*q) / 360, (296 - 169*q) / 1800, (-2 + 3*q) / 225},
		{(296 + 169*q) / 1800, (88 + 7*q) / 360, (-2 - 3*q) / 225},
		{(16 - q) / 36, (16 + q) / 36, 1.0 / 9},
	}
	mul := func(a, b [3][3]float64) (c [3][3]float64) {
		for i := range 3 {
			for j := range 3 {
				for k := range 3 {
					c[i][j] += a[i][k] * b[k][j]
				}
			}
		}
		return c
	}
	one := mul(mul(mul(T, L), I), A)
	for i := range 3 {
		for j := range 3 {
			want := 0.0
			if i == j {
				want = 1
			}
			if math.Abs(one[i][j]-want) > 1e-13 {
				t.Errorf("T L T^-1 A [%d][%d] = %g, want %g", i, j, one[i][j], want)
			}
		}
	}
	P := [3][3]float64{{raP11, raP12, raP13}, {raP21, raP22, raP23}, {raP31, raP32, raP33}}
	for i, row := range P {
		for j, th := range []float64{raC1, raC2, 1} {
			v, want := th*(row[0]+th*(row[1]+th*row[2])), 0.0
			if i == j {
				want = 1
			}
			if math.Abs(v-want) > 1e-14 {
				t.Errorf("polynomial of stage %d at stage %d is %g", i, j, v)
			}
		}
		if e := [3]float64{raE1, raE2, raE3}[i]; math.Abs(row[0]+e) > 1e-14 {
			t.Errorf("slope of stage %d is %g, the error weight %g", i, row[0], e)
		}
	}
}
