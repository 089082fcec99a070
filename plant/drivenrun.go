package plant

import (
	"context"
	"math"

	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/sim"
	"github.com/plantwin/plantwin/sim/ode"
)

// Run solves the equations with the fitted numbers at values [SI], and returns
// each compared variable at each time [s], y[r][k], and its derivatives by the
// fitted numbers, dy[r][k*len(values)+j]; dy is nil unless slopes is set. Times
// must not fall.
func (d *Driven) Run(ctx context.Context, values, times []float64, slopes bool) (y, dy [][]float64, err error) {
	c := d.compiled
	set := map[int]float64{}
	for i, k := range d.fit {
		set[k] = values[i]
	}
	o := &readout{d: d, slopes: slopes, times: times, y: make([][]float64, len(d.read))}
	for r := range o.y {
		o.y[r] = make([]float64, 0, len(times))
	}
	v := c.nums.run(set)
	if slopes {
		o.dy = make([][]float64, len(d.read))
		for r := range o.dy {
			o.dy[r] = make([]float64, 0, len(times)*len(d.fit))
		}
		for _, k := range d.fit {
			o.grad = append(o.grad, c.nums.gradient(v, set, k))
		}
	}
	if d.smooth() {
		err = d.integrate(ctx, v, o)
	} else {
		err = d.simulate(ctx, v, o)
	}
	return o.y, o.dy, err
}

// readout gathers what a run shows.
type readout struct {
	d      *Driven
	slopes bool
	times  []float64
	y, dy  [][]float64
	grad   [][]float64 // derivative of every number by each fitted one
}

// add appends the readings of one part; at gives its variables.
func (o *readout) add(part int, at func(v int) float64) {
	for r := range o.d.read {
		x := &o.d.read[r]
		if x.part != part {
			continue
		}
		if !o.slopes {
			o.y[r] = append(o.y[r], at(x.plain))
			continue
		}
		o.y[r] = append(o.y[r], at(x.v))
		o.dy[r] = o.slope(x, at, o.dy[r])
	}
}

// slope appends the derivatives of a reading by the fitted numbers: those by the
// parameters of the equations, through the expressions among numbers.
func (o *readout) slope(x *drivenRead, at func(v int) float64, out []float64) []float64 {
	params := o.d.parts[x.part].params
	for i := range o.d.fit {
		sum := 0.0
		for j, n := range params {
			if g := o.grad[i][n]; g != 0 && x.sens[j] >= 0 {
				sum += float64(g * at(x.sens[j]))
			}
		}
		out = append(out, sum)
	}
	return out
}

// of is the system to be solved.
func (p *drivenPart) of(slopes bool) *physics.System {
	if slopes {
		return p.system
	}
	return p.plain
}

// solver gives the tolerances of a part. Sensitivities are held to those of their
// variable for a change of the parameter by its own size.
func (d *Driven) solver(b *binding, part int, slopes bool, rtol float64) ode.Options {
	p := &d.parts[part]
	sys := p.of(slopes)
	o := d.compiled.solver(b, sys)
	for k := range o.Atol {
		o.Atol[k] *= rtol / o.Rtol
	}
	o.Rtol = rtol
	if !slopes {
		return o
	}
	alg := p.plain.NAlg()
	nd := p.plain.NY() - alg
	n := 1 + len(p.params)
	for k, number := range p.params {
		size := math.Abs(b.v[number])
		if size == 0 {
			continue
		}
		for i := range nd {
			o.Atol[nd*(1+k)+i] /= size
		}
		for i := range alg {
			o.Atol[nd*n+alg*(1+k)+i] /= size
		}
	}
	return o
}

// smooth says whether no part has events of its own.
func (d *Driven) smooth() bool {
	for i := range d.parts {
		if p := d.parts[i].plain; p.NG() > 0 || len(p.Limits()) > 0 {
			return false
		}
	}
	return true
}

// simulate runs the parts on the kernel, which knows events.
func (d *Driven) simulate(ctx context.Context, v []float64, o *readout) error {
	run, err := d.start(v, o.slopes)
	if err != nil {
		return err
	}
	for _, t := range o.times {
		at, err := sim.Ticks(t)
		if err != nil {
			return err
		}
		if err := run.AdvanceTo(ctx, at); err != nil {
			return err
		}
		for p := range d.parts {
			o.add(p, func(v int) float64 {
				return run.State().Read(sim.Ref{Store: sim.StoreVar, Index: int32(p), Sub: int32(v)})
			})
		}
	}
	return nil
}
