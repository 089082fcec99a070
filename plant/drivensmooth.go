package plant

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/sim/ode"
)

// looser is how much wider the tolerance may be where every step ends at the
// next change of an input and none is cut: the kernel's solver asks a fortieth of
// what it is told, for the sake of steps that are cut.
const looser = 1000

// integrate solves the parts one after the other by the kernel's solver without
// its queue: between two changes of the inputs there are no events.
func (d *Driven) integrate(ctx context.Context, v []float64, o *readout) error {
	bind := &binding{v: v}
	for i := range d.parts {
		sys := bound(d.parts[i].of(o.slopes), v)
		opt := d.solver(bind, i, o.slopes, looser*d.rtol)
		opt.Structure = d.parts[i].shape(o.slopes)
		w := &smoothRun{d: d, part: i, out: o, sys: sys, e: sys.New(), auto: ode.NewSolver(sys, opt)}
		w.s, w.short = w.auto, w.auto
		if opt.Method == ode.Auto && sys.NAlg() == 0 {
			opt.Method = ode.Tsit5
			w.short = ode.NewSolver(sys, opt)
		}
		if err := w.run(ctx); err != nil {
			return w.blame(err)
		}
	}
	return nil
}

// smoothRun is one solution of one part.
type smoothRun struct {
	d     *Driven
	part  int
	out   *readout
	sys   *physics.System
	e     ode.Eval
	s     *ode.Solver // the one in force: short where inputs change so often that no method could make longer steps
	auto  *ode.Solver
	short *ode.Solver

	t       float64
	y, z, w []float64
	u       []float64
	x       []float64 // state at a reading
	next    int       // reading
	need    []int     // variables that are read
	outs    bool      // some of them are outputs
	before  int64     // steps made before the last change of the inputs
}

// run goes from break to break.
func (r *smoothRun) run(ctx context.Context) error {
	n := r.sys.NY()
	r.y, r.x, r.z = make([]float64, n), make([]float64, n), make([]float64, r.sys.NZ())
	r.w, r.u = make([]float64, r.sys.NW()), make([]float64, r.sys.NU())
	end := r.out.times[len(r.out.times)-1]
	r.need = r.out.parts[r.part].need
	for _, v := range r.need {
		r.outs = r.outs || v >= n+len(r.z)
	}
	r.bind()
	if err := r.e.Init(0, r.y, r.z); err != nil {
		return err
	}
	stop := r.bind()
	var c ode.Control
	if err := r.s.Start(r.e, r.t, r.y, &c); err != nil {
		return err
	}
	r.show(r.t)
	var p ode.Piece
	for r.t < end {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.stretch(math.Min(stop, end), &c, &p); err != nil {
			return err
		}
		if r.t < stop {
			break
		}
		stop = r.bind()
		r.choose(&c)
		if err := r.s.Restart(r.e, r.t, r.y, &c); err != nil {
			return err
		}
		r.show(r.t)
	}
	r.show(math.Inf(1))
	return nil
}

// fewSteps is the number of steps between two changes of the inputs up to which it does not matter whether the equations are stiff:
// an implicit method would need as many.
const fewSteps = 2

// choose takes the pair with the fewest stages where the stretch before took few steps. What follows is left to the automatic choice
// as soon as a stretch takes more.
func (r *smoothRun) choose(c *ode.Control) {
	few := c.Steps+c.Rejected-r.before <= fewSteps
	r.before = c.Steps + c.Rejected
	switch {
	case few && r.s != r.short:
		r.s, c.Mode = r.short, ode.Tsit5
	case !few:
		r.s = r.auto
	}
}

// stretch solves up to a time, over which the inputs are smooth.
func (r *smoothRun) stretch(to float64, c *ode.Control, p *ode.Piece) error {
	for r.t < to {
		c.Bare = !(r.next < len(r.out.times) && r.out.times[r.next] < to) // no reading before the end of the stretch
		if err := r.s.Advance(r.e, r.t, r.y, to-r.t, nil, nil, c, p); err != nil {
			return err
		}
		till := r.t + p.H
		if p.H == to-r.t {
			till = to
		}
		for ; r.next < len(r.out.times) && r.out.times[r.next] < till; r.next++ {
			r.within(r.out.times[r.next], p)
		}
		copy(r.y, p.End)
		r.t = till
	}
	return nil
}

// bind sets the inputs that hold from now on and returns their next change.
func (r *smoothRun) bind() float64 {
	ids := r.sys.Inputs()
	stop := math.Inf(1)
	for j, id := range ids {
		s := r.d.players[id].series
		r.u[j] = s.At(r.t)
		stop = math.Min(stop, after(s.T, s.V, r.t))
	}
	r.e.Bind(r.t, r.u, r.z)
	for n := 0; n < 100 && !(r.e.NextBreak() > r.t); n++ { // a break here within rounding: its far side holds
		r.e.Bind(math.Nextafter(r.t, math.Inf(1)), r.u, r.z)
	}
	return math.Min(stop, r.e.NextBreak())
}

// after is the first time above t at which a recording has another value.
func after(at, v []float64, t float64) float64 {
	lo, hi := 0, len(at)
	for lo < hi {
		if m := (lo + hi) / 2; at[m] > t {
			hi = m
		} else {
			lo = m + 1
		}
	}
	for ; lo < len(at); lo++ {
		if lo == 0 || v[lo] != v[lo-1] {
			return at[lo]
		}
	}
	return math.Inf(1)
}

// show reads what is due up to a time at the present state.
func (r *smoothRun) show(to float64) {
	for ; r.next < len(r.out.times) && r.out.times[r.next] <= to; r.next++ {
		r.read(r.out.times[r.next], r.y)
	}
}

// within appends the readings at a time inside a step; of the states only what is read is evaluated.
func (r *smoothRun) within(t float64, p *ode.Piece) {
	th := (t - r.t) / p.H0
	if r.outs {
		p.Eval(th, r.x)
	} else {
		for _, v := range r.need {
			if v >= 0 && v < len(r.x) {
				p.Eval1(th, v, r.x)
			}
		}
	}
	r.read(t, r.x)
}

// read appends the readings at one time.
func (r *smoothRun) read(t float64, y []float64) {
	if r.outs {
		r.e.Outputs(t, y, r.w)
	}
	ny, nz := len(r.y), len(r.z)
	value := r.out.parts[r.part].value
	for i, v := range r.need {
		switch {
		case v < 0: // no parameter acts on it
		case v < ny:
			value[i] = y[v]
		case v < ny+nz:
			value[i] = r.z[v-ny]
		default:
			value[i] = r.w[v-ny-nz]
		}
	}
	r.out.add(r.part)
}

// blame names the variable that could not be solved.
func (r *smoothRun) blame(err error) error {
	var oe *ode.Error
	if errors.As(err, &oe) && oe.Index >= 0 && oe.Index < r.sys.NY() {
		return fmt.Errorf("%s at %g s: %s: %w", r.sys.Name(), r.t, r.sys.Vars()[oe.Index].Name, err)
	}
	return fmt.Errorf("%s at %g s: %w", r.sys.Name(), r.t, err)
}
