package calibrate

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// cooling is a problem with the shape of a plant's: y = c + a exp(-k t), exact derivatives.
func cooling(times, data []float64, p ...Parameter) *Problem {
	return &Problem{Parameters: p, Residuals: len(times), Eval: func(x, r, jac []float64) error {
		for i, t := range times {
			e := math.Exp(-x[1] * t)
			r[i] = x[2] + x[0]*e - data[i]
			if jac != nil {
				jac[3*i], jac[3*i+1], jac[3*i+2] = e, -t*x[0]*e, 1
			}
		}
		return nil
	}}
}

func coolingData(noise float64, seed uint64) (times, data []float64) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range 40 {
		t := float64(i) / 10
		times = append(times, t)
		data = append(data, 20+50*math.Exp(-0.7*t)+noise*rng.NormFloat64())
	}
	return times, data
}

func mustFit(t *testing.T, p *Problem, o Options) *Estimate {
	t.Helper()
	e, err := LeastSquares(p, o)
	if err != nil {
		t.Fatal(err)
	}
	if !e.Reason.Converged() {
		t.Fatalf("%v (refused: %v), x = %v", e.Reason, e.Refused, e.X)
	}
	return e
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(math.Abs(want), 1e-300)) {
		t.Errorf("%s = %.15g, want %.15g (relative %.1e)", what, got, want, math.Abs(got-want)/math.Abs(want))
	}
}

// The scale of search must not change the estimate; standard deviations follow by the delta rule and so agree as well.
func TestScales(t *testing.T) {
	times, data := coolingData(0.5, 3)
	plain := mustFit(t, cooling(times, data, Parameter{Name: "a", Start: 10}, Parameter{Name: "k", Start: 0.1}, Parameter{Name: "c", Start: 1}), Options{})
	for _, scale := range []Scale{LogScale, LogitScale} {
		e := mustFit(t, cooling(times, data, Parameter{Name: "a", Start: 10, Min: 1, Max: 1000, Scale: scale},
			Parameter{Name: "k", Start: 0.1, Min: 0.001, Max: 10, Scale: scale}, Parameter{Name: "c", Start: 1, Min: 0, Max: 100, Scale: LinearScale}), Options{})
		for j := range e.X {
			near(t, fmt.Sprint("x", j), e.X[j], plain.X[j], 1e-12)
			near(t, fmt.Sprint("sd", j), e.SD[j], plain.SD[j], 1e-9)
		}
	}
	// A logarithmic interval is a factor: symmetric in the logarithm.
	e := mustFit(t, cooling(times, data, Parameter{Name: "a", Start: 10}, Parameter{Name: "k", Start: 0.1, Min: 0, Max: 10, Scale: LogScale}, Parameter{Name: "c", Start: 1}), Options{})
	near(t, "low*high", e.Low[1]*e.High[1], e.X[1]*e.X[1], 1e-12)
}

// A linear problem has a closed answer: covariance, Student's t and correlation of a straight line.
func TestLine(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5}, []float64{2.1, 3.9, 6.2, 7.8, 10.1}
	e := mustFit(t, &Problem{Parameters: []Parameter{{Name: "a"}, {Name: "b"}}, Residuals: 5, Eval: func(p, r, jac []float64) error {
		for i := range x {
			r[i] = p[0] + p[1]*x[i] - y[i]
			if jac != nil {
				jac[2*i], jac[2*i+1] = 1, x[i]
			}
		}
		return nil
	}}, Options{})
	// sums: Sxx = 10, slope 19.9/10, RSS 0.107; var b = s2/Sxx, var a = s2 (1/5 + 9/10), corr = -3/sqrt(11)
	s2 := 0.107 / 3
	near(t, "a", e.X[0], 0.05, 1e-12)
	near(t, "b", e.X[1], 1.99, 1e-14)
	near(t, "rss", e.RSS, 0.107, 1e-12)
	near(t, "sd a", e.SD[0], math.Sqrt(s2*1.1), 1e-12)
	near(t, "sd b", e.SD[1], math.Sqrt(s2/10), 1e-12)
	near(t, "corr", e.Corr[1], -3/math.Sqrt(11), 1e-12)
	near(t, "high b", e.High[1], 1.99+3.182446305284263*math.Sqrt(s2/10), 1e-9) // t(0.975, 3)
	if e.DOF != 3 {
		t.Error("dof", e.DOF)
	}
}

