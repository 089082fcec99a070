package experiment

import (
	"math/bits"

	"github.com/plantwin/plantwin/internal/doe"
)

// leastRows is the number of rows below which indices say nothing and elementary effects are taken.
const leastRows = 32

// plannedDesign is a design with what is needed to read it.
type plannedDesign struct {
	points []int       // of the campaign, in the order of the design; a setting that comes twice stands twice
	unit   [][]float64 // of effects: where they lie in the unit cube
	moved  []int       // of elementary effects: the factor that each point moved
	rows   int         // of Sobol' indices, 0 if there are none
}

// lay makes the settings of a design.
func (c *campaign) lay() (*plannedDesign, error) {
	d, k := &plannedDesign{}, len(c.factors)
	switch c.Design {
	case Grid:
		c.grid(d)
	case Sensitivity:
		var err error
		if n := c.Points / (k + 2); n >= leastRows {
			d.rows = 1 << (bits.Len(uint(n)) - 1)
			if d.unit, err = doe.Saltelli(d.rows, k, c.seed()); err != nil {
				return nil, err
			}
		} else {
			d.unit, d.moved = doe.Trajectories(c.Points/(k+1), k, c.seed())
		}
		for _, u := range d.unit {
			d.points = append(d.points, c.add(c.at(u), "design"))
		}
	default:
		return d, c.fill(d)
	}
	return d, nil
}

// at turns a point of the unit cube into a setting.
func (x *Exploration) at(u []float64) []float64 {
	at := make([]float64, len(x.factors))
	for i := range at {
		at[i] = x.factors[i].at(u[i])
	}
	return at
}

// fill makes a Latin hypercube or Sobol' points. Settings that come twice, and those at which assets would stand too near, are
// left out; longer designs make up for them, up to 32 times as long.
func (c *campaign) fill(d *plannedDesign) error {
	for n := c.Points; ; n *= 2 {
		unit := [][]float64(nil)
		if c.Design == LHS {
			unit = doe.LHS(n, len(c.factors), c.seed())
		} else {
			var err error
			if unit, err = doe.Sobol(n, len(c.factors), c.seed()); err != nil {
				return err
			}
		}
		c.points, c.byKey, d.points = nil, map[string]int{}, nil
		for _, u := range unit {
			if at := c.at(u); len(d.points) < c.Points && c.fits(at) && !c.known(at) {
				d.points = append(d.points, c.add(at, "design"))
			}
		}
		if len(d.points) == c.Points || len(d.points) == c.combinations() || n >= 32*c.Points || n >= mostPoints {
			return nil
		}
	}
}

// grid makes all settings, the last factor changing first.
func (c *campaign) grid(d *plannedDesign) {
	at := make([]float64, len(c.factors))
	for {
		if c.fits(at) {
			d.points = append(d.points, c.add(append([]float64(nil), at...), "design"))
		}
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; int(at[i]) < c.factors[i].levels() {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}
