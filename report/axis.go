package report

import (
	"math"
	"strings"

	"gonum.org/v1/plot"

	"github.com/plantwin/plantwin/experiment"
)

// frame maps data to a rectangle of a drawing and draws its axes.
type frame struct {
	left, top, width, height float64 // of the plotting area
	x0, x1, y0, y1           float64 // data at its edges
}

func (f *frame) x(v float64) float64 { return f.left + (v-f.x0)/(f.x1-f.x0)*f.width }
func (f *frame) y(v float64) float64 { return f.top + f.height - (v-f.y0)/(f.y1-f.y0)*f.height }

// widen gives a range some air, and a width where it has none.
func widen(lo, hi float64) (float64, float64) {
	if !(hi > lo) {
		d := math.Max(math.Abs(lo)*0.1, 1)
		return lo - d, hi + d
	}
	d := (hi - lo) * 0.06
	low := lo - d
	if lo >= 0 && low < 0 {
		low = 0
	}
	return low, hi + d
}

// ticks are those of gonum/plot with their labels.
func ticks(lo, hi float64) []plot.Tick {
	var major []plot.Tick
	for _, t := range (plot.DefaultTicks{}).Ticks(lo, hi) {
		if !t.IsMinor() {
			t.Label = experiment.Digits(t.Value, 5)
			major = append(major, t)
		}
	}
	return major
}

// axes draws grid, numbers and names of both axes.
func (f *frame) axes(s *svg, xTicks []plot.Tick, xName, yName string) {
	for _, t := range ticks(f.y0, f.y1) {
		y := f.y(t.Value)
		s.line("grid", f.left, y, f.left+f.width, y)
		s.text("tick", "end", f.left-6, y+4, t.Label)
	}
	for _, t := range xTicks {
		if t.Value < f.x0 || t.Value > f.x1 {
			continue
		}
		x := f.x(t.Value)
		s.line("grid", x, f.top, x, f.top+f.height)
		s.text("tick", "middle", x, f.top+f.height+17, t.Label)
	}
	s.line("axis", f.left, f.top+f.height, f.left+f.width, f.top+f.height)
	s.text("tick", "end", f.left+f.width, f.top+f.height+34, xName)
	s.text("tick", "start", 4, 14, yName)
}

// clock is the unit in which a stretch of time reads best, and its seconds.
func clock(seconds float64) (string, float64) {
	switch {
	case seconds > 3*86400:
		return "d", 86400
	case seconds > 3*3600:
		return "h", 3600
	case seconds > 3*60:
		return "min", 60
	}
	return "s", 1
}

// timeTicks are whole steps of the clock: in hours 1, 2, 3, 6, 12, else 1, 2, 5 times powers of ten.
func timeTicks(from, to float64) ([]plot.Tick, string) {
	unit, size := clock(to - from)
	step := 1e-3
	for i := 0; (to-from)/size/step > 8; i++ {
		step *= [...]float64{2, 2.5, 2}[i%3]
	}
	if unit == "h" || unit == "min" {
		for _, natural := range []float64{1, 2, 3, 4, 6, 12, 15, 30} {
			if step >= 1 && (to-from)/size/natural <= 8 {
				step = natural
				break
			}
		}
	}
	var out []plot.Tick
	for k := math.Ceil(from / size / step); k*step*size <= to*(1+1e-12); k++ {
		out = append(out, plot.Tick{Value: k * step * size, Label: experiment.Digits(k*step, 5)})
	}
	return out, unit
}

// span writes a time in seconds in the units that people use: 20 d, 1 d 6 h, 45 min.
func span(seconds float64) string {
	if math.Abs(seconds) < 1 {
		return experiment.Digits(seconds, 3) + " s"
	}
	rest := math.Round(seconds)
	var parts []string
	for _, u := range []struct {
		name string
		size float64
	}{{"d", 86400}, {"h", 3600}, {"min", 60}, {"s", 1}} {
		if k := math.Floor(rest / u.size); k > 0 {
			parts = append(parts, experiment.Digits(k, 9)+" "+u.name)
			rest -= k * u.size
		}
	}
	if len(parts) > 2 {
		parts = parts[:2]
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}