// The unconstrained minimum lies outside: the bound is reported with its side, the rest is the fit with the parameter fixed there.
func TestBound(t *testing.T) {
	times, data := coolingData(0.5, 4)
	for _, side := range []Bound{AtMin, AtMax} {
		lo, hi := 0.9, 5.0
		if side == AtMax {
			lo, hi = 0.01, 0.5
		}
		p := cooling(times, data, Parameter{Name: "a", Start: 10}, Parameter{Name: "k", Start: (lo + hi) / 2, Min: lo, Max: hi}, Parameter{Name: "c", Start: 1})
		e := mustFit(t, p, Options{})
		if e.Active[1] != side || math.IsNaN(e.SD[0]) || !math.IsNaN(e.SD[1]) {
			t.Errorf("active %v sd %v, want the bound %v", e.Active, e.SD, side)
		}
		at := map[Bound]float64{AtMin: lo, AtMax: hi}[side]
		if e.X[1] != at {
			t.Errorf("x = %v, want exactly %v", e.X[1], at)
		}
		held := mustFit(t, cooling(times, data, Parameter{Name: "a", Start: 10}, Parameter{Name: "k", Start: at, Fixed: true}, Parameter{Name: "c", Start: 1}), Options{})
		near(t, "a", e.X[0], held.X[0], 1e-10)
		near(t, "rss", e.RSS, held.RSS, 1e-13)
		near(t, "sd", e.SD[0], held.SD[0], 1e-8)
	}
}

// A fit that ends early too ends on a bound to the last bit, and says so.
func TestBoundToTheBit(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	for trial := range 2000 {
		lo, gap, scale := rng.NormFloat64(), rng.ExpFloat64(), math.Exp(3*rng.NormFloat64())
		if trial%2 == 0 {
			lo = 0
		}
		p := &Problem{Residuals: 3, Parameters: []Parameter{{Name: "x", Start: lo + gap, Min: lo, Max: lo + 10*gap}},
			Eval: func(x, r, jac []float64) error {
				for i := range r {
					f := scale * float64(i+1)
					r[i] = f*(x[0]-lo+gap) + float64(i)
					if jac != nil {
						jac[i] = f
					}
				}
				return nil
			}}
		if e := mustFit(t, p, Options{Xtol: 1e-6, Ftol: 1e-9, Joint: true}); e.X[0] != lo || e.Active[0] != AtMin {
			t.Fatalf("x = %.17g, bound %.17g, %v", e.X[0], lo, e.Active[0])
		}
	}
}

// Rosenbrock's valley inside bounds that hold its minimum on an edge, from corners (Moré, Garbow and Hillstrom, problem 1), with and
// without steps along its curve.
func TestValley(t *testing.T) {
	rosenbrock := func(start [2]float64, lo, hi [2]float64) *Problem {
		return &Problem{Residuals: 2, Parameters: []Parameter{{Name: "x", Start: start[0], Min: lo[0], Max: hi[0]}, {Name: "y", Start: start[1], Min: lo[1], Max: hi[1]}},
			Eval: func(x, r, jac []float64) error {
				r[0], r[1] = 10*(x[1]-x[0]*x[0]), 1-x[0]
				if jac != nil {
					jac[0], jac[1], jac[2], jac[3] = -20*x[0], 10, -1, 0
				}
				return nil
			}}
	}
	for _, c := range []struct{ lo, hi [2]float64 }{
		{[2]float64{-3, -3}, [2]float64{3, 3}}, {[2]float64{-3, 1.5}, [2]float64{3, 3}}, {[2]float64{-3, -3}, [2]float64{0.5, 3}}, {[2]float64{-3, -3}, [2]float64{3, 0}},
	} {
		for _, s := range [][2]float64{{c.lo[0], c.hi[1]}, {c.hi[0], c.lo[1]}, {(c.lo[0] + c.hi[0]) / 2, (c.lo[1] + c.hi[1]) / 2}} {
			bent := mustFit(t, rosenbrock(s, c.lo, c.hi), Options{Joint: true})
			e := mustFit(t, rosenbrock(s, c.lo, c.hi), Options{})
			near(t, "cost", bent.Cost, e.Cost, 1e-12)
			// stationary in the free variables, gradients outward at the bounds
			g := []float64{-200*e.X[0]*(e.X[1]-e.X[0]*e.X[0]) - (1 - e.X[0]), 100 * (e.X[1] - e.X[0]*e.X[0])}
			for j := range g {
				ok := math.Abs(g[j]) < 1e-7
				switch e.Active[j] {
				case AtMin:
					ok = g[j] >= 0 && e.X[j] == c.lo[j]
				case AtMax:
					ok = g[j] <= 0 && e.X[j] == c.hi[j]
				}
				if !ok {
					t.Errorf("bounds %v..%v from %v: x = %v, gradient %v, active %v (%v)", c.lo, c.hi, s, e.X, g, e.Active, e.Reason)
				}
			}
		}
	}
}

