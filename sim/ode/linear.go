package ode

// Forms of the matrices of an implicit method.
const (
	dense = iota
	banded
	sparse
)

// Patterned is a System that knows which entries of its Jacobian can differ
// from zero. Its Eval must offer [SparseEval].
type Patterned interface {
	// Pattern gives row and column of each entry, without repetition.
	Pattern() (row, col []int32)
}

// SparseEval is an Eval that writes the entries of the Jacobian alone.
type SparseEval interface {
	// JacSparse writes the entries of df/dy in the order of Pattern.
	JacSparse(t float64, y, v []float64)
}

// Structure says how the matrices g M - J of a system are stored and factored.
// It is constant, and may be shared between goroutines.
type Structure struct {
	n, d     int // variables, differential ones
	form     int
	row, col []int32 // entries of the Jacobian; nil where it is a full matrix
	ml, mu   int     // bandwidths
	plan     *plan
}

// sparseFrom is the number of variables from which a pattern is looked at: below
// it a full matrix is faster whatever its zeros (measured: hires, 8 variables
// of which 23 entries are not zero).
const sparseFrom = 10

// NewStructure looks at a system. It chooses the form with the least work, in
// products: n^3/3 for a full matrix; a product of the sparse form, which looks up
// its operands, counts three times (measured: 1.5 ns against 0.5).
func NewStructure(sys System) *Structure {
	n := sys.NY()
	st := &Structure{n: n, d: n - sys.NAlg()}
	p, ok := sys.(Patterned)
	if !ok || n < sparseFrom {
		return st
	}
	st.row, st.col = p.Pattern()
	return st.choose()
}

func (st *Structure) choose() *Structure {
	n := st.n
	for k, i := range st.row {
		w := int(st.col[k] - i)
		st.ml, st.mu = max(st.ml, -w), max(st.mu, w)
	}
	full, band := n*n*n/3, n*(st.ml+1)*(st.ml+st.mu+2)
	st.plan = newPlan(n, st.d, st.row, st.col, full)
	few := full + 1
	if st.plan != nil {
		few = 3 * st.plan.work()
	}
	switch {
	case full <= band && full <= few:
		st.form, st.plan = dense, nil
	case band <= few:
		st.form, st.plan = banded, nil
	default:
		st.form = sparse
	}
	return st
}

// work is the number of products in a factorisation.
func (st *Structure) work() int {
	switch st.form {
	case banded:
		return st.n * (st.ml + 1) * (st.ml + st.mu + 1)
	case sparse:
		return st.plan.work()
	}
	return st.n * st.n * st.n / 3
}

// algebraic is the structure of the Jacobian's algebraic rows and columns, and
// the entries that belong to them.
func (st *Structure) algebraic() (a *Structure, pick []int32) {
	a = &Structure{n: st.n - st.d}
	if st.row == nil {
		for i := st.d; i < st.n; i++ {
			for j := st.d; j < st.n; j++ {
				pick = append(pick, int32(i*st.n+j))
			}
		}
		return a, pick
	}
	a.row, a.col = []int32{}, []int32{}
	for k, i := range st.row {
		if j := st.col[k]; int(i) >= st.d && int(j) >= st.d {
			pick = append(pick, int32(k))
			a.row, a.col = append(a.row, i-int32(st.d)), append(a.col, j-int32(st.d))
		}
	}
	return a.choose(), pick
}

// entries is the number of values in which the Jacobian is stored.
func (st *Structure) entries() int {
	if st.row == nil {
		return st.n * st.n
	}
	return len(st.row)
}

// linear holds the factors of a real matrix g M - J, M = diag(1..1, 0..0).
type linear struct {
	st   *Structure
	lu   lu // also where the static order of the sparse form fails
	band band
	sp   sparseLU
	form int // of the factors in hand
}

func newLinear(st *Structure) linear {
	f := linear{st: st, form: st.form}
	switch st.form {
	case dense:
		f.lu = newLU(st.n)
	case banded:
		f.band = newBand(st, 1)
	case sparse:
		f.sp = sparseLU{p: st.plan, v: make([]float64, st.plan.slots), inv: make([]float64, st.n), t: make([]float64, st.n)}
	}
	return f
}

