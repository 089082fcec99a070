package line

import (
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// Value is the value of one setting; which field holds it is said by the setting's Form.
type Value struct {
	Set    bool
	Num    float64
	Text   string
	On     bool
	Draw   Draw
	Route  *Route
	Needs  []Need
	Shifts *Calendar
	Points [][2]float64 // [m]
	Texts  []string
	Marks  []Mark
	Setup  *Setup
	Pools  []Claim
	Jobs   *Jobs
	Rate   *Varying
	Group  Values
	Groups []Named
	Edges  []Edge
	Counts []CountOf
	Watch  *Watch
	Hazard *Hazard
	Test   func(s *sim.State, part int32) bool
	Stages []Stage
	Asset  int
}

// Values are the settings of an asset, or of a group in it, by key. A setting that is left out may be missing.
type Values map[string]Value

// Named is one entry of a setting with free names.
type Named struct {
	Name   string
	Values Values
}

// CountOf is one entry of a setting of form Counts: a number of a product, or of what an asset sends.
type CountOf struct {
	Name  string
	Asset int32 // -1 if it is a product
	Type  int32 // code of the product; -1 if it is an asset
	N     int
	Match *Draw // value that it has in common with what it is joined to; nil for none
}

// Need asks for Count members of crews: of any that Assets lists, or of any crew with the Skill where Assets is empty.
type Need struct {
	Assets []int32
	Skill  string
	Count  int
}

// DefaultValue reads the setting's default as a value; false if it has none or one that only stands for an absence.
func (t *Setting) DefaultValue() (Value, bool) {
	d := t.Default
	if d == "" {
		return Value{}, false
	}
	v := Value{Set: true}
	switch t.Form {
	case Text, Pick, Makes:
		v.Text = d
	case Toggle:
		v.On = d == "true"
	case Places:
		if d == "unlimited" {
			v.Num = math.Inf(1)
			return v, true
		}
		n, err := strconv.ParseFloat(d, 64)
		v.Num = n
		return v, err == nil
	case Quantity, Integer, Time, Number:
		x, u, rest, err := unit.ParseQuantity(d)
		if err != nil || rest != "" {
			return Value{}, false
		}
		v.Num = u.ToSI(x)
		v.Draw = Fixed(v.Num)
	default:
		return Value{}, false
	}
	return v, true
}

// reader gives the values of an asset with the defaults of its kind filled in.
type reader struct {
	values   Values
	settings []Setting
}

func (r reader) get(key string) Value {
	if v, ok := r.values[key]; ok && v.Set {
		return v
	}
	for i := range r.settings {
		if r.settings[i].Key == key {
			v, _ := r.settings[i].DefaultValue()
			return v
		}
	}
	return Value{}
}

// group is a reader of a group's own settings.
func (r reader) group(key string) reader {
	g := reader{values: r.get(key).Group}
	for i := range r.settings {
		if r.settings[i].Key == key {
			g.settings = r.settings[i].Sub
		}
	}
	return g
}

// many is a capacity that is never reached: an unlimited one, or one that is larger.
const many = 1 << 30

// places reads a number of places.
func (r reader) places(key string) int32 {
	n := r.get(key).Num
	if n >= many {
		return many
	}
	return int32(n)
}
