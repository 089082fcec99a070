package calibrate

import (
	"errors"
	"math"
	"runtime"
	"sort"
	"sync"
)

// Trial is one fit of a multistart.
type Trial struct {
	Start    []float64 // of all parameters
	Estimate *Estimate // of the start alone where Err is set
	Err      error
	Optimum  int // from 1, by rising cost; trials that reached the same cost share it; 0 where Err is set
}

// Waterfall is the result of a multistart.
type Waterfall struct {
	Best   *Estimate // nil where every trial failed
	Trials []Trial   // by rising cost, failed ones last in the order of their starts
	Optima int       // number of distinct costs
}

// Multistart fits from the given start and from n-1 more, spread over the bounds as a Latin hypercube (McKay, Beckman and Conover,
// Technometrics 21 (1979) 239-245) drawn from seed; without bounds over ±100 % of the start, or a factor of ten on a logarithmic scale.
// Trials run in parallel where p.Fork is given; the result does not depend on it. The error says that p is malformed or that every
// trial failed.
func Multistart(p *Problem, n int, seed uint64, o Options) (*Waterfall, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	w := &Waterfall{Trials: make([]Trial, max(n, 1))}
	starts := hypercube(p, len(w.Trials)-1, seed)
	o.Watch = nil
	run := func(i int, eval func(x, r, jac []float64) error) {
		q := *p
		if i > 0 {
			q.Parameters = append([]Parameter(nil), p.Parameters...)
			for j := range q.Parameters {
				q.Parameters[j].Start = starts[i-1][j]
			}
		}
		t := &w.Trials[i]
		for j := range q.Parameters {
			t.Start = append(t.Start, q.Parameters[j].Start)
		}
		t.Estimate, t.Err = fit(&q, o, eval)
	}
	p.spread(len(w.Trials), run)
	w.rank()
	if w.Best == nil {
		errs := make([]error, len(w.Trials))
		for i := range w.Trials {
			errs[i] = w.Trials[i].Err
		}
		return w, errors.Join(errs...)
	}
	return w, nil
}

// spread runs n trials on all processors, or one after the other.
func (p *Problem) spread(n int, run func(i int, eval func(x, r, jac []float64) error)) {
	if p.Fork == nil {
		for i := range n {
			run(i, p.Eval)
		}
		return
	}
	next := make(chan int)
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			eval := p.Fork()
			for i := range next {
				run(i, eval)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

// rank sorts the trials and numbers their optima.
func (w *Waterfall) rank() {
	const same = 1e-6 // relative difference of costs within one optimum
	sort.SliceStable(w.Trials, func(i, j int) bool {
		a, b := &w.Trials[i], &w.Trials[j]
		if (a.Err == nil) != (b.Err == nil) {
			return a.Err == nil
		}
		return a.Err == nil && a.Estimate.Cost < b.Estimate.Cost
	})
	for i := range w.Trials {
		t := &w.Trials[i]
		if t.Err != nil {
			break
		}
		if i == 0 || t.Estimate.Cost > w.Trials[i-1].Estimate.Cost*(1+same) {
			w.Optima++
		}
		t.Optimum = w.Optima
	}
	if w.Trials[0].Err == nil {
		w.Best = w.Trials[0].Estimate
	}
}

// hypercube draws n starts of all parameters.
func hypercube(p *Problem, n int, seed uint64) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, len(p.Parameters))
	}
	state := seed
	order := make([]int, n)
	for j := range p.Parameters {
		q := &p.Parameters[j]
		for i := range order {
			order[i] = i
		}
		for i := n - 1; i > 0; i-- {
			k := int(splitMix(&state) % uint64(i+1))
			order[i], order[k] = order[k], order[i]
		}
		for i := range out {
			u := float64(splitMix(&state)>>11) * 0x1p-53
			out[i][j] = q.at((float64(order[i]) + u) / float64(n))
		}
	}
	return out
}

// at gives the start at a share s in 0..1 of the room of a parameter.
func (p *Parameter) at(s float64) float64 {
	if p.Fixed {
		return p.Start
	}
	if p.Scale == LogitScale {
		lo, hi := p.bounds()
		return lo + s*(hi-lo)
	}
	lo, hi := p.innerBounds()
	mid := p.inner(p.Start)
	width := math.Max(1, math.Abs(mid))
	if p.Scale == LogScale {
		width = math.Ln10
	}
	if math.IsInf(lo, -1) {
		lo = math.Min(mid, hi) - width
	}
	if math.IsInf(hi, 1) {
		hi = math.Max(mid, lo) + width
	}
	a, b := p.bounds()
	return bounded(p.outer(lo+s*(hi-lo)), a, b)
}

// splitMix is the generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
func splitMix(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
