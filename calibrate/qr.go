package calibrate

import (
	"cmp"
	"math"
	"slices"
)

// triangle is a QR factorization with column pivoting, A P = Q R, of a matrix with scaled columns, together with Q'b. Of Q only
// its action on b is kept: what follows works on n rows, however many residuals there are.
type triangle struct {
	n    int
	r    []float64 // R, n*n row-major, upper; of the columns after division by norm
	qtb  []float64 // first n elements of Q'b
	perm []int     // column of A at each position
	norm []float64 // length of each column of A, in the order of A; 1 for a column of zeros
}

// factor decomposes the m*n matrix a (row-major) and the right-hand side b (len m), m >= n not required. Rows are taken in falling
// order of their largest element and columns by their remaining length: with both, Householder's method is backward stable row
// by row (Cox and Higham, "Stability of Householder QR factorization for weighted least squares problems", 1998), which priors
// and outliers need. a and b are overwritten. Cost: 2 m n^2.
func factor(a, b []float64, m, n int) *triangle {
	t := &triangle{n: n, r: make([]float64, n*n), qtb: make([]float64, n), perm: make([]int, n), norm: columnNorms(a, m, n)}
	for i := range m {
		for j := range n {
			a[i*n+j] /= t.norm[j]
		}
	}
	row := rowOrder(a, m, n)
	for j := range t.perm {
		t.perm[j] = j
	}
	left := make([]float64, n) // squared length of what is left of each column
	w := make([]float64, n+1)
	steps := min(m, n)
	for k := range steps {
		t.pivot(a, row, left, k)
		reflect(a, b, row, w, t.perm, n, k)
	}
	for k := range steps {
		for j := k; j < n; j++ {
			t.r[k*n+j] = a[row[k]*n+t.perm[j]]
		}
		t.qtb[k] = b[row[k]]
	}
	return t
}

// columnNorms gives the lengths of the columns, 1 for zeros.
func columnNorms(a []float64, m, n int) []float64 {
	big := make([]float64, n)
	for i := range m {
		for j := range n {
			big[j] = math.Max(big[j], math.Abs(a[i*n+j]))
		}
	}
	sum := make([]float64, n)
	for i := range m {
		for j := range n {
			if big[j] > 0 {
				q := a[i*n+j] / big[j]
				sum[j] += q * q
			}
		}
	}
	for j := range n {
		sum[j] = big[j] * math.Sqrt(sum[j])
		if sum[j] == 0 {
			sum[j] = 1
		}
	}
	return sum
}

// rowOrder sorts rows by falling largest element; equal ones keep their order.
func rowOrder(a []float64, m, n int) []int {
	big := make([]float64, m)
	row := make([]int, m)
	for i := range m {
		row[i] = i
		for j := range n {
			big[i] = math.Max(big[i], math.Abs(a[i*n+j]))
		}
	}
	slices.SortStableFunc(row, func(x, y int) int { return cmp.Compare(big[y], big[x]) })
	return row
}

// pivot brings the column with the largest rest to position k. The rests are summed anew: n is small and downdating loses digits.
func (t *triangle) pivot(a []float64, row []int, left []float64, k int) {
	n := t.n
	for j := range left {
		left[j] = 0
	}
	for _, i := range row[k:] {
		for j := k; j < n; j++ {
			v := a[i*n+t.perm[j]]
			left[j] += v * v
		}
	}
	best := k
	for j := k + 1; j < n; j++ {
		if left[j] > left[best] {
			best = j
		}
	}
	t.perm[k], t.perm[best] = t.perm[best], t.perm[k]
}

// reflect applies the Householder reflection that clears column perm[k] below row k to the rest of a and to b: Golub and Van Loan,
// "Matrix computations", section 5.2.
func reflect(a, b []float64, row []int, w []float64, perm []int, n, k int) {
	col := perm[k]
	sum := 0.0
	for _, i := range row[k:] {
		sum += a[i*n+col] * a[i*n+col]
	}
	alpha := math.Sqrt(sum)
	if alpha == 0 {
		return
	}
	top := row[k]*n + col
	if a[top] > 0 {
		alpha = -alpha
	}
	a[top] -= alpha               // v = x - alpha e1
	beta := -1 / (alpha * a[top]) // 2/v'v
	clear(w)
	for _, i := range row[k:] {
		v := a[i*n+col]
		if v == 0 {
			continue
		}
		for j := k + 1; j < n; j++ {
			w[j] += v * a[i*n+perm[j]]
		}
		w[n] += v * b[i]
	}
	for _, i := range row[k:] {
		v := beta * a[i*n+col]
		if v == 0 {
			continue
		}
		for j := k + 1; j < n; j++ {
			a[i*n+perm[j]] -= v * w[j]
		}
		b[i] -= v * w[n]
	}
	a[top] = alpha
}

// rank is the number of leading columns that are independent to working precision.
func (t *triangle) rank() int {
	tol := 4 * epsilon * float64(t.n) * math.Abs(t.r[0])
	for k := range t.n {
		if !(math.Abs(t.r[k*t.n+k]) > tol) {
			return k
		}
	}
	return t.n
}

// solve gives the x that minimises |A x - b|, with zeros for dependent columns.
func (t *triangle) solve() []float64 {
	n, k := t.n, t.rank()
	y := make([]float64, n)
	for i := k - 1; i >= 0; i-- {
		s := t.qtb[i]
		for j := i + 1; j < k; j++ {
			s -= t.r[i*n+j] * y[j]
		}
		y[i] = s / t.r[i*n+i]
	}
	x := make([]float64, n)
	for i := range k {
		x[t.perm[i]] = y[i] / t.norm[t.perm[i]]
	}
	return x
}

// quad gives x'(A'A)^-1 x; columns beyond the rank are left out.
func (t *triangle) quad(x []float64) float64 {
	n, k := t.n, t.rank()
	y := make([]float64, k)
	sum := 0.0
	for i := range k { // R'y = P'x
		s := x[t.perm[i]] / t.norm[t.perm[i]]
		for j := range i {
			s -= t.r[j*n+i] * y[j]
		}
		y[i] = s / t.r[i*n+i]
		sum += y[i] * y[i]
	}
	return sum
}

// matrix gives R D P', n*n row-major: the same A'A in n rows, columns in the order of A.
func (t *triangle) matrix() []float64 {
	n := t.n
	a := make([]float64, n*n)
	for i := range n {
		for j := i; j < n; j++ {
			a[i*n+t.perm[j]] = t.r[i*n+j] * t.norm[t.perm[j]]
		}
	}
	return a
}

// epsilon is the distance from 1 to the next float64.
const epsilon = 0x1p-52

// norm2 is the Euclidean norm without overflow.
func norm2(x []float64) float64 {
	big, sum := 0.0, 0.0
	for _, v := range x {
		big = math.Max(big, math.Abs(v))
	}
	if big == 0 || math.IsInf(big, 1) {
		return big
	}
	for _, v := range x {
		sum += v / big * (v / big)
	}
	return big * math.Sqrt(sum)
}

// dot is the inner product.
func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i] * y[i]
	}
	return sum
}
