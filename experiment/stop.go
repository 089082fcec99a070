package experiment

import "math"

// book keeps the values of all replications folded so far, in their order.
type book struct {
	study  *Study
	picked []int         // variants that run
	values [][][]float64 // [variant of picked][measure of the variant][replication]; NaN where missing or failed
	shares [][][]float64 // [variant of picked][state][replication]

	accounts [][][]float64 // [variant of picked][account][replication]

	periods [][][][]float64 // [variant of picked][period of the plan][measure of the variant][replication]
}

func newBook(s *Study, picked []int) *book {
	b := &book{study: s, picked: picked}
	for _, v := range picked {
		b.values = append(b.values, make([][]float64, len(s.Variants[v].Measures)))
		b.shares = append(b.shares, make([][]float64, len(s.Variants[v].States)))
		b.accounts = append(b.accounts, make([][]float64, len(s.Variants[v].Accounts)))
		list := make([][][]float64, len(s.Plan.Periods))
		for k := range list {
			list[k] = make([][]float64, len(s.Variants[v].Measures))
		}
		b.periods = append(b.periods, list)
	}
	return b
}

// add enters one outcome; i is a position in picked.
func (b *book) add(i int, o *Outcome) {
	enter(b.values[i], o.Values)
	enter(b.shares[i], o.Shares)
	enter(b.accounts[i], o.Amounts)
	for k := range b.periods[i] {
		var row []float64
		if k < len(o.Periods) {
			row = o.Periods[k]
		}
		enter(b.periods[i][k], row)
	}
}

// enter appends a row to columns, NaN where the row has no entry.
func enter(columns [][]float64, row []float64) {
	for k := range columns {
		v := math.NaN()
		if k < len(row) && !math.IsInf(row[k], 0) {
			v = row[k]
		}
		columns[k] = append(columns[k], v)
	}
}

// of gives the replications of a measure by name, nil if the variant does not have it.
func (b *book) of(i int, measure string) []float64 {
	for k, name := range b.study.Variants[b.picked[i]].Measures {
		if name == measure {
			return b.values[i][k]
		}
	}
	return nil
}

// enough says whether to stop after n replications of all variants: n has reached Max, or Min and every precision asked for
// holds in every variant that has the measure. A measure without two values is not precise. It is the sequential procedure of
// Law, Simulation Modeling and Analysis, 5th ed., section 9.4.1, on the half-width relative to the mean.
func (b *book) enough(n int) bool {
	p := &b.study.Plan
	if n >= p.Max {
		return true
	}
	return n >= p.Min && b.precise()
}

// precise says whether every precision asked for has been reached.
func (b *book) precise() bool {
	p := &b.study.Plan
	for _, want := range p.Precision {
		for i := range b.picked {
			values := b.of(i, want.Measure)
			if values == nil {
				continue
			}
			e := estimate(values, p.Confidence)
			if !(e.HalfWidth <= want.Share*math.Abs(e.Mean)) {
				return false
			}
		}
	}
	return true
}
