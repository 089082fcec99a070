package experiment

import "math"

// Limits of the advice on how many replications would tell two variants apart.
const mostAdvised = 10000

// Difference is a variant against another under common random numbers.
type Difference struct {
	Estimate        // of variant minus other, over the replications that have both
	Exact      bool // nothing is random, so one replication says all
	Confidence float64
	Scale      float64 // size of what was compared
}

// Sure says whether the difference is distinguishable from zero.
func (d Difference) Sure() bool {
	if d.N == 0 || Same(d.Mean, d.Scale) {
		return false
	}
	return d.Exact || math.Abs(d.Mean) > d.HalfWidth
}

// Same says whether a difference of values of that size is nothing but rounding: no plant is known to a billionth.
func Same(difference, size float64) bool { return math.Abs(difference) <= 1e-9*math.Abs(size) }

// Needed is the number of replications after which a difference of this size would be distinguishable, 0 if it is above
// 10,000 or cannot be said.
func (d Difference) Needed() int {
	if d.N < 2 {
		return 0
	}
	return needed(d.SD, math.Abs(d.Mean), d.Confidence, mostAdvised)
}

// difference compares two of the variants that ran in a measure that both have, at the confidence of the study.
func (b *book) difference(i, against int, measure string) (Difference, bool) {
	return b.differenceAt(i, against, measure, b.study.Plan.Confidence)
}

func (b *book) differenceAt(i, against int, measure string, confidence float64) (Difference, bool) {
	x, y := b.of(i, measure), b.of(against, measure)
	if x == nil || y == nil {
		return Difference{}, false
	}
	p := &b.study.Plan
	d := Difference{Estimate: paired(x, y, confidence), Exact: !p.Random, Confidence: confidence}
	d.Scale = estimate(y, p.Confidence).Mean
	return d, d.N > 0
}

// reference is the position in picked of the reference of paired comparison: the first variant of the file, or the first that
// runs if that one does not.
func (b *book) reference() int {
	for i, v := range b.picked {
		if v == 0 {
			return i
		}
	}
	return 0
}
