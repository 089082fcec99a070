package report

import (
	"math"

	"github.com/plantwin/plantwin/experiment"
)

// periodCharts draws each measure by period: a step for each period, and the interval of the first variant as the band.
func periodCharts(r *experiment.Result) []trend {
	m := &r.Manifest
	type key struct{ measure, variant string }
	points := map[key][]experiment.SeriesPoint{}
	for _, p := range r.Periods {
		if math.IsNaN(p.Mean) {
			continue
		}
		half := orZero(p.HalfWidth)
		for _, at := range []float64{p.From, p.To} {
			k := key{p.Measure, p.Variant}
			points[k] = append(points[k], experiment.SeriesPoint{T: at, Mean: p.Mean, Min: p.Mean - half, Max: p.Mean + half})
		}
	}
	var out []trend
	for _, x := range m.Measures {
		lines, any := make([][]experiment.SeriesPoint, len(shown(m))), false
		for i, v := range shown(m) {
			lines[i] = points[key{x.Name, v}]
			any = any || len(lines[i]) > 0
		}
		if any {
			name, unit := experiment.Plain(x.Name), experiment.UnitWord(x.Unit)
			out = append(out, trend{name, unit, drawTrend(name, unit, m, lines)})
		}
	}
	return out
}
