package calibrate

import "math"

// triangle is a QR factorization with column pivoting, A P = Q R, of a matrix with scaled columns, together with Q'b. Of Q only
// its action on b is kept: what follows works on n rows, however many residuals there are.
type triangle struct {
	n    int
	r    []float64 // R, n*n row-major, upper; of the columns after division by norm
	qtb  []float64 // first n elements of Q'b
	perm []int     // column of A at each position
	norm []float64 // length of each column of A, in the order of A; 1 for a column of zeros
}

// factor decomposes the m*n matrix a (row-major) and the right-hand side b (len m), m >= n not required. Before each reflection the
// column with the largest rest is taken, and the row with its largest element is brought to the front: with both, Householder's
// method is backward stable row by row (Powell and Reid, "On applying Householder transformations to linear least squares
// problems", 1969; Cox and Higham, "Stability of Householder QR factorization for weighted least squares problems", 1998),
// which priors and outliers need. b is overwritten. Cost: 2 m n^2.
func factor(a, b []float64, m, n int) *triangle {
	t := &triangle{n: n, r: make([]float64, n*n), qtb: make([]float64, n), perm: make([]int, n), norm: columnNorms(a, m, n)}
	cols := make([][]float64, n, n+1)
	store := make([]float64, m*n)
	for j := range cols {
		c := store[j*m : (j+1)*m : (j+1)*m]
		scale := t.norm[j]
		for i := range c {
			c[i] = a[i*n+j] / scale
		}
		cols[j], t.perm[j] = c, j
	}
	cols = append(cols, b)
	steps := min(m, n)
	for k := range steps {
		t.pivot(cols, k)
		reflect(cols, k)
	}
	for k := range steps {
		for j := k; j < n; j++ {
			t.r[k*n+j] = cols[j][k]
		}
		t.qtb[k] = b[k]
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

// pivot brings the column with the largest rest to position k, and the row with its largest element to row k. The rests are summed
// anew: n is small and downdating loses digits.
func (t *triangle) pivot(cols [][]float64, k int) {
	best, most := k, -1.0
	for j := k; j < t.n; j++ {
		if rest := dot(cols[j][k:], cols[j][k:]); rest > most {
			best, most = j, rest
		}
	}
	cols[k], cols[best] = cols[best], cols[k]
	t.perm[k], t.perm[best] = t.perm[best], t.perm[k]
	top, big := k, 0.0
	for i, v := range cols[k][k:] {
		if v = math.Abs(v); v > big {
			top, big = k+i, v
		}
	}
	if top > k {
		for _, c := range cols {
			c[k], c[top] = c[top], c[k]
		}
	}
}

// reflect applies the Householder reflection that clears column k below row k to the columns behind it: Golub and Van Loan, "Matrix
// computations", section 5.2.
func reflect(cols [][]float64, k int) {
	v := cols[k][k:]
	alpha := math.Sqrt(dot(v, v))
	if alpha == 0 {
		return
	}
	if v[0] > 0 {
		alpha = -alpha
	}
	v[0] -= alpha               // v = x - alpha e1
	beta := -1 / (alpha * v[0]) // 2/v'v
	for _, c := range cols[k+1:] {
		c = c[k:]
		w := -beta * dot(v, c)
		for i, x := range v {
			c[i] += w * x
		}
	}
	v[0] = alpha
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
func (t *triangle) solve() []float64 { return t.backward(t.qtb) }

// normal gives the x with A'A x = b, with zeros for dependent columns.
func (t *triangle) normal(b []float64) []float64 { return t.backward(t.forward(b)) }

// quad gives x'(A'A)^-1 x; columns beyond the rank are left out.
func (t *triangle) quad(x []float64) float64 {
	y := t.forward(x)
	return dot(y, y)
}

// forward solves R'y = P'x.
func (t *triangle) forward(x []float64) []float64 {
	n, y := t.n, make([]float64, t.rank())
	for i := range y {
		s := x[t.perm[i]] / t.norm[t.perm[i]]
		for j := range i {
			s -= t.r[j*n+i] * y[j]
		}
		y[i] = s / t.r[i*n+i]
	}
	return y
}

// backward solves R P'x = y.
func (t *triangle) backward(y []float64) []float64 {
	n, k := t.n, t.rank()
	z, x := make([]float64, k), make([]float64, n)
	for i := k - 1; i >= 0; i-- {
		s := y[i]
		for j := i + 1; j < k; j++ {
			s -= t.r[i*n+j] * z[j]
		}
		z[i] = s / t.r[i*n+i]
		x[t.perm[i]] = z[i] / t.norm[t.perm[i]]
	}
	return x
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

// dot is the inner product, in four sums that a processor adds side by side.
func dot(x, y []float64) float64 {
	y = y[:len(x)]
	var a, b, c, d float64
	i := 0
	for ; i+4 <= len(x); i += 4 {
		a += x[i] * y[i]
		b += x[i+1] * y[i+1]
		c += x[i+2] * y[i+2]
		d += x[i+3] * y[i+3]
	}
	for ; i < len(x); i++ {
		a += x[i] * y[i]
	}
	return (a + b) + (c + d)
}
