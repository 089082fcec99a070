package experiment

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
)

// The sorts of factors.
const (
	RangeFactor   = "range"    // any number between two
	LevelFactor   = "levels"   // numbers in order
	OptionFactor  = "options"  // values without order
	VariantFactor = "variants" // of the file
	PlaceFactor   = "place"    // positions of an asset on the floor
	SwapFactor    = "swap"     // who of several assets takes whose place
)

// factor is what an experiment varies. Its value at a point is a number [SI] for a range, else the number of a level from 0.
type factor struct {
	name string // the path; for places that of `at`; "variants"; "swap"
	sort string
	key  *source.Node

	paths   []string // numbers that it sets; several where the path has *
	live    bool     // the numbers can be set in a compiled model
	unit    unit.Unit
	differs bool // values are differences of temperatures
	lo, hi  float64
	log     bool
	values  []float64      // levels [SI]
	options []*source.Node // as written
	titles  []int          // variants
	asset   string         // of a place
	size    [2]float64     // [m] of that asset
	cells   [][2]float64   // [m] positions
	assets  []string       // of a swap
	homes   [][2]float64   // [m] where they stand in the file
}

// levels is how many values the factor has, 0 for a range.
func (f *factor) levels() int {
	switch f.sort {
	case LevelFactor:
		return len(f.values)
	case OptionFactor:
		return len(f.options)
	case VariantFactor:
		return len(f.titles)
	case PlaceFactor:
		return len(f.cells)
	case SwapFactor:
		n := 1
		for k := range len(f.assets) {
			n *= k + 1
		}
		return n
	}
	return 0
}

// at gives the value at a coordinate in (0, 1).
func (f *factor) at(u float64) float64 {
	if n := f.levels(); n > 0 {
		return float64(min(int(u*float64(n)), n-1))
	}
	v := f.lo + float64(u*(f.hi-f.lo))
	if f.log {
		v = elem.Exp(elem.Log(f.lo) + float64(u*(elem.Log(f.hi)-elem.Log(f.lo))))
	}
	return f.short(v)
}

// share is the inverse of at, for a range.
func (f *factor) share(v float64) float64 {
	if f.log {
		return elem.Log(v/f.lo) / elem.Log(f.hi/f.lo)
	}
	return (v - f.lo) / (f.hi - f.lo)
}

// short rounds a value of a range to six digits in its unit: what the tables say is what was run.
func (f *factor) short(si float64) float64 {
	shown, err := strconv.ParseFloat(strconv.FormatFloat(f.show(si), 'g', 6, 64), 64)
	if err != nil {
		return si
	}
	return min(max(f.toSI(shown), f.lo), f.hi)
}

// show gives a number in the unit of the factor.
func (f *factor) show(si float64) float64 {
	switch {
	case f.unit.Factor == 0:
		return si
	case f.differs:
		return f.unit.FromScaleSI(si)
	}
	return f.unit.FromSI(si)
}

func (f *factor) toSI(v float64) float64 {
	switch {
	case f.unit.Factor == 0:
		return v
	case f.differs:
		return f.unit.ScaleSI(v)
	}
	return f.unit.ToSI(v)
}

// number gives a value as a number in the unit of the factor; NaN if it is none.
func (f *factor) number(v float64) float64 {
	switch f.sort {
	case RangeFactor:
		return f.show(v)
	case LevelFactor:
		return f.show(f.values[int(v)])
	}
	return math.NaN()
}

// text writes a value.
func (f *factor) text(v float64) string {
	switch f.sort {
	case RangeFactor, LevelFactor:
		return quantity(f.number(v), f.unit.Text)
	case OptionFactor:
		return f.options[int(v)].String()
	case PlaceFactor:
		p := f.cells[int(v)]
		return "[" + quantity(p[0], "m") + ", " + quantity(p[1], "m") + "]"
	case SwapFactor:
		var out []string
		for k, home := range permutation(len(f.assets), int(v)) {
			if k != home {
				out = append(out, f.assets[k]+" to the place of "+f.assets[home])
			}
		}
		if len(out) == 0 {
			return "as in the file"
		}
		return strings.Join(out, ", ")
	}
	return ""
}

// quantity writes a number with its unit as in a file.
func quantity(v float64, unit string) string {
	s := strconv.FormatFloat(v, 'g', 8, 64)
	if strings.ContainsAny(s, "e") {
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if unit == "" || unit == "1" {
		return s
	}
	return s + " " + unit
}

// permutation gives arrangement number k of n: who stands where. 0 leaves all as they are. The digits of k in the factorial
// number system say which of those left comes next (Knuth, The Art of Computer Programming 4A, section 7.2.1.2).
func permutation(n, k int) []int {
	left := make([]int, n)
	for i := range left {
		left[i] = i
	}
	base := 1
	for i := 2; i < n; i++ {
		base *= i
	}
	out := make([]int, 0, n)
	for i := n; i > 0; i-- {
		d := k / base
		k %= base
		if i > 1 {
			base /= max(i-1, 1)
		}
		out = append(out, left[d])
		left = slices.Delete(left, d, d+1)
	}
	return out
}

// arrangement is the number of a permutation.
func arrangement(p []int) int {
	k := 0
	for i, v := range p {
		smaller := 0
		for _, w := range p[i+1:] {
			if w < v {
				smaller++
			}
		}
		k = k*(len(p)-i) + smaller
	}
	return k
}

// edit is what a point changes: another variant, numbers that a compiled model can take, and values for which it is compiled
// anew.
type edit struct {
	variant int
	set     []Setting
	change  []string // "path=value", as on the command line
}

// apply adds the factor's value to the changes of a point.
func (f *factor) apply(v float64, to *edit) {
	switch f.sort {
	case VariantFactor:
		to.variant = f.titles[int(v)]
	case OptionFactor:
		to.change = append(to.change, f.name+"="+f.options[int(v)].String())
	case RangeFactor, LevelFactor:
		if f.sort == LevelFactor {
			v = f.values[int(v)]
		}
		if !f.live {
			to.change = append(to.change, f.name+"="+quantity(f.show(v), f.unit.Text))
			return
		}
		for _, p := range f.paths {
			to.set = append(to.set, Setting{p, v})
		}
	case PlaceFactor:
		f.place(f.name, f.cells[int(v)], to)
	case SwapFactor:
		for k, home := range permutation(len(f.assets), int(v)) {
			if k != home {
				f.place(f.assets[k]+".at", f.homes[home], to)
			}
		}
	}
}

// place puts an asset somewhere.
func (f *factor) place(path string, at [2]float64, to *edit) {
	if f.live {
		to.set = append(to.set, Setting{path + ".1", at[0]}, Setting{path + ".2", at[1]})
		return
	}
	to.change = append(to.change, path+"=["+quantity(at[0], "m")+", "+quantity(at[1], "m")+"]")
}

// matches finds the numbers of a model that a path names; * stands for every copy.
func matches(numbers []plant.Number, path string) []plant.Number {
	want := strings.Split(path, ".")
	var out []plant.Number
	for _, n := range numbers {
		have := strings.Split(n.Path, ".")
		if len(have) == len(want) && !slices.ContainsFunc(indexes(want), func(i int) bool { return want[i] != "*" && want[i] != have[i] }) {
			out = append(out, n)
		}
	}
	return out
}

func indexes(s []string) []int {
	out := make([]int, len(s))
	for i := range out {
		out[i] = i
	}
	return out
}
