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
	var grad [][]float64
	if slopes {
		o.dy = make([][]float64, len(d.read))
		for r := range o.dy {
			o.dy[r] = make([]float64, 0, len(times)*len(d.fit))
		}
		for _, k := range d.fit {
			grad = append(grad, c.nums.gradient(v, set, k))
		}
	}
	o.open(grad)
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
	parts  []partOut
}

// partOut is what is read of one part.
type partOut struct {
	need  []int     // variables, -1: always 0
	value []float64 // of each
	chain []link
}

// link is a part of the chain rule: a fitted number moves a parameter of the equations.
type link struct {
	fit, param int
	rate       float64
}

// open settles what is read of each part; grad holds the derivative of every number by each fitted one.
func (o *readout) open(grad [][]float64) {
	for i := range o.d.parts {
		p := &o.d.parts[i]
		out := partOut{need: p.need[0]}
		if o.slopes {
			out.need = p.need[1]
		}
		for fit, g := range grad {
			for j, n := range p.params {
				if g[n] != 0 {
					out.chain = append(out.chain, link{fit, j, g[n]})
				}
			}
		}
		out.value = make([]float64, len(out.need))
		o.parts = append(o.parts, out)
	}
}

// add appends the readings of a part, whose values are in place. Their derivatives by the fitted numbers are those by the parameters
// of the equations, through the expressions among numbers.
func (o *readout) add(part int) {
	value, at := o.parts[part].value, 0
	for _, r := range o.d.parts[part].reads {
		o.y[r] = append(o.y[r], value[at])
		at++
		if !o.slopes {
			continue
		}
		n := len(o.dy[r])
		o.dy[r] = o.dy[r][:n+len(o.d.fit)]
		row := o.dy[r][n:]
		for _, l := range o.parts[part].chain {
			row[l.fit] += float64(l.rate * value[at+l.param])
		}
		at += len(o.d.parts[part].params)
	}
}

// of is the system to be solved.
func (p *drivenPart) of(slopes bool) *physics.System {
	if slopes {
		return p.system
	}
	return p.plain
}

// shape is how the matrices of the system are factored.
func (p *drivenPart) shape(slopes bool) *ode.Structure {
	if slopes {
		return p.shapes[1]
	}
	return p.shapes[0]
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
		if p := d.parts[i].plain; p.NG() > 0 || len(p.Limits()) > 0 || p.NDelay() > 0 {
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
			for i, v := range o.parts[p].need {
				if v >= 0 {
					o.parts[p].value[i] = run.State().Read(sim.Ref{Store: sim.StoreVar, Index: int32(p), Sub: int32(v)})
				}
			}
			o.add(p)
		}
	}
	return nil
}
