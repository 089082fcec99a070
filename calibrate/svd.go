package calibrate

import (
	"math"
	"sort"
)

// singular gives the singular values of an n*n matrix (row-major), falling, and the right singular vectors: v[i] belongs to
// sigma[i]. One-sided Jacobi rotations (Hestenes 1958; Demmel and Veselić, "Jacobi's method is more accurate than QR", SIAM J.
// Matrix Anal. 13 (1992)) find small values to high relative accuracy, which a condition number needs. Cost: about 10 n^3.
func singular(a []float64, n int) (sigma []float64, v [][]float64) {
	col := make([][]float64, n) // columns of A V
	v = make([][]float64, n)
	for j := range n {
		col[j], v[j] = make([]float64, n), make([]float64, n)
		v[j][j] = 1
		for i := range n {
			col[j][i] = a[i*n+j]
		}
	}
	for range 60 { // sweeps; ten are plenty
		turned := false
		for i := range n {
			for j := i + 1; j < n; j++ {
				turned = orthogonal(col[i], col[j], v[i], v[j]) || turned
			}
		}
		if !turned {
			break
		}
	}
	sigma = make([]float64, n)
	order := make([]int, n)
	for j := range n {
		sigma[j], order[j] = norm2(col[j]), j
	}
	sort.SliceStable(order, func(x, y int) bool { return sigma[order[x]] > sigma[order[y]] })
	s, w := make([]float64, n), make([][]float64, n)
	for k, j := range order {
		s[k], w[k] = sigma[j], v[j]
	}
	return s, w
}

// orthogonal rotates two columns so that they are orthogonal, and the vectors with them; false if they were.
func orthogonal(x, y, vx, vy []float64) bool {
	a, b, c := dot(x, x), dot(y, y), dot(x, y)
	if math.Abs(c) <= epsilon*math.Sqrt(a)*math.Sqrt(b) {
		return false
	}
	zeta := (b - a) / (2 * c)
	t := math.Copysign(1, zeta) / (math.Abs(zeta) + math.Hypot(1, zeta))
	cos := 1 / math.Sqrt(1+t*t)
	sin := cos * t
	for k := range x {
		x[k], y[k] = cos*x[k]-sin*y[k], sin*x[k]+cos*y[k]
		vx[k], vy[k] = cos*vx[k]-sin*vy[k], sin*vx[k]+cos*vy[k]
	}
	return true
}