// A bounded linear least-squares step has the least value of all combinations of variables held at their bounds.
func TestFenced(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for trial := range 300 {
		n := 1 + trial%5
		q := &quadratic{m: n, n: n}
		for range n {
			q.rhs = append(q.rhs, 3*rng.NormFloat64())
			q.lo, q.hi = append(q.lo, -rng.ExpFloat64()), append(q.hi, rng.ExpFloat64())
			for range n {
				q.rows = append(q.rows, rng.NormFloat64())
			}
		}
		p, _ := q.fenced(math.Inf(1), 0)
		least := math.Inf(1)
		for set := range int(math.Pow(3, float64(n))) { // each variable free, at lo, at hi
			at, held := make([]float64, n), make([]bool, n)
			for j, k := 0, set; j < n; j, k = j+1, k/3 {
				held[j] = k%3 > 0
				at[j] = []float64{0, q.lo[j], q.hi[j]}[k%3]
			}
			if free, places, _ := q.without(held, at, 1); len(places) > 0 {
				step, _ := free.damped(0)
				for k, j := range places {
					at[j] = bounded(step[k], q.lo[j], q.hi[j])
				}
			}
			least = math.Min(least, q.value(at))
		}
		if v := q.value(p); v > least+1e-9*math.Abs(least) {
			t.Errorf("trial %d: %v has the value %g, the least is %g", trial, p, v, least)
		}
		for j, v := range p {
			if v < q.lo[j] || v > q.hi[j] {
				t.Errorf("trial %d: %v is beyond %v..%v", trial, p, q.lo, q.hi)
			}
		}
	}
}

// A prior is one more observation: with the data of a mean it gives the precision-weighted mean.
func TestPrior(t *testing.T) {
	data := []float64{4, 5, 6, 5.5}
	e := mustFit(t, &Problem{Residuals: 4, Parameters: []Parameter{{Name: "m", Start: 1, Prior: &Prior{Mean: 3, SD: 0.5}}}, Eval: func(x, r, jac []float64) error {
		for i := range data {
			r[i] = x[0] - data[i]
			if jac != nil {
				jac[i] = 1
			}
		}
		return nil
	}}, Options{UnitNoise: true})
	near(t, "mean", e.X[0], (20.5+4*3)/8, 1e-14)
	near(t, "sd", e.SD[0], 1/math.Sqrt(8), 1e-14)
}

// Robust losses against values of the location of {0, 0.1, -0.2, 0.15, 10}: for Huber with scale 1 the outlier pulls like a
// residual of 1, so 4 m + 0.05... = 1 solves by hand: sum of the four - 4m + 1 = 0.
func TestLoss(t *testing.T) {
	data := []float64{0, 0.1, -0.2, 0.15, 10}
	problem := func() *Problem {
		return &Problem{Residuals: 5, Parameters: []Parameter{{Name: "m", Start: 1}}, Eval: func(x, r, jac []float64) error {
			for i := range data {
				r[i] = x[0] - data[i]
				if jac != nil {
					jac[i] = 1
				}
			}
			return nil
		}}
	}
	e := mustFit(t, problem(), Options{Loss: Huber})
	near(t, "huber", e.X[0], (0.05+1)/4, 1e-12)
	for _, loss := range []Loss{SoftL1, Cauchy} {
		e := mustFit(t, problem(), Options{Loss: loss, LossScale: 0.5})
		g := 0.0 // the score is zero
		for _, y := range data {
			z := (e.X[0] - y) / 0.5
			_, d, _ := loss.rho(z * z)
			g += d * z
		}
		if math.Abs(g) > 1e-12 || math.Abs(e.X[0]) > 0.3 {
			t.Errorf("%v: m = %v, score %v", loss, e.X[0], g)
		}
	}
	for _, loss := range []Loss{Huber, SoftL1, Cauchy} { // derivatives against differences
		for _, s := range []float64{0.3, 0.9, 2.5, 40} {
			const h = 1e-5
			_, d1, d2 := loss.rho(s)
			up, u1, _ := loss.rho(s + h)
			dn, n1, _ := loss.rho(s - h)
			if math.Abs((up-dn)/(2*h)-d1) > 1e-8 || math.Abs((u1-n1)/(2*h)-d2) > 1e-8 {
				t.Errorf("%v at %v: derivatives %v %v", loss, s, d1, d2)
			}
		}
	}
}

