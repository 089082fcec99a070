package calibrate

import (
	"fmt"
	"math"
	"strings"
)

// vague is the standard deviation along a direction, relative to the values, from which it counts as not identified: the 95 %
// interval then reaches from nothing to twice the value.
const vague = 0.5

// directions finds combinations of the free parameters (those at a bound too) that the data do not determine: right singular
// vectors of the Jacobian by relative changes with a standard deviation above vague.
func (s *search) directions(noise float64) []Direction {
	all := make([]int, s.n)
	for j := range all {
		all[j] = j
	}
	sv, v := singular(s.columns(all, s.unit), s.n)
	if math.IsNaN(noise) { // no degree of freedom left: only what the data cannot see at all counts
		noise = 0
	}
	var out []Direction
	for i := s.n - 1; i >= 0; i-- {
		sd := math.Inf(1)
		if sv[i] > deficient*sv[0] {
			sd = noise / sv[i]
		}
		if sd > vague {
			out = append(out, s.direction(v[i], sd))
		}
	}
	return out
}

// unit is the change of a variable that counts as 100 %: that of the value, or a tenth of the permitted range where that is more,
// so that a value near zero is not held against its parameter.
func (s *search) unit(j int) float64 {
	p := s.param(j)
	x := s.x[s.free[j]]
	lo, hi := p.bounds()
	size := math.Abs(x)
	if p.Scale == LinearScale && !math.IsInf(hi-lo, 1) {
		size = math.Max(size, (hi-lo)/10)
	}
	if size == 0 {
		size = 1
	}
	if rate := p.rate(x); rate > 0 {
		return size / rate
	}
	return size
}

// direction puts a singular vector into words.
func (s *search) direction(v []float64, sd float64) Direction {
	const share = 0.1 // parameters that change less than a tenth of the largest are left out
	big := 0.0
	for _, w := range v {
		if math.Abs(w) > math.Abs(big) {
			big = w
		}
	}
	d := Direction{SD: sd * math.Abs(big)}
	for j, w := range v {
		if math.Abs(w) >= share*math.Abs(big) {
			d.Names = append(d.Names, s.param(j).Name)
			d.Change = append(d.Change, w/big)
		}
	}
	d.Text = d.words()
	return d
}

// words says in plain language what is not identified.
func (d *Direction) words() string {
	how := fmt.Sprintf("the standard deviation is %.3g %%", 100*d.SD)
	if math.IsInf(d.SD, 1) {
		how = "no residual depends on it"
	}
	if len(d.Names) == 1 {
		return fmt.Sprintf("%s is not identified by these data (%s); fix it, give it a prior, or record what depends on it", d.Names[0], how)
	}
	parts := make([]string, len(d.Names))
	for i, name := range d.Names {
		parts[i] = fmt.Sprintf("%s %+.2g %%", name, 10*d.Change[i])
	}
	return fmt.Sprintf("%s are not identified one by one: changed together (%s) they leave the fit as it is (%s); fix one of them or give it a prior",
		strings.Join(d.Names, ", "), strings.Join(parts, ", "), how)
}