// factor decomposes g M - J. It reports false where that is singular.
func (f *linear) factor(j []float64, g float64) bool {
	st := f.st
	f.form = st.form
	switch {
	case st.row == nil:
		return f.lu.factor(j, g, st.d)
	case st.form == banded:
		return f.band.factor(st, j, g)
	case st.form == sparse && f.sp.factor(j, g):
		return true
	}
	f.form = dense
	if f.lu.a == nil {
		f.lu = newLU(st.n)
	}
	clear(f.lu.a)
	for k, i := range st.row {
		f.lu.a[int(i)*st.n+int(st.col[k])] = -j[k]
	}
	for i := 0; i < st.d; i++ {
		f.lu.a[i*st.n+i] += g
	}
	return f.lu.decompose()
}

// bad is the column without a pivot after a failed factorisation.
func (f *linear) bad() int {
	if f.form == banded {
		return f.band.bad
	}
	return f.lu.bad
}

// solve overwrites b with the solution.
func (f *linear) solve(b []float64) {
	switch f.form {
	case dense:
		f.lu.solve(b)
	case banded:
		f.band.solve(b)
	default:
		f.sp.solve(b)
	}
}

// clinear holds the factors of a complex matrix (re + i im) M - J.
type clinear struct {
	st   *Structure
	lu   clu
	band band
	sp   sparseCLU
	form int
}

func newCLinear(st *Structure) clinear {
	f := clinear{st: st, form: st.form}
	switch st.form {
	case dense:
		f.lu = newCLU(st.n)
	case banded:
		f.band = newBand(st, 2)
	case sparse:
		f.sp = sparseCLU{p: st.plan, v: make([]float64, 2*st.plan.slots), inv: make([]float64, 2*st.n), t: make([]float64, 2*st.n)}
	}
	return f
}

// factor decomposes (re + i im) M - J.
func (f *clinear) factor(j []float64, re, im float64) bool {
	st := f.st
	f.form = st.form
	switch {
	case st.row == nil:
		return f.lu.factor(j, re, im, st.d)
	case st.form == banded:
		return f.band.cfactor(st, j, re, im)
	case st.form == sparse && f.sp.factor(j, re, im):
		return true
	}
	f.form = dense
	if f.lu.a == nil {
		f.lu = newCLU(st.n)
	}
	a := f.lu.a
	clear(a)
	for k, i := range st.row {
		a[2*(int(i)*st.n+int(st.col[k]))] = -j[k]
	}
	for i := 0; i < st.d; i++ {
		a[2*(i*st.n+i)] += re
		a[2*(i*st.n+i)+1] = im
	}
	return f.lu.decompose()
}

// solve overwrites b, n pairs, with the solution.
func (f *clinear) solve(b []float64) {
	switch f.form {
	case dense:
		f.lu.solve(b)
	case banded:
		f.band.csolve(b)
	default:
		f.sp.solve(b)
	}
}

// linears makes room for Jacobian and factors.
func (s *Solver) linears(sys System, shape *Structure) {
	if s.st = shape; s.st == nil {
		s.st = NewStructure(sys)
	}
	s.jac, s.lr, s.lc = make([]float64, s.st.entries()), newLinear(s.st), newCLinear(s.st)
	s.facJ, s.cb = make([]float64, s.st.entries()), make([]float64, 2*s.n)
	s.ast, s.apick = s.st.algebraic()
	s.ajac, s.alr = make([]float64, len(s.apick)), newLinear(s.ast)
}

// room makes room in c for what Radau5 carries along.
func (s *Solver) room(c *Control) {
	if len(c.Jac) != s.st.entries() || len(c.Poly) != 3*s.n {
		c.Jac, c.Poly = make([]float64, s.st.entries()), make([]float64, 3*s.n)
		c.HasJac, c.HPoly = false, 0
	}
}

// jacobian writes the entries of df/dy in the form of the structure.
func (s *Solver) jacobian(e Eval, t float64, y, j []float64) {
	if s.st.row == nil {
		e.Jac(t, y, j)
		return
	}
	e.(SparseEval).JacSparse(t, y, j)
}

// rafactor makes the factors of Radau for Jacobian j and step h, unless they are
// in hand. They depend on nothing else, so keeping them changes no bit.
func (s *Solver) rafactor(j []float64, h float64) bool {
	if s.facH == h && same(s.facJ, j) {
		return true
	}
	s.facH = 0
	if !s.lr.factor(j, raGamma/h) || !s.lc.factor(j, raAlpha/h, raBeta/h) {
		return false
	}
	s.facH = h
	copy(s.facJ, j)
	return true
}

func same(a, b []float64) bool {
	for i, v := range a {
		if v != b[i] {
			return false
		}
	}
	return true
}
