package plant

import (
	"math"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// recordedOf are the statistics of a column that can stand beside a measure.
var recordedOf = []string{"mean", "sd", "min", "max", "total", "count", "last", "p01 to p99"}

// recordedFigure reads what the plant recorded: a quantity, or a statistic of a column.
func (c *compiler) recordedFigure(m *measure, n *source.Node) {
	if n.Kind == source.Scalar {
		c.measureNumber(m, "recorded", n, func(m *Measure) **float64 { return &m.Recorded })
		return
	}
	of := "mean"
	if x := n.Get("of"); x != nil {
		of = x.Text
	}
	l := anything(m.dim)
	if of == "count" {
		if m.dim != unit.One {
			c.faults.At(n.Get("of"), "the value is "+m.dim.Name(), "measure %s: a count does not fit", m.Name)
			return
		}
		l = anything(unit.One)
	}
	r := reading{compiler: c, path: "measure." + m.Name + ".recorded"}
	values, ok := r.column(n, l)
	if !ok {
		return
	}
	x, ok := recorded(values, of)
	if !ok {
		c.faults.At(n.Get("of"), source.DidYouMean(of, recordedOf, "known: "+strings.Join(recordedOf, " ")), "measure %s: there is no %q of a column", m.Name, of)
		return
	}
	v := m.Unit.FromSI(x)
	if of == "sd" {
		v = m.Unit.FromScaleSI(x) // a difference
	}
	m.Recorded = &v
}

// recorded is a statistic of values, of which there is one at least. Quantiles are those of the sample, between the values
// next to p (n - 1) (Hyndman and Fan, The American Statistician 50, 1996, 361-365, definition 7); sd is that of a sample.
func recorded(values []float64, of string) (float64, bool) {
	n := float64(len(values))
	sum, low, high := 0.0, math.Inf(1), math.Inf(-1)
	for _, v := range values {
		sum, low, high = sum+v, math.Min(low, v), math.Max(high, v)
	}
	switch of {
	case "mean":
		return sum / n, true
	case "total":
		return sum, true
	case "count":
		return n, true
	case "min":
		return low, true
	case "max":
		return high, true
	case "last":
		return values[len(values)-1], true
	case "sd":
		square := 0.0
		for _, v := range values {
			d := v - sum/n
			square += float64(d * d)
		}
		return math.Sqrt(square / math.Max(n-1, 1)), true
	}
	p := percentile(of)
	if p == 0 {
		return 0, false
	}
	list := append([]float64(nil), values...)
	sort.Float64s(list)
	at := float64(p * (n - 1))
	k := int(at)
	if k+1 >= len(list) {
		return list[len(list)-1], true
	}
	return list[k] + float64((at-float64(k))*(list[k+1]-list[k])), true
}
