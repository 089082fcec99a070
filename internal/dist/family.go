package dist

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Family says how a distribution is written.
type Family struct {
	Name   string
	About  string // one line for the reference
	Source string // where the formulas stand
	Args   []Arg
	Whole  bool // draws whole numbers without a dimension
}

// Arg is an argument of a family.
type Arg struct {
	Name       string
	Like       bool    // has the dimension of the values; else it is a plain number
	Default    float64 // if HasDefault
	HasDefault bool
}

// ArgError is a fault of one argument.
type ArgError struct {
	Arg string // name
	Msg string // "must be above 0"
}

// Error returns the name and what is wrong with it.
func (e *ArgError) Error() string { return e.Arg + " " + e.Msg }

func bad(arg, format string, args ...any) error {
	return &ArgError{Arg: arg, Msg: fmt.Sprintf(format, args...)}
}

// A spec is a family and how to make it of arguments, each of them finite.
type spec struct {
	Family
	build func(args []float64) (law, error)
}

func like(names ...string) []Arg {
	args := make([]Arg, len(names))
	for i, n := range names {
		args[i] = Arg{Name: n, Like: true}
	}
	return args
}

// jkb is Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, 2nd ed.
const jkb = "N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions, 2nd ed. (1994, 1995), "

// specs is the list of families, in the order of the notation.
var specs = []spec{
	{Family{Name: "exponential", About: "times between independent events", Source: jkb + "chapter 19", Args: like("mean")}, newExponential},
	{Family{Name: "uniform", About: "anything between two bounds alike", Source: jkb + "chapter 26", Args: like("min", "max")}, newUniform},
	{Family{Name: "triangular", About: "least, most likely and greatest value, where there are no data", Source: jkb + "section 26.9", Args: like("min", "mode", "max")}, newTriangular},
	{Family{Name: "normal", About: "sums of many small deviations; negative values too, unless cut", Source: jkb + "chapter 13", Args: like("mean", "sd")}, newNormal},
	{Family{Name: "lognormal", About: "positive and skewed, such as repair times; mean and sd of the values", Source: jkb + "chapter 14", Args: like("mean", "sd")}, newLognormal},
	{Family{Name: "gamma", About: "positive and skewed, with a lighter tail than lognormal", Source: jkb + "chapter 17", Args: like("mean", "sd")}, newGamma},
	{Family{Name: "weibull", About: "lives of parts: early failures with shape < 1, wear with shape > 1", Source: jkb + "chapter 21", Args: []Arg{{Name: "shape"}, {Name: "scale", Like: true}}}, newWeibull},
	{Family{Name: "erlang", About: "sum of k exponential steps", Source: jkb + "chapter 17", Args: []Arg{{Name: "k"}, {Name: "mean", Like: true}}}, newErlang},
	{Family{Name: "beta", About: "between two bounds with a given mean and sd", Source: jkb + "chapter 25", Args: like("mean", "sd", "min", "max")}, newBeta},
	{Family{Name: "poisson", About: "number of independent events", Source: "N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 3rd ed. (2005), chapter 4", Args: []Arg{{Name: "mean"}}, Whole: true}, newPoisson},
}

func find(name string) (spec, bool) {
	i := slices.IndexFunc(specs, func(s spec) bool { return s.Name == name })
	if i < 0 {
		return spec{}, false
	}
	return specs[i], true
}

// Families returns all families that New makes, in the order of the notation.
func Families() []Family {
	list := make([]Family, len(specs))
	for i, s := range specs {
		list[i] = s.Family
		list[i].Args = slices.Clone(s.Args)
	}
	return list
}

// Lookup returns the family of that name.
func Lookup(name string) (Family, bool) {
	s, ok := find(name)
	s.Args = slices.Clone(s.Args)
	return s.Family, ok
}

// collect puts arguments in order and refuses those that are missing or unknown.
func (s *spec) collect(args map[string]float64) ([]float64, error) {
	list := make([]float64, len(s.Args))
	var missing []string
	known := 0
	for i, a := range s.Args {
		v, ok := args[a.Name]
		switch {
		case ok:
			known++
		case a.HasDefault:
			v = a.Default
		default:
			missing = append(missing, a.Name)
		}
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, bad(a.Name, "must be a finite number")
		}
		list[i] = v
	}
	if len(missing) > 0 {
		return nil, bad(missing[0], "is missing: %s needs %s", s.Name, strings.Join(s.names(), ", "))
	}
	if known == len(args) {
		return list, nil
	}
	var unknown []string
	for name := range args {
		if !slices.Contains(s.names(), name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return nil, bad(unknown[0], "is no argument of %s, which has %s", s.Name, strings.Join(s.names(), ", "))
}

func (s *spec) names() []string {
	names := make([]string, len(s.Args))
	for i, a := range s.Args {
		names[i] = a.Name
	}
	return names
}

// above0 refuses an argument that is not positive.
func above0(arg string, v float64) error {
	if v > 0 {
		return nil
	}
	return bad(arg, "must be above 0")
}

// spread refuses an sd that is not positive.
func spread(sd float64) error {
	if sd > 0 {
		return nil
	}
	return bad("sd", "must be above 0 (a value that does not vary is written as a plain quantity)")
}