// Two parameters that appear only as a product, and one that nothing reads.
func TestUnidentified(t *testing.T) {
	times, data := coolingData(0.5, 5)
	p := &Problem{Residuals: len(times), Parameters: []Parameter{{Name: "UA", Start: 2, Min: 0.1, Max: 20, Scale: LogScale},
		{Name: "gain", Start: 3}, {Name: "k", Start: 0.5}, {Name: "spare", Start: 7}},
		Eval: func(x, r, jac []float64) error {
			for i, s := range times {
				e := math.Exp(-x[2] * s)
				r[i] = x[0]*x[1]*e + 20 - data[i]
				if jac != nil {
					jac[4*i], jac[4*i+1], jac[4*i+2] = x[1]*e, x[0]*e, -s*x[0]*x[1]*e
				}
			}
			return nil
		}}
	e := mustFit(t, p, Options{})
	near(t, "product", e.X[0]*e.X[1], 50, 0.02)
	if len(e.Unidentified) != 2 || !math.IsInf(e.Condition, 1) {
		t.Fatalf("condition %v, directions %+v", e.Condition, e.Unidentified)
	}
	text := e.Unidentified[0].Text + "\n" + e.Unidentified[1].Text
	if !strings.Contains(text, "spare is not identified") || !strings.Contains(text, "UA, gain are not identified one by one") {
		t.Error(text)
	}
	if !math.IsNaN(e.SD[0]) || !math.IsNaN(e.SD[3]) || math.IsNaN(e.SD[2]) {
		t.Errorf("sd %v: only k is identified", e.SD)
	}
}

// A model that cannot be evaluated beyond x = 1.905 is approached with shorter steps; at the start it is an error.
func TestRefusedPoints(t *testing.T) {
	wall := errors.New("the solver stopped at 3 s")
	problem := func(start float64) *Problem {
		return &Problem{Residuals: 1, Parameters: []Parameter{{Name: "x", Start: start}}, Eval: func(x, r, jac []float64) error {
			if x[0] > 1.905 {
				return wall
			}
			r[0] = math.Atan(x[0] - 1.9)
			if jac != nil {
				jac[0] = 1 / (1 + (x[0]-1.9)*(x[0]-1.9))
			}
			return nil
		}}
	}
	e := mustFit(t, problem(0.5), Options{})
	near(t, "x", e.X[0], 1.9, 1e-12)
	if !errors.Is(e.Refused, wall) {
		t.Error("refused:", e.Refused)
	}
	if e, err := LeastSquares(problem(3), Options{}); !errors.Is(err, wall) || e == nil || e.X[0] != 3 {
		t.Errorf("%v %v", e, err)
	}
	nan := &Problem{Residuals: 1, Parameters: []Parameter{{Name: "x", Start: 1}}, Eval: func(x, r, jac []float64) error { r[0] = math.NaN(); return nil }}
	if _, err := LeastSquares(nan, Options{}); err == nil || !strings.Contains(err.Error(), "residual 1") {
		t.Error(err)
	}
}

func TestMalformed(t *testing.T) {
	eval := func(x, r, jac []float64) error { return nil }
	for want, p := range map[string]Parameter{
		"is not below max": {Min: 2, Max: 1}, "outside": {Start: 5, Min: 0, Max: 1}, "above 0": {Start: -1, Scale: LogScale},
		"two finite bounds": {Start: 1, Scale: LogitScale}, "finite number": {Start: math.NaN()}, "sd above 0": {Prior: &Prior{}}, "is free": {Fixed: true},
	} {
		if _, err := LeastSquares(&Problem{Parameters: []Parameter{p}, Residuals: 1, Eval: eval}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	// Fewer residuals than parameters: an estimate without intervals.
	p := &Problem{Residuals: 1, Parameters: []Parameter{{Name: "a", Start: 1}, {Name: "b", Start: 1}}, Eval: func(x, r, jac []float64) error {
		r[0] = x[0] + x[1] - 5
		if jac != nil {
			jac[0], jac[1] = 1, 1
		}
		return nil
	}}
	e, err := LeastSquares(p, Options{})
	if err != nil || math.Abs(e.X[0]+e.X[1]-5) > 1e-9 || !math.IsNaN(e.SD[0]) {
		t.Errorf("%+v %v", e, err)
	}
}

// The factorization against a matrix with a known answer, rows of very different weight among them.
func TestFactor(t *testing.T) {
	// b = A (1, 2, 3) exactly; the last row weighs 1e8.
	a := []float64{1, 2, 1, 0, 1, 1, 2, 0, 1, 1e8, 1e8, 3e8}
	x := []float64{1, 2, 3}
	b := make([]float64, 4)
	for i := range b {
		b[i] = dot(a[3*i:3*i+3], x)
	}
	got := factor(append([]float64(nil), a...), append([]float64(nil), b...), 4, 3).solve()
	for j := range x {
		near(t, fmt.Sprint("x", j), got[j], x[j], 1e-14)
	}
	sv, _ := singular([]float64{3, 0, 0, 4, 5, 0, 0, 0, 1e-9}, 3) // the leading block has singular values sqrt(45) and sqrt(5)
	near(t, "s0", sv[0], math.Sqrt(45), 1e-14)
	near(t, "s1", sv[1], math.Sqrt(5), 1e-14)
	near(t, "s2", sv[2], 1e-9, 1e-14)
}
